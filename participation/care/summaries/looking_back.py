"""What was said at earlier reviews, beside what is said now: values, and as plain JSON.

Codes and days, no sentences. Words of an earlier review stand exactly as they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from participation.care.corrections.rules import Corrected
from participation.care.summaries.facts import Promised

Json = dict[str, Any]


class Compared(StrEnum):
    """How the newest face of a matter stands beside the one before it."""

    ALONE = "alone"  # there is one, and nothing to hold it against
    SAME = "same"
    CHANGED = "changed"
    ASKED_OTHERWISE = "asked_otherwise"  # other choices were offered then: a person compares
    NOT_THIS_TIME = "not_this_time"  # nothing is said about it this time


class Change(StrEnum):
    """What became of something that was said: this time beside the time before."""

    NEW = "new"
    GONE = "gone"  # said then, not said this time
    OTHER_WORDS = "other_words"  # not answered this time; words that answer no question may say it
    SAME = "same"  # the same choice, the same words
    CHANGED = "changed"  # another choice
    AGAIN = "again"  # words then and now: a person compares
    ASKED_OTHERWISE = "asked_otherwise"  # the question, or what it offers, is another one now
    THEN = "then"  # words that answer no question, so that nothing now stands beside them


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Then:
    """One answer with a face or a place on a scale. `level`: 1 the best there was, 0 the worst."""

    day: date
    question: str
    state: str  # an AnswerState
    label: str | None
    face: str | None
    level: float | None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class OverTime:
    """One matter over the last reviews, oldest first, five at most."""

    topic: str
    question: str
    compared: Compared
    entries: tuple[Then, ...]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Piece:
    """One answer, then or now. Of now the words stand with the answer: `in_words` says so."""

    question: str | None
    state: str
    label: str | None
    own_words: str | None
    in_words: bool
    language: str | None
    in_english: str | None = None  # as people have put it, where they have
    corrected: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Matter:
    """Something the child raised then or now, with what was promised about it then; neither then
    nor now where a promise stands about words that stand no more."""

    change: Change
    then: Piece | None
    now: Piece | None
    promised: Promised | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class SinceLast:
    """`day`: of the last review before which the child said something. `silent`: nothing at all is
    said so far this time, which says nothing about what was raised then."""

    day: date
    silent: bool
    matters: tuple[Matter, ...]


def over_time_from(raw: list[Json]) -> tuple[OverTime, ...]:
    """What plain JSON made of it, as values again."""
    return tuple(
        OverTime(
            topic=one["topic"],
            question=one["question"],
            compared=Compared(one["compared"]),
            entries=tuple(
                Then(**entry | {"day": date.fromisoformat(entry["day"])})
                for entry in one["entries"]
            ),
        )
        for one in raw
    )


def since_from(raw: Json | None) -> SinceLast | None:
    if raw is None:
        return None
    return SinceLast(
        day=date.fromisoformat(raw["day"]),
        silent=raw["silent"],
        matters=tuple(
            Matter(
                change=Change(one["change"]),
                then=_piece(one["then"]) if one["then"] else None,
                now=_piece(one["now"]) if one["now"] else None,
                promised=_promised(one["promised"]) if one["promised"] else None,
            )
            for one in raw["matters"]
        ),
    )


def corrections_from(raw: Iterable[Json]) -> tuple[Corrected, ...]:
    """What somebody says is wrong, as plain JSON has it, as values again."""
    return tuple(Corrected(**one | {"at": datetime.fromisoformat(one["at"])}) for one in raw)


def _piece(raw: Json) -> Piece:
    return Piece(**raw | {"corrected": corrections_from(raw.get("corrected", ()))})


def _promised(raw: Json) -> Promised:
    by_on = date.fromisoformat(raw["by_on"]) if raw["by_on"] else None
    return Promised(**raw | {"by_on": by_on})
