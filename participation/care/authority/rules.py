"""What a council is to everybody else here: its name, hours, numbers and calendar. Pure values,
with the defaults of a council that has not chosen yet."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from participation.kernel.dates import (
    LAST_CALL_FOR_CHILDREN,
    OFFICE_CLOSES,
    read_by,
    reading_deadline,
)
from participation.kernel.working_days import BankHolidays, is_working_day

OFFICE_OPENS = time(9)
CHECK_PHONE = "03069 990100"  # a number reserved for drama: nobody is rung by mistake
UNNAMED_COUNCIL = "Your council"
TEXTS_AN_HOUR = 500  # that we begin: a council of 400 children sends some thirty on a busy day
PENCE_PER_PART = 4.0  # an estimate: what the provider's price list says belongs here


class HelplineFor(StrEnum):
    CHILD = "child"
    ADULT = "adult"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class HelplineShown:
    """A number that people are shown. `checked_on` is None until somebody here has rung it."""

    name: str
    number: str
    hours: str
    checked_on: date | None = None


# From the services' own pages. Lines whose number or whose hours we could not see there are left
# out, or come without hours: a wrong number is worse than none.
EMERGENCY = HelplineShown("Police, fire, ambulance", "999", "day and night")
DEFAULT_HELPLINES = {
    HelplineFor.CHILD: (
        EMERGENCY,
        HelplineShown("Childline", "0800 1111", "free, day and night"),
        HelplineShown("Shout, by text", "SHOUT to 85258", "free, day and night"),
        HelplineShown("Help at Hand", "0800 528 0731", "Monday to Friday, 9am to 5pm"),
        HelplineShown(
            "Always Heard (advocates)", "0808 800 5792", "Monday to Friday, 9.30am to 6pm"
        ),
    ),
    HelplineFor.ADULT: (
        EMERGENCY,
        HelplineShown("NSPCC, if you worry about a child", "0808 800 5000", ""),
    ),
}


@dataclass(frozen=True, slots=True)
class ClosedDays(Container[date]):
    """Days on which nobody reads: bank holidays and the council's own. They move no statutory
    date (R14)."""

    bank_holidays: BankHolidays
    own: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        return day in self.own or day in self.bank_holidays


@dataclass(frozen=True, slots=True)
class Council:
    """What texts and pages say about the council. Hours are London clock times."""

    name: str = UNNAMED_COUNCIL
    check_phone: str = CHECK_PHONE  # where people ask whether a text is really from us
    office_opens: time = OFFICE_OPENS
    office_closes: time = OFFICE_CLOSES
    last_call: time = LAST_CALL_FOR_CHILDREN  # a child's words until then are read the same day
    closed_days: ClosedDays = field(default_factory=lambda: ClosedDays(BankHolidays()))
    child_helplines: tuple[HelplineShown, ...] = DEFAULT_HELPLINES[HelplineFor.CHILD]
    adult_helplines: tuple[HelplineShown, ...] = DEFAULT_HELPLINES[HelplineFor.ADULT]
    texts_an_hour: int = TEXTS_AN_HOUR  # more than these wait, and a person is told
    hold_first_texts: bool = False  # whether a person lets first texts of a round go
    pence_per_part: float = PENCE_PER_PART

    def reading_deadline(self, now: datetime, *, from_child: bool) -> datetime:
        """By when a person must have read words that came now (security.md 6.3); UTC."""
        return reading_deadline(
            now,
            self.closed_days,
            from_child=from_child,
            closes=self.office_closes,
            last_call=self.last_call,
        )

    def read_by(self, now: datetime, *, from_child: bool, language: str = "en") -> str:
        """The same moment as a text says it: 'Tue 5pm'."""
        return read_by(
            now,
            self.closed_days,
            from_child=from_child,
            closes=self.office_closes,
            last_call=self.last_call,
            language=language,
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """What decides the kind of a day. `terms` empty: every working day is a school day (R18)."""

    bank_holidays: Container[date]
    terms: tuple[tuple[date, date], ...] = ()

    def is_school_day(self, day: date) -> bool:
        if not is_working_day(day, self.bank_holidays):
            return False
        return not self.terms or any(start <= day <= end for start, end in self.terms)
