"""What a council decides for itself, with defaults that `queries.py` supplies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.model import Base


class Setting(Base):
    """One choice of the council, by key, or something its house must not lose sight of. Nothing
    about a person is kept here."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class Helpline(Base):
    """A telephone number shown to children or adults, with who checked it and when."""

    __tablename__ = "helplines"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str]  # child | adult | all
    name: Mapped[str]
    number: Mapped[str]
    hours: Mapped[str]
    position: Mapped[int]
    checked_on: Mapped[date | None]
    checked_by: Mapped[str | None]


class BankHolidayOverride(Base):
    """A proclaimed day the library does not know yet, or one that it knows wrongly."""

    __tablename__ = "bank_holiday_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_holiday: Mapped[bool]


class SchoolTerm(Base):
    """From the first to the last school day; without any, every weekday is a school day (R18)."""

    __tablename__ = "school_terms"

    starts_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date]
