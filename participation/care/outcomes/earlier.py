"""Reads the reviews before one: how the child was asked, and what was promised after each.

One statement, however many reviews a child has had: the last few are enough to see what changed.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from participation.care.consultations.models import Invitation, Round
from participation.care.consultations.queries import is_before
from participation.care.outcomes.models import Outcome, Point, Reply
from participation.care.reviews.models import Review, ReviewState
from participation.care.summaries.facts import Promised
from participation.care.summaries.reading_facts import Earlier

AT_MOST = 4  # with this one they are five
_CHILD = "child"


def earlier_reviews(session: Session, review: Review) -> list[Earlier]:
    """The last reviews of the same child before this one that the child was asked before and began
    to answer, the newest first."""
    until = review.held_on or review.part_one_on or review.day or date.max
    asked = {"child": review.child_id, "this": review.id, "until": until}
    rows = session.execute(_asked_before(), asked)
    found: dict[int, Earlier] = {}
    for before, invitation, point, outcome, reply in rows:
        day = before.held_on or before.part_one_on or before.day
        if day is None:  # the statement asks for a day
            continue
        one = found.setdefault(before.id, Earlier(day, invitation, []))
        if point is not None:
            one.promised.append(_promised(point, outcome, reply))
    return list(found.values())


@cache
def _asked_before() -> Select[Review, Invitation, Point, Outcome, Reply]:
    """Made once: to word it takes longer than to ask it. Of a `child`, before `this`, before the
    day `until`."""
    last = (
        select(Review.id)
        .join(Round, Round.review_id == Review.id)
        .join(Invitation, Invitation.round_id == Round.id)
        .where(
            Review.child_id == bindparam("child"),
            Review.id != bindparam("this"),
            is_before(),
            Review.state != ReviewState.CANCELLED,
            Invitation.respondent == _CHILD,
            or_(Invitation.started_at.is_not(None), Invitation.finished_at.is_not(None)),
            _day() < bindparam("until", type_=Date),
        )
        .order_by(_day().desc(), Review.id.desc())
        .limit(AT_MOST)
    )
    newer, said = aliased(Outcome), aliased(Reply)
    newest = select(func.max(newer.revision)).where(newer.point_id == Point.id).scalar_subquery()
    last_reply = select(func.max(said.id)).where(said.outcome_id == Outcome.id).scalar_subquery()
    return (
        select(Review, Invitation, Point, Outcome, Reply)
        .select_from(Review)
        .join(Round, Round.review_id == Review.id)
        .join(Invitation, and_(Invitation.round_id == Round.id, Invitation.respondent == _CHILD))
        .outerjoin(Point, and_(Point.review_id == Review.id, Point.dropped_at.is_(None)))
        .outerjoin(Outcome, and_(Outcome.point_id == Point.id, Outcome.revision == newest))
        .outerjoin(Reply, Reply.id == last_reply)
        .where(Review.id.in_(select(last.subquery().c.id)), is_before())
        .options(joinedload(Outcome.key, innerjoin=False))
        .order_by(
            _day().desc(), Review.id.desc(), Point.one_thing.desc(), Point.picked.desc(), Point.id
        )
    )


def _promised(point: Point, outcome: Outcome | None, reply: Reply | None) -> Promised:
    return Promised(
        source=point.source_id.hex,
        one_thing=point.one_thing,
        kind=outcome.kind.value if outcome is not None else None,
        who=outcome.who if outcome is not None else None,
        by_on=outcome.by_on if outcome is not None else None,
        because=outcome.because if outcome is not None else None,
        told=outcome is not None and bool(outcome.read_at or outcome.told_on),
        said_back=reply.answer.value if reply is not None else None,
    )


def _day() -> ColumnElement[date]:
    """The day it was held; while it is not, the day it was planned for."""
    return func.coalesce(
        Review.held_on,
        Review.part_one_on,
        Review.planned_on,
        Review.due_computed,
        Review.due_imported,
    )
