"""The letter to a child on paper: the officer's words as they stand, in a frame of ours in their
language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from participation.care.outcomes.models import Letter
from participation.channels.paper.sheet import Look, Section, Sheet
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.web.staff.summary_sheet import apart

N_ = str  # marks a text for the translators
TITLE = N_("A letter for {name}")
ABOUT = N_("About your review on {day}")
TALK = N_("If you want to talk to someone")
DRAFT = N_("Draft, not sent")
SIDE = N_("Side {side} of {sides}")
LONGER = N_("This letter takes {sides} sides.")


class Line(Protocol):
    """One number to ring."""

    @property
    def name(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def hours(self) -> str: ...


def letter_sheet(letter: Letter, texts: Texts, helplines: Sequence[Line], now: datetime) -> Sheet:
    """One wording of the letter as it is printed; the frame is in English where nobody has put it
    into the language of the letter."""
    if texts.gettext(TITLE) == TITLE:
        texts = IN_ENGLISH
    say = texts.gettext
    review = letter.review
    sent_on = london_day(letter.sent_at or now)
    foot = day_words(sent_on, texts.language)
    return Sheet(
        named=say(N_("A letter")),
        title=say(TITLE).replace("{name}", apart(review.child.called)),
        facts=tuple(_facts(letter, texts)),
        sections=(
            Section(
                heading="",
                look=Look.LETTER,
                lead=tuple((letter.words or "").split("\n")),
                language=letter.language,
            ),
            *_to_ring(helplines, say(TALK)),
        ),
        foot=foot if letter.sent_at is not None else f"{say(DRAFT)}. {foot}",
        side=say(SIDE),
        longer=say(LONGER),
        language=texts.language,
    )


def _facts(letter: Letter, texts: Texts) -> Iterator[str]:
    day = letter.review.held_on or letter.review.part_one_on
    if day is not None:
        yield texts.gettext(ABOUT).replace("{day}", day_words(day, texts.language))


def _to_ring(helplines: Sequence[Line], heading: str) -> Iterator[Section]:
    if helplines:
        lines = (f"{one.name}: {one.number}. {one.hours}" for one in helplines)
        yield Section(heading=heading, lead=tuple(lines))
