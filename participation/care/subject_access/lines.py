"""One thing that is held on somebody, as a person looks it through and as the copy shows it.

Codes, days and words; a page puts the codes into sentences. None of it shows a word in `repr`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from participation.care.subject_access.rules import Ground, Part

Value = str | int | bool | date | datetime


class Section(StrEnum):
    """In which part of the copy a line stands, in this order."""

    ABOUT = "about"  # name, dates, languages, needs
    NUMBERS = "numbers"
    AROUND = "around"  # who is around the child, and who worked with them
    ASKED = "asked"  # that they were asked, and how
    SAID = "said"  # answers, and words beside them
    TEXTS = "texts"
    ASKS = "asks"  # what they asked for between reviews
    AFTER = "after"  # what became of it
    CONCERNS = "concerns"
    LOOKED = "looked"  # who looked (R31)


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """One thing known, by the code of what it is."""

    what: str
    value: Value


@dataclass(frozen=True, slots=True, repr=False)
class Beside:
    """What stands beside words and never in their place: a translation, or a correction."""

    what: str  # translation | correction
    words: str
    at: datetime
    by: str | None = None  # a code of who says so; of a translation nobody is named
    name: str | None = None  # who wrote it down for them


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Line:
    """`what` is a code. `ground`: why it begins as held back, None where it begins as given.
    `found`: what made somebody's name or a place out in the words."""

    key: str
    section: Section
    what: str
    part: Part = Part.OPEN
    heading: str | None = None
    chosen: str | None = None
    words: str | None = None
    language: str | None = None
    drawing: str | None = None
    facts: tuple[Fact, ...] = ()
    at: datetime | None = None
    beside: tuple[Beside, ...] = ()
    ground: Ground | None = None
    found: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Everything in it that somebody has written."""
        said = [fact.value for fact in self.facts if isinstance(fact.value, str)]
        beside = [one.words for one in self.beside]
        return "\n".join(part for part in (self.words, *said, *beside) if part)

    def with_fact(self, what: str, value: Value) -> Line:
        """The same with one thing more, which was not weighed: somebody's own number."""
        return replace(self, facts=(Fact(what, value), *self.facts))
