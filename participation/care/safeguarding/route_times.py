"""When the rungs of a route are due, and when a concern is looked at again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from participation.care.safeguarding.rules import Level
from participation.care.safeguarding.staffed_hours import StaffedHours

RED_RUNGS = (timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60))
RED_AGAIN = timedelta(minutes=15)
AMBER_WORKED = timedelta(hours=4)
AMBER_ON_CALL = timedelta(hours=4)
AMBER_LAST = time(10)


def times(
    level: Level, since: datetime, hours: StaffedHours, *, child: bool
) -> tuple[datetime, ...]:
    """When the second rung, the third … are due, for a clock that runs since then."""
    if level is Level.RED:
        return tuple(since + after for after in RED_RUNGS)
    second = hours.after(since, AMBER_WORKED)
    if child:  # somebody is on call for them at night (R22)
        night = since if not hours.is_open(since) else hours.changes_next(since)
        second = min(second, night + AMBER_ON_CALL)
    return second, hours.next_working(second, AMBER_LAST)


def rung_due(ahead: Sequence[datetime], now: datetime) -> int:
    """The highest rung whose time has come, whatever was told so far."""
    return sum(at <= now for at in ahead)


def look_again(
    ahead: Sequence[datetime], level: Level, hours: StaffedHours, now: datetime
) -> datetime:
    """The next rung, the next repeat, or the moment at which other people are on duty."""
    found = [at for at in ahead if at > now]
    found.append(hours.changes_next(now))
    if level is Level.RED:
        found.append(now + RED_AGAIN)
    return min(found)
