"""A review's day is long gone and nobody wrote down whether it was held: a task for the officer.

Its round does not open any more, as if it were still to come (`opening`). First extracts often hold
such reviews. The task goes once the case system or the officer says what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.people.bulk import in_chunks
from participation.care.people.models import Role
from participation.care.reviews.long_gone import long_gone
from participation.care.reviews.models import Review
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

TASK_WORKING_DAYS = 5


def not_known(session: Session, now: datetime) -> tuple[Sequence[int], Sequence[str]]:
    """Keys of reviews nobody was asked about yet, and what open tasks are about that are over; for
    the hourly look. Whoever ended a task without a day being noted is not asked again."""
    gone = {one.public_id.hex: one.id for one in long_gone(session, london_day(now))}
    known: set[str] = set()
    for chunk in in_chunks(gone):
        known |= set(
            session.scalars(
                select(Task.about).where(
                    Task.kind == TaskKind.WAS_IT_HELD,
                    Task.about.in_(chunk),
                    Task.state != TaskState.OVER,
                )
            )
        )
    waiting = session.scalars(
        select(Task.about).where(Task.kind == TaskKind.WAS_IT_HELD, Task.state == TaskState.OPEN)
    )
    return (
        [key for about, key in gone.items() if about not in known],
        [about for about in waiting if about not in gone],
    )


def chase(session: Session, review_id: int, now: datetime) -> None:
    """One task a review, for the child's officer."""
    review = session.get_one(Review, review_id)
    tasks.make_task(
        session,
        TaskKind.WAS_IT_HELD,
        about=review.public_id.hex,
        key=review.child.key,
        owner_role=Role.IRO.value,
        due_on=add_working_days(
            london_day(now), TASK_WORKING_DAYS, authority.bank_holidays(session)
        ),
        child_id=review.child_id,
        now=now,
    )


def settle_task(session: Session, about: str) -> None:
    """Nobody has to find out for now: a new day was given, or it was held. Where that day goes by
    as well, it is asked again; what a person ended as done is not."""
    tasks.nobodys_any_more(session, TaskKind.WAS_IT_HELD, about)
