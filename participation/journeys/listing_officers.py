"""Every officer with how many children and who covers; children without one; and how soon each new
child had one."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.people import handing_over, officers
from participation.care.people import queries as people
from participation.care.people.handing_over import Covering
from participation.care.people.models import Child, OfficerTold, Role, StaffMember
from participation.kernel.clock import london_day
from participation.kernel.working_days import working_days_between

ALLOCATED_WITHIN = 5  # working days of becoming looked after
LOOKS_BACK = timedelta(days=120)


@dataclass(frozen=True, slots=True, repr=False)
class Allocation:
    """How soon a child had an officer, and whether the child knows who it is.

    `days`: working days from the first day in care; None where nobody is there yet, or where it is
    not known: the child came here with an officer, longer after that day than five working days.
    """

    child: Child
    officer: StaffMember | None
    days: int | None
    is_late: bool
    told: OfficerTold | None


@dataclass(frozen=True, slots=True, repr=False)
class Caseload:
    """One officer with how many children, and who covers until when."""

    staff: StaffMember
    children: int
    covered: Sequence[tuple[Covering, StaffMember | None]]

    @property
    def is_officer(self) -> bool:
        """Whether they may do an officer's work; else their children have nobody who may."""
        return Role.IRO in self.staff.roles


def list_officers(session: Session, staff: StaffMember, now: datetime) -> Sequence[Caseload]:
    """Every officer here, and whoever has left with children; with whoever covers for them."""
    today, never = london_day(now), people.children_barred_to(staff.id)
    counts = handing_over.how_many(session, never, today)
    found = {one.id: one for one in handing_over.officers_here(session, today)}
    left = [one for one in counts if one not in found]  # whose children are still theirs by name
    gone = session.scalars(select(StaffMember).where(StaffMember.id.in_(left)))
    found |= {one.id: one for one in gone}
    return [
        Caseload(
            one,
            counts.get(one.id, 0),
            [
                (each, found.get(each.staff_id))
                for each in handing_over.covered(
                    session, handing_over.children_of(one.id, never, today), today
                )
            ]
            if counts.get(one.id)
            else [],
        )
        for one in found.values()
    ]


def list_children(
    session: Session, staff: StaffMember, officer: StaffMember, now: datetime
) -> Sequence[Child]:
    """Whose officer somebody is by name, as far as the reader may see them; by name."""
    today, never = london_day(now), people.children_barred_to(staff.id)
    theirs = handing_over.children_of(officer.id, never, today)
    found = session.scalars(handing_over.children_in_care(theirs, today))
    return sorted(found, key=lambda one: (one.called.casefold(), one.external_id))


def who_covers(
    session: Session, staff: StaffMember, now: datetime
) -> Sequence[tuple[Covering, StaffMember | None]]:
    """Who covers for this officer, now or soon."""
    never, today = people.children_barred_to(staff.id), london_day(now)
    mine = handing_over.children_of(staff.id, never, today)
    return [
        (each, session.get(StaffMember, each.staff_id))
        for each in handing_over.covered(session, mine, today)
    ]


def list_allocations(
    session: Session, staff: StaffMember, now: datetime, *, own: bool = False
) -> Sequence[Allocation]:
    """Children without an officer first, then those who came into care of late; with `own` every
    child of this officer."""
    today = london_day(now)
    if own:
        mine = people.children_open_to(staff.id, today, assigned_as=people.OFFICERS)
        wanted = handing_over.children_in_care(mine, today)
    else:
        theirs = people.children_not_barred(staff.id)
        wanted = handing_over.children_in_care(theirs, today).where(
            Child.id.not_in(people.children_with_officer(today))
            | (Child.looked_after_since >= today - LOOKS_BACK)
        )
    children = session.scalars(wanted.order_by(Child.looked_after_since.desc(), Child.id)).all()
    keys = [one.id for one in children]
    among = select(Child.id).where(Child.id.in_(keys))
    on_duty = officers.officers_of(session, keys, today)
    since = handing_over.first_officers(session, among)
    told = handing_over.told_of(session, among)
    holidays = authority.bank_holidays(session)
    found = [
        _allocation(one, on_duty.get(one.id), since, told, today, holidays) for one in children
    ]
    return sorted(found, key=lambda one: one.officer is not None)


def _allocation(
    child: Child,
    officer: StaffMember | None,
    since: Mapping[int, date],
    told: Mapping[tuple[int, int], OfficerTold],
    today: date,
    holidays: Container[date],
) -> Allocation:
    """From the day after the child came into care, as every clock of reviews counts.

    Who came here with an officer has had one since some day before: within five working days that
    is in time whenever it was, and later than that nobody here can say.
    """
    begins, given = child.looked_after_since, since.get(child.id)
    days = None
    if begins >= today - LOOKS_BACK:
        days = working_days_between(begins, max(given or today, begins), holidays)
        came_with_one = given == london_day(child.key.made_at)  # made when the child came here
        if came_with_one and days > ALLOCATED_WITHIN:
            days = None
    return Allocation(
        child,
        officer,
        days if officer is not None else None,
        is_late=days is not None and days > ALLOCATED_WITHIN,
        told=told.get((child.id, officer.id)) if officer is not None else None,
    )
