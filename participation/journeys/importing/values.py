"""How one cell is read: the formats of the extract, and words for whoever has to mend one.

Only the stated formats are taken. Python's own date parser also reads `20260101` and
`2026-W01-1`, so it is not asked (B68). Digits are 0 to 9 and no others (B9).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from participation.care.people.what_stops import CeasedReason
from participation.channels.sms.numbers import NumberRefused
from participation.channels.sms.numbers import mobile as parse_mobile
from participation.kernel.languages import NotALanguage, parse_language

LONGEST_CODE = 100
LONGEST_NAME = 200
LONGEST_TEXT = 2_000
LONGEST_EMAIL = 254
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100

Read = Callable[[str], Any]
Kind = TypeVar("Kind", bound=StrEnum)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_BRITISH = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_OTHER_SIGNS = re.compile(r"([0-9]{1,2})[-./ ]([0-9]{1,2})[-./ ]([0-9]{4})")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ][0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_CODE_LIST_ITEM = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
_LEGAL_STATUS = re.compile(r"[A-Za-z][A-Za-z0-9]{0,3}")
_FORM_KEY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_YES = frozenset({"yes", "y", "true"})
_NO = frozenset({"no", "n", "false"})
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WRITE_A_DATE = "Write the date as 2026-11-30 or 30/11/2026."


class CellRefused(ValueError):
    """This cell cannot be used. `remedy` says why and what to write; it never quotes the cell."""

    def __init__(self, remedy: str) -> None:
        super().__init__(remedy)
        self.remedy = remedy


def code(text: str) -> str:
    """An id of the case system, as it stands."""
    if len(text) > LONGEST_CODE:
        raise CellRefused(f"An id has at most {LONGEST_CODE} characters.")
    return text


def name(text: str) -> str:
    """A name in any script, as it stands."""
    if len(text) > LONGEST_NAME:
        raise CellRefused(f"A name has at most {LONGEST_NAME} characters here.")
    return text


def words(text: str) -> str:
    """A reason or a note, in one line."""
    if len(text) > LONGEST_TEXT:
        raise CellRefused(f"Shorten this to at most {LONGEST_TEXT:,} characters.")
    return " ".join(text.split())


def yes_no(text: str) -> bool:
    answer = text.casefold()
    if answer in _YES:
        return True
    if answer in _NO:
        return False
    raise CellRefused("Write yes or no.")


def one_of(*allowed: str) -> Read:
    """One of these words, capitals forgiven."""
    wanted = frozenset(allowed)

    def read(text: str) -> str:
        value = text.casefold()
        if value not in wanted:
            raise CellRefused(f"Write one of: {', '.join(allowed)}.")
        return value

    return read


def member_of(kind: type[Kind]) -> Callable[[str], Kind]:
    """One of an enum's values, capitals forgiven."""
    read = one_of(*(str(member.value) for member in kind))
    return lambda text: kind(read(text))


def several_of(allowed: Collection[str]) -> Callable[[str], tuple[str, ...]]:
    """Words from a list with `;` between them, in a settled order."""

    def read(text: str) -> tuple[str, ...]:
        found = {part.strip().casefold() for part in text.split(";")} - {""}
        if not found <= set(allowed):
            raise CellRefused(f"Write one or more of these, with ; between: {', '.join(allowed)}.")
        return tuple(sorted(found))

    return read


def code_list(text: str) -> tuple[str, ...]:
    """Words of the council's own, with `;` between them: easy_read;bsl."""
    found = {part.strip().casefold().replace(" ", "_") for part in text.split(";")} - {""}
    if not all(_CODE_LIST_ITEM.fullmatch(item) for item in found):
        raise CellRefused("Write short words such as easy_read or bsl, with ; between.")
    return tuple(sorted(found))


def legal_status(text: str) -> str:
    """A code of the national return, such as C2 or V2; it is kept in the clear, so no words."""
    if not _LEGAL_STATUS.fullmatch(text):
        raise CellRefused("Write the code of the legal status, such as C2 or V2, and no words.")
    return text


_CEASED: Mapping[str, CeasedReason] = {
    "E11": CeasedReason.ADOPTED,
    "E12": CeasedReason.ADOPTED,
    "E2": CeasedReason.DIED,
}
_CEASED_CODE = re.compile(r"(E\d{1,2}[AB]?|X1)")


