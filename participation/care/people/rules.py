"""Who may be asked, who may be texted, and how old somebody is: from values alone."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from participation.kernel.clock import LONDON

FRESH_FOR = relativedelta(months=12)
FRESH_WITH_EXTRA_CARE = timedelta(days=90)
EXTRA_CARE = "extra_care"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    r"(?:(?:\d{1,2}[./-])?\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}(?:-\d{2}){0,2}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH}(?:\s+\d{{4}})?)"
)
# The whole cell, and nobody else in it: a brother's death leaves nobody out for ever.
_HAS_DIED = re.compile(
    r"\W*(?:(?:sadly|has|is)\s+){0,2}(?:died|dead|deceased|passed\s+away)"
    rf"(?:\s+(?:suddenly|recently))?(?:\W+(?:(?:on|in|since|dod|c|circa)\W+)?{_DAY})?\W*",
    re.IGNORECASE,
)
# Wide on purpose: what it takes for a death and is none costs a person a look, never a text.
_OF_A_DEATH = re.compile(
    r"\b(?:die[ds]?|dying|dead|deaths?|deceas\w*|passed\s+(?:away|on)|late\s+(?:mother|father|parent)"
    r"|bereave\w*|killed|murdered|suicide|r\.?i\.?p|dod|no\s+longer\s+alive)\b",
    re.IGNORECASE,
)


class ContactKind(StrEnum):
    MOBILE = "mobile"
    EMAIL = "email"


class ContactState(StrEnum):
    USABLE = "usable"
    UNCONFIRMED = "unconfirmed"  # nobody has spoken with the person yet (R11)
    SUSPENDED = "suspended"  # wrong number, not delivered: a person looks before it is used again
    SUPPRESSED = "suppressed"  # STOP; only START from that phone reopens


class Band(StrEnum):
    """The age bands that forms are written for."""

    UNDER_5 = "0-4"
    FIVE_TO_SEVEN = "5-7"
    EIGHT_TO_ELEVEN = "8-11"
    TWELVE_TO_FIFTEEN = "12-15"
    SIXTEEN_UP = "16+"


def band(age: int) -> Band:
    """The band of a whole number of years.

    Raises:
        ValueError: an age below nought.
    """
    if age < 0:
        raise ValueError("nobody has a negative age")
    for last, answer in (
        (4, Band.UNDER_5),
        (7, Band.FIVE_TO_SEVEN),
        (11, Band.EIGHT_TO_ELEVEN),
        (15, Band.TWELVE_TO_FIFTEEN),
    ):
        if age <= last:
            return answer
    return Band.SIXTEEN_UP


class WhyNotAsked(StrEnum):
    DECISION = "decision"  # a recorded decision with a reason, still in force
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Asked:
    """Ask them. `decision_ran_out`: there was a decision not to, and nobody renewed it.

    `decided_again_first`: its reason spoke of a death, so a person decides before anything goes.
    """

    decision_ran_out: bool = False
    decided_again_first: bool = False


@dataclass(frozen=True, slots=True)
class NotAsked:
    reason: WhyNotAsked


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AskingFacts:
    """What a relationship says about asking. `reason` is what people wrote."""

    may_be_asked: bool
    reason: str | None
    until: date | None


def may_be_asked(facts: AskingFacts, today: date) -> Asked | NotAsked:
    """Whether an adult is asked about a child today (R7).

    A decision not to ask runs out on the day it says, and the person is then asked again; one
    without a day holds until a person ends it. Death does not run out (R16), where the reason says
    that they have died and nothing else. One that speaks of a death in other words runs out, for
    it may be a threat or somebody else's; but then a person decides, and no text goes by itself.
    """
    if facts.may_be_asked:
        return Asked()
    if says_that_they_died(facts.reason):
        return NotAsked(WhyNotAsked.DIED)
    if facts.until is not None and facts.until < today:
        return Asked(decision_ran_out=True, decided_again_first=leaves_open_who_died(facts.reason))
    return NotAsked(WhyNotAsked.DECISION)


def says_that_they_died(reason: str | None) -> bool:
    """Whether a reason says that this person has died, and nothing else."""
    return reason is not None and _HAS_DIED.fullmatch(reason) is not None


def leaves_open_who_died(reason: str | None) -> bool:
    """Whether a reason speaks of a death and does not say plainly that it is this person's."""
    if reason is None or says_that_they_died(reason):
        return False
    return _OF_A_DEATH.search(reason) is not None


class WhyNotTextable(StrEnum):
    """Why a text is not the way; each makes a task for another way, never silence (R7)."""

    NO_NUMBER = "no_number"
    SUPPRESSED = "suppressed"
    SUSPENDED = "suspended"
    NOT_SAFE = "not_safe_to_text"
    NEVER_SPOKEN_WITH = "never_spoken_with"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Textable:
    """A text may go. `stale`: the confirmation is old, so the neutral opening and a letter (R9)."""

    stale: bool = False


@dataclass(frozen=True, slots=True)
class NotTextable:
    reason: WhyNotTextable


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class PointState:
    """What is known of one number."""

    kind: ContactKind
    safe_to_text: bool
    state: ContactState
    confirmed_on: date | None
    usable_from: date | None


NOTHING_BEGUN_BEFORE = 9  # o'clock in London: no text that we begin goes earlier (R18)


def first_day_of_use(changed_at: datetime) -> date:
    """From when a number that takes another's place may be written to: a day later at least (T24).

    A change made before the hours of a day begin is a whole day old when those of the next begin.
    """
    here = changed_at.astimezone(LONDON)
    days = 1 if here.hour < NOTHING_BEGUN_BEFORE else 2
    return here.date() + timedelta(days=days)


def fresh_until(confirmed_on: date, *, extra_care: bool) -> date:
    """The last day a number counts as fresh: 12 months, or 90 days with extra care (R9)."""
    return confirmed_on + (FRESH_WITH_EXTRA_CARE if extra_care else FRESH_FOR)


def needs_extra_care(circumstances: Collection[str]) -> bool:
    return EXTRA_CARE in circumstances


def textable(point: PointState | None, today: date, *, extra_care: bool) -> Textable | NotTextable:
    """Whether we may begin a text to this number today (R9, R11).

    Args:
        point: None where the person has no mobile number.
        extra_care: any child it is about is marked so.
    """
    if point is None or point.kind is not ContactKind.MOBILE:
        return NotTextable(WhyNotTextable.NO_NUMBER)
    if point.state is ContactState.SUPPRESSED:
        return NotTextable(WhyNotTextable.SUPPRESSED)
    if point.state is ContactState.SUSPENDED:
        return NotTextable(WhyNotTextable.SUSPENDED)
    if not point.safe_to_text:
        return NotTextable(WhyNotTextable.NOT_SAFE)
    if point.confirmed_on is None or point.state is ContactState.UNCONFIRMED:
        return NotTextable(WhyNotTextable.NEVER_SPOKEN_WITH)
    if point.usable_from is not None and today < point.usable_from:
        return NotTextable(WhyNotTextable.NOT_YET)
    return Textable(stale=today > fresh_until(point.confirmed_on, extra_care=extra_care))
