"""What may be told of how reviews were for people: sums, and no number that is somebody."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from participation.care.outcomes.feedback import (
    FEWEST,
    SMALL,
    Quarter,
    quarter_of,
    quarters_until,
    told,
)


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), Quarter(2026, 1)),
        (date(2026, 3, 31), Quarter(2026, 1)),
        (date(2026, 4, 1), Quarter(2026, 2)),
        (date(2026, 12, 31), Quarter(2026, 4)),
    ],
)
def test_a_review_counts_in_the_quarter_in_which_it_was_held(day: date, quarter: Quarter) -> None:
    assert quarter_of(day) == quarter
    assert quarter_of(quarter.first_day) == quarter


def test_the_last_quarters_go_back_over_the_new_year() -> None:
    assert quarters_until(date(2027, 2, 3), 4) == [
        Quarter(2027, 1),
        Quarter(2026, 4),
        Quarter(2026, 3),
        Quarter(2026, 2),
    ]


def test_a_quarter_is_settled_four_weeks_after_its_last_day() -> None:
    last = Quarter(2026, 4)
    assert not last.is_settled(date(2026, 12, 31))
    assert not last.is_settled(date(2027, 1, 28))
    assert last.is_settled(date(2027, 1, 29))


def test_where_few_answered_nothing_is_told() -> None:
    assert told({"yes": 4, "no": 0}) is None
    assert told({"yes": 5, "no": 0}) == {"yes": 5, "no": 0}


def test_a_small_number_is_not_told_nor_the_one_that_would_tell_it() -> None:
    assert told({"all": 20, "some": 7, "none": 1}) == {"all": 20, "some": None, "none": None}
    assert told({"all": 20, "some": 1, "none": 1}) == {"all": None, "some": None, "none": None}


def test_of_every_small_table_nothing_that_is_hidden_can_be_found_out_from_the_sum() -> None:
    """Whoever knows how many answered knows the sum of what is hidden: it is five at least, so
    each hidden number could be another one."""
    for numbers in product(range(9), repeat=3):
        counts = dict(zip("abc", numbers, strict=True))
        shown = told(counts)
        if shown is None:
            assert sum(numbers) < FEWEST
            continue
        hidden = [counts[value] for value, number in shown.items() if number is None]
        assert all(n == 0 or n >= SMALL for n in shown.values() if n is not None)
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= FEWEST), numbers
