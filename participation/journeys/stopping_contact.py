"""A person stops everything that goes out about one child, or lets it go on (I16, R16).

It counts in this transaction: nobody is asked or reminded, what waits is taken back, no card opens.
Doors stay open: whoever writes because they were asked is heard. `care/people/what_stops.py` says
what; `following_care` does it to what is under way.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import Child, Role, StaffMember
from participation.guard import ledger
from participation.guard.audit import Deed, record
from participation.guard.ledger import Happened
from participation.journeys import following_care
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day


class StopWhy(StrEnum):
    """Why contact is stopped; chosen, since it is kept in plain."""

    CHILDS_WISH = "childs_wish"
    NOT_SAFE = "not_safe"
    COURT = "court"
    MISTAKE = "mistake"  # this is not the child we took it to be, or they should not be here
    OTHER = "other"


def stop(
    session: Session, staff: StaffMember, child: UUID, why: StopWhy, now: datetime
) -> Child | None:
    """Nothing of ours goes out about this child from now on; None where they may not."""
    found = _theirs(session, staff, child, "contact.stop", now)
    if found is None or found.contact_stopped_on is not None:
        return found  # stopped before: the day and the reason stay
    _note(session, staff, found, "contact.stop", now, reason=why.value)
    ledger.note(session, Happened.CONTACT_STOPPED, found.public_id.hex)
    found.contact_stopped_on, found.contact_stopped_why = london_day(now), why.value
    session.flush()
    following_care.follow(session, [found.id], now)
    return found


def go_on(session: Session, staff: StaffMember, child: UUID, now: datetime) -> Child | None:
    """It goes on: whoever was not asked because of it is asked after all."""
    found = _theirs(session, staff, child, "contact.go_on", now)
    if found is None or found.contact_stopped_on is None:
        return found
    _note(session, staff, found, "contact.go_on", now)
    ledger.note(session, Happened.CONTACT_GOES_ON, found.public_id.hex)
    found.contact_stopped_on = found.contact_stopped_why = None
    session.flush()
    following_care.follow(session, [found.id], now)
    return found


def may_stop(session: Session, staff: StaffMember, child: Child, now: datetime) -> bool:
    """Whether this switch is theirs: of their own children, for a manager of all they may see."""
    mine = _whose(staff, now)
    return session.scalar(mine.where(mine.selected_columns[0] == child.id).limit(1)) is not None


def _whose(staff: StaffMember, now: datetime) -> Select[int]:
    if Role.IRO_MANAGER in staff.roles:
        return people.children_not_barred(staff.id)
    return people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)


def _theirs(
    session: Session, staff: StaffMember, child: UUID, action: str, now: datetime
) -> Child | None:
    found = session.scalar(
        select(Child).where(Child.public_id == child, Child.id.in_(_whose(staff, now)))
    )
    if found is None:
        note_refusal(session, staff, action, f"child:{child.hex}", now)
    return found


def _note(
    session: Session,
    staff: StaffMember,
    child: Child,
    action: str,
    now: datetime,
    reason: str | None = None,
) -> None:
    of = child.public_id.hex
    record(
        session,
        Deed(actor=actor(staff), action=action, subject=f"child:{of}", child=of, reason=reason),
        now,
    )
