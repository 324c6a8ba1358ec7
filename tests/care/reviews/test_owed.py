"""When the review that nobody has planned is due, by hand against the regulations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.care.reviews.lateness import Timeliness, standing_of_none
from participation.care.reviews.owed import next_due
from participation.care.reviews.rules import DueRule, ReviewType
from participation.care.reviews.timeline import CareDates, Entry
from tests.care.reviews.dates import ENGLAND, D
from tests.care.reviews.regulation import is_last_lawful, looked_after, waiting_for_adopters

TODAY = D("2026-11-24")
T, R = ReviewType, DueRule


def held(on: str, kind: ReviewType) -> Entry:
    return Entry(f"R{on}", kind, D(on), D(on), None, None, cancelled=False)


def off(on: str, kind: ReviewType, due: str = "") -> Entry:
    """Cancelled; planned for `on`."""
    imported = D(due) if due else None
    return Entry(f"X{on}", kind, None, D(on) if on else None, imported, None, cancelled=True)


FIRST = held("2026-02-25", T.FIRST)
SECOND = held("2026-05-20", T.SECOND)


@pytest.mark.parametrize(
    ("since", "entries", "due", "rule"),
    [
        # Nothing was ever planned: within 20 working days.
        ("2026-11-02", [], "2026-11-30", R.FIRST_20_WORKING_DAYS),
        ("2026-11-20", [], "2026-12-18", R.FIRST_20_WORKING_DAYS),
        ("2026-12-11", [], "2027-01-13", R.FIRST_20_WORKING_DAYS),  # Christmas lies between
        ("2026-10-20", [], "2026-11-17", R.FIRST_20_WORKING_DAYS),  # a week ago
        # So long ago that the reviews held were not handed over: nobody knows.
        ("2023-10-20", [], "", R.PREVIOUS_DATE_MISSING),
        # The first, second and later were held and none planned after them.
        ("2026-01-28", [FIRST], "2026-05-25", R.SECOND_3_MONTHS),
        ("2026-01-28", [FIRST, SECOND], "2026-11-20", R.LATER_6_MONTHS),
        # Of the earlier ones we were not told; the name says that it was not the first.
        ("2020-01-28", [held("2026-06-17", T.SUBSEQUENT)], "2026-12-17", R.LATER_6_MONTHS),
        ("2020-01-28", [held("2026-06-17", T.SECOND)], "2026-12-17", R.LATER_6_MONTHS),
        # A cancellation moves nothing.
        ("2026-11-02", [off("2026-11-27", T.FIRST)], "2026-11-30", R.FIRST_20_WORKING_DAYS),
        ("2026-01-28", [FIRST, SECOND, off("2026-11-19", T.SUBSEQUENT)], "2026-11-20",
         R.LATER_6_MONTHS),
        ("2026-01-28", [FIRST, off("2026-05-19", T.SECOND)], "2026-05-25", R.SECOND_3_MONTHS),
        # The reviews held were not handed over: the case system's day for the one cancelled.
        ("2020-01-28", [off("2026-12-10", T.SUBSEQUENT, "2026-12-17")], "2026-12-17",
         R.PREVIOUS_DATE_MISSING),
        ("2020-01-28", [off("", T.EARLY, "2026-12-17")], "2026-12-17", R.PREVIOUS_DATE_MISSING),
        # It was held on another day under another number, the one cancelled lies later.
        ("2026-01-28", [FIRST, SECOND, held("2026-11-03", T.SUBSEQUENT),
                        off("2026-11-19", T.SUBSEQUENT)], "2027-05-03", R.LATER_6_MONTHS),
        # Back in care: the reviews of the earlier time say nothing.
        ("2026-11-02", [FIRST, SECOND], "2026-11-30", R.FIRST_20_WORKING_DAYS),
        ("2026-11-02", [FIRST, off("2026-09-01", T.SECOND)], "2026-11-30",
         R.FIRST_20_WORKING_DAYS),
        # Short breaks: three months after the first of them, then six.
        ("2026-09-20", [off("2026-12-01", T.SHORT_BREAKS)], "2026-12-20",
         R.SHORT_BREAKS_3_MONTHS),
        ("2026-02-20", [held("2026-05-20", T.SHORT_BREAKS)], "2026-11-20",
         R.SHORT_BREAKS_6_MONTHS),
        # A review under a supervision order starts no clock of these regulations.
        ("2026-01-28", [FIRST, SECOND, held("2026-09-01", T.SUPERVISION_ORDER)], "2026-11-20",
         R.LATER_6_MONTHS),
    ],
)  # fmt: skip
def test_the_last_lawful_day_of_a_review_that_nobody_planned(
    since: str, entries: list[Entry], due: str, rule: DueRule
) -> None:
    found = next_due(CareDates(D(since), None, None), entries, TODAY, ENGLAND, series=False)
    assert found is not None
    assert (found.on, found.rule) == (D(due) if due else None, rule)


@given(
    st.sets(st.integers(1, 700), min_size=1, max_size=5),
    st.sets(st.integers(-200, 900), max_size=4),
    st.one_of(st.none(), st.integers(1, 700)),
)
def test_whatever_was_cancelled_the_day_is_the_regulations_own_said_again(
    held_after: set[int], cancelled_after: set[int], authority_after: int | None
) -> None:
    since = TODAY - timedelta(days=710)

    def after(days: int) -> date:
        return since + timedelta(days=days)

    entries = [
        *(Entry(f"R{n}", None, after(n), after(n), None, None, False) for n in held_after),
        *(Entry(f"X{n}", None, None, after(n), after(n), None, True) for n in cancelled_after),
    ]
    authority = None if authority_after is None else after(authority_after)
    care = CareDates(since, authority, None)
    found = next_due(care, entries, TODAY, ENGLAND, series=False)
    assert found is not None
    assert found.on is not None
    days = [after(n) for n in held_after]
    rules = [looked_after(since, days)]
    if authority is not None:
        rules.append(waiting_for_adopters(authority, days))
    assert is_last_lawful(found.on, *rules)


def test_a_child_in_a_series_of_short_breaks_has_three_months() -> None:
    found = next_due(CareDates(D("2026-11-02"), None, None), [], TODAY, ENGLAND, series=True)
    assert found is not None
    assert (found.on, found.rule) == (D("2027-02-02"), R.SHORT_BREAKS_3_MONTHS)


def test_r13_placed_for_adoption_it_is_due_within_four_weeks_of_the_placement() -> None:
    placed = CareDates(D("2026-01-28"), D("2026-07-01"), D("2026-11-04"))
    found = next_due(placed, [FIRST, SECOND], TODAY, ENGLAND, series=False)
    assert found is not None
    assert (found.on, found.rule) == (D("2026-12-02"), R.PLACED_4_WEEKS)


def test_r13_waiting_for_adopters_the_earlier_of_the_two_regimes_counts() -> None:
    waiting = CareDates(D("2026-01-28"), D("2026-07-01"), None)
    found = next_due(waiting, [FIRST, SECOND], TODAY, ENGLAND, series=False)
    assert found is not None
    assert (found.on, found.rule) == (D("2026-10-01"), R.UNPLACED_3_MONTHS)


def test_under_a_supervision_order_alone_none_is_owed() -> None:
    order = [held("2026-06-01", T.SUPERVISION_ORDER)]
    care = CareDates(D("2026-01-28"), None, None)
    assert next_due(care, order, TODAY, ENGLAND, series=False) is None


@pytest.mark.parametrize(
    ("due", "rule", "what", "days"),
    [
        (D("2026-11-24"), R.LATER_6_MONTHS, Timeliness.NO_DAY_YET, 0),  # today it still can be
        (D("2026-11-23"), R.LATER_6_MONTHS, Timeliness.OVERDUE, 1),
        (D("2026-12-22"), R.LATER_6_MONTHS, Timeliness.NO_DAY_YET, 28),  # 20 working days are left
        (D("2026-12-23"), R.LATER_6_MONTHS, Timeliness.IN_TIME, 0),  # 21
        (None, R.PREVIOUS_DATE_MISSING, Timeliness.OVERDUE, 0),
        (None, R.ADOPTION_DATE_MISSING, Timeliness.NO_DAY_YET, 0),
    ],
)
def test_how_it_stands_and_that_a_day_nobody_knows_is_never_in_time(
    due: date | None, rule: DueRule, what: Timeliness, days: int
) -> None:
    found = standing_of_none(due, rule, TODAY, ENGLAND)
    assert (found.what, found.due_on, found.days) == (what, due, days)
