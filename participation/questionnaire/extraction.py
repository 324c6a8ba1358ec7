"""Give the words of form files to the translators: an extraction method for Babel.

Each text has form key and question key as its context, so that "Good" about school and "Good"
about feelings can be told apart in languages where they differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from participation.questionnaire.definition import Form, Module, Question
from participation.questionnaire.files import draft
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
    """Every text of one form or module, in the file's order. The last three arguments are Babel's.

    Raises:
        ValueError: it has faults, which must be put right before anyone translates it.
    """
    data = fileobj.read()
    drafted, faults = draft(data, getattr(fileobj, "name", "form"))
    if drafted is None or faults:
        raise ValueError("\n".join(map(str, faults)))
    places = Places(data.decode("utf-8-sig").replace("\r\n", "\n"))
    bands = drafted.bands if isinstance(drafted, Module) else (drafted.band,)
    note = f"For {drafted.audience}, {', '.join(bands)}."
    yield from _head(drafted, note, places)
    for number, question in enumerate(drafted.questions, 1):
        yield from _question(f"{drafted.key}.{question.key}", question, note, number, places)


def _head(drafted: Form | Module, note: str, places: Places) -> Iterator[Message]:
    shown: list[tuple[str, tuple[str, ...]]] = [("title", (drafted.title,))]
    if isinstance(drafted, Form):
        shown += [("intro", drafted.intro), ("thanks", drafted.thanks)]
    for field, texts in shown:
        for text in texts:
            yield places.field(0, field), "pgettext", (drafted.key, text), [note]


def _question(
    context: str, question: Question, note: str, number: int, places: Places
) -> Iterator[Message]:
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
