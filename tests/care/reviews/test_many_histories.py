"""A hundred thousand made-up histories, and what the regulations allow in each.

A computed day is right where a review may still be held on it and not on the day after. The
regulations are said in `regulation.py`, without the rules under test and without their calendar.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from participation.care.reviews import timeline
from participation.care.reviews.rules import DueRule, History, due
from tests.care.reviews import regulation
from tests.care.reviews.dates import ENGLAND, R
from tests.care.reviews.regulation import Lawful

HISTORIES, LIVES = 100_000, 5_000
SEED = 20261122
FIRST_DAY, LAST_DAY = date(2019, 1, 7), date(2028, 11, 1)  # of which the holidays are listed
TODAY = date(2027, 6, 1)


def test_i14_what_is_computed_is_the_last_day_the_regulations_allow() -> None:
    chance = random.Random(SEED)
    seen: Counter[DueRule] = Counter()
    for number in range(HISTORIES):
        history, allowed = _history(chance)
        found = due(history, ENGLAND)
        seen[found.rule] += 1
        if not allowed:
            assert found.on is None, (number, history)
            continue
        assert found.on is not None, (number, history)
        assert regulation.is_last_lawful(found.on, *allowed), (number, history, found)
    assert set(seen) == set(DueRule) - {
        DueRule.PREVIOUS_DATE_MISSING,  # nothing is missing in these
        DueRule.ADOPTION_DATE_MISSING,
        DueRule.EARLIER_PERIOD,  # and none of them was before care
    }
    assert min(seen.values()) > 300, seen


def test_every_review_of_a_life_in_care_is_counted_from_what_had_happened_by_then() -> None:
    chance = random.Random(SEED)
    for number in range(LIVES):
        care, entries, allowed = _life(chance)
        dues = timeline.due_dates(care, entries, TODAY, ENGLAND)
        for entry in entries:
            on = dues[entry.key].on
            rules = allowed[entry.key]
            if not rules:
                assert on is None, (number, entry)
            else:
                assert on is not None, (number, entry)
                assert regulation.is_last_lawful(on, *rules), (number, care, entry, on)


def _history(chance: random.Random) -> tuple[History, Sequence[Lawful]]:
    """A child's history with nothing missing, and every rule that binds the next review."""
    since = FIRST_DAY + timedelta(days=chance.randrange(1_700))
    held = _held(chance, since)
    last = max([since, *held])
    kind = chance.choice([None, None, R.EARLY, R.TWO_PART])
    match chance.choice(["plain"] * 4 + ["unplaced", "placed", "breaks", "part", "order"]):
        case "unplaced":
            authority = since + timedelta(days=chance.randrange(30, 700))
            history = History(since, held, kind, authority_to_place_on=authority)
            return history, (
                regulation.looked_after(since, held),
                regulation.waiting_for_adopters(authority, held),
            )
        case "placed":
            placed = since + timedelta(days=chance.randrange(30, 700))
            authority = placed - timedelta(days=chance.randrange(1, 200))
            history = History(since, held, kind, authority, placed)
            return history, (regulation.placed_for_adoption(placed, held),)
        case "breaks":
            history = History(since, held, R.SHORT_BREAKS)
            return history, (regulation.short_breaks(since, held),)
        case "part":
            part_one = min(last + timedelta(days=chance.randrange(1, 190)), LAST_DAY)
            history = History(since, held, R.TWO_PART, part_one_on=part_one)
            return history, (regulation.second_part(part_one),)
        case "order":
            return History(since, held, R.SUPERVISION_ORDER), ()
        case _:
            return History(since, held, kind), (regulation.looked_after(since, held),)


def _held(chance: random.Random, since: date) -> list[date]:
    """Reviews held before, in time or late, a long gap now and then, in no order."""
    held, day = [], since
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3, 5])):
        day += timedelta(days=chance.choice([15, 28, 90, 181, 200, 420]) - chance.randrange(14))
        held.append(day)
    if chance.random() < 0.2:
        held.append(since - timedelta(days=chance.randrange(400)))  # an older period of care
    chance.shuffle(held)
    return sorted(held) if chance.random() < 0.5 else held


def _life(
    chance: random.Random,
) -> tuple[timeline.CareDates, list[timeline.Entry], dict[str, Sequence[Lawful]]]:
    """A whole timeline as a case system tells it, with the rules that bind each review of it.

    What was decided later binds no review before it: neither the authority to place nor the
    placement. Cancelled reviews and those under a supervision order count for nothing.
    """
    since = FIRST_DAY + timedelta(days=chance.randrange(2_000))
    authority = since + timedelta(days=chance.randrange(100, 500))
    care = timeline.CareDates(
        since,
        authority if chance.random() < 0.5 else None,
        authority + timedelta(days=chance.randrange(10, 300)) if chance.random() < 0.3 else None,
    )
    entries: list[timeline.Entry] = []
    allowed: dict[str, Sequence[Lawful]] = {}
    held: list[date] = []
    day = since
    for number in range(chance.randrange(1, 9)):
        day += timedelta(days=chance.randrange(5, 180))
        cancelled = chance.random() < 0.1
        order = not cancelled and chance.random() < 0.1
        key = f"R{number}"
        entries.append(
            timeline.Entry(
                key=key,
                kind=R.SUPERVISION_ORDER if order else None,
                held_on=day,
                planned_on=None,
                due_imported=None,
                adjourned_on=None,
                cancelled=cancelled,
            )
        )
        allowed[key] = () if order else _binding(care, day, held)
        if not cancelled and not order:
            held = [*held, day]
    chance.shuffle(entries)
    return care, entries, allowed


def _binding(care: timeline.CareDates, day: date, held: Sequence[date]) -> Sequence[Lawful]:
    if care.placed_for_adoption_on is not None and care.placed_for_adoption_on < day:
        return (regulation.placed_for_adoption(care.placed_for_adoption_on, held),)
    rules = [regulation.looked_after(care.looked_after_since, held)]
    if care.authority_to_place_on is not None and care.authority_to_place_on < day:
        rules.append(regulation.waiting_for_adopters(care.authority_to_place_on, held))
    return rules
