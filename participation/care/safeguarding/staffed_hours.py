"""When a council's offices are staffed, and how time runs in them. Pure; Europe/London.

Clock hours run through nights and the changes of the clock; working hours only while somebody is
in. A council's own closed days count here and move no statutory date (R14).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from participation.kernel.clock import LONDON
from participation.kernel.working_days import is_working_day

_LOOK_AHEAD_DAYS = 60  # longer than any run of closed days


@dataclass(frozen=True, slots=True)
class StaffedHours:
    """From `opens` until `closes` on working days."""

    opens: time
    closes: time
    closed_days: Container[date]

    def is_open(self, moment: datetime) -> bool:
        here = moment.astimezone(LONDON)
        return self._works_on(here.date()) and self.opens <= here.time() < self.closes

    def opens_next(self, moment: datetime) -> datetime:
        """The first opening after `moment`; UTC."""
        return self._next(moment, self.opens)

    def changes_next(self, moment: datetime) -> datetime:
        """When the offices next open or close, after `moment`; UTC."""
        return min(self._next(moment, self.opens), self._next(moment, self.closes))

    def next_working(self, moment: datetime, at: time) -> datetime:
        """That clock time on the first working day after the day of `moment`; UTC."""
        day = moment.astimezone(LONDON).date()
        end_of_day = _moment(day + timedelta(days=1), time(0)) - timedelta(microseconds=1)
        return self._next(end_of_day, at)

    def after(self, moment: datetime, worked: timedelta) -> datetime:
        """The moment by which the offices will have been staffed for so long; UTC."""
        left, at = worked, moment if self.is_open(moment) else self.opens_next(moment)
        while True:
            closing = _moment(at.astimezone(LONDON).date(), self.closes)
            if at + left <= closing:
                return at + left
            left -= closing - at
            at = self.opens_next(at)

    def _works_on(self, day: date) -> bool:
        return is_working_day(day, self.closed_days)

    def _next(self, moment: datetime, at: time) -> datetime:
        day = moment.astimezone(LONDON).date()
        for ahead in range(_LOOK_AHEAD_DAYS):
            here = day + timedelta(days=ahead)
            if self._works_on(here) and (found := _moment(here, at)) > moment:
                return found
        raise ValueError("no working day within two months; check the closed days")


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
