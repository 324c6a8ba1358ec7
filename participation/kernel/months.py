"""A month or a week of days, and the ones beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_FURTHEST = timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included."""

    first: date
    last: date
    is_month: bool

    @property
    def kind(self) -> str:
        return "month" if self.is_month else "week"

    @property
    def asked(self) -> str:
        """How an address asks for it."""
        return f"{self.first:%Y-%m}" if self.is_month else self.first.isoformat()

    @property
    def before(self) -> Span:
        return self._beside(self.first - timedelta(days=1))

    @property
    def after(self) -> Span:
        return self._beside(self.last + timedelta(days=1))

    def _beside(self, day: date) -> Span:
        return month_of(day) if self.is_month else week_of(day)


def is_near(day: date, today: date) -> bool:
    """Within five years: nobody looks further, and no address asks for the year 1."""
    return abs(day - today) <= _FURTHEST


def month_of(day: date) -> Span:
    """The month that this day is in."""
    first = day.replace(day=1)
    next_one = (first + timedelta(days=31)).replace(day=1)
    return Span(first, next_one - timedelta(days=1), is_month=True)


def week_of(day: date) -> Span:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6), is_month=False)
