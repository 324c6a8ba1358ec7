"""When a looked-after review is due, row by row, each with the source that says so.

Short names: reg. 33 and reg. 48 are of the Care Planning, Placement and Case Review (England)
Regulations 2010; AAR 36 is reg. 36 of the Adoption Agencies Regulations 2005; Dodds is
Dodds v Walker [1981] (a period of months ends on the same day of the month, or its last).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from participation.care.reviews.rules import (
    HISTORY_GAP,
    Due,
    DueRule,
    History,
    compare,
    due,
    may_adjourn,
    of_an_earlier_period,
    works_to,
)
from participation.kernel.working_days import BankHolidays
from tests.care.reviews.dates import ENGLAND, D, R, days


@pytest.mark.parametrize(
    ("since", "expected", "source"),
    [
        ("2026-03-02", "2026-03-30", "reg. 33(1): four plain weeks"),
        ("2026-03-16", "2026-04-15", "reg. 33(1): Good Friday and Easter Monday not counted"),
        ("2026-04-27", "2026-05-27", "reg. 33(1): both May bank holidays not counted"),
        ("2026-08-07", "2026-09-07", "reg. 33(1): from a Friday over the August bank holiday"),
        ("2026-12-01", "2026-12-31", "reg. 33(1): Christmas Day and its Monday substitute"),
        ("2026-12-10", "2027-01-12", "reg. 33(1): Christmas, 28 December and New Year's Day"),
        ("2026-12-24", "2027-01-26", "reg. 33(1): entry on Christmas Eve"),
        ("2026-12-25", "2027-01-26", "reg. 33(1): entry on Christmas Day itself"),
        ("2026-12-26", "2027-01-26", "reg. 33(1): entry on a Saturday that is Boxing Day"),
        ("2027-12-01", "2027-12-31", "reg. 33(1): 27 and 28 December 2027 are substitutes"),
        ("2027-12-10", "2028-01-12", "reg. 33(1): two substitutes, then Monday 3 January 2028"),
        ("2027-12-31", "2028-01-31", "reg. 33(1): 3 January 2028 is the substitute New Year"),
        ("2028-03-17", "2028-04-18", "reg. 33(1): Easter 2028 in mid April"),
        ("2028-02-29", "2028-03-28", "reg. 33(1): entry on 29 February"),
        ("2028-02-01", "2028-02-29", "reg. 33(1): due on 29 February"),
        ("2027-02-01", "2027-03-01", "reg. 33(1): no 29 February in 2027"),
        ("2026-05-22", "2026-06-22", "reg. 33(1): Friday before a bank holiday"),
        ("2026-11-07", "2026-12-04", "reg. 33(1): entry on a Saturday, Monday is day one"),
        ("2026-11-08", "2026-12-04", "reg. 33(1): entry on a Sunday, the same"),
        ("2023-04-14", "2023-05-16", "reg. 33(1): the coronation's one-off bank holiday"),
    ],
)
def test_first_review_is_due_20_working_days_after_entry(
    since: str, expected: str, source: str
) -> None:
    found = due(History(D(since), review_type=R.FIRST), ENGLAND)
    assert (found.on, found.rule) == (D(expected), DueRule.FIRST_20_WORKING_DAYS), source


LATER = DueRule.LATER_6_MONTHS
SECOND = DueRule.SECOND_3_MONTHS


@pytest.mark.parametrize(
    ("kind", "held", "expected", "rule", "source"),
    [
        (R.SECOND, ["2026-03-30"], "2026-06-30", SECOND, "reg. 33(2)"),
        (R.SECOND, ["2026-11-30"], "2027-02-28", SECOND, "reg. 33(2), Dodds: no 30 February"),
        (R.SECOND, ["2027-11-29"], "2028-02-29", SECOND, "reg. 33(2): 29 February 2028 exists"),
        (R.SECOND, ["2027-11-30"], "2028-02-29", SECOND, "reg. 33(2), Dodds: leap year"),
        (R.SECOND, ["2028-02-29"], "2028-05-29", SECOND, "reg. 33(2): held on 29 February"),
        (R.SECOND, ["2026-09-25"], "2026-12-25", SECOND, "reg. 33(2): due on Christmas Day stays"),
        (R.SECOND, ["2026-06-26"], "2026-09-26", SECOND, "reg. 33(2): due on a Saturday stays"),
        (None, ["2026-03-30"], "2026-06-30", SECOND, "reg. 33(2): no name given, one was held"),
        (R.SUBSEQUENT, ["2026-03-30", "2026-06-29"], "2026-12-29", LATER, "reg. 33(2)"),
        (R.SUBSEQUENT, ["2026-06-29", "2026-03-30"], "2026-12-29", LATER, "reg. 33(2): any order"),
        (R.SUBSEQUENT, ["2026-03-30", "2026-08-31"], "2027-02-28", LATER, "reg. 33(2), Dodds"),
        (R.SUBSEQUENT, ["2027-05-28", "2027-08-31"], "2028-02-29", LATER, "reg. 33(2), Dodds"),
        (R.SUBSEQUENT, ["2026-08-03"], "2027-02-03", LATER, "reg. 33(2): older dates not known"),
        (R.SUBSEQUENT, ["2026-03-02", "2026-04-02"], "2026-10-02", LATER, "a long gap: overdue"),
        (R.EARLY, ["2026-03-30", "2026-06-29"], "2026-12-29", LATER, "reg. 33(3): last day stays"),
        (
            None,
            ["2026-03-30", "2026-04-10"],
            "2026-10-10",
            LATER,
            "reg. 33(3): an early one counts",
        ),
        (R.SECOND, ["2026-03-30", "2026-04-10"], "2026-10-10", LATER, "held dates beat the name"),
        (R.SECOND, ["2024-01-08", "2026-03-30"], "2026-06-30", SECOND, "an older period of care"),
    ],
)
def test_later_reviews_are_counted_from_the_one_before(
    kind: R | None, held: Sequence[str], expected: str, rule: DueRule, source: str
) -> None:
    found = due(History(D("2026-03-01"), days(*held), kind), ENGLAND)
    assert (found.on, found.rule) == (D(expected), rule), source


@pytest.mark.parametrize(
    ("held", "expected", "rule", "source"),
    [
        ([], "2026-09-01", DueRule.SHORT_BREAKS_3_MONTHS, "reg. 48"),
        (["2026-08-20"], "2027-02-20", DueRule.SHORT_BREAKS_6_MONTHS, "reg. 48"),
        (["2026-08-20", "2027-02-19"], "2027-08-19", DueRule.SHORT_BREAKS_6_MONTHS, "reg. 48"),
        (["2026-08-31"], "2027-02-28", DueRule.SHORT_BREAKS_6_MONTHS, "reg. 48, Dodds"),
    ],
)
def test_short_breaks_are_reviewed_at_3_then_every_6_months(
    held: Sequence[str], expected: str, rule: DueRule, source: str
) -> None:
    found = due(History(D("2026-06-01"), days(*held), R.SHORT_BREAKS), ENGLAND)
    assert (found.on, found.rule) == (D(expected), rule), source


@pytest.mark.parametrize(
    ("part_one", "expected", "source"),
    [
        ("2026-11-02", "2026-11-30", "adjourned once, 20 working days"),
        ("2026-12-10", "2027-01-12", "Christmas 2026 and New Year not counted"),
        ("2027-03-25", "2027-04-26", "from the Thursday before Easter"),
    ],
)
def test_an_adjourned_review_is_completed_within_20_working_days_of_part_one(
    part_one: str, expected: str, source: str
) -> None:
    history = History(D("2025-01-06"), days("2026-05-11"), R.TWO_PART, part_one_on=D(part_one))
    found = due(history, ENGLAND)
    assert (found.on, found.rule) == (D(expected), DueRule.SECOND_PART_20_WORKING_DAYS), source


def test_a_two_part_review_not_yet_begun_has_the_ordinary_date_and_may_be_adjourned_once() -> None:
    history = History(D("2026-01-05"), days("2026-02-02", "2026-05-01"), R.TWO_PART)
    assert due(history, ENGLAND).on == D("2026-11-01")
    assert may_adjourn(None)
    assert not may_adjourn(D("2026-10-30"))


def test_a_supervision_order_has_no_statutory_date() -> None:
    found = due(History(D("2026-01-05"), review_type=R.SUPERVISION_ORDER), ENGLAND)
    assert (found.on, found.rule) == (None, DueRule.OUTSIDE_THE_RETURN)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(History(D("2024-01-08"), (), R.SUBSEQUENT), id="a later one, none known"),
        pytest.param(History(D("2026-01-08"), (), R.SECOND), id="the second, the first not known"),
        pytest.param(
            History(D("2024-01-08"), days("2025-03-03"), R.SUBSEQUENT, previous_known=False),
            id="the latest is missing",
        ),
        pytest.param(
            History(D("2024-01-08"), (), R.EARLY, expected_on=D("2026-11-30")),
            id="in care for years, nothing known",
        ),
        pytest.param(
            History(
                D("2025-01-06"),
                (),
                R.ADOPTION_PLACED,
                placed_for_adoption_on=D("2026-08-15"),
                expected_on=D("2026-12-12"),
            ),
            id="placed four months ago, its first review not known",
        ),
    ],
)
def test_a_missing_date_is_said_and_the_imported_due_date_is_used(history: History) -> None:
    found = due(history, ENGLAND)
    assert (found.on, found.rule) == (None, DueRule.PREVIOUS_DATE_MISSING)
    assert "missing" in found.because
    assert works_to(found, D("2026-12-01")) == D("2026-12-01")


def test_a_review_expected_soon_after_the_first_date_is_late_not_missing() -> None:
    first = History(D("2026-03-02"), (), None)
    day = D("2026-03-30")
    late = replace(first, expected_on=day + HISTORY_GAP)
    assert due(late, ENGLAND).on == day
    missing = replace(first, expected_on=day + HISTORY_GAP + timedelta(days=1))
    assert due(missing, ENGLAND).on is None


def test_a_first_review_by_name_is_never_called_missing_however_late() -> None:
    late = History(D("2026-03-02"), (), R.FIRST, previous_known=False, expected_on=D("2027-03-02"))
    assert due(late, ENGLAND).on == D("2026-03-30")


def test_an_adoption_review_without_its_date_goes_by_the_looked_after_regime_and_says_so() -> None:
    unplaced = History(D("2026-01-05"), days("2026-02-02"), R.ADOPTION_UNPLACED)
    found = due(unplaced, ENGLAND)
    assert found.on == D("2026-05-02")
    assert found.beside is not None
    assert found.beside.rule is DueRule.ADOPTION_DATE_MISSING
    placed = replace(unplaced, review_type=R.ADOPTION_PLACED)
    assert due(placed, ENGLAND).rule is DueRule.ADOPTION_DATE_MISSING


def test_where_both_dates_exist_the_computed_one_holds_and_the_difference_is_shown() -> None:
    found = due(History(D("2026-03-02"), review_type=R.FIRST), ENGLAND)
    assert works_to(found, D("2026-04-02")) == D("2026-03-30")
    assert compare(found.on, D("2026-04-02")) == 3
    assert compare(found.on, D("2026-03-27")) == -3
    assert compare(found.on, None) is None
    assert compare(None, D("2026-03-27")) is None


def test_a_proclaimed_bank_holiday_moves_the_first_review_by_one_day() -> None:
    extra = BankHolidays(added=frozenset({D("2026-03-18")}))
    assert due(History(D("2026-03-02"), review_type=R.FIRST), extra).on == D("2026-03-31")


def test_the_sentence_names_the_day_it_was_counted_from() -> None:
    assert "2 March 2026" in due(History(D("2026-03-02"), review_type=R.FIRST), ENGLAND).because


def test_every_rule_has_a_sentence_for_staff_without_loose_ends() -> None:
    seen: set[DueRule] = set()
    for kind in [None, *R]:
        for held in ((), ("2026-09-10",), ("2026-09-10", "2026-12-09")):
            for authority, placed in ((None, None), ("2026-07-01", None), (None, "2026-08-15")):
                history = History(
                    D("2026-01-05"),
                    days(*held),
                    kind,
                    D(authority) if authority else None,
                    D(placed) if placed else None,
                )
                seen |= _check_sentences(due(history, ENGLAND))
    seen |= _check_sentences(due(History(D("2026-01-05"), part_one_on=D("2026-02-02")), ENGLAND))
    seen |= _check_sentences(of_an_earlier_period())
    assert seen == set(DueRule)


def _check_sentences(found: Due | None) -> set[DueRule]:
    if found is None:
        return set()
    assert found.because
    assert "{" not in found.because
    assert "  " not in found.because
    return {found.rule} | _check_sentences(found.beside)
