"""A worded question, put into the shape that question.html and more.html draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from participation.channels.form.drawing import Picture
from participation.channels.form.pages import PageChoice, PageMore, PageQuestion
from participation.web.respond.pictures import Symbol, symbol_for

_KINDS = {
    "radios": "one_of",
    "checkboxes": "many_of",
    "scale": "scale",
    "number": "number",
    "textarea": "text",
    "drawing": "drawing",
    "none": "statement",
}
_PAIR = 2
_HINTED = ("checkboxes", "textarea")
"""Controls that do not show by themselves how much may be given."""


@dataclass(frozen=True, slots=True, repr=False)
class DrawnChoice:
    """One thing to pick. `sign` is its symbol where no face is drawn; the label says the same.

    `picture` stands in place of both where pictures are wanted.
    """

    value: str
    label: str
    face: str | None
    checked: bool
    sign: str | None = None
    picture: Symbol | None = None


@dataclass(frozen=True, slots=True, repr=False)
class DrawnQuestion:
    """The fields that the templates name.

    `passing` are the two ways not to answer. `stones` are the place and how many there are, for a
    row of stones instead of a number. `picture` is what the question is about.
    """

    key: str
    caption: str | None
    title: str
    help: str | None
    kind: str
    choices: tuple[DrawnChoice, ...]
    has_more: bool
    text_value: str
    passing: tuple[DrawnChoice, ...]
    error: str | None
    stones: tuple[int, int] | None = None
    picture: Symbol | None = None
    drawing: Picture | None = None


def drawn(
    asked: PageQuestion, *, stones: bool = False, symbols: Mapping[str, str] | None = None
) -> DrawnQuestion:
    """A question's page.

    Args:
        stones: show the place as stones; the caption then is for screen readers.
        symbols: the council's own, by name; None where no pictures are wanted.
    """
    kind = _kind(asked)
    return DrawnQuestion(
        key=asked.key,
        caption=asked.caption or None,
        title=asked.title,
        help=asked.help or (asked.hint if asked.control in _HINTED else None) or None,
        kind=kind,
        choices=_steps(asked) if kind == "scale" else _choices(asked, asked.choices, symbols),
        has_more=asked.has_more,
        text_value=asked.given_words or asked.given_number,
        passing=_choices(asked, asked.passing, symbols),
        error=asked.error or None,
        stones=(asked.place, asked.places) if stones and asked.places else None,
        picture=symbol_for(asked.pictured, symbols) if symbols is not None else None,
        drawing=asked.given_drawing,
    )


def drawn_more(more: PageMore, caption: str) -> DrawnQuestion:
    """The page for saying more: its heading is `help`, the question itself `title`."""
    return DrawnQuestion(
        key=more.key,
        caption=caption or None,
        title=more.about,
        help=more.title,
        kind="text",
        choices=(),
        has_more=False,
        text_value=more.given_words,
        passing=(),
        error=more.error or None,
    )


def _kind(asked: PageQuestion) -> str:
    kind = _KINDS[asked.control]
    if kind != "one_of":
        return kind
    if any(choice.face for choice in asked.choices):
        return "faces"
    short = [choice.value for choice in asked.choices]
    return "yes_no" if len(short) == _PAIR and set(short) == {"yes", "no"} else kind


def _choices(
    asked: PageQuestion, choices: tuple[PageChoice, ...], symbols: Mapping[str, str] | None
) -> tuple[DrawnChoice, ...]:
    return tuple(
        DrawnChoice(
            value=choice.value,
            label=choice.label,
            face=choice.face or None,
            checked=choice.chosen,
            sign=None if choice.face else choice.emoji or None,
            picture=_picture(asked, choice, symbols),
        )
        for choice in choices
    )


def _picture(
    asked: PageQuestion, choice: PageChoice, symbols: Mapping[str, str] | None
) -> Symbol | None:
    """A council's symbol may replace a face of ours; no other picture does."""
    if symbols is None:
        return None
    found = symbol_for((f"{asked.key}.{choice.value}", choice.value), symbols)
    return None if choice.face and found and found.path else found


def _steps(asked: PageQuestion) -> tuple[DrawnChoice, ...]:
    """A scale's numbers; the ends carry what they mean."""
    ends = {asked.minimum: asked.low_label, asked.maximum: asked.high_label}
    return tuple(
        DrawnChoice(
            value=str(step),
            label=f"{step} – {ends[step]}" if ends.get(step) else str(step),
            face=None,
            checked=str(step) == asked.given_number,
        )
        for step in range(asked.minimum, asked.maximum + 1)
    )
