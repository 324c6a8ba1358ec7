"""When the review of a child waiting for adopters, or placed with them, is due.

Short names: reg. 33 and reg. 48 are of the Care Planning, Placement and Case Review (England)
Regulations 2010; AAR 36 is reg. 36 of the Adoption Agencies Regulations 2005; Dodds is
Dodds v Walker [1981] (a period of months ends on the same day of the month, or its last).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from participation.care.reviews.rules import (
    DueRule,
    History,
    due,
)
from tests.care.reviews.dates import ENGLAND, D, R, days

ADOPTION = History(
    D("2026-01-05"), days("2026-02-02", "2026-05-01"), authority_to_place_on=D("2026-07-01")
)


@pytest.mark.parametrize(
    ("since_authority", "expected", "rule", "beside", "source"),
    [
        (
            ["2026-05-29"],
            "2026-10-01",
            DueRule.UNPLACED_3_MONTHS,
            "2026-11-29",
            "AAR 36: 3 months after the authority, before the looked-after date",
        ),
        (
            [],
            "2026-10-01",
            DueRule.UNPLACED_3_MONTHS,
            "2026-11-01",
            "AAR 36 is the earlier one",
        ),
        (
            ["2026-09-30"],
            "2027-03-30",
            DueRule.UNPLACED_6_MONTHS,
            "2027-03-30",
            "AAR 36 and reg. 33(2) fall together: adoption is named",
        ),
    ],
)
def test_waiting_for_adopters_both_regimes_run_and_the_earlier_date_wins(
    since_authority: Sequence[str], expected: str, rule: DueRule, beside: str, source: str
) -> None:
    history = replace(ADOPTION, held=[*ADOPTION.held, *days(*since_authority)])
    found = due(history, ENGLAND)
    assert (found.on, found.rule) == (D(expected), rule), source
    assert found.beside is not None
    assert found.beside.on == D(beside), source


def test_the_looked_after_date_wins_where_it_comes_before_the_adoption_one() -> None:
    history = History(
        D("2026-01-05"), days("2026-02-02"), R.SECOND, authority_to_place_on=D("2026-04-20")
    )
    found = due(history, ENGLAND)
    assert (found.on, found.rule) == (D("2026-05-02"), DueRule.SECOND_3_MONTHS)
    assert found.beside is not None
    assert (found.beside.on, found.beside.rule) == (D("2026-07-20"), DueRule.UNPLACED_3_MONTHS)


@pytest.mark.parametrize(
    ("since_placed", "expected", "rule", "source"),
    [
        ([], "2026-09-12", DueRule.PLACED_4_WEEKS, "AAR 36: 4 weeks, a Saturday or not"),
        (["2026-09-10"], "2026-12-10", DueRule.PLACED_3_MONTHS, "AAR 36"),
        (["2026-09-10", "2026-12-09"], "2027-06-09", DueRule.PLACED_6_MONTHS, "AAR 36"),
        (
            ["2026-09-10", "2026-12-09", "2027-06-08"],
            "2027-12-08",
            DueRule.PLACED_6_MONTHS,
            "AAR 36",
        ),
        (
            ["2026-08-15"],
            "2026-09-12",
            DueRule.PLACED_4_WEEKS,
            "AAR 36: a review on the day of placement came before it",
        ),
    ],
)
def test_placed_for_adoption_4_weeks_3_months_then_every_6(
    since_placed: Sequence[str], expected: str, rule: DueRule, source: str
) -> None:
    history = replace(
        ADOPTION,
        held=[*ADOPTION.held, *days(*since_placed)],
        placed_for_adoption_on=D("2026-08-15"),
        review_type=R.ADOPTION_PLACED,
    )
    found = due(history, ENGLAND)
    assert (found.on, found.rule, found.beside) == (D(expected), rule, None), source


def test_the_name_subsequent_counts_no_reviews_since_the_placement() -> None:
    history = replace(
        ADOPTION,
        held=days("2026-05-01", "2026-09-10"),
        placed_for_adoption_on=D("2026-08-15"),
        review_type=R.SUBSEQUENT,
    )
    assert due(history, ENGLAND).on == D("2026-12-10")


def test_placed_on_29_february_the_first_review_is_due_28_days_later() -> None:
    history = replace(ADOPTION, placed_for_adoption_on=D("2028-02-29"))
    assert due(history, ENGLAND).on == D("2028-03-28")
