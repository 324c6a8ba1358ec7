"""A worded question, put into the shape that question.html and more.html draw."""

from __future__ import annotations

from dataclasses import dataclass

from participation.channels.form.pages import PageMore, PageQuestion
from participation.channels.form.wording import DONT_KNOW, RATHER_NOT

_KINDS = {
    "radios": "one_of",
    "checkboxes": "many_of",
    "scale": "scale",
    "number": "number",
    "textarea": "text",
    "none": "statement",
}
_PAIR = 2
_HINTED = ("checkboxes", "textarea")
"""Controls that do not show by themselves how much may be given."""


@dataclass(frozen=True, slots=True, repr=False)
class DrawnChoice:
    """One thing to pick. `sign` is its symbol where no face is drawn; the label says the same."""

    value: str
    label: str
    face: str | None
    checked: bool
    sign: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class DrawnQuestion:
    """The fields that the templates name. `answered` is the way of passing that was chosen."""

    key: str
    caption: str | None
    title: str
    help: str | None
    kind: str
    choices: tuple[DrawnChoice, ...]
    has_more: bool
    text_value: str
    dont_know_label: str | None
    rather_not_label: str | None
    answered: str | None
    error: str | None


def drawn(asked: PageQuestion) -> DrawnQuestion:
    """A question's page."""
    kind = _kind(asked)
    passing = {choice.value: choice.label for choice in asked.passing}
    return DrawnQuestion(
        key=asked.key,
        caption=asked.caption or None,
        title=asked.title,
        help=asked.help or (asked.hint if asked.control in _HINTED else None) or None,
        kind=kind,
        choices=_steps(asked) if kind == "scale" else _choices(asked),
        has_more=asked.has_more,
        text_value=asked.given_words or asked.given_number,
        dont_know_label=passing.get(DONT_KNOW),
        rather_not_label=passing.get(RATHER_NOT),
        answered=next((choice.value for choice in asked.passing if choice.chosen), None),
        error=asked.error or None,
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
        dont_know_label=None,
        rather_not_label=None,
        answered=None,
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


def _choices(asked: PageQuestion) -> tuple[DrawnChoice, ...]:
    return tuple(
        DrawnChoice(
            value=choice.value,
            label=choice.label,
            face=choice.face or None,
            checked=choice.chosen,
            sign=None if choice.face else choice.emoji or None,
        )
        for choice in asked.choices
    )


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
