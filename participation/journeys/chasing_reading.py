"""A summary that nobody has read two working days before the review: the officer is reminded, and
a working day before it the officers' manager hears of it (R35).

Read it has whoever is, or covers for, the child's officer; a social worker's look does not count.
A newer version in which nobody said anything new, say since a task was noted, is read as well.
Both get the one mail that says nothing, once for the day of a review. The manager also finds a
task, which goes by itself when somebody reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.authority import queries as authority
from participation.care.consultations.models import Round, Task, TaskKind, TaskState
from participation.care.consultations.queries import is_before
from participation.care.consultations.tasks import end_task, make_task
from participation.care.people import queries as people
from participation.care.people.models import Assignment, NeverList, Role, StaffMember
from participation.care.reviews.models import TO_COME, Review
from participation.care.summaries import queries as summaries
from participation.care.summaries.content import words_of
from participation.care.summaries.models import Summary, SummaryReading
from participation.care.summaries.service import content_of
from participation.care.summaries.who_may_see import Readers
from participation.journeys.notices import Notice, to_each
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import last_day_within
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

KIND = "unread.tell"
REMIND_BEFORE, TELL_BEFORE = 2, 1  # working days
LOOK_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unread:
    """The newest version of a review's summary, which the officer has not opened."""

    review_id: int
    summary: UUID
    day: date
    tell_manager: bool


def unread(session: Session, now: datetime) -> Sequence[Unread]:
    """Summaries that wait to be read before a review that is near; for the hourly look."""
    today = london_day(now)
    holidays = authority.bank_holidays(session)
    near = last_day_within(today, REMIND_BEFORE, holidays)
    nearer = last_day_within(today, TELL_BEFORE, holidays)
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    newer = select(Summary.version).where(Summary.review_id == Review.id).order_by(
        Summary.version.desc()
    )  # fmt: skip
    rows = session.execute(
        select(Review.id, Summary.public_id, day)
        .join(Round, and_(Round.review_id == Review.id, is_before()))
        .join(Summary, Summary.review_id == Review.id)
        .where(
            Round.closed_at.is_(None),
            cast(Review.state, String).in_([str(state) for state in TO_COME]),
            day.between(today, near),
            Summary.version == newer.correlate(Review).limit(1).scalar_subquery(),
            ~_read_by_an_officer(today).exists(),
        )
        .order_by(Review.id)
    ).all()
    return [
        Unread(row[0], row[1], row[2], row[2] <= nearer)
        for row in rows
        if not _words_were_read(session, row[0], today)
    ]


def read_since(session: Session, waiting: Sequence[Unread]) -> Sequence[int]:
    """Reviews of which the manager has a task though somebody has read, or it is over."""
    still = {one.review_id for one in waiting}
    about = session.execute(
        select(Task.about, Review.id)
        .join(Review, Review.child_id == Task.child_id)
        .where(Task.kind == TaskKind.SUMMARY_UNREAD, Task.state == TaskState.OPEN)
    ).all()
    return [row[1] for row in about if row[0] == _about(row[1]) and row[1] not in still]


def chase(session: Session, one: Unread, now: datetime) -> None:
    """Promise the reminder, and from a working day before it the manager's mail and task."""
    outbox.promise(
        session,
        "officer.tell",
        one.summary,
        unique_key=f"officer.tell:near:{one.review_id}:{one.day}",
        due_at=now,
        now=now,
    )
    if not one.tell_manager:
        return
    review = session.get_one(Review, one.review_id)
    make_task(
        session,
        TaskKind.SUMMARY_UNREAD,
        about=_about(review.id),
        key=review.child.key,
        owner_role=Role.IRO_MANAGER.value,
        due_on=london_day(now),
        now=now,
        child_id=review.child_id,
    )
    outbox.promise(
        session,
        KIND,
        one.summary,
        unique_key=f"{KIND}:{one.review_id}:{one.day}",
        due_at=now,
        now=now,
    )


def settle_task(session: Session, review_id: int) -> None:
    """Somebody has read it, or the review is over."""
    end_task(session, TaskKind.SUMMARY_UNREAD, _about(review_id))


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """Which managers to tell at this moment; nobody where it was read in the meantime."""
    summary = session.scalar(select(Summary).where(Summary.public_id == UUID(work.subject)))
    review = (
        session.scalar(
            select(Review)
            .where(Review.id == summary.review_id)
            .options(joinedload(Review.child, innerjoin=True))
        )
        if summary
        else None
    )
    today = london_day(now)
    if summary is None or review is None or not _is_unread(session, summary, today):
        outbox.cancelled(session, work, system=system, error="read_already")
        return ()
    addresses = [one.email for one in _managers(session, review.child_id, today) if one.email]
    if not addresses:
        outbox.later(session, work, due_at=now + LOOK_AGAIN, error="no_manager")
        return ()
    return to_each(addresses, work, house)


def _managers(session: Session, child_id: int, today: date) -> Sequence[StaffMember]:
    never = set(session.scalars(select(NeverList.staff_id).where(NeverList.child_id == child_id)))
    return [
        one
        for one in people.staff_here(session, today)
        if Role.IRO_MANAGER in one.roles and one.id not in never
    ]


def _read_by_an_officer(today: date) -> Select[int]:
    """A reading of the version in the row by whoever is, or covers for, the officer now."""
    return (
        select(SummaryReading.id)
        .join(Assignment, Assignment.staff_id == SummaryReading.staff_id)
        .where(
            SummaryReading.summary_id == Summary.id,
            Assignment.child_id == Review.child_id,
            Assignment.assigned_as.in_(people.OFFICERS),
            Assignment.from_on <= today,
            or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
        )
        .correlate(Summary, Review)
    )


def _is_unread(session: Session, summary: Summary, today: date) -> bool:
    still = (
        select(Summary.id)
        .join(Review, Summary.review_id == Review.id)
        .where(Summary.id == summary.id, ~_read_by_an_officer(today).exists())
    )
    found = session.scalar(still) is not None
    return found and not _words_were_read(session, summary.review_id, today)


def _words_were_read(session: Session, review_id: int, today: date) -> bool:
    """Whether an officer has opened an older version in which people had said the same."""
    newest = summaries.newest(session, review_id)
    opened = session.scalar(
        select(Summary)
        .join(Review, Summary.review_id == Review.id)
        .where(Summary.review_id == review_id, _read_by_an_officer(today).exists())
        .order_by(Summary.version.desc())
        .limit(1)
    )
    return newest is not None and opened is not None and _said(newest) == _said(opened)


def _said(summary: Summary) -> list[object]:
    told = words_of(content_of(summary, Readers.OFFICER))
    return [one for one in told if one["said"] or one["seen"]]


def _about(review_id: int) -> str:
    return f"unread:{review_id}"
