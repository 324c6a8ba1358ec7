"""A review ten working days away without a confirmed interpreter is not ready: business support
hears of it by the one mail that says nothing, and finds a task, which goes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.consultations.tasks import end_task, make_task
from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting.booking_rules import READY_WORKING_DAYS
from participation.care.people import queries as people
from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.reviews.models import Review
from participation.journeys.notices import Notice, to_each
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import last_day_within
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

KIND = "interpreter.tell"


def not_ready(session: Session, now: datetime) -> Sequence[int]:
    """Reviews that are so near and have nobody confirmed."""
    today = london_day(now)
    near = last_day_within(today, READY_WORKING_DAYS, authority.bank_holidays(session))
    return bookings.not_ready(session, today, near)


def ready_since(session: Session, waiting: Sequence[int]) -> Sequence[int]:
    """Reviews of which business support has a task though somebody is confirmed, or it is over."""
    about = session.execute(
        select(Task.about, Review.id)
        .join(Review, Review.child_id == Task.child_id)
        .where(Task.kind == TaskKind.INTERPRETER, Task.state == TaskState.OPEN)
    ).all()
    return [row[1] for row in about if row[0] == _about(row[1]) and row[1] not in set(waiting)]


def chase(session: Session, review_id: int, now: datetime) -> None:
    """Once for the day of a review; moved to another day, once more."""
    review = session.get_one(Review, review_id)
    today = london_day(now)
    make_task(
        session,
        TaskKind.INTERPRETER,
        about=_about(review_id),
        key=review.child.key,
        owner_role=Role.BUSINESS_SUPPORT.value,
        due_on=today,
        child_id=review.child_id,
        now=now,
    )
    outbox.promise(
        session,
        KIND,
        review.public_id,
        unique_key=f"{KIND}:{review_id}:{review.day}",
        due_at=now,
        now=now,
    )


def settle_task(session: Session, review_id: int) -> None:
    end_task(session, TaskKind.INTERPRETER, _about(review_id))


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The child's own business support, else all of it; nobody where it is confirmed by now."""
    review = session.scalar(select(Review).where(Review.public_id == UUID(work.subject)))
    if review is None or review.id not in not_ready(session, now):
        outbox.cancelled(session, work, system=system, error="ready_by_now")
        return ()
    addresses = [one.email for one in _support(session, review.child_id, now) if one.email]
    if not addresses:
        outbox.cancelled(session, work, system=system, error="no_business_support")
        return ()
    return to_each(addresses, work, house)


def _support(session: Session, child_id: int, now: datetime) -> Sequence[StaffMember]:
    today = london_day(now)
    everybody = [
        one
        for one in people.staff_here(session, today)
        if Role.BUSINESS_SUPPORT in one.roles and not people.is_barred(session, child_id, one.id)
    ]
    theirs = set(
        session.scalars(
            select(Assignment.staff_id).where(
                Assignment.child_id == child_id,
                Assignment.assigned_as == AssignedAs.BUSINESS_SUPPORT,
                Assignment.from_on <= today,
                Assignment.until_on.is_(None) | (Assignment.until_on >= today),
            )
        )
    )
    return [one for one in everybody if one.id in theirs] or everybody


def _about(review_id: int) -> str:
    return f"interpreter:{review_id}"
