"""A round has been open for days, and nobody who knows the child has looked through its people.

Nothing waits for it: everybody known is asked from the first day (R7). It is a task for the social
worker, whom business support sees on their list, and goes when somebody has looked or the round is
over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import asking_queries as asking
from participation.care.consultations import tasks
from participation.care.consultations.models import Round, TaskKind
from participation.care.people import around
from participation.care.people.models import AssignedAs, Role
from participation.kernel.clock import LONDON, london_day
from participation.kernel.working_days import add_working_days, subtract_working_days

LOOKED_WITHIN = 3  # working days of the round's opening; the list shows it ten days before
TASK_WORKING_DAYS = 2


def nobody_looked(session: Session, now: datetime) -> Sequence[int]:
    """Keys of the rounds, for the hourly look."""
    holidays = authority.bank_holidays(session)
    first = subtract_working_days(london_day(now), LOOKED_WITHIN, holidays)
    return asking.rounds_nobody_looked_at(session, datetime.combine(first, time(), LONDON))


def chase(session: Session, round_id: int, now: datetime) -> None:
    """One task a review, for whoever is the child's social worker by now."""
    review = session.get_one(Round, round_id).review
    today = london_day(now)
    workers = around.working_with(session, review.child_id, (AssignedAs.SOCIAL_WORKER,), today)
    tasks.make_task(
        session,
        TaskKind.WHO_IS_ASKED,
        about=review.public_id.hex,
        key=review.child.key,
        owner_role=(Role.SOCIAL_WORKER if workers else Role.BUSINESS_SUPPORT).value,
        owner_id=workers[0].id if workers else None,
        due_on=add_working_days(today, TASK_WORKING_DAYS, authority.bank_holidays(session)),
        child_id=review.child_id,
        now=now,
    )
