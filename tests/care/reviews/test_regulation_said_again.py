"""The regulation said a second time, without the functions under test, for any dates."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from participation.care.reviews.rules import (
    DueRule,
    History,
    due,
)
from tests.care.reviews.dates import ENGLAND, R

DAYS = st.dates(date(2011, 4, 1), date(2060, 1, 1))


@given(DAYS, st.sets(st.integers(1, 60), max_size=12))
def test_first_review_is_the_twentieth_working_day_counted_by_hand(
    since: date, near: set[int]
) -> None:
    off = {since + timedelta(days=n) for n in near}
    on = due(History(since, review_type=R.FIRST), off).on
    assert on is not None
    later = [since + timedelta(days=n) for n in range(1, (on - since).days + 1)]
    counted = [day for day in later if day.isoweekday() <= 5 and day not in off]
    assert len(counted) == 20
    assert counted[-1] == on


@given(DAYS, st.lists(st.integers(1, 2000), min_size=1, max_size=6))
def test_later_reviews_are_3_or_6_calendar_months_after_the_latest(
    since: date, gaps: list[int]
) -> None:
    held = [since + timedelta(days=n) for n in gaps]
    on = due(History(since, held), ENGLAND).on
    assert on is not None
    latest = max(held)
    months = 3 if len(held) == 1 else 6
    assert (on.year * 12 + on.month) - (latest.year * 12 + latest.month) == months
    assert on.day == min(latest.day, calendar.monthrange(on.year, on.month)[1])


OPTIONAL_DAYS = st.one_of(st.none(), st.integers(0, 900))


@given(
    DAYS,
    st.lists(st.integers(-400, 1500), max_size=5),
    st.sampled_from([None, *R]),
    OPTIONAL_DAYS,
    OPTIONAL_DAYS,
    OPTIONAL_DAYS,
    st.booleans(),
)
def test_a_due_date_comes_after_the_day_it_is_counted_from_and_is_never_lost_without_a_word(
    since: date,
    gaps: list[int],
    kind: R | None,
    authority: int | None,
    placed: int | None,
    part_one: int | None,
    known: bool,
) -> None:
    def after(n: int | None) -> date | None:
        return None if n is None else since + timedelta(days=n)

    held = [since + timedelta(days=n) for n in gaps]
    history = History(since, held, kind, after(authority), after(placed), after(part_one), known)
    found = due(history, ENGLAND)
    if found.on is None:
        assert found.rule.value.endswith("missing") or found.rule is DueRule.OUTSIDE_THE_RETURN
    else:
        starts = [since, *held, *filter(None, (after(authority), after(placed), after(part_one)))]
        assert since < found.on
        assert any(timedelta(0) < found.on - start <= timedelta(days=184) for start in starts)
    if found.on is not None and found.beside is not None and found.beside.on is not None:
        assert found.on <= found.beside.on


@given(DAYS, st.integers(0, 40), st.lists(st.integers(1, 900), max_size=4), st.integers(0, 60))
def test_a_later_entry_or_a_later_review_never_gives_an_earlier_date(
    since: date, moved: int, gaps: list[int], later: int
) -> None:
    first = due(History(since, review_type=R.FIRST), ENGLAND).on
    first_moved = due(History(since + timedelta(days=moved), review_type=R.FIRST), ENGLAND).on
    assert first is not None
    assert first_moved is not None
    assert first <= first_moved
    if gaps:
        held = [since + timedelta(days=n) for n in sorted(gaps)]
        on = due(History(since, held), ENGLAND).on
        on_moved = due(History(since, [*held[:-1], held[-1] + timedelta(days=later)]), ENGLAND).on
        assert on is not None
        assert on_moved is not None
        assert on <= on_moved
