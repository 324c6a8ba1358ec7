"""Contact that was stopped and officers who were changed, done once more in a restored copy (I20).

By the lines of the ledger, in their order; each function says whether anything changed. Why contact
was stopped no line says. An officer whom the copy does not know gets nothing, and whoever had the
child before has lost it all the same: the list of officers shows it until the import has run.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import handing_over
from participation.care.people.models import AssignedAs, Assignment, Child, StaffMember
from participation.care.people.staff import NewOfficer
from participation.journeys import following_care, following_officers
from participation.kernel.clock import london_day


def stop_contact(session: Session, child: Child, at: datetime, now: datetime) -> bool:
    if child.contact_stopped_on is not None:
        return False
    child.contact_stopped_on = _day(at, now)
    session.flush()
    following_care.follow(session, [child.id], now)
    return True


def let_contact_go_on(session: Session, child: Child, now: datetime) -> bool:
    if child.contact_stopped_on is None:
        return False
    child.contact_stopped_on = child.contact_stopped_why = None
    session.flush()
    following_care.follow(session, [child.id], now)
    return True


def end_officer(
    session: Session,
    child: Child,
    staff: StaffMember,
    assigned_as: AssignedAs,
    at: datetime,
    now: datetime,
) -> bool:
    day = _day(at, now)
    return bool(handing_over.end(session, [child.id], assigned_as, day, whose=staff.id))


def give(
    session: Session,
    child: Child,
    officer: StaffMember,
    named: StaffMember | None,
    at: datetime,
    now: datetime,
) -> None:
    """The child is theirs, with the tasks of whoever had it before.

    Args:
        named: whom else the case system names: an extract that still does changes nothing.
    """
    before = session.scalars(
        select(Assignment.staff_id).where(
            Assignment.child_id == child.id,
            Assignment.staff_id != officer.id,
            Assignment.assigned_as.in_((AssignedAs.REVIEWING_OFFICER, AssignedAs.COVER)),
        )
    ).all()
    key = named.id if named is not None else None
    handing_over.hand_over_from(session, child.id, officer.id, _day(at, now), named=key)
    following_officers.follow(session, [NewOfficer(child.id, officer.id, tuple(before))], now)


def cover(
    session: Session, child: Child, by: StaffMember | None, from_on: date, until_on: date
) -> None:
    if by is None:  # whoever covered before does not, all the same
        handing_over.make_way(session, [child.id], from_on, until_on)
        return
    handing_over.cover(session, [child.id], by.id, from_on, until_on)


def _day(at: datetime, now: datetime) -> date:
    """When it was: by the machine's own time, which a drill may be behind."""
    return min(london_day(at), london_day(now))
