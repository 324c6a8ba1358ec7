"""Reads for the list of reviews: who has been heard from, what waits, no words.

The number of statements is the same for one review and for seventy, and each finds its rows by
the children's keys, so that the size of the council does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    PrivateTalk,
    Round,
)
from participation.care.reviews.models import Review, ReviewState
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.models import Concern
from participation.care.summaries.models import Summary, SummaryReading

TO_COME = (ReviewState.PLANNED, ReviewState.PART_HELD)
PAGE = 100
LOOKS_BACK = timedelta(days=28)
LOOKS_AHEAD = timedelta(days=92)  # "the next three months"


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One review on the list. `invitations` is empty while no round is open."""

    review: Review
    invitations: Sequence[Invitation]
    concerns: Sequence[Concern]
    waiting: int
    talk: PrivateTalk | None


def officers_list(session: Session, children: Select[int], today: date) -> Sequence[Listed]:
    """Every review to come of these children, by day. Five statements."""
    # The cast keeps the databases from walking all reviews of the council by their state.
    to_come = cast(Review.state, String).in_([str(state) for state in TO_COME])
    rows = session.scalars(
        _reviews().where(Review.child_id.in_(children), to_come).order_by(_day(), Review.id)
    ).all()
    reviews = [row for row in rows if row.day is None or row.day <= today + LOOKS_AHEAD]
    return _listed(session, reviews)


def council_list(
    session: Session, never: Select[int], today: date, *, page: int
) -> tuple[Sequence[Listed], bool]:
    """One page of all children's reviews near today, by day, and whether there are more.

    For those who see how far everybody is and no words.
    """
    rows = session.scalars(
        _reviews()
        .where(
            Review.state.in_(TO_COME),
            _day().between(today - LOOKS_BACK, today + LOOKS_AHEAD),
            Review.child_id.not_in(never),
        )
        .order_by(_day(), Review.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    return _listed(session, rows[:PAGE]), len(rows) > PAGE


def _listed(session: Session, reviews: Sequence[Review]) -> Sequence[Listed]:
    keys = [review.id for review in reviews]
    children = {review.child_id for review in reviews}
    invitations = consultations.invitations_by_review(session, keys)
    concerns = safeguarding.concerns_by_child(session, children)
    waiting: Mapping[int, int] = safeguarding.waiting_by_child(session, children)
    talks = consultations.private_talks_of(session, keys)
    return [
        Listed(
            review=review,
            invitations=invitations.get(review.id, ()),
            concerns=concerns.get(review.child_id, ()),
            waiting=waiting.get(review.child_id, 0),
            talk=talks.get(review.id),
        )
        for review in reviews
    ]


def _reviews() -> Select[Review]:
    return select(Review).options(joinedload(Review.child, innerjoin=True))


def _day() -> ColumnElement[date]:
    return func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)


def round_counts(session: Session) -> dict[str, int]:
    """How far everybody is, over the rounds that are open; in people, but for the last.

    Whoever sent was reached and has started. `sent`: pressed Send, or answered the last question
    by text. `reviews_read`: reviews whose summary somebody has opened.
    """
    started = or_(Invitation.started_at.is_not(None), Invitation.finished_at.is_not(None))
    reached = or_(Invitation.sent_at.is_not(None), Invitation.opened_at.is_not(None), started)
    row = session.execute(
        select(
            func.count(Round.id.distinct()),
            func.count(Invitation.id),
            func.count(Invitation.id).filter(reached),
            func.count(Invitation.id).filter(started),
            func.count(Invitation.id).filter(Invitation.finished_at.is_not(None)),
            func.count(Invitation.id).filter(Invitation.state == InvitationState.DECLINED),
            func.count(Invitation.id).filter(Invitation.state == InvitationState.NOT_POSSIBLE),
        )
        .select_from(Round)
        .outerjoin(Invitation, Invitation.round_id == Round.id)
        .where(Round.closed_at.is_(None))
    ).one()
    read = session.scalar(
        select(func.count(Summary.review_id.distinct()))
        .join(SummaryReading, SummaryReading.summary_id == Summary.id)
        .join(Round, Round.review_id == Summary.review_id)
        .where(Round.closed_at.is_(None))
    )
    names = ("rounds", "asked", "reached", "started", "sent", "said_no", "not_reached_by_us")
    return dict(zip(names, row, strict=True)) | {"reviews_read": read or 0}
