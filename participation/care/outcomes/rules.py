"""What may be done with a point, and by when a review's papers are due. Values in, values out."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from participation.kernel.working_days import add_working_days

PICKED_AT_MOST = 3
"""So many points the child picks; they come first, the one thing before all (R35)."""
POINTS_AT_MOST = 20
READ_FOR = timedelta(days=42)
"""How long the link of a review's round leads to what happened, after something was released."""
OBJECTED_WITHIN = 5  # working days after the decisions came; silence is agreement


class OutcomeKind(StrEnum):
    """What became of one point."""

    YES = "yes"
    NOT_YET = "not_yet"
    NO = "no"
    RAISED = "raised"  # told the people at the review; nobody has decided


class Verdict(StrEnum):
    """What the child says to "Is that right?"."""

    YES = "yes"
    NO = "no"
    TALK = "talk"  # I want to talk about it


class ToldHow(StrEnum):
    """How a person told the child, where it was not read with a key."""

    VISIT = "visit"
    CALL = "call"
    PAPER = "paper"
    MEETING = "meeting"


class Lacks(StrEnum):
    """What an outcome still needs before it says enough."""

    WHO = "who"
    BY_ON = "by_on"
    BECAUSE = "because"
    TOLD = "told"  # the words for the child still say what was so before


class Withheld(StrEnum):
    """Why a point cannot be released for reading with the child's key: a person tells it."""

    NOTHING_WRITTEN = "nothing_written"
    NO_KEY = "no_key"
    NOT_WITH_KEY = "not_with_key"  # typed without the key in hand, or not typed by the child (D31)
    WORDS_GONE = "words_gone"  # replaced since, or found to be somebody else's
    KEPT_PRIVATE = "kept_private"  # "only my officer", and not marked safe to show (R2)
    NOT_TRANSLATED = "not_translated"
    CONTACT_STOPPED = "contact_stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBeRead:
    """What decides whether a point may be read on a page of the child's.

    `opens`: the child's key opens the words the point begins with.
    """

    written: bool
    has_key: bool
    opens: bool
    words_stand: bool
    only_officer: bool
    safe_to_show: bool
    in_their_language: bool
    contact_stopped: bool


def withheld(facts: ToBeRead) -> Withheld | None:
    """Why not; None where it may be read. What cannot be mended here comes first."""
    checks = (
        (facts.contact_stopped, Withheld.CONTACT_STOPPED),
        (not facts.words_stand, Withheld.WORDS_GONE),
        (not facts.has_key, Withheld.NO_KEY),
        (not facts.opens, Withheld.NOT_WITH_KEY),
        (not facts.written, Withheld.NOTHING_WRITTEN),
        (facts.only_officer and not facts.safe_to_show, Withheld.KEPT_PRIVATE),
        (not facts.in_their_language, Withheld.NOT_TRANSLATED),
    )
    return next((why for holds, why in checks if holds), None)


def lacks(kind: OutcomeKind, *, who: str, by_on: date | None, because: str) -> tuple[Lacks, ...]:
    """A yes names who and by when; a no says why; "not yet" says who goes on with it."""
    missing: list[Lacks] = []
    if kind in (OutcomeKind.YES, OutcomeKind.NOT_YET) and not who.strip():
        missing.append(Lacks.WHO)
    if kind is OutcomeKind.YES and by_on is None:
        missing.append(Lacks.BY_ON)
    if kind is OutcomeKind.NO and not because.strip():
        missing.append(Lacks.BECAUSE)
    return tuple(missing)


class Paper(StrEnum):
    """What is due after a review, each with its clock."""

    DECISIONS = "decisions"  # written and circulated
    RECORD = "record"  # the full record is finished
    DISTRIBUTION = "distribution"  # the full record is with everybody who gets it


WORKING_DAYS: Mapping[Paper, int] = {
    Paper.DECISIONS: 5,
    Paper.RECORD: 15,
    Paper.DISTRIBUTION: 20,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One paper: due by the end of that day; `late` if it came later or has not come by today."""

    paper: Paper
    working_days: int
    due_on: date
    done_on: date | None
    late: bool


def clocks(
    held_on: date, done: Mapping[Paper, date], today: date, bank_holidays: Container[date]
) -> tuple[Clock, ...]:
    """The three clocks of a review that was held, or completed, on that day.

    Args:
        bank_holidays: of England and Wales only: a council's own closed days move no due day (R14).
    """
    shown = []
    for paper, days in WORKING_DAYS.items():
        due_on = add_working_days(held_on, days, bank_holidays)
        done_on = done.get(paper)
        shown.append(Clock(paper, days, due_on, done_on, (done_on or today) > due_on))
    return tuple(shown)


def objections_until(circulated_on: date, bank_holidays: Container[date]) -> date:
    """The last day on which a team manager may object to the decisions; after it they stand."""
    return add_working_days(circulated_on, OBJECTED_WITHIN, bank_holidays)
