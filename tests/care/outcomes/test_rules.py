"""When a point may be read, what an outcome must say, and by when the papers are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from participation.care.outcomes.rules import (
    Lacks,
    OutcomeKind,
    Paper,
    ToBeRead,
    Withheld,
    clocks,
    lacks,
    objections_until,
    withheld,
)
from participation.kernel.working_days import BankHolidays

HOLIDAYS = BankHolidays()
READY = ToBeRead(
    written=True,
    has_key=True,
    opens=True,
    words_stand=True,
    only_officer=False,
    safe_to_show=False,
    in_their_language=True,
    contact_stopped=False,
)


def test_r2_what_is_written_and_typed_with_the_key_in_hand_may_be_read() -> None:
    assert withheld(READY) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"written": False}, Withheld.NOTHING_WRITTEN),
        ({"has_key": False}, Withheld.NO_KEY),
        ({"opens": False}, Withheld.NOT_WITH_KEY),
        ({"words_stand": False}, Withheld.WORDS_GONE),
        ({"only_officer": True}, Withheld.KEPT_PRIVATE),
        ({"in_their_language": False}, Withheld.NOT_TRANSLATED),
        ({"contact_stopped": True}, Withheld.CONTACT_STOPPED),
        ({"has_key": False, "opens": False}, Withheld.NO_KEY),
    ],
)
def test_r2_everything_else_is_told_by_a_person(change: dict[str, bool], why: Withheld) -> None:
    assert withheld(replace(READY, **change)) is why


def test_r2_what_was_kept_for_the_officer_is_read_only_if_marked_safe() -> None:
    assert withheld(replace(READY, only_officer=True, safe_to_show=True)) is None


@pytest.mark.parametrize(
    ("kind", "who", "by_on", "because", "missing"),
    [
        (OutcomeKind.YES, "Ms Khan", date(2026, 12, 1), "", ()),
        (OutcomeKind.YES, "", None, "", (Lacks.WHO, Lacks.BY_ON)),
        (OutcomeKind.NOT_YET, "Ms Khan", None, "", ()),
        (OutcomeKind.NOT_YET, " ", None, "", (Lacks.WHO,)),
        (OutcomeKind.NO, "", None, "it is too far", ()),
        (OutcomeKind.NO, "Ms Khan", None, "", (Lacks.BECAUSE,)),
        (OutcomeKind.RAISED, "", None, "", ()),
    ],
)
def test_a_yes_names_who_and_when_and_a_no_says_why(
    kind: OutcomeKind, who: str, by_on: date | None, because: str, missing: tuple[Lacks, ...]
) -> None:
    assert lacks(kind, who=who, by_on=by_on, because=because) == missing


def test_papers_are_due_after_5_15_and_20_working_days() -> None:
    """Held on Tuesday 24 November 2026: Christmas is on the way of the third."""
    shown = clocks(date(2026, 11, 24), {}, date(2026, 11, 24), HOLIDAYS)
    assert [(clock.paper, clock.due_on) for clock in shown] == [
        (Paper.DECISIONS, date(2026, 12, 1)),
        (Paper.RECORD, date(2026, 12, 15)),
        (Paper.DISTRIBUTION, date(2026, 12, 22)),
    ]
    assert not any(clock.late for clock in shown)


def test_bank_holidays_push_a_due_day_and_a_councils_closed_days_do_not() -> None:
    """R14. Held on Monday 21 December: 25 and 28 December (for Boxing Day) and 1 January."""
    shown = clocks(date(2026, 12, 21), {}, date(2026, 12, 21), HOLIDAYS)
    assert [clock.due_on for clock in shown] == [
        date(2026, 12, 30),
        date(2027, 1, 14),
        date(2027, 1, 21),
    ]


def test_a_paper_is_late_when_it_came_later_or_has_not_come() -> None:
    done = {Paper.DECISIONS: date(2026, 12, 1), Paper.RECORD: date(2026, 12, 16)}
    early, late, open_ = clocks(date(2026, 11, 24), done, date(2026, 12, 20), HOLIDAYS)
    assert (early.late, late.late, open_.late) == (False, True, False)
    assert clocks(date(2026, 11, 24), done, date(2026, 12, 23), HOLIDAYS)[2].late


def test_a_manager_may_object_for_five_working_days() -> None:
    assert objections_until(date(2026, 12, 1), HOLIDAYS) == date(2026, 12, 8)
