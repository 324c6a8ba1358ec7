"""The regulations said a second time, as what is lawful on one day, and not as how to reckon it.

Nothing of the rules under test is used here, nor their calendar: bank holidays stand here day by
day as GOV.UK lists them for England and Wales. Whether a review may still be held on a day is a
question of its own for each regulation; the last such day is then looked for day by day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

# GOV.UK, "UK bank holidays", England and Wales, with substitute days and the three one-offs.
_AS_LISTED = """
2019: 1 Jan, 19 Apr, 22 Apr, 6 May, 27 May, 26 Aug, 25 Dec, 26 Dec
2020: 1 Jan, 10 Apr, 13 Apr, 8 May, 25 May, 31 Aug, 25 Dec, 28 Dec
2021: 1 Jan, 2 Apr, 5 Apr, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec
2022: 3 Jan, 15 Apr, 18 Apr, 2 May, 2 Jun, 3 Jun, 29 Aug, 19 Sep, 26 Dec, 27 Dec
2023: 2 Jan, 7 Apr, 10 Apr, 1 May, 8 May, 29 May, 28 Aug, 25 Dec, 26 Dec
2024: 1 Jan, 29 Mar, 1 Apr, 6 May, 27 May, 26 Aug, 25 Dec, 26 Dec
2025: 1 Jan, 18 Apr, 21 Apr, 5 May, 26 May, 25 Aug, 25 Dec, 26 Dec
2026: 1 Jan, 3 Apr, 6 Apr, 4 May, 25 May, 31 Aug, 25 Dec, 28 Dec
2027: 1 Jan, 26 Mar, 29 Mar, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec
2028: 3 Jan, 14 Apr, 17 Apr, 1 May, 29 May, 28 Aug, 25 Dec, 26 Dec
"""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_A_DAY = timedelta(days=1)

Lawful = Callable[[date], bool]


def _listed() -> frozenset[date]:
    found = set()
    for line in _AS_LISTED.split("\n"):
        year, _, days = line.partition(": ")
        for one in days.split(", ") if days else ():
            day, month = one.split()
            found.add(date(int(year), _MONTHS.index(month) + 1, int(day)))
    return frozenset(found)


BANK_HOLIDAYS = _listed()


def working_days_in(after: date, until: date) -> int:
    """Working days later than `after`, up to and with `until` (2010 Regulations, reg. 2)."""
    count, day = 0, after + _A_DAY
    while day <= until:
        count += day.isoweekday() <= 5 and day not in BANK_HOLIDAYS
        day += _A_DAY
    return count


def within_working_days(start: date, day: date, days: int) -> bool:
    """Whether a period of so many working days, which ends when the last of them does, still runs.

    A Saturday after a Friday that was the last of them is too late.
    """
    return working_days_in(start, day - _A_DAY) < days


def within_months(start: date, day: date, months: int) -> bool:
    """Not more than so many months after: the corresponding date rule, Dodds v Walker [1981]."""
    passed = (day.year - start.year) * 12 + day.month - start.month
    return passed < months or (passed == months and day.day <= start.day)


def looked_after(since: date, held: Sequence[date]) -> Lawful:
    """2010 Regulations, reg. 33: 20 working days; 3 months; then every 6 months."""
    known = sorted(day for day in held if day > since)
    if not known:
        return lambda day: within_working_days(since, day, 20)
    return lambda day: within_months(known[-1], day, 3 if len(known) == 1 else 6)


def waiting_for_adopters(authority: date, held: Sequence[date]) -> Lawful:
    """2005 Regulations, reg. 36(1): 3 months after the authority to place; then every 6 months."""
    known = sorted(day for day in held if day > authority)
    if not known:
        return lambda day: within_months(authority, day, 3)
    return lambda day: within_months(known[-1], day, 6)


def placed_for_adoption(placed: date, held: Sequence[date]) -> Lawful:
    """2005 Regulations, reg. 36(3): 4 weeks; 3 months after that review; then every 6 months."""
    known = sorted(day for day in held if day > placed)
    if not known:
        return lambda day: (day - placed).days <= 28
    return lambda day: within_months(known[-1], day, 3 if len(known) == 1 else 6)


def short_breaks(first_break: date, held: Sequence[date]) -> Lawful:
    """2010 Regulations, reg. 48: 3 months after the first break began; then every 6 months."""
    known = sorted(day for day in held if day > first_break)
    if not known:
        return lambda day: within_months(first_break, day, 3)
    return lambda day: within_months(known[-1], day, 6)


def second_part(part_one: date) -> Lawful:
    """Begun in time and adjourned once: completed within 20 working days (practice R15)."""
    return lambda day: within_working_days(part_one, day, 20)


def is_last_lawful(day: date, *rules: Lawful) -> bool:
    """Whether all of these still allow that day, and not all of them the one after it."""
    return all(rule(day) for rule in rules) and not all(rule(day + _A_DAY) for rule in rules)


def last_lawful(start: date, *rules: Lawful) -> date:
    """The last day that all of these allow, looked for one day at a time."""
    day = start
    while all(rule(day + _A_DAY) for rule in rules):
        day += _A_DAY
    return day
