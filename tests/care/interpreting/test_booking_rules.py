"""How far a booking can go, who cannot be confirmed, and when a review is not ready."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from participation.care.interpreting.booking_rules import (
    MOVES,
    BookingState,
    Checked,
    Means,
    Stands,
    is_not_ready,
    may_move,
    means_of,
    plain,
    pre_brief_at,
    stands_in_the_way,
)
from participation.kernel.working_days import BankHolidays

NEEDED, REQUESTED, CONFIRMED, FAILED, CANCELLED = BookingState
ALLOWED = {
    (NEEDED, REQUESTED),
    (NEEDED, FAILED),
    (NEEDED, CANCELLED),
    (REQUESTED, NEEDED),
    (REQUESTED, CONFIRMED),
    (REQUESTED, FAILED),
    (REQUESTED, CANCELLED),
    (CONFIRMED, NEEDED),
    (CONFIRMED, FAILED),
    (CONFIRMED, CANCELLED),
    (FAILED, NEEDED),
    (FAILED, CANCELLED),
    (CANCELLED, NEEDED),
}
DAY = date(2027, 1, 11)
CHECKED: dict[str, Any] = {
    "confidential_on": date(2026, 1, 5),
    "vetted_on": date(2026, 1, 5),
    "vetted_until": None,
    "name": "Selam Tesfay",
    "not_wanted": False,
    "knows_family": False,
    "family_names": ("Christopher Brown",),
    "said_no_relative": True,
}


@pytest.mark.parametrize(("before", "after"), list(product(BookingState, BookingState)))
def test_each_move_there_is_and_no_other(before: BookingState, after: BookingState) -> None:
    assert may_move(before, after) == ((before, after) in ALLOWED)
    assert set(MOVES) == set(BookingState)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"confidential_on": None}, Stands.NOT_CHECKED),
        ({"vetted_on": None}, Stands.NOT_CHECKED),
        ({"vetted_until": DAY - timedelta(days=1)}, Stands.NOT_CHECKED),
        ({"vetted_until": DAY}, None),
        ({"not_wanted": True}, Stands.NOT_WANTED),
        ({"knows_family": True}, Stands.KNOWS_FAMILY),
        ({"name": " christopher  BROWN. "}, Stands.FAMILY),
        ({"name": "Christopher Bröwn"}, Stands.FAMILY),
        ({"said_no_relative": False}, Stands.NOT_SAID),
    ],
)
def test_who_cannot_be_confirmed(changes: dict[str, object], problem: Stands | None) -> None:
    checked = Checked(**(CHECKED | changes))
    assert stands_in_the_way(checked, DAY) is problem


def test_a_name_without_letters_is_nobody_s() -> None:
    assert plain("…") == ""
    checked = Checked(**(CHECKED | {"name": "…", "family_names": ("",)}))
    assert stands_in_the_way(checked, DAY) is None


def test_ten_working_days_over_christmas_are_counted_to_the_day() -> None:
    """Back from Monday 11 January 2027, over New Year and the 28th and 25th of December."""
    holidays = BankHolidays()
    first = date(2026, 12, 23)
    assert is_not_ready(DAY, first, holidays)
    assert not is_not_ready(DAY, first - timedelta(days=1), holidays)
    assert is_not_ready(DAY, DAY, holidays)
    assert not is_not_ready(DAY, DAY + timedelta(days=1), holidays), "it is over"
    assert not is_not_ready(None, first, holidays)


@pytest.mark.parametrize(
    ("at", "minutes", "begins"),
    [("16:15", 15, "16:00"), ("9:05", 15, "08:50"), ("00:05", 15, None), (None, 15, None),
     ("16:15", 0, None), ("half four", 15, None)],
)  # fmt: skip
def test_interpreter_and_officer_begin_a_little_before(
    at: str | None, minutes: int, begins: str | None
) -> None:
    assert pre_brief_at(at, minutes) == begins


@pytest.mark.parametrize(
    ("needed", "spoken", "communication", "means"),
    [
        (False, "ti", (), set()),  # speaks it, and nobody said that an interpreter is needed
        (True, "ti", (), {Means.SPOKEN}),
        (True, "en", (), {Means.SPOKEN}),  # needed, and nobody has said in which language
        (False, "en", ("bsl",), {Means.BSL}),
        (True, "en", ("makaton",), {Means.MAKATON}),
        (True, "ur", ("bsl", "symbols"), {Means.SPOKEN, Means.BSL}),
    ],
)
def test_what_was_declared_is_needed_and_nothing_else(
    needed: bool, spoken: str, communication: tuple[str, ...], means: set[Means]
) -> None:
    found = means_of(interpreter_needed=needed, spoken=spoken, communication=communication)
    assert found == means
