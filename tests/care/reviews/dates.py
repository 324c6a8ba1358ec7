"""Short names for tables of dates."""

from __future__ import annotations

from datetime import date

from participation.care.reviews.rules import ReviewType
from participation.kernel.working_days import BankHolidays

ENGLAND = BankHolidays()
D = date.fromisoformat
R = ReviewType


def days(*words: str) -> list[date]:
    return [D(word) for word in words]
