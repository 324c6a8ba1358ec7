"""Reads of what happens after a review; a fixed number of statements for a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from participation.care.outcomes.models import (
    Decision,
    Outcome,
    Paper,
    PaperDone,
    PaperGiven,
    Participation,
    Point,
    Reply,
)
from participation.care.reviews.models import Review, ReviewState

LOOKS_BACK_AT_MOST = 100
_HELD = (ReviewState.HELD, ReviewState.PART_HELD)


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A point with what was written about it last."""

    point: Point
    outcome: Outcome


def points_of(session: Session, review_id: int) -> Sequence[Point]:
    """The points of a review: the one thing, then what the child picked, then all others."""
    return session.scalars(
        select(Point)
        .where(Point.review_id == review_id, Point.dropped_at.is_(None))
        .order_by(Point.one_thing.desc(), Point.picked.desc(), Point.id)
    ).all()


def point_of_review(session: Session, review_id: int, public_id: UUID) -> Point | None:
    return session.scalar(
        select(Point).where(
            Point.review_id == review_id,
            Point.public_id == public_id,
            Point.dropped_at.is_(None),
        )
    )


def point_with_source(session: Session, review_id: int, source: UUID) -> Point | None:
    return session.scalar(
        select(Point).where(Point.review_id == review_id, Point.source_id == source)
    )


def points_about(session: Session, review_id: int, sources: Collection[UUID]) -> Sequence[Point]:
    """Those that begin with these words, dropped ones too."""
    return session.scalars(
        select(Point).where(Point.review_id == review_id, Point.source_id.in_(sources))
    ).all()


def newest_outcomes(session: Session, point_ids: Collection[int]) -> Mapping[int, Outcome]:
    """What was written last about each point, by point."""
    if not point_ids:
        return {}
    rows = session.scalars(
        select(Outcome).where(Outcome.point_id.in_(point_ids), _is_newest()).order_by(Outcome.id)
    )
    return {row.point_id: row for row in rows}


def newest_outcome(session: Session, point_id: int) -> Outcome | None:
    return newest_outcomes(session, [point_id]).get(point_id)


def last_replies(session: Session, point_ids: Collection[int]) -> Mapping[int, Reply]:
    """What the child said last to "Is that right?", by point; about an older wording too."""
    if not point_ids:
        return {}
    rows = session.execute(
        select(Outcome.point_id, Reply)
        .join(Outcome, Reply.outcome_id == Outcome.id)
        .where(Outcome.point_id.in_(point_ids))
        .order_by(Reply.id)
    )
    return {row[0]: row[1] for row in rows}


def reply_by_page_key(session: Session, page_key: str) -> Reply | None:
    return session.scalar(select(Reply).where(Reply.page_key == page_key))


def replied_to(session: Session, outcome_ids: Collection[int]) -> Mapping[int, Reply]:
    """The last reply to each of these very wordings."""
    if not outcome_ids:
        return {}
    rows = session.scalars(
        select(Reply).where(Reply.outcome_id.in_(outcome_ids)).order_by(Reply.id)
    )
    return {row.outcome_id: row for row in rows}


def released_to(session: Session, child_id: int) -> Sequence[Told]:
    """What was released for a child to read: of the newest review of which anything was."""
    rows = session.execute(
        select(Point, Outcome)
        .join(Outcome, Outcome.point_id == Point.id)
        .join(Review, Point.review_id == Review.id)
        .where(
            Review.child_id == child_id,
            Point.dropped_at.is_(None),
            Outcome.released_at.is_not(None),
            _is_newest(),
        )
        .options(joinedload(Point.review, innerjoin=True))
        .order_by(
            func.coalesce(Review.held_on, Review.planned_on, Review.due_computed).desc(),
            Review.id.desc(),
            Point.one_thing.desc(),
            Point.picked.desc(),
            Point.id,
        )
    ).all()
    return [Told(*row) for row in rows if row[0].review_id == rows[0][0].review_id]


def decisions_of(session: Session, review_id: int) -> Sequence[Decision]:
    return session.scalars(
        select(Decision)
        .where(Decision.review_id == review_id, Decision.struck_at.is_(None))
        .order_by(Decision.id)
    ).all()


def was_decided(session: Session, review_id: int, until: datetime) -> bool:
    """Whether a decision was written down by then, struck since or not."""
    found = select(Decision.id).where(Decision.review_id == review_id, Decision.written_at <= until)
    return session.scalar(found.limit(1)) is not None


def decision_of_review(session: Session, review_id: int, public_id: UUID) -> Decision | None:
    return session.scalar(
        select(Decision).where(
            Decision.review_id == review_id,
            Decision.public_id == public_id,
            Decision.struck_at.is_(None),
        )
    )


def papers_done(session: Session, review_id: int) -> Mapping[Paper, date]:
    """When each paper was finished, as noted last."""
    rows = session.scalars(
        select(PaperDone).where(PaperDone.review_id == review_id).order_by(PaperDone.id)
    )
    return {row.paper: row.done_on for row in rows}


def papers_given(session: Session, review_id: int) -> Sequence[PaperGiven]:
    return session.scalars(
        select(PaperGiven)
        .where(PaperGiven.review_id == review_id)
        .order_by(PaperGiven.given_on, PaperGiven.id)
    ).all()


def code_of(session: Session, review_id: int) -> Participation | None:
    """The code that was confirmed last."""
    return session.scalar(
        select(Participation)
        .where(Participation.review_id == review_id)
        .options(joinedload(Participation.confirmed_by))
        .order_by(Participation.id.desc())
        .limit(1)
    )


def reviews_held_since(session: Session, children: Select[int], since: date) -> Sequence[Review]:
    """Reviews of these children that were held, or begun, since a day; the last ones first."""
    day = func.coalesce(Review.held_on, Review.part_one_on)
    # The cast keeps SQLite from walking every review that was ever held in the council.
    held = cast(Review.state, String).in_([str(state) for state in _HELD])
    return session.scalars(
        select(Review)
        .where(
            Review.child_id.in_(children),
            held,
            day >= since,
        )
        .options(joinedload(Review.child, innerjoin=True))
        .order_by(day.desc(), Review.id.desc())
        .limit(LOOKS_BACK_AT_MOST)
    ).all()


def how_far_told(session: Session, review_ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """For each review: how many points, and of how many the child was told; no words."""
    if not review_ids:
        return {}
    told = _is_newest() & (Outcome.released_at.is_not(None) | Outcome.told_on.is_not(None))
    rows = session.execute(
        select(
            Point.review_id,
            func.count(Point.id.distinct()),
            func.count(Outcome.id).filter(told),
        )
        .outerjoin(Outcome, Outcome.point_id == Point.id)
        .where(Point.review_id.in_(review_ids), Point.dropped_at.is_(None))
        .group_by(Point.review_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _is_newest() -> ColumnElement[bool]:
    """A condition on `Outcome`: nothing was written about its point since."""
    newer = aliased(Outcome)
    since = select(newer.id).where(
        newer.point_id == Outcome.point_id, newer.revision > Outcome.revision
    )
    return ~since.correlate(Outcome).exists()
