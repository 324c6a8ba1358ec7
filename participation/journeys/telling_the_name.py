"""A child is told who their officer is: a task of whoever became it. The day is kept, and how."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.models import Task, TaskKind
from participation.care.people import handing_over
from participation.care.people import queries as people
from participation.care.people.models import Child, Role, StaffMember
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

TOLD_WITHIN = 5  # working days


class NotNoted(StrEnum):
    """Why it was not kept that the child was told."""

    NO_DAY = "no_day"  # nor how
    DAY_TO_COME = "day_to_come"


class ToldHow(StrEnum):
    VISIT = "visit"
    CALL = "call"
    LETTER = "letter"
    TEXT = "text"
    CARD = "card"


def task_of(session: Session, child: Child, officer: StaffMember) -> Task | None:
    """The officer's task to tell this child the name, done or not."""
    return session.scalar(
        select(Task).where(Task.kind == TaskKind.TELL_OFFICER, Task.about == _about(child, officer))
    )


def ask_to_tell(session: Session, child: Child, officer: StaffMember, now: datetime) -> Task:
    """The officer has a task: tell the child the name."""
    due_on = add_working_days(london_day(now), TOLD_WITHIN, authority.bank_holidays(session))
    return tasks.make_task(
        session,
        TaskKind.TELL_OFFICER,
        about=_about(child, officer),
        key=child.key,
        owner_role=Role.IRO.value,
        owner_id=officer.id,
        due_on=due_on,
        child_id=child.id,
        now=now,
    )


def note_told(
    session: Session,
    staff: StaffMember,
    child: UUID,
    on: date | None,
    how: ToldHow | None,
    now: datetime,
) -> NotNoted | Child | None:
    """The officer told a child of theirs their name, and how to reach them."""
    today = london_day(now)
    mine = people.children_open_to(staff.id, today, assigned_as=people.OFFICERS)
    found = session.scalar(select(Child).where(Child.public_id == child, Child.id.in_(mine)))
    if found is None:
        note_refusal(session, staff, "officer.told", f"child:{child.hex}", now)
        return None
    if on is None or how is None:
        return NotNoted.NO_DAY
    if on > today:
        return NotNoted.DAY_TO_COME
    handing_over.told(session, found.id, staff.id, on, how, by_id=staff.id, now=now)
    tasks.end_task(session, TaskKind.TELL_OFFICER, _about(found, staff))
    of = found.public_id.hex
    deed = Deed(actor=actor(staff), action="officer.told", subject=f"child:{of}", child=of)
    record(session, deed, now)
    return found


def _about(child: Child, officer: StaffMember) -> str:
    return f"{child.public_id.hex}:{officer.public_id.hex}"
