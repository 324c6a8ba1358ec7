"""The weekly figures: what a safeguarding lead would count by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from participation.care.safeguarding.figures import Answered, percentile, week_of, weeks
from participation.care.safeguarding.models import ConcernOutcome
from participation.care.safeguarding.rules import Level

TODAY = date(2026, 11, 24)  # a Tuesday
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def one(
    level: Level = Level.RED,
    at: datetime = MONDAY,
    minutes: int | None = 5,
    outcome: ConcernOutcome | None = ConcernOutcome.CONTACTED_CHILD,
    cause: str = "words",
) -> Answered:
    taken = None if minutes is None else at + timedelta(minutes=minutes)
    return Answered(level, cause, at, taken, outcome if taken else None)


def test_red_and_amber_are_counted_apart_with_their_times() -> None:
    reds = [one(minutes=minutes) for minutes in (1, 2, 3, 40)]
    ambers = [one(Level.AMBER, minutes=200)]
    (week, *_rest) = weeks([*reds, *ambers], TODAY)
    assert (week.red.raised, week.amber.raised) == (4, 1)
    assert week.red.median == timedelta(minutes=2)
    assert week.red.slowest == timedelta(minutes=40)
    assert week.amber.median == timedelta(minutes=200)


def test_what_nobody_acknowledged_is_counted_and_makes_no_time_shorter() -> None:
    (week, *_rest) = weeks([one(minutes=None), one(minutes=10)], TODAY)
    assert week.unacknowledged == 1
    assert week.red.median == timedelta(minutes=10)


def test_one_made_graver_later_is_timed_from_then() -> None:
    graver = MONDAY + timedelta(days=1)
    took = graver + timedelta(minutes=3)
    told = Answered(Level.RED, "words", MONDAY, took, ConcernOutcome.CONTACTED_CHILD, graver)
    (week, *_rest) = weeks([told], TODAY)
    assert week.red.median == timedelta(minutes=3)


def test_what_only_a_reader_found_and_what_was_no_concern() -> None:
    concerns = [
        one(cause="person_worried"),
        one(outcome=ConcernOutcome.NO_CONCERN),
        one(outcome=ConcernOutcome.NO_CONCERN),
        one(minutes=None),
    ]
    (week, *_rest) = weeks(concerns, TODAY)
    assert week.found_on_reading == 1
    assert week.no_concern == 67  # of the three with an outcome


def test_a_week_without_any_is_there_with_nothing_in_it() -> None:
    found = weeks([], TODAY, shown=3)
    assert [week.starts_on for week in found] == [
        date(2026, 11, 23),
        date(2026, 11, 16),
        date(2026, 11, 9),
    ]
    assert all(week.red.raised == 0 and week.red.median is None for week in found)
    assert all(week.no_concern is None for week in found)


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), date(2026, 11, 16)),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), date(2026, 11, 23)),
        # In summer Monday begins in London an hour before it does in UTC.
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), date(2026, 7, 6)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 19)),
    ],
)
def test_a_week_begins_on_monday_in_london(at: datetime, monday: date) -> None:
    found = weeks([one(at=at)], monday + timedelta(days=3), shown=1)
    assert found[0].red.raised == 1
    assert found[0].starts_on == monday == week_of(monday + timedelta(days=6))


@pytest.mark.parametrize(
    ("minutes", "percent", "expected"),
    [
        ([7], 50, 7),
        ([7], 95, 7),
        (range(1, 101), 50, 50),
        (range(1, 101), 95, 95),
        ([1, 100], 95, 100),
    ],
)
def test_a_percentile_is_a_time_that_somebody_took(
    minutes: list[int], percent: int, expected: int
) -> None:
    times = [timedelta(minutes=each) for each in minutes]
    assert percentile(times, percent) == timedelta(minutes=expected)


def test_of_no_times_there_is_no_percentile() -> None:
    assert percentile([], 50) is None
