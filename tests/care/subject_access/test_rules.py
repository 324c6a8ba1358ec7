"""When a copy is due, and what begins as held back (Article 12(3), P6, P10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from participation.care.subject_access.rules import AskedBy, Ground, Part, due_on, held_back
from participation.kernel.working_days import BankHolidays


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # the 3rd of October is a Saturday
        (date(2026, 8, 3), date(2026, 9, 3)),
        (date(2027, 1, 31), date(2027, 3, 1)),  # the 28th of February is a Sunday
        (date(2028, 1, 30), date(2028, 2, 29)),  # a leap year
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, Boxing Day, and its substitute
        (date(2026, 12, 1), date(2027, 1, 4)),  # New Year's Day and a weekend
    ],
)
def test_a_copy_is_due_on_the_same_day_of_the_next_month(received: date, due: date) -> None:
    assert due_on(received, BankHolidays()) == due


def test_what_nothing_speaks_against_begins_as_given() -> None:
    assert held_back(asked_by=AskedBy.SELF, part=Part.OPEN, for_everyone=False) is None
    assert held_back(asked_by=AskedBy.SELF, part=Part.UNSENT) is None


@pytest.mark.parametrize(
    ("more", "ground"),
    [
        ({"part": Part.KEPT}, Ground.KEPT_FOR_OFFICER),
        ({"about_others": True}, Ground.THIRD_PARTY),
        ({"names": True}, Ground.THIRD_PARTY),
        ({"places": True}, Ground.PLACE),
        ({"safeguarding": True, "part": Part.KEPT}, Ground.SAFEGUARDING),
        ({"asked_by": AskedBy.PARENT, "for_everyone": False}, Ground.EXPECTED_PRIVATE),
    ],
)
def test_each_ground_is_set_before_anybody_looks(more: dict[str, Any], ground: Ground) -> None:
    known: dict[str, Any] = {"asked_by": AskedBy.SELF, "part": Part.OPEN, **more}
    assert held_back(**known) is ground
