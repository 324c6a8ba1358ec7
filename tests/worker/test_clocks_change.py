"""What falls due by the clock in London is due once on nights on which clocks change (F8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from participation.care.authority.rules import Calendar
from participation.care.consultations.hours import next_allowed
from participation.kernel.clock import LONDON
from participation.kernel.working_days import BankHolidays
from participation.worker.retention import AT_NIGHT, next_night

MINUTE = timedelta(minutes=1)
FORWARD, BACK = date(2027, 3, 28), date(2026, 10, 25)


def minutes_around(night: date) -> list[datetime]:
    """From noon before to noon after, and a clock that is an hour off is one of them."""
    noon = datetime(night.year, night.month, night.day, 12, tzinfo=UTC) - timedelta(days=1)
    return [noon + minutes * MINUTE for minutes in range(48 * 60)]


@pytest.mark.parametrize("night", [FORWARD, BACK])
def test_f8_i14_a_nights_work_is_due_once_each_night_and_never_in_the_past(night: date) -> None:
    due = {}
    for moment in minutes_around(night):
        following = next_night(moment)
        assert moment < following <= moment + timedelta(hours=25)
        due[following.astimezone(UTC)] = following.date()
    assert (
        sorted(due.values())
        == [night, night + timedelta(days=1), night + timedelta(days=2)][: len(due)]
    )
    assert all(when.astimezone(LONDON).time() >= AT_NIGHT for when in due)


@pytest.mark.parametrize("night", [FORWARD, BACK])
@pytest.mark.parametrize("to_child", [True, False])
def test_f8_i14_no_text_falls_into_a_night_on_which_clocks_change(
    night: date, to_child: bool
) -> None:
    calendar = Calendar(BankHolidays())
    for moment in minutes_around(night):
        goes = next_allowed(moment, calendar, to_child=to_child, first_of_round=False)
        assert goes >= moment
        here = goes.astimezone(LONDON)
        assert 9 <= here.hour < 19
        assert here.date() != night, "a Sunday, whatever its clocks do"
