"""A summary in words, before it is a PDF or a text: what stands on it, in order. Plain values.

Whoever fills it has put every code into words. Own words stand in it exactly as they came; what
draws the sheet may not change them, and must show which words are somebody's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from participation.channels.form.drawing import Picture


class Look(StrEnum):
    """How a section is set apart."""

    PLAIN = "plain"
    BOX = "box"  # what is looked at first
    FIRST = "first"  # the one thing
    PERSON = "person"  # one person's part begins
    KEPT = "kept"  # for the officer alone
    LETTER = "letter"  # its lines are a letter, under no heading


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Item:
    """One answer, or one line of a list. `words` are somebody's own, in `language`.

    `beside`: what somebody made of the words of the item before, and stays with it.
    `ticks`: what can be ticked with a pen, and `room` for a hand to write in, in millimetres.
    `square`: a drawing of ours that a phone's camera reads, as SVG.
    """

    heading: str | None = None
    chosen: str | None = None
    words: str | None = None
    language: str | None = None
    drawing: Picture | None = None
    notes: tuple[str, ...] = ()
    beside: bool = False
    ticks: tuple[str, ...] = ()
    room: int = 0
    square: str | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Cell:
    """One place of a table. `face`: by its name; the word beside it says the same."""

    text: str
    face: str | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Table:
    """`head` names the columns, the first of which names the rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Section:
    """`level`: 2, or 3 inside the one before. `after`: lines that stand last. `language`: of the
    lines of a letter."""

    heading: str
    look: Look = Look.PLAIN
    level: int = 2
    lead: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    table: Table | None = None
    after: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Sheet:
    """A whole sheet. `foot` names the reader and the moment, on every side.

    `named`: what a reader of PDFs calls it, without a name of anybody.
    `longer`: what stands on top where it takes more than two sides, with one place `{sides}`.
    `language`: of our words on it; the sheet is laid out in its direction.
    `large`: letters for a child to read. `card`: A6, to be kept in a pocket, without a foot.
    """

    named: str
    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str
    side: str  # "Side {side} of {sides}"
    longer: str
    language: str = "en"
    large: bool = False
    card: bool = False
