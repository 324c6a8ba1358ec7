"""To whom each ask goes, and by when somebody tells the person who does it (R26, R27)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.care.people.models import Role
from participation.care.requests.rules import (
    FROM_ADULTS,
    INSTEAD_OF_OFFICER,
    AskKind,
    Desk,
    route_of,
    tell_by,
)
from participation.kernel.working_days import BankHolidays, is_working_day

HOLIDAYS = BankHolidays()
KINDS = st.sampled_from(AskKind)


def test_r27_everything_that_a_child_may_ask_for_has_a_way() -> None:
    assert {kind.value for kind in AskKind} >= {
        *("message", "advocate", "complaint", "review_sooner", "solicitor", "visitor", "language")
    }
    assert all(route_of(kind).days > 0 for kind in AskKind)


def test_every_list_is_the_list_of_a_role() -> None:
    """A list of a role that nobody can have would be read by nobody."""
    assert {desk.value for desk in Desk} <= {role.value for role in Role}


def test_r27_a_complaint_goes_straight_to_the_complaints_manager() -> None:
    for past in (False, True):
        for has_officer in (False, True):
            route = route_of(AskKind.COMPLAINT, not_the_officer=past, has_officer=has_officer)
            assert (route.desk, route.past_officer) == (Desk.COMPLAINTS, True)


@given(KINDS, st.booleans())
def test_r26_not_the_officer_means_not_the_officer(kind: AskKind, has_officer: bool) -> None:
    route = route_of(kind, not_the_officer=True, has_officer=has_officer)
    assert route.past_officer
    assert route.desk is not Desk.OFFICER


@given(KINDS)
def test_nothing_lies_on_the_list_of_an_officer_whom_the_child_has_not_got(kind: AskKind) -> None:
    assert route_of(kind, has_officer=False).desk is not Desk.OFFICER


@given(KINDS, st.booleans(), st.booleans())
def test_whoever_goes_past_the_officer_is_told_no_later(
    kind: AskKind, past: bool, has_officer: bool
) -> None:
    route = route_of(kind, not_the_officer=past, has_officer=has_officer)
    assert route.days == route_of(kind).days


def test_r26_somebody_else_is_a_manager_an_advocate_or_the_complaints_manager() -> None:
    assert set(INSTEAD_OF_OFFICER) == {AskKind.MANAGER, AskKind.ADVOCATE, AskKind.COMPLAINT}


def test_an_adult_asks_for_nothing_that_is_a_child_s_right() -> None:
    assert set(FROM_ADULTS) == {AskKind.MANAGER, AskKind.COMPLAINT, AskKind.TELL_ME}


@pytest.mark.parametrize(
    ("asked_on", "told_by"),
    [
        (date(2026, 11, 24), date(2026, 11, 26)),  # Tuesday
        (date(2026, 11, 27), date(2026, 12, 1)),  # Friday
        (date(2026, 12, 24), date(2026, 12, 30)),  # over Christmas, with the substitute day
    ],
)
def test_the_day_is_counted_in_working_days(asked_on: date, told_by: date) -> None:
    assert tell_by(route_of(AskKind.ADVOCATE), asked_on, HOLIDAYS) == told_by


@given(KINDS, st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_nobody_is_promised_a_day_that_is_over_or_closed(kind: AskKind, asked_on: date) -> None:
    day = tell_by(route_of(kind), asked_on, HOLIDAYS)
    assert day > asked_on
    assert is_working_day(day, HOLIDAYS)
