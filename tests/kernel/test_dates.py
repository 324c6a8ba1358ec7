"""Ages, the words for days, when words are read, and the London clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.clock import LONDON, london_day
from participation.kernel.dates import (
    LondonTime,
    NoSuchTime,
    age_on,
    day_words,
    from_london,
    hour_words,
    long_day,
    read_by,
    reading_deadline,
    short_day,
    to_london,
    turns,
)
from participation.kernel.languages import LANGUAGES
from participation.kernel.working_days import BankHolidays

D = date.fromisoformat
ENGLAND = BankHolidays()


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-28", 19),
        ("2008-02-29", "2028-02-29", 20),
        ("2014-12-03", "2026-12-02", 11),
        ("2014-12-03", "2026-12-03", 12),
        ("2026-12-03", "2026-12-03", 0),
    ],
)
def test_b71_an_age_is_reached_on_the_birthday_and_29_february_on_1_march(
    born: str, day: str, age: int
) -> None:
    assert age_on(D(born), D(day)) == age


def test_b71_born_on_29_february_turns_18_on_1_march() -> None:
    assert turns(D("2008-02-29"), 18) == D("2026-03-01")
    assert turns(D("2008-02-29"), 20) == D("2028-02-29")


def test_nobody_has_an_age_before_the_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(D("2026-12-03"), D("2026-12-02"))


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1, 100))
def test_b71_the_day_somebody_turns_an_age_is_the_first_day_of_it(born: date, age: int) -> None:
    day = turns(born, age)
    assert (age_on(born, day - timedelta(days=1)), age_on(born, day)) == (age - 1, age)


def test_days_in_words() -> None:
    day = D("2026-12-03")
    assert day_words(day) == "Thursday 3 December"
    assert short_day(day) == "Thu 3 Dec"
    assert long_day(day) == "3 December 2026"
    assert day_words(day, "pl") == "czwartek 3 grudnia"
    assert day_words(day, "pt") == "quinta-feira, 3 de dezembro"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_day_can_be_named_in_every_language_with_digits_all_can_read(code: str) -> None:
    words = day_words(D("2026-12-03"), code)
    assert "3" in words.split() or code == "vi"
    assert "2026" not in words


def test_hours_in_words() -> None:
    hours = [time(17), time(9), time(16, 15), time(12), time(0), time(12, 30)]
    assert [hour_words(at) for at in hours] == [
        *("5pm", "9am", "4.15pm", "midday", "12am", "12.30pm")
    ]


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "from_child", "words"),
    [
        pytest.param("2026-11-23 10:00", True, "Mon 5pm", id="child, Monday morning"),
        pytest.param("2026-11-23 14:59", True, "Mon 5pm", id="child, just in time"),
        pytest.param("2026-11-23 15:00", True, "Tue 5pm", id="child, too late today"),
        pytest.param("2026-11-23 10:00", False, "Tue 5pm", id="adult, Monday morning"),
        pytest.param("2026-11-27 16:00", True, "Mon 5pm", id="child, Friday afternoon"),
        pytest.param("2026-11-28 10:00", True, "Mon 5pm", id="child, Saturday"),
        pytest.param("2026-05-22 18:00", False, "Tue 5pm", id="Friday before a bank holiday"),
        pytest.param("2026-12-24 16:00", True, "Tue 5pm", id="Christmas Eve, substitute Monday"),
        pytest.param("2026-06-01 14:59", True, "Mon 5pm", id="summer time: 13:59 in UTC"),
        pytest.param("2026-06-01 23:30", False, "Tue 5pm", id="late at night, still Monday here"),
        pytest.param("2026-06-02 00:30", False, "Wed 5pm", id="Tuesday here, Monday in UTC"),
    ],
)
def test_words_are_read_by_the_end_of_the_next_working_day_a_childs_the_same_day(
    now: str, from_child: bool, words: str
) -> None:
    assert read_by(london(now), ENGLAND, from_child=from_child) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [("ar", "الثلاثاء 17:00"), ("ti", "ሰሉ 17:00"), ("pl", "wt. 17:00"), ("en", "Tue 5pm")],
)
def test_by_when_words_are_read_is_said_in_the_language_of_the_text(code: str, words: str) -> None:
    said = read_by(london("2026-11-23 15:00"), ENGLAND, from_child=True, language=code)
    assert said == words


def test_a_council_closed_over_christmas_says_the_date_when_the_weekday_would_mislead() -> None:
    closed = BankHolidays(added=frozenset(D(f"2026-12-{n}") for n in (24, 29, 30, 31)))
    assert read_by(london("2026-12-23 16:00"), closed, from_child=True) == "Mon 4 Jan 5pm"


def test_the_same_weekday_next_week_is_said_with_its_date() -> None:
    closed = frozenset(D(f"2026-11-{n}") for n in (24, 25, 26, 27))
    assert read_by(london("2026-11-23 16:00"), closed, from_child=True) == "Mon 30 Nov 5pm"


def test_the_hours_are_the_councils_choice() -> None:
    now = london("2026-11-23 16:00")
    words = read_by(now, ENGLAND, from_child=True, closes=time(19, 30), last_call=time(17))
    assert words == "Mon 7.30pm"


@pytest.mark.parametrize(("month", "day"), [(3, 27), (3, 28), (10, 24), (10, 25)])
def test_i14_the_deadline_holds_minute_by_minute_through_both_clock_changes(
    month: int, day: int
) -> None:
    year = 2027 if month == 3 else 2026
    for minute in range(5 * 60):
        now = datetime(year, month, day, tzinfo=UTC) + timedelta(minutes=minute)
        deadline = reading_deadline(now, ENGLAND, from_child=True)
        assert deadline.tzinfo is UTC
        assert deadline > now
        assert to_london(deadline).time() == time(17)
        assert to_london(deadline).weekday() < 5


def test_i14_an_hour_counts_as_an_hour_across_the_autumn_change() -> None:
    before = from_london(D("2026-10-25"), time(0, 30))
    after = from_london(D("2026-10-25"), time(2, 30))
    assert isinstance(before, LondonTime)
    assert isinstance(after, LondonTime)
    assert after.at - before.at == timedelta(hours=3)


def test_b70_a_time_the_clocks_skip_is_refused_in_words() -> None:
    refused = from_london(D("2027-03-28"), time(1, 30))
    assert isinstance(refused, NoSuchTime)
    assert refused.words.startswith("That time does not exist – clocks go forward")


def test_b70_of_a_time_shown_twice_it_is_the_earlier_one_and_marked() -> None:
    found = from_london(D("2026-10-25"), time(1, 30))
    assert found == LondonTime(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), twice=True)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 (typed, no zone)
def test_a_typed_london_time_comes_back_as_it_was_typed(typed: datetime) -> None:
    found = from_london(typed.date(), typed.time())
    if isinstance(found, LondonTime):
        assert to_london(found.at).replace(tzinfo=None, fold=0) == typed
        assert london_day(found.at) == typed.date()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_london(datetime(2026, 1, 1))  # noqa: DTZ001 (the point of the test)
