"""Give the words of form files to the translators: an extraction method for Babel.

Each text has form key and question key as its context, so that "Good" about school and "Good"
about feelings can be told apart in languages where they differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from participation.questionnaire.definition import Form, Question, context_of
from participation.questionnaire.files import parse_form
from participation.questionnaire.lexicon import ORDERS
from participation.questionnaire.places import Places

Message = tuple[int, str, tuple[str, str], list[str]]
"""What Babel wants of a method: line, function, arguments, comments."""

_NO_ORDER = f"Must not be one of these alone: {', '.join(sorted(ORDERS))}."


def extract_toml(
    fileobj: BinaryIO,
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Message]:
    """Every text of one form, in the file's order. The last three arguments are Babel's.

    Raises:
        ValueError: the form has faults, which must be put right before anyone translates it.
    """
    data = fileobj.read()
    form, faults = parse_form(data, getattr(fileobj, "name", "form"))
    if form is None:
        raise ValueError("\n".join(map(str, faults)))
    places = Places(data.decode("utf-8-sig").replace("\r\n", "\n"))
    yield from _head(form, places)
    for number, question in enumerate(form.questions, 1):
        yield from _question(form, question, number, places)


def _head(form: Form, places: Places) -> Iterator[Message]:
    context = context_of(form)
    note = f"For {form.audience}, {form.band}."
    for field, texts in (("title", (form.title,)), ("intro", form.intro), ("thanks", form.thanks)):
        for text in texts:
            yield places.field(0, field), "pgettext", (context, text), [note]


def _question(form: Form, question: Question, number: int, places: Places) -> Iterator[Message]:
    context = context_of(form, question)
    note = f"For {form.audience}, {form.band}."
    fields = {
        "text": (question.text, note),
        "help": (question.help, note),
        "more_text": (question.more_text, note),
        "short": (question.short, f"{note} A text message: as short as you can."),
        "low_label": (question.low_label, note),
        "high_label": (question.high_label, note),
    }
    for field, (text, comment) in fields.items():
        if text:
            yield places.field(number, field), "pgettext", (context, text), [comment]
    for index, choice in enumerate(question.choices):
        line = places.choice(number, index)
        for text in filter(None, (choice.label, choice.short)):
            yield line, "pgettext", (context, text), [f"{note} A choice. {_NO_ORDER}"]
