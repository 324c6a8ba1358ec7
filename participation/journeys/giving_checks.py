"""A member of staff asks a translator to check the wordings of one language.

They come in as to words of a person: a link by mail, a code by voice, one browser (ADR 47). What
they find there is about nobody, so nobody has to know the family, and the link is good for a month.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.interpreting import checking
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.checking_models import CheckingTask
from participation.care.interpreting.models import TaskState, Translator
from participation.care.people.models import StaffMember
from participation.guard import restricted_links as links
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.guard.restricted_links import NO_CHILD, RestrictedLink
from participation.journeys.giving_words import MAIL
from participation.journeys.reading import actor
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.outbox import service as outbox

OPEN_FOR: Final = timedelta(days=30)  # some 1,800 texts are many evenings


def who_may_check(session: Session, language: str) -> Sequence[Translator]:
    """Translators of the language who are not at it already."""
    busy = {task.translator_id for task in checking.given(session, language)}
    return [one for one in interpreting.translators(session, language) if one.id not in busy]


def give(
    session: Session,
    staff: StaffMember,
    language: str,
    translator: UUID,
    *,
    house: Services,
    now: datetime,
) -> CheckingTask | None:
    """The language for one translator; None where they are not one of it, or have it already."""
    chosen = next(
        (one for one in who_may_check(session, language) if one.public_id == translator), None
    )
    if chosen is None:
        return None
    task = checking.make_task(
        session, language, chosen, by_id=staff.id, due_at=now + OPEN_FOR, now=now
    )
    links.make_link(
        session,
        key=council_key(session, now),
        child=NO_CHILD,
        opens=task.public_id,
        token=house.randomness.token(),
        over_after=task.due_at,
        system=system_now(),
    )
    which = task.public_id.hex
    outbox.promise(session, MAIL, task.public_id, unique_key=f"{MAIL}:{which}", due_at=now, now=now)
    _note(session, staff, "checking.given", task, now)
    return task


def new_code(
    session: Session, staff: StaffMember, which: UUID, house: Services, now: datetime
) -> tuple[CheckingTask, str | None] | None:
    """A code to read out, shown once; without one where the task is over."""
    task = checking.task_named(session, which)
    if task is None:
        return None
    _note(session, staff, "checking.code", task, now)
    link = open_link(session, task, now)
    if link is None:
        return task, None
    return task, links.make_code(session, link, house.randomness.token(), system_now())


def withdraw(session: Session, staff: StaffMember, which: UUID, now: datetime) -> str | None:
    """It opens nothing from now on; what was approved stays. The language it was of."""
    task = checking.task_named(session, which)
    if task is None:
        return None
    _note(session, staff, "checking.withdraw", task, now)
    task = checking.task_named(session, which, locked=True) or task
    end(session, task, TaskState.WITHDRAWN, now)
    return task.language


def end(session: Session, task: CheckingTask, state: TaskState, now: datetime) -> None:
    if task.state is not TaskState.GIVEN:
        return
    task.state, task.ended_at, task.typed = state, now, None
    link = links.link_to(session, task.public_id)
    if link is not None:
        links.end(link, system_now())


def open_link(session: Session, task: CheckingTask, now: datetime) -> RestrictedLink | None:
    """The link of a task, while it leads anywhere."""
    link = links.link_to(session, task.public_id)
    if link is None or task.state is not TaskState.GIVEN or link.is_over(now):
        return None
    return link


def _note(
    session: Session, staff: StaffMember, action: str, task: CheckingTask, now: datetime
) -> None:
    deed = Deed(actor=actor(staff), action=action, subject=f"checking:{task.public_id.hex}")
    record(session, deed, now)
