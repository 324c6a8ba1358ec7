"""Working days in England and Wales: the calendar that statutory review dates are counted on.

A working day is any day but Saturday, Sunday, Christmas Day, Good Friday or a bank holiday in
England and Wales under the Banking and Financial Dealings Act 1971 (Care Planning, Placement
and Case Review (England) Regulations 2010, SI 2010/959, reg. 2). Days on which one council
closes its offices are not bank holidays and move no statutory date; whoever counts reading or
alert hours passes them in as further holidays.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import holidays as holidays_library

if TYPE_CHECKING:
    from holidays.countries.united_kingdom import UnitedKingdom

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BankHolidays(Container[date]):
    """Bank holidays of England and Wales, put right by hand where the library is behind.

    Args:
        added: days proclaimed after the library was released (a coronation, a funeral).
        removed: days the library has and the proclamation moved. `added` wins over `removed`.
    """

    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        if day in self.added:
            return True
        return day not in self.removed and day in bank_holidays_of(day.year)


@cache
def bank_holidays_of(year: int) -> frozenset[date]:
    """Bank holidays, Good Friday and Christmas Day with substitute days, as the library has them.

    Empty before 1872 and where the library has no calendar.
    """
    return frozenset(_united_kingdom()(subdiv="ENG", years=year))


@cache
def _united_kingdom() -> type[UnitedKingdom]:
    """The library's calendar for the United Kingdom, loaded from its own file.

    The ordinary import runs `holidays.countries`, which loads some 250 countries and keeps
    19 MB in every process; this one file needs 8.
    """
    file = Path(holidays_library.__file__).parent / "countries" / "united_kingdom.py"
    spec = importlib.util.spec_from_file_location("participation_bank_holidays", file)
    if spec is None or spec.loader is None:
        raise ImportError("the holidays library has no calendar for the United Kingdom")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    calendar: type[UnitedKingdom] = module.UnitedKingdom
    return calendar


def is_working_day(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(start: date, days: int, holidays: Container[date]) -> date:
    """The day reached after `days` working days; `start` itself does not count.

    With 0 days it is `start`, working day or not.
    """
    return _walk(start, days, _ONE_DAY, holidays)


def subtract_working_days(end: date, days: int, holidays: Container[date]) -> date:
    """The day `days` working days before `end`; `end` itself does not count."""
    return _walk(end, days, -_ONE_DAY, holidays)


def last_day_within(start: date, days: int, holidays: Container[date]) -> date:
    """The latest day of which the day that many working days before is not after `start`."""
    day = add_working_days(start, days, holidays)
    while subtract_working_days(day, days, holidays) > start:
        day -= _ONE_DAY
    while subtract_working_days(day + _ONE_DAY, days, holidays) <= start:
        day += _ONE_DAY
    return day


def _walk(day: date, days: int, step: timedelta, holidays: Container[date]) -> date:
    if days < 0:
        raise ValueError("a number of working days cannot be negative")
    while days > 0:
        day += step
        if is_working_day(day, holidays):
            days -= 1
    return day


def working_days_between(start: date, end: date, holidays: Container[date]) -> int:
    """How many working days come after `start`, up to and with `end`.

    Negative where `end` is earlier: the working days after `end`, up to and with `start`.
    So `working_days_between(start, add_working_days(start, n, h), h) == n`.
    """
    if end < start:
        return -working_days_between(end, start, holidays)
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), holidays) for n in range(1, span + 1))
