"""When a text that we begin may arrive (practice R18). Pure; Europe/London.

Adults: Monday to Saturday, 09:00 to 19:00. Children: 15:45 to 19:00 on school days and 10:00 to
19:00 on other days, never on a Friday evening and never on a Sunday. The first text of a round
goes on a Monday, Tuesday or Wednesday that is a working day, so that replies land in staffed
hours. A reply within an open conversation is not bound by any of this.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from participation.care.authority.rules import Calendar
from participation.kernel.clock import LONDON
from participation.kernel.working_days import is_working_day

ADULTS_FROM, ADULTS_UNTIL = time(9), time(19)
SCHOOL_DAY_FROM, OTHER_DAY_FROM, CHILDREN_UNTIL = time(15, 45), time(10), time(19)
FRIDAY_UNTIL = time(17)
# The provider is given no less to try in, so what goes later would arrive after hours.
TIME_TO_ARRIVE = timedelta(minutes=1)
_FRIDAY, _SUNDAY = 4, 6
_FIRST_TEXT_DAYS = frozenset({0, 1, 2})
_LOOK_AHEAD_DAYS = 60  # longer than any run of closed days


def next_allowed(
    moment: datetime, calendar: Calendar, *, to_child: bool, first_of_round: bool
) -> datetime:
    """The first moment, not before `moment`, at which such a text may go out.

    Args:
        moment: aware.

    Returns:
        aware, UTC; `moment` itself when it is allowed.
    """
    window = _child_window if to_child else _adult_window
    here = moment.astimezone(LONDON)
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = here.date() + timedelta(days=ahead)
        allowed = _window_on(day, calendar, window, first_of_round=first_of_round)
        if allowed is None:
            continue
        opens, closes = allowed
        if ahead or here.time() < opens:
            return datetime.combine(day, opens, tzinfo=LONDON).astimezone(UTC)
        if datetime.combine(day, closes, tzinfo=LONDON) - here >= TIME_TO_ARRIVE:
            return moment.astimezone(UTC)
    raise ValueError("no day within two months allows a text; check the closed days")


def window_ends(moment: datetime, calendar: Calendar, *, to_child: bool) -> datetime:
    """When the hours that `moment` falls into end: a text we begin must not arrive after that.

    Args:
        moment: aware.

    Returns:
        aware, UTC; `moment` itself on a day without hours, and before they begin: four in the
        morning belongs to the night, not to the day that follows.
    """
    here = moment.astimezone(LONDON)
    allowed = (_child_window if to_child else _adult_window)(here.date(), calendar)
    if allowed is None or here.time() < allowed[0]:
        return moment.astimezone(UTC)
    return datetime.combine(here.date(), allowed[1], tzinfo=LONDON).astimezone(UTC)


Window = Callable[[date, Calendar], tuple[time, time] | None]


def _window_on(
    day: date, calendar: Calendar, window: Window, *, first_of_round: bool
) -> tuple[time, time] | None:
    if first_of_round and (
        day.weekday() not in _FIRST_TEXT_DAYS or not is_working_day(day, calendar.bank_holidays)
    ):
        return None
    return window(day, calendar)


def _adult_window(day: date, _calendar: Calendar) -> tuple[time, time] | None:
    return None if day.weekday() == _SUNDAY else (ADULTS_FROM, ADULTS_UNTIL)


def _child_window(day: date, calendar: Calendar) -> tuple[time, time] | None:
    if day.weekday() == _SUNDAY:
        return None
    opens = SCHOOL_DAY_FROM if calendar.is_school_day(day) else OTHER_DAY_FROM
    return opens, FRIDAY_UNTIL if day.weekday() == _FRIDAY else CHILDREN_UNTIL
