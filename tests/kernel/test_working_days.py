"""Working days of England and Wales, against the published list of bank holidays."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as holidays_library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.working_days import (
    BankHolidays,
    add_working_days,
    bank_holidays_of,
    is_working_day,
    subtract_working_days,
    working_days_between,
)

ENGLAND = BankHolidays()

# Typed from the list of bank holidays for England and Wales that the government publishes.
PUBLISHED = {
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", sorted(PUBLISHED))
def test_every_weekday_off_is_on_the_published_list_and_no_other(year: int) -> None:
    published = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split()}
    assert {day for day in bank_holidays_of(year) if day.weekday() < 5} == published


def test_the_calendar_read_from_one_file_is_the_calendar_the_library_gives() -> None:
    for year in range(2010, 2041):
        ordinary = holidays_library.country_holidays("GB", subdiv="ENG", years=year)
        assert bank_holidays_of(year) == frozenset(ordinary)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        pytest.param(date(2022, 9, 19), False, id="a one-off day: the Queen's funeral"),
        pytest.param(date(2023, 5, 8), False, id="a one-off day: the coronation"),
        pytest.param(date(2022, 5, 30), True, id="the spring holiday moved to June in 2022"),
        pytest.param(date(2026, 3, 17), True, id="St Patrick's day is not one of ours"),
        pytest.param(date(2026, 6, 15), True, id="Scotland's own day is not one of ours"),
        pytest.param(date(2026, 12, 26), False, id="a Saturday, and Boxing Day"),
        pytest.param(date(2026, 12, 28), False, id="the substitute for Boxing Day"),
        pytest.param(date(2026, 12, 29), True, id="the day after the substitute"),
        pytest.param(date(2027, 1, 2), False, id="a plain Saturday"),
    ],
)
def test_what_a_working_day_is(day: date, works: bool) -> None:
    assert is_working_day(day, ENGLAND) is works


def test_a_day_proclaimed_after_the_library_was_made_can_be_added_and_a_moved_one_removed() -> None:
    moved = BankHolidays(
        added=frozenset({date(2027, 6, 4)}), removed=frozenset({date(2027, 5, 31)})
    )
    assert not is_working_day(date(2027, 6, 4), moved)
    assert is_working_day(date(2027, 5, 31), moved)
    assert is_working_day(date(2027, 6, 4), ENGLAND)


@pytest.mark.parametrize(
    ("start", "days", "reached"),
    [
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 29), id="over Christmas"),
        pytest.param(date(2027, 3, 25), 1, date(2027, 3, 30), id="over Easter"),
        pytest.param(date(2026, 5, 22), 1, date(2026, 5, 26), id="Friday before a bank holiday"),
        pytest.param(date(2026, 11, 7), 1, date(2026, 11, 9), id="from a Saturday"),
        pytest.param(date(2026, 11, 7), 0, date(2026, 11, 7), id="no days at all"),
    ],
)
def test_counting_forward(start: date, days: int, reached: date) -> None:
    assert add_working_days(start, days, ENGLAND) == reached


@pytest.mark.parametrize(
    ("end", "days", "reached"),
    [
        pytest.param(date(2026, 12, 29), 1, date(2026, 12, 24), id="over Christmas"),
        pytest.param(date(2027, 1, 14), 20, date(2026, 12, 14), id="20 before mid January"),
        pytest.param(date(2026, 11, 8), 1, date(2026, 11, 6), id="from a Sunday"),
    ],
)
def test_counting_back(end: date, days: int, reached: date) -> None:
    assert subtract_working_days(end, days, ENGLAND) == reached


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1, ENGLAND)


DAYS = st.dates(date(2011, 4, 1), date(2060, 1, 1))


@given(DAYS, st.integers(0, 60), st.sets(st.integers(-90, 90), max_size=20))
def test_between_undoes_add_and_add_undoes_subtract(start: date, n: int, near: set[int]) -> None:
    off = {start + timedelta(days=k) for k in near}
    assert working_days_between(start, add_working_days(start, n, off), off) == n
    if n:
        back = subtract_working_days(start, n, off)
        # `start` may be a day off; the next working day after the n-th back stands at n or n+1.
        again = add_working_days(back, n, off)
        assert again >= start
        assert working_days_between(back, start, off) in {n - 1, n}
        assert working_days_between(start, back, off) == -working_days_between(back, start, off)
