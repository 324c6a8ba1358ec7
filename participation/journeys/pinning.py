"""The form a consultation began with, whatever the library says today (D4, I22).

A stored definition that cannot be read any more ends nothing: what was said stays readable, words
are still taken, and a person is told to ask the rest themselves.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.models import Invitation, TaskKind
from participation.care.consultations.queries import stored_form
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days
from participation.questionnaire.definition import Form
from participation.questionnaire.library import Library

_TASK_WORKING_DAYS = 1


def pinned_form(session: Session, invitation: Invitation, library: Library) -> Form | None:
    """The version this invitation is pinned to; None where there is none that can be read."""
    pinned = invitation.form_hash
    if pinned is None:
        return None
    current = library.forms.get(invitation.form_key or "")
    if current is not None and current.source_hash == pinned:
        return current
    return stored_form(session, pinned)


def tell_of_lost_form(session: Session, invitation: Invitation, now: datetime) -> None:
    """Somebody came to answer and cannot be asked: a person rings or visits; once for each."""
    if invitation.form_key is None:
        return  # there never was a form: somebody asks this person already
    due_on = add_working_days(london_day(now), _TASK_WORKING_DAYS, authority.bank_holidays(session))
    tasks.make_task(
        session,
        TaskKind.FORM_LOST,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role="iro" if invitation.respondent == "child" else "business_support",
        due_on=due_on,
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        now=now,
    )
