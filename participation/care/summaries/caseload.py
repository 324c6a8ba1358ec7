"""Reads for the list of reviews: who has been heard from, what waits, what is new; no words.

The number of statements is the same for one review and for seventy, and each finds its rows by
the children's keys, so that the size of the council does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import queries as consultations
from participation.care.consultations import unsent
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    PrivateTalk,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.interpreting import booking_queries as bookings
from participation.care.people.models import Adult, Child, Relationship
from participation.care.reviews.models import TO_COME, Review, ReviewState
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.models import Concern, Hearing, HearingState
from participation.care.summaries.models import Summary, SummaryReading

Found = TypeVar("Found")
PAGE = 100
LOOKS_BACK = timedelta(days=28)
LOOKS_AHEAD = timedelta(days=92)  # "the next three months"


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """One review on the list. `invitations` is empty while no round is open."""

    review: Review
    asked: Sequence[ListedPerson]
    concerns: Sequence[Concern]
    waiting: int
    talk: PrivateTalk | None
    looked_at: datetime | None = None  # when this reader last met something new in the summary
    words_at: datetime | None = None  # when words came last that nobody has read yet
    lacks_interpreter: bool = False  # of somebody who needs one, none is confirmed


@dataclass(frozen=True, slots=True, repr=False)
class ListedPerson:
    """One person who was asked; `call_at`: they asked for a call that nobody has made yet.
    `was_heard`: by themselves, or words of theirs count as sent."""

    invitation: Invitation
    call_at: datetime | None
    interpreter_needed: bool
    was_heard: bool


def officers_list(
    session: Session, children: Select[int], today: date, *, reader_id: int
) -> Sequence[Listed]:
    """Every review to come of these children, by day. Five statements."""
    # The cast keeps the databases from walking all reviews of the council by their state.
    to_come = cast(Review.state, String).in_([str(state) for state in TO_COME])
    rows = session.execute(
        select(Review, _waiting(), _looked_at(reader_id), _words_at())
        .options(joinedload(Review.child, innerjoin=True))
        .where(Review.child_id.in_(children), to_come)
        .order_by(_day(), Review.id)
    ).all()
    near = [row for row in rows if row[0].day is None or row[0].day <= today + LOOKS_AHEAD]
    found = _listed(session, [row[0] for row in near])
    return [
        replace(one, waiting=row[1], looked_at=row[2], words_at=row[3])
        for one, row in zip(found, near, strict=True)
    ]


def council_list(
    session: Session, never: Select[int], today: date, *, page: int
) -> tuple[Sequence[Listed], bool]:
    """One page of all children's reviews near today, by day, and whether there are more.

    For those who see how far everybody is and no words.
    """
    rows = session.scalars(
        select(Review)
        .options(joinedload(Review.child, innerjoin=True))
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
    asked = _asked(session, keys)
    concerns = safeguarding.concerns_by_child(session, children)
    talks = consultations.private_talks_of(session, keys)
    lacking = bookings.lacking(session, keys)
    return [
        Listed(
            review=review,
            asked=asked.get(review.id, ()),
            concerns=concerns.get(review.child_id, ()),
            waiting=0,
            talk=talks.get(review.id),
            lacks_interpreter=review.id in lacking,
        )
        for review in reviews
    ]


def _asked(session: Session, review_ids: Sequence[int]) -> Mapping[int, list[ListedPerson]]:
    """How far everybody is, by the review's key. One statement, no words."""
    found: dict[int, list[ListedPerson]] = defaultdict(list)
    if not review_ids:
        return found
    call_at = (
        select(func.max(Task.made_at))
        .where(
            Task.invitation_id == Invitation.id,
            Task.kind == TaskKind.CALL,
            Task.state == TaskState.OPEN,
        )
        .correlate(Invitation)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Round.review_id, Invitation, call_at, Adult.interpreter_needed, unsent.was_heard())
        .select_from(Round)
        .join(Invitation, Invitation.round_id == Round.id)
        .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
        .outerjoin(Adult, Relationship.adult_id == Adult.id)
        .where(Round.review_id.in_(review_ids), consultations.is_before())
        .order_by(Invitation.id)
    )
    for review_id, invitation, call, interpreter, told in rows:
        heard = told or invitation.state is InvitationState.FINISHED
        found[review_id].append(ListedPerson(invitation, call, bool(interpreter), heard))
    return found


def _waiting() -> ScalarSelect[int]:
    """How many pieces of words wait for the child's officer."""
    waits = (Hearing.state == HearingState.WAITING, Hearing.past_officer.is_(False))
    return _of_the_child(select(func.count(Hearing.id)).where(*waits))


def _words_at() -> ScalarSelect[datetime]:
    """When words came last of those that wait for the child's officer: what was read is not new,
    wherever it was read. A draft waits from when it is sent, and the person then counts as heard.
    """
    waits = (Hearing.state == HearingState.WAITING, Hearing.past_officer.is_(False))
    return _of_the_child(select(func.max(Hearing.heard_at)).where(*waits))


def _of_the_child(wanted: Select[Found]) -> ScalarSelect[Found]:
    return wanted.where(Hearing.child_id == Review.child_id).correlate(Review).scalar_subquery()


def _looked_at(reader_id: int) -> ScalarSelect[datetime]:
    return (
        select(func.max(SummaryReading.at))
        .join(Summary, SummaryReading.summary_id == Summary.id)
        .where(Summary.review_id == Review.id, SummaryReading.staff_id == reader_id)
        .correlate(Review)
        .scalar_subquery()
    )


def _day() -> ColumnElement[date]:
    return func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)


def round_counts(session: Session, never: Select[int] | None = None) -> dict[str, int]:
    """How far everybody is, over the rounds that are open; in people, but for the last.

    Whoever sent was reached and has started. `sent`: pressed Send, or answered the last question
    by text. `reviews_read`: reviews whose summary somebody has opened. A round stays open until
    its day where its review was cancelled or the child's care has ended, for what people still say;
    it is none of these, and whoever nobody asks is none of the people.

    Args:
        never: keys of the children that this reader must never see, not as one of a number either.
    """
    seen = [
        Round.closed_at.is_(None),
        consultations.is_before(),
        Review.state != ReviewState.CANCELLED,
        Child.ceased_on.is_(None),
    ]
    if never is not None:
        seen.append(Review.child_id.not_in(never))
    started = or_(Invitation.started_at.is_not(None), Invitation.finished_at.is_not(None))
    reached = or_(Invitation.sent_at.is_not(None), Invitation.opened_at.is_not(None), started)
    left_out = and_(
        Invitation.state == InvitationState.NOT_POSSIBLE,
        func.coalesce(Invitation.not_heard_reason, "") == NotHeard.RECORDED_DECISION,
    )
    called_off = and_(Invitation.state == InvitationState.CLOSED, ~reached)
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
        .join(Review, Round.review_id == Review.id)
        .join(Child, Review.child_id == Child.id)
        .outerjoin(Invitation, and_(Invitation.round_id == Round.id, ~left_out, ~called_off))
        .where(*seen)
    ).one()
    read = session.scalar(
        select(func.count(Summary.review_id.distinct()))
        .join(SummaryReading, SummaryReading.summary_id == Summary.id)
        .join(Round, Round.review_id == Summary.review_id)
        .join(Review, Round.review_id == Review.id)
        .join(Child, Review.child_id == Child.id)
        .where(*seen)
    )
    names = ("rounds", "asked", "reached", "started", "sent", "said_no", "not_reached_by_us")
    return dict(zip(names, row, strict=True)) | {"reviews_read": read or 0}
