"""How far a booking of an interpreter can go, what stands in its way, and when a review is not
ready without one. Pure.

One table says every move there is. Whoever moves a booking asks it, people and the house alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from participation.kernel.working_days import subtract_working_days

READY_WORKING_DAYS: Final = 10
USUAL_MINUTES: Final = 90
PRE_BRIEF_MINUTES: Final = 15  # interpreter and officer, before anybody else comes (domain.md 5)
SIGN_LANGUAGES: Final = ("bsl", "makaton")


class Occasion(StrEnum):
    REVIEW = "review"
    PRE_MEETING = "pre_meeting"  # the officer's talk before, say with the child alone (R29)


class Means(StrEnum):
    """What is interpreted."""

    SPOKEN = "spoken"
    BSL = "bsl"
    MAKATON = "makaton"


class Presence(StrEnum):
    THERE = "there"
    VIDEO = "video"
    PHONE = "phone"


class BookingState(StrEnum):
    NEEDED = "needed"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    FAILED = "failed"  # nobody comes: somebody else has to be found
    CANCELLED = "cancelled"  # nobody has to come


MOVES: Final[Mapping[BookingState, frozenset[BookingState]]] = {
    BookingState.NEEDED: frozenset(
        {BookingState.REQUESTED, BookingState.FAILED, BookingState.CANCELLED}
    ),
    BookingState.REQUESTED: frozenset(
        {
            *(BookingState.NEEDED, BookingState.CONFIRMED),
            *(BookingState.FAILED, BookingState.CANCELLED),
        }
    ),
    BookingState.CONFIRMED: frozenset(
        {BookingState.NEEDED, BookingState.FAILED, BookingState.CANCELLED}
    ),
    BookingState.FAILED: frozenset({BookingState.NEEDED, BookingState.CANCELLED}),
    BookingState.CANCELLED: frozenset({BookingState.NEEDED}),
}
OPEN: Final = (BookingState.NEEDED, BookingState.REQUESTED, BookingState.CONFIRMED)
WITH_AGENCY: Final = (BookingState.REQUESTED, BookingState.CONFIRMED)
NOT_CONFIRMED: Final = (BookingState.NEEDED, BookingState.REQUESTED, BookingState.FAILED)


class Why(StrEnum):
    """Why a booking failed, was cancelled, or is needed anew."""

    NOBODY_FREE = "nobody_free"  # failed
    WITHDREW = "withdrew"
    NOT_SUITABLE = "not_suitable"
    NO_ANSWER = "no_answer"
    REVIEW_WITHOUT = "review_without"  # the review was held, and nobody had been found
    NOT_COMING = "not_coming"  # cancelled
    NOT_NEEDED = "not_needed"
    REVIEW_GONE = "review_gone"  # cancelled or held
    CARE_ENDED = "care_ended"
    MOVED = "moved"  # needed anew
    NEEDS_CHANGED = "needs_changed"
    NOT_WANTED = "not_wanted"  # the person does not want this interpreter any more
    KNOWS_FAMILY = "knows_family"  # whoever was to come said so, as a translator


WHY_FAILED: Final = (Why.NOBODY_FREE, Why.WITHDREW, Why.NOT_SUITABLE, Why.NO_ANSWER)
WHY_CANCELLED: Final = (Why.NOT_COMING, Why.NOT_NEEDED)


class Attended(StrEnum):
    CAME = "came"
    LATE = "late"
    NO_SHOW = "no_show"


class Stands(StrEnum):
    """What stands in the way of a press; the page puts it into words."""

    NOT_NOW = "not_now"  # no such move from where it is
    NO_DAY = "no_day"  # no day to ask for
    NO_LANGUAGE = "no_language"  # nobody has said which language
    NOBODY = "nobody"  # no such interpreter, or not of this language
    NOT_CHECKED = "not_checked"  # confidentiality or vetting, or vetting runs out before the day
    NOT_WANTED = "not_wanted"
    FAMILY = "family"
    KNOWS_FAMILY = "knows_family"  # said so themselves, as an interpreter or a translator
    NOT_SAID = "not_said"  # that they are no relative, no friend of the family and no carer
    TOO_EARLY = "too_early"  # whether somebody came is known on the day


def may_move(before: BookingState, after: BookingState) -> bool:
    return after in MOVES[before]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Checked:
    """What is known of an interpreter, and what somebody says who confirms."""

    confidential_on: date | None
    vetted_on: date | None
    vetted_until: date | None
    name: str
    not_wanted: bool
    knows_family: bool
    family_names: Collection[str]
    said_no_relative: bool


def stands_in_the_way(checked: Checked, day: date) -> Stands | None:
    """What keeps this interpreter from being confirmed for that day; None where nothing does."""
    if checked.confidential_on is None or checked.vetted_on is None:
        return Stands.NOT_CHECKED
    if checked.vetted_until is not None and checked.vetted_until < day:
        return Stands.NOT_CHECKED
    if checked.not_wanted:
        return Stands.NOT_WANTED
    if checked.knows_family:
        return Stands.KNOWS_FAMILY
    known = {plain(name) for name in checked.family_names}
    if plain(checked.name) in known - {""}:
        return Stands.FAMILY
    return None if checked.said_no_relative else Stands.NOT_SAID


def plain(name: str) -> str:
    """A name as it is compared: without case, accents, stops and double spaces."""
    bare = unicodedata.normalize("NFKD", name)
    letters = "".join(one for one in bare if not unicodedata.combining(one)).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", letters).split())


def is_not_ready(day: date | None, today: date, holidays: Container[date]) -> bool:
    """Whether the day is so near that a booking ought to have been confirmed."""
    if day is None or day < today:
        return False
    return subtract_working_days(day, READY_WORKING_DAYS, holidays) <= today


def clock_time(typed: str | None) -> time | None:
    """ "16:15" as a time of day; None for anything else."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", (typed or "").strip())
    return time(int(found[1]), int(found[2])) if found else None


def pre_brief_at(at_time: str | None, minutes: int) -> str | None:
    """When interpreter and officer begin, "16:00" for a review at "16:15"."""
    at = clock_time(at_time)
    if at is None or minutes <= 0:
        return None
    begins = datetime.combine(date(2000, 1, 2), at) - timedelta(minutes=minutes)
    return f"{begins:%H:%M}" if begins.day == 2 else None


def means_of(
    *, interpreter_needed: bool, spoken: str, communication: Collection[str]
) -> set[Means]:
    """What has to be interpreted for somebody, by what was declared of them and nothing else.

    Args:
        spoken: never guessed from where somebody comes from; English where nobody has said more.
    """
    found = {Means(sign) for sign in SIGN_LANGUAGES if sign in communication}
    if interpreter_needed and (spoken != "en" or not found):
        found.add(Means.SPOKEN)
    return found
