"""A child who comes back into care: reviews of an earlier time are history, and change nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from participation.care.reviews.rules import DueRule, History, due
from participation.care.reviews.timeline import CareDates, Entry, due_dates
from tests.care.reviews.dates import ENGLAND, D, R

SEED = 20261123
HISTORIES, LIVES = 5_000, 500
TODAY = D("2026-11-24")
CARE = CareDates(D("2026-03-01"), None, None)


def entry(
    key: str, day: str | None = None, due_on: str | None = None, kind: R | None = None
) -> Entry:
    """Held on that day; without one, only due."""
    held = D(day) if day else None
    return Entry(key, kind, held, None, D(due_on) if due_on else None, None, cancelled=False)


def test_what_is_due_is_the_same_with_and_without_an_earlier_time_in_care() -> None:
    chance = random.Random(SEED)
    gaps = 0
    for number in range(HISTORIES):
        history = _history(chance)
        before = _days(chance, history.looked_after_since - timedelta(days=3_000), 2_900)
        longer = replace(history, held=[*before, *history.held])
        alone = due(history, ENGLAND)
        assert due(longer, ENGLAND) == alone, (number, longer)
        gaps += alone.rule is DueRule.PREVIOUS_DATE_MISSING
    assert gaps > 300, gaps


def test_a_whole_life_says_the_same_of_this_time_in_care_whatever_came_before() -> None:
    chance = random.Random(SEED)
    for number in range(LIVES):
        since = D("2024-01-08") + timedelta(days=chance.randrange(900))
        care = CareDates(since, None, None)
        now = [
            Entry(f"R{place}", None, None, day, day, None, cancelled=False)
            for place, day in enumerate(_days(chance, since, 900))
        ]
        before = [
            Entry(
                f"E{place}",
                chance.choice([None, *R]),
                day if chance.random() < 0.7 else None,
                None,
                day,
                None,
                cancelled=chance.random() < 0.2,
            )
            for place, day in enumerate(_days(chance, since - timedelta(days=3_000), 2_900))
        ]
        alone = due_dates(care, now, TODAY, ENGLAND)
        together = due_dates(care, [*before, *now], TODAY, ENGLAND)
        assert {one.key: together[one.key] for one in now} == alone, number
        assert all(together[one.key].on is None for one in before), number


def test_a_review_of_an_earlier_time_has_the_day_of_the_case_system_and_says_so() -> None:
    found = due_dates(CARE, [entry("E1", "2022-05-04", "2022-05-01")], TODAY, ENGLAND)
    assert (found["E1"].on, found["E1"].rule) == (None, DueRule.EARLIER_PERIOD)
    assert "earlier time in care" in found["E1"].because


def test_one_that_nobody_closed_in_an_earlier_time_is_no_gap_in_this_one() -> None:
    lines = [entry("E1", None, "2022-05-01"), entry("R1", None, "2026-03-27")]
    assert due_dates(CARE, lines, TODAY, ENGLAND)["R1"].on == D("2026-03-27")


def test_a_review_on_the_day_that_care_began_is_of_this_time_and_is_not_the_first() -> None:
    lines = [entry("R0", "2026-03-01"), entry("R1", "2026-03-20")]
    found = due_dates(CARE, lines, TODAY, ENGLAND)
    assert (found["R1"].on, found["R1"].rule) == (D("2026-03-27"), DueRule.FIRST_20_WORKING_DAYS)
    assert found["R0"].rule is not DueRule.EARLIER_PERIOD


def test_a_supervision_order_before_care_has_no_statutory_day() -> None:
    found = due_dates(CARE, [entry("E1", "2022-05-04", kind=R.SUPERVISION_ORDER)], TODAY, ENGLAND)
    assert found["E1"].rule is DueRule.OUTSIDE_THE_RETURN


def _history(chance: random.Random) -> History:
    """Of one time in care, with and without gaps, in every regime."""
    since = D("2019-01-07") + timedelta(days=chance.randrange(1_700))
    authority = since + timedelta(days=chance.randrange(1, 400)) if chance.random() < 0.3 else None
    placed = since + timedelta(days=chance.randrange(1, 600)) if chance.random() < 0.2 else None
    return History(
        since,
        _days(chance, since + timedelta(days=1), 900),
        chance.choice([None, None, *R]),
        authority,
        placed,
        previous_known=chance.random() < 0.9,
        expected_on=since + timedelta(days=chance.randrange(900))
        if chance.random() < 0.7
        else None,
    )


def _days(chance: random.Random, first: date, within: int) -> Sequence[date]:
    some = chance.choice([0, 0, 1, 2, 4])
    return [first + timedelta(days=chance.randrange(within)) for _ in range(some)]
