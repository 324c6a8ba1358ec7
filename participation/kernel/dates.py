"""Days and times as people in England say and live them: ages, wording, the London clock.

Moments are stored in UTC; what people mean by a day or an hour is Europe/London. Everything
here takes the moment as an argument and never asks what time it is.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from participation.kernel.clock import LONDON, london_day
from participation.kernel.languages import ENGLISH, known
from participation.kernel.working_days import add_working_days, is_working_day

OFFICE_CLOSES = time(17)
LAST_CALL_FOR_CHILDREN = time(15)

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# CLDR's own long patterns add the year or, for Sorani, scramble the order: day before month here.
_PATTERNS = {"pt": "EEEE, d 'de' MMMM"}
_A_WEEK = timedelta(days=7)


# --- ages -----------------------------------------------------------------------------------


def age_on(born: date, day: date) -> int:
    """Whole years on that day; a person reaches an age at the start of the birthday.

    Source: Family Law Reform Act 1969, s. 9. Somebody born on 29 February has the birthday
    on 1 March in other years: no statute says so, it is the usual reading and the later day,
    so nobody is taken for an adult too early.

    Raises:
        ValueError: the day is before the birth.
    """
    if day < born:
        raise ValueError("that day is before the birth")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def turns(born: date, age: int) -> date:
    """The day on which a person reaches that age: 1 March for 29 February, as in `age_on`."""
    year = born.year + age
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


# --- wording --------------------------------------------------------------------------------


def day_words(day: date, language: str = "en") -> str:
    """'Thursday 3 December'; in another language weekday, day and month in its own words.

    Digits stay Latin. `language` is a code of `kernel.languages`; one whose days CLDR does not know
    has them as the table says, else in English.
    """
    if language == "en":
        return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return format_date(day, _PATTERNS.get(language, "EEEE d MMMM"), locale=_locale(language))


def short_day(day: date, language: str = "en") -> str:
    """'Thu 3 Dec', for texts; in another language in its own short words."""
    if language != "en":
        return format_date(day, "EEE d MMM", locale=_locale(language))
    return f"{_DAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"


def long_day(day: date) -> str:
    """'3 December 2026': English, where the year matters."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def hour_words(at: time) -> str:
    """'5pm', '4.30pm', 'midday': English."""
    if at == time(12):
        return "midday"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    row = known(language)
    try:
        return Locale.parse(row.dates_as if row and row.dates_as else language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(ENGLISH.code)


# --- when somebody will have read it --------------------------------------------------------


def reading_deadline(
    now: datetime,
    closed_days: Container[date],
    *,
    from_child: bool,
    closes: time = OFFICE_CLOSES,
    last_call: time = LAST_CALL_FOR_CHILDREN,
) -> datetime:
    """By when a person will have read words that came in `now`.

    Everybody's: the end of the next working day. A child's: the same day when they came on a
    working day before `last_call`.

    Args:
        now: aware; any zone.
        closed_days: bank holidays and the council's own closed days together; weekends
            are known here.
        closes, last_call: London clock times, the council's choice.

    Returns:
        aware, in UTC.
    """
    here = to_london(now)
    today = here.date()
    if from_child and here.time() < last_call and is_working_day(today, closed_days):
        day = today
    else:
        day = add_working_days(today, 1, closed_days)
    return datetime.combine(day, closes, tzinfo=LONDON).astimezone(UTC)


def read_by(
    now: datetime,
    closed_days: Container[date],
    *,
    from_child: bool,
    closes: time = OFFICE_CLOSES,
    last_call: time = LAST_CALL_FOR_CHILDREN,
    language: str = "en",
) -> str:
    """The reading deadline for a text: 'Tue 5pm', or 'Mon 4 Jan 5pm' a week or more ahead.

    A weekday, never "today": a text may be read tomorrow. In another language its own short
    weekday, and the hour of the twenty-four. Arguments as `reading_deadline`.
    """
    deadline = to_london(
        reading_deadline(
            now, closed_days, from_child=from_child, closes=closes, last_call=last_call
        )
    )
    day = deadline.date()
    far = day - london_day(now) >= _A_WEEK
    if language != "en":
        said = format_date(day, "EEE d MMM" if far else "EEE", locale=_locale(language))
        return f"{said} {deadline.time():%H:%M}"
    return f"{short_day(day) if far else _DAYS[day.weekday()][:3]} {hour_words(deadline.time())}"


# --- the London clock -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoSuchTime:
    """A time on the clock that the day does not have; `words` are for the person who typed it."""

    words: str


@dataclass(frozen=True, slots=True)
class LondonTime:
    """A moment typed as a London day and hour; `twice` when the clock shows it twice that day."""

    at: datetime
    twice: bool


def to_london(moment: datetime) -> datetime:
    """The same moment on the London clock. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(LONDON)


def from_london(day: date, at: time) -> LondonTime | NoSuchTime:
    """The UTC moment of a London day and clock time.

    In the hour the clocks skip in March there is none; of the hour they repeat in October it
    is the earlier one, marked `twice` so that the page can show which was taken.
    """
    typed = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    first = typed.replace(tzinfo=LONDON)
    moment = first.astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != typed:
        return NoSuchTime("That time does not exist – clocks go forward. Choose another.")
    second = first.replace(fold=1).astimezone(UTC)
    return LondonTime(moment, twice=second != moment)
