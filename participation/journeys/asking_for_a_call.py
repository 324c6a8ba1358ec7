"""Somebody at a page wants to be rung: it becomes a task with a day, and the page says that day.

The same ask pressed twice is one task. Nothing is asked about why, and no number is taken: whoever
does the task finds the way that is safe (T6). The caller commits.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import Invitation, TaskKind
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

WORKING_DAYS = 1


def ask_for_call(session: Session, invitation: Invitation, house: Services, now: datetime) -> date:
    """A person rings, or finds another way to talk: a child's officer, an adult's office.

    Returns:
        the day by which that is due. An older ask that is late already stays late in the list of
        tasks; what is promised now is never a day that is over.
    """
    today = london_day(now)
    soon = add_working_days(today, WORKING_DAYS, house.council(session).closed_days)
    task = tasks.make_task(
        session,
        TaskKind.CALL,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role="iro" if invitation.respondent == "child" else "business_support",
        due_on=soon,
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        now=now,
    )
    return task.due_on if task.due_on >= today else soon
