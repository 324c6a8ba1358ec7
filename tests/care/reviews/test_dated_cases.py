"""When a review is due, in a table of dated cases, each with the regulation that says so.

`cases.toml` is made to be read by somebody who knows the regulations and no code. What it says was
reckoned from `regulation.py`, which shares nothing with the rules, and is looked at again here.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from participation.care.reviews.rules import DueRule, History, ReviewType, due, in_national_return
from tests.care.reviews.dates import ENGLAND, D

TABLE = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]


def history_of(case: dict[str, Any]) -> History:
    return History(
        case["since"],
        tuple(case["held"]),
        ReviewType(case["type"]) if case["type"] else None,
        case.get("authority"),
        case.get("placed"),
        case.get("part_one"),
        expected_on=case.get("expected"),
    )


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["why"])
def test_a_review_is_due_when_its_source_says(case: dict[str, Any]) -> None:
    found = due(history_of(case), ENGLAND)
    expected = D(case["due"]) if case["due"] else None
    assert (found.on, found.rule) == (expected, DueRule(case["rule"])), case["source"]


def test_the_table_has_every_kind_of_review_and_the_awkward_days() -> None:
    kinds = Counter(case["type"] for case in TABLE)
    assert len(TABLE) >= 60
    assert all(kinds[kind] >= 2 for kind in ReviewType), kinds
    assert all(case["source"] for case in TABLE)
    days = [case["since"] for case in TABLE] + [day for case in TABLE for day in case["held"]]
    assert date(2024, 2, 29) in days
    assert (
        len({(case["since"], str(case["held"]), str(case.get("part_one"))) for case in TABLE}) > 60
    )


@pytest.mark.parametrize(
    ("kind", "status", "counted"),
    [
        (ReviewType.FIRST, "C2", True),
        (ReviewType.SUBSEQUENT, None, True),
        (ReviewType.ADOPTION_PLACED, "E1", True),
        (ReviewType.EARLY, "V2", True),
        (ReviewType.SUPERVISION_ORDER, "C2", False),  # domain.md 7 row 28
        (ReviewType.SHORT_BREAKS, "V3", False),  # 903 rule 399: no reviews for V3 and V4
        (ReviewType.SUBSEQUENT, "V4", False),
        (ReviewType.SUBSEQUENT, "V3", False),
    ],
)
def test_what_is_no_review_of_a_looked_after_child_stays_out_of_the_national_return(
    kind: ReviewType, status: str | None, counted: bool
) -> None:
    assert in_national_return(kind, status) is counted
