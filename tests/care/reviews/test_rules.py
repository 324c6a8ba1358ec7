"""The reviews clock, row by row, each with the source that says so.

Short names: reg. 33 and reg. 48 are of the Care Planning, Placement and Case Review (England)
Regulations 2010; AAR 36 is reg. 36 of the Adoption Agencies Regulations 2005; Dodds is
Dodds v Walker [1981] (a period of months ends on the same day of the month, or its last).
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.care.reviews.rules import (
    HISTORY_GAP,
    Due,
    DueRule,
    History,
    ReviewType,
    compare,
    due,
    may_adjourn,
    works_to,
)
from participation.care.reviews.windows import Audience, round_opens, window_opens
from participation.kernel.working_days import BankHolidays

ENGLAND = BankHolidays()
D = date.fromisoformat
R = ReviewType


def days(*words: str) -> list[date]:
    return [D(word) for word in words]


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
    assert seen == set(DueRule)


def _check_sentences(found: Due | None) -> set[DueRule]:
    if found is None:
        return set()
    assert found.because
    assert "{" not in found.because
    assert "  " not in found.because
    return {found.rule} | _check_sentences(found.beside)


# --- properties: the regulation said a second time, without the functions under test ------------

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


# --- when people are asked ----------------------------------------------------------------------

CHILD, OTHERS = Audience.CHILD, Audience.OTHERS


@pytest.mark.parametrize(
    ("who", "review", "kind", "rounds", "menu", "answered", "opens"),
    [
        pytest.param(
            CHILD, "2026-12-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-11-02",
            id="the child 30 working days before",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-11-16",
            id="others 20 working days before",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SUBSEQUENT, "2026-10-01", False, None, "2026-11-02",
            id="no menu form: everybody with the child",
        ),
        pytest.param(
            CHILD, "2027-01-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-11-30",
            id="30 before, over Christmas",
        ),
        pytest.param(
            OTHERS, "2027-01-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-12-14",
            id="20 before, over Christmas",
        ),
        pytest.param(
            CHILD, "2026-12-14", R.FIRST, "2026-11-25", True, None, "2026-11-25",
            id="first review: at once",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.FIRST, "2026-11-12", True, None, "2026-11-12",
            id="first review: others at once too",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-17", True, None, "2026-11-17",
            id="19 working days left: everybody now",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, None, "2026-11-19",
            id="opened late: 5 working days for the child's menu",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, "2026-11-13", "2026-11-16",
            id="menu answered at once: still not before 20 days",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, "2026-11-17", "2026-11-17",
            id="menu answered on the third day",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, "2026-11-25", "2026-11-19",
            id="menu answered late: others were not kept waiting",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-16", True, None, "2026-11-23",
            id="exactly 20 working days left: the menu still comes first",
        ),
    ],
)  # fmt: skip
def test_who_is_asked_when(
    who: Audience,
    review: str,
    kind: R,
    rounds: str,
    menu: bool,
    answered: str | None,
    opens: str,
) -> None:
    found = window_opens(
        who,
        D(review),
        kind,
        D(rounds),
        ENGLAND,
        menu_form_exists=menu,
        menu_answered_on=D(answered) if answered else None,
    )
    assert found == D(opens)


@given(DAYS, st.integers(0, 80), st.sampled_from([None, *R]), st.booleans())
def test_nobody_is_asked_before_the_child_or_before_the_round_opens(
    review: date, ahead: int, kind: R | None, menu: bool
) -> None:
    rounds = review - timedelta(days=ahead)
    child, others = (
        window_opens(who, review, kind, rounds, ENGLAND, menu_form_exists=menu)
        for who in (CHILD, OTHERS)
    )
    assert rounds <= child <= others
    assert others <= max(review, rounds)
    assert child == round_opens(review, kind, rounds, ENGLAND)
