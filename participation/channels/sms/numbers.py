"""Phone numbers: which of them we may text, and who a text came from.

Only UK mobiles are texted. A text to a landline is not refused by the network and may be read
aloud in somebody's hall, and other countries are not on our list. Numbers of Jersey, Guernsey and
the Isle of Man are +44 mobiles and count. No message here ever quotes the number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

UK = 44
NATIONAL_DIGITS = 10  # of a UK mobile, without the leading 0
DRAMA = range(7_700_900_000, 7_700_901_000)  # Ofcom: 07700 900000 to 900999 belong to nobody
NEVER_MOBILE = (
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
)
WRITTEN = re.compile(r"[0-9+()./\-\u2010-\u2015\s\u00a0]+")
SHORT_CODE = re.compile(r"[0-9]{3,8}")


class Reason(StrEnum):
    """Why a number cannot be texted."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LANDLINE = "landline"
    NOT_A_MOBILE = "not_a_mobile"
    NOT_IN_USE = "not_in_use"
    FOREIGN = "foreign"
    DRAMA = "drama"


REMEDY: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.EMPTY: "Give a mobile number, or leave the whole column out.",
        Reason.NOT_DIGITS: (
            "Use digits, spaces and a leading + only. If a spreadsheet turned it into something "
            "like 4.47E+11, format that column as text and export again."
        ),
        Reason.TOO_SHORT: "A UK mobile has 11 digits and begins 07.",
        Reason.TOO_LONG: "A UK mobile has 11 digits and begins 07.",
        Reason.LANDLINE: (
            "This is not a mobile. A text to it could be read aloud, so give a mobile number or "
            "leave it empty."
        ),
        Reason.NOT_A_MOBILE: "This is a pager, premium or personal number. Give a mobile number.",
        Reason.NOT_IN_USE: "No UK mobile begins like this. Check the first five digits.",
        Reason.FOREIGN: "Only UK mobiles are texted. Leave it empty; a person will ring instead.",
        Reason.DRAMA: "This number is reserved for drama and belongs to nobody. Give a real one.",
    }
)


class NumberRefused(ValueError):
    """This cannot be texted. `remedy` says what is wrong and how to put it right."""

    def __init__(self, reason: Reason, remedy: str = "") -> None:
        self.reason = reason
        self.remedy = remedy or REMEDY[reason]
        super().__init__(self.remedy)


def mobile(raw: str, *, drama_allowed: bool) -> str:
    """The E.164 form, +447…, of a UK mobile as people write it: spaces, 07, 0044, +44 (0)7.

    Args:
        drama_allowed: in demo and drill only; the numbers reserved for drama then count.

    Raises:
        NumberRefused: with the reason, and words for the person who typed it.
    """
    number = _parsed(raw)
    if number.country_code != UK:
        raise NumberRefused(Reason.FOREIGN)
    national = number.national_number or 0
    if national in DRAMA:
        if not drama_allowed:
            raise NumberRefused(Reason.DRAMA)
        return _e164(number)
    _check_is_a_mobile(number, str(national))
    return _e164(number)


def _check_is_a_mobile(number: PhoneNumber, national: str) -> None:
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.MOBILE:
        return
    if kind in NEVER_MOBILE or national[:1] in ("1", "2", "3"):
        raise NumberRefused(Reason.LANDLINE)
    if kind != PhoneNumberType.UNKNOWN:
        raise NumberRefused(Reason.NOT_A_MOBILE)
    missing = NATIONAL_DIGITS - len(national)
    if missing > 0:
        raise NumberRefused(
            Reason.TOO_SHORT, f"{_digits(missing)} short. {REMEDY[Reason.TOO_SHORT]}"
        )
    if missing < 0:
        raise NumberRefused(
            Reason.TOO_LONG, f"{_digits(-missing)} too many. {REMEDY[Reason.TOO_LONG]}"
        )
    raise NumberRefused(Reason.NOT_IN_USE)


def _digits(count: int) -> str:
    return "One digit" if count == 1 else f"{count} digits"


def _parsed(raw: str) -> PhoneNumber:
    text = raw.strip()
    if not text:
        raise NumberRefused(Reason.EMPTY)
    if not WRITTEN.fullmatch(text) or len(text) > 40:
        raise NumberRefused(Reason.NOT_DIGITS)
    try:
        return phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException as error:
        raise NumberRefused(_why_unreadable(text, error.error_type)) from None


def _why_unreadable(text: str, kind: int) -> Reason:
    match kind:
        case phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
            return Reason.FOREIGN
        case phonenumbers.NumberParseException.TOO_LONG:
            return Reason.TOO_LONG
        case _ if any(letter in "0123456789" for letter in text):
            return Reason.TOO_SHORT
        case _:
            return Reason.NOT_DIGITS


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


class SenderKind(StrEnum):
    """What a text came from. Only MOBILE is ever answered."""

    MOBILE = "mobile"
    LANDLINE = "landline"  # UK, and not a mobile
    FOREIGN = "foreign"
    SHORT_CODE = "short_code"
    NAME = "name"  # an alphanumeric sender
    WITHHELD = "withheld"
    OTHER_CHANNEL = "other_channel"  # whatsapp:, rcs: and their like
    OURSELVES = "ourselves"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a text came from.

    `key` is one spelling of it, the same for every way of writing the same number: E.164 where
    there is one, else what stood there. It says where a text came from, never who wrote it (T6).
    """

    kind: SenderKind
    key: str = field(repr=False)

    @property
    def may_be_answered(self) -> bool:
        """False: kept for a person to read, and no reply goes out (B22)."""
        return self.kind is SenderKind.MOBILE


def sender(raw: str | None, *, ours: Collection[str] = ()) -> Sender:
    """Read the From of a text that came in; never raises (B22, B23).

    Args:
        ours: our own numbers, E.164. A text from one of them is a loop, and is not answered.
    """
    text = (raw or "").strip()
    if text.strip("+") == "" or text.casefold() in ("anonymous", "restricted", "unavailable"):
        return Sender(SenderKind.WITHHELD, text)
    if re.match(r"[A-Za-z]+:", text):
        return Sender(SenderKind.OTHER_CHANNEL, text)
    if SHORT_CODE.fullmatch(text):
        return Sender(SenderKind.SHORT_CODE, text)
    try:
        number = _parsed(text)
    except NumberRefused:
        named = any(letter.isalpha() for letter in text)
        return Sender(SenderKind.NAME if named else SenderKind.UNREADABLE, text)
    if not phonenumbers.is_possible_number(number):
        return Sender(SenderKind.UNREADABLE, text)
    key = _e164(number)
    if key in ours:
        return Sender(SenderKind.OURSELVES, key)
    if number.country_code != UK:
        return Sender(SenderKind.FOREIGN, key)
    if number.national_number in DRAMA:
        return Sender(SenderKind.MOBILE, key)
    match phonenumbers.number_type(number):
        case PhoneNumberType.MOBILE:
            return Sender(SenderKind.MOBILE, key)
        case PhoneNumberType.UNKNOWN:
            return Sender(SenderKind.UNREADABLE, key)
        case _:
            return Sender(SenderKind.LANDLINE, key)
