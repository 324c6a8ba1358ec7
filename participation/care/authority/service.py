"""Changes to the council's own choices. Who changed what is written to the audit by the caller."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from participation.care.authority.models import BankHolidayOverride, Setting
from participation.care.authority.queries import FILES_TO_CLEAN, files_to_clean, timetable
from participation.care.authority.timetable import RANGES, faults, fits, remedy
from participation.kernel.errors import Invalid


def _text(longest: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= longest


def _clock_time(value: Any) -> bool:
    return _reads(time.fromisoformat, value)


def _days(value: Any) -> bool:
    return isinstance(value, list) and all(_reads(date.fromisoformat, day) for day in value)


def _number(least: float, most: float) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
    )


def _yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _reads(read: Callable[[str], object], value: Any) -> bool:
    try:
        read(value)
    except (TypeError, ValueError):
        return False
    return True


# Every choice there is, what it must look like, and how to say so. Texts count on a name of at
# most 20 letters and a number of at most 12 to stay in one part.
CHOICES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "council_name": (_text(20), "Give the name as texts say it, in at most 20 letters."),
    "check_phone": (_text(20), "Give the number people ring to check that a text is from you."),
    "office_opens": (_clock_time, "Give a time such as 09:00."),
    "office_closes": (_clock_time, "Give a time such as 17:00."),
    "last_call": (_clock_time, "Give a time such as 15:00."),
    "closed_days": (_days, "Give days such as 2026-12-29."),
    "texts_an_hour": (_number(1, 100_000), "Give a number of texts from 1 to 100,000."),
    "hold_first_texts": (_yes_or_no, "Give true or false."),
    "pence_per_part": (_number(0, 100), "Give the price of one part of a text, in pence."),
    **{key: (partial(fits, key), remedy(key)) for key in RANGES},
}


def choose(session: Session, key: str, value: Any, now: datetime) -> None:
    """Keep one choice of the council.

    Raises:
        Invalid: there is no such choice, the value does not fit it, or it makes no sense beside the
            others, as a reminder before the invitation.
    """
    can_be, advice = CHOICES.get(key, (lambda _: False, "There is no such choice."))
    if not can_be(value):
        raise Invalid(fields={key: [advice]})
    if key in RANGES and (wrong := faults(timetable(session), {key: value})):
        raise Invalid(fields={key: list(wrong.values())})
    session.merge(Setting(key=key, value=value, changed_at=now))


def note_files_to_clean(session: Session, tables: Collection[str], now: datetime) -> None:
    """Whose files are to be cleaned of rows that are gone: these, and no others any more."""
    if set(tables) != set(files_to_clean(session)):
        session.merge(Setting(key=FILES_TO_CLEAN, value=sorted(tables), changed_at=now))


def put_bank_holiday_right(session: Session, day: date, *, is_holiday: bool) -> None:
    """A day was proclaimed a bank holiday, or moved away from one."""
    session.merge(BankHolidayOverride(day=day, is_holiday=is_holiday))
