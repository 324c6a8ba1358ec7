"""Asking goes on after all: a review was planned again, a child's care did not end, or a round that
was over has a new day. What a person was to do for it, and had not done, is theirs again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import tasks, unsent
from participation.care.consultations.models import Invitation, TaskState
from participation.care.consultations.not_heard import NOBODY_ASKS_AGAIN
from participation.care.consultations.rules import NotHeard
from participation.care.consultations.service import OPEN_STATES
from participation.journeys.permission import AnotherWay, Over, standing
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

_WORKING_DAYS = 2


def ask_again(session: Session, invitations: Iterable[Invitation], now: datetime) -> None:
    """Nobody's who is asked no more for another reason that still stands, nor who told a person
    what they want to say beside a draft of their own."""
    session.flush()
    waiting = {one.id: one for one in invitations if one.state in OPEN_STATES}
    for key in unsent.heard_of(session, waiting):
        del waiting[key]
    waiting = {
        key: one for key, one in waiting.items() if one.not_heard_reason not in NOBODY_ASKS_AGAIN
    }
    for task in tasks.asking_over_of(session, waiting.values()):
        match standing(session, waiting[task.invitation_id or 0], now):
            case Over() | AnotherWay(NotHeard.RECORDED_DECISION):
                continue
        holidays = authority.bank_holidays(session)
        soon = add_working_days(london_day(now), _WORKING_DAYS, holidays)
        task.state, task.due_on = TaskState.OPEN, max(task.due_on, soon)