def ceased_reason(text: str) -> str:
    """Why care ended: a word, or a code of the national return, of which only few matter here."""
    if _CEASED_CODE.fullmatch(code := text.upper()):
        return _CEASED.get(code, CeasedReason.OTHER).value
    try:
        return CeasedReason(text.casefold()).value
    except ValueError:
        raise CellRefused(
            "Write adopted, died or other, or the code of the national return, such as E11."
        ) from None


def form_key(known: Collection[str] | None) -> Callable[[str], str]:
    """The key of one of these forms; None where it is not known which there are."""

    def read(text: str) -> str:
        if not _FORM_KEY.fullmatch(text) or (known is not None and text not in known):
            raise CellRefused(
                "Write the key of a form for children, as `participation forms list` shows it."
            )
        return text

    return read


def gender(text: str) -> str | None:
    """Which interpreter is asked for; None where it does not matter."""
    asked = one_of("female", "male", "any")(text)
    return None if asked == "any" else str(asked)


@lru_cache(maxsize=50_000)
def day(text: str) -> date:
    """A date in one of the two formats (B67, B68)."""
    if match := _ISO.fullmatch(text):
        return _real_day(int(match[1]), int(match[2]), int(match[3]))
    if match := _BRITISH.fullmatch(text):
        return _real_day(int(match[3]), int(match[2]), int(match[1]))
    if match := _OTHER_SIGNS.fullmatch(text):
        meant = _real_day(int(match[3]), int(match[2]), int(match[1]))
        raise CellRefused(f"Write it as {meant:%d/%m/%Y} or {meant:%Y-%m-%d}.")
    if _TWO_DIGIT_YEAR.fullmatch(text):
        raise CellRefused("Write the year with four digits: 30/11/2026.")
    if _SERIAL.fullmatch(text):
        raise CellRefused(
            "This is a spreadsheet's own number for a day. Format the column as a date and "
            "export again."
        )
    raise CellRefused(_WRITE_A_DATE)


def _real_day(year: int, month: int, day_of_month: int) -> date:
    if not 1 <= month <= len(_MONTHS):
        raise CellRefused(f"There is no month {month}. Check the day and month.")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CellRefused(f"The year {year} cannot be right. Check the year.")
    if not 1 <= day_of_month <= monthrange(year, month)[1]:
        written = f"{day_of_month} {_MONTHS[month - 1]} {year}"
        raise CellRefused(f"{written} is not a real date. Check the day and month.")
    return date(year, month, day_of_month)


def clock_time(text: str) -> str:
    """A time of day as "16:15"."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise CellRefused("Write the time with 24 hours: 16:00.")
    hour, minute = int(match[1]), int(match[2])
    if hour > 23 or minute > 59:
        raise CellRefused("There is no such time. Write the time with 24 hours: 16:00.")
    return time(hour, minute).strftime("%H:%M")


def language(text: str) -> str:
    answer = parse_language(text)
    if isinstance(answer, NotALanguage):
        raise CellRefused(f"{answer.remedy[:1].upper()}{answer.remedy[1:]}.")
    return answer.code


def email(text: str) -> str:
    """One plain address in lower case (B89)."""
    if len(text) > LONGEST_EMAIL:
        raise CellRefused(f"An e-mail address has at most {LONGEST_EMAIL} characters.")
    if not text.isascii():
        raise CellRefused("An e-mail address has plain letters only; check for look-alikes.")
    if not _EMAIL.fullmatch(text) or len(text.partition("@")[0]) > 64:
        raise CellRefused("Write one plain address, such as sam@council.example, and no name.")
    return text.lower()


def staff_email(domains: Collection[str]) -> Read:
    """An address of one of these domains, exactly; of any where there are none (B89)."""

    def read(text: str) -> str:
        address = email(text)
        if domains and address.rpartition("@")[2] not in domains:
            raise CellRefused(
                f"Staff have addresses at {', '.join(domains)} here. Put the address right, or have"
                " its domain added to PARTICIPATION_STAFF_MAIL_DOMAINS."
            )
        return address

    return read


def mobile(*, drama_allowed: bool) -> Callable[[str], str]:
    """A UK mobile as E.164; the numbers reserved for drama where the mode allows them."""

    def read(text: str) -> str:
        try:
            return parse_mobile(text, drama_allowed=drama_allowed)
        except NumberRefused as refused:
            raise CellRefused(refused.remedy) from None

    return read
