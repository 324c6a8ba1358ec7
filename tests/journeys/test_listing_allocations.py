"""How soon a child had an officer: counted from this time in care, and only where it is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from participation.care.people.models import AssignedAs, Assignment, Child, Role, StaffMember
from participation.journeys.listing_officers import Allocation, list_allocations
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make

pytestmark = on_sqlite

NOW_BACK = date(2026, 11, 2)  # 16 working days before the day of these tests


@pytest.fixture
def sam(make: Make) -> StaffMember:
    return make.staff(Role.IRO)


def assign(child: Child, officer: StaffMember, since: date, until: date | None = None) -> None:
    with transaction() as session:
        session.add(
            Assignment(
                child_id=child.id,
                staff_id=officer.id,
                assigned_as=AssignedAs.REVIEWING_OFFICER,
                from_on=since,
                until_on=until,
            )
        )


def allocation(make: Make, child: Child) -> Allocation:
    manager = make.staff(Role.IRO_MANAGER)
    with reading() as session:
        found = list_allocations(
            session, session.get_one(StaffMember, manager.id), make.clock.now()
        )
        return next(one for one in found if one.child.id == child.id)


def days_and_late(make: Make, child: Child) -> tuple[int | None, bool]:
    found = allocation(make, child)
    return found.days, found.is_late


def test_an_officer_of_an_earlier_time_in_care_is_none_of_this_one(
    make: Make, clock: MovableClock, sam: StaffMember
) -> None:
    clock.moment -= timedelta(days=700)
    child = make.child(looked_after_since=NOW_BACK)
    clock.moment += timedelta(days=700)
    assign(child, sam, date(2024, 1, 1), date(2025, 1, 1))
    found = allocation(make, child)
    assert (found.officer, found.days, found.is_late) == (None, None, True)
    assign(child, sam, make.today)
    assert days_and_late(make, child) == (16, True)


def test_an_officer_who_is_theirs_since_before_is_there_from_the_first_day(
    make: Make, sam: StaffMember
) -> None:
    child = make.child(looked_after_since=NOW_BACK)
    assign(child, sam, date(2024, 1, 1))
    assert days_and_late(make, child) == (0, False)


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (date(2026, 9, 1), None),  # since when they have had the officer nobody here knows
        (date(2026, 11, 16), None),
        (date(2026, 11, 17), 5),  # sooner than this, and that is in time
        (date(2026, 11, 24), 0),
    ],
)
def test_whoever_came_here_with_an_officer_is_never_called_late(
    make: Make, sam: StaffMember, since: date, days: int | None
) -> None:
    """A council's first import brings children who have been in care for weeks."""
    child = make.child(looked_after_since=since)
    assign(child, sam, make.today)
    assert days_and_late(make, child) == (days, False)


def test_whoever_came_here_without_an_officer_and_got_one_too_late_is_late(
    make: Make, clock: MovableClock, sam: StaffMember
) -> None:
    child = make.child(looked_after_since=date(2026, 11, 20))
    clock.moment += timedelta(days=3)
    assert days_and_late(make, child) == (None, False)
    clock.moment += timedelta(days=3)
    assert days_and_late(make, child) == (None, True)
    assign(child, sam, make.today)
    assert days_and_late(make, child) == (6, True)
