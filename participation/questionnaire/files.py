"""Read a form from its TOML file: a form, or every fault in it at once.

The limits are far above what a child should be asked; they are there so that no file can
make the service slow. What a good form is, `checking` says.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from participation.questionnaire.definition import (
    MAX_CHARS,
    AskIf,
    Audience,
    Band,
    Choice,
    Company,
    Form,
    Kind,
    Look,
    Question,
    Sharing,
    Topic,
)
from participation.questionnaire.documents import read_bytes, read_toml
from participation.questionnaire.faults import Fault
from participation.questionnaire.fields import LONGEST_KEY, Fields
from participation.questionnaire.places import Places

MAX_QUESTIONS = 40
MAX_CHOICES = 20
MAX_WORDS = 40
LONGEST_TEXT = 600
LONGEST_LABEL = 120
LARGEST_NUMBER = 999_999

_VERSION = re.compile(r"[1-9][0-9]{0,5}(\+local\.[1-9][0-9]{0,5})?")

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))

_SHARING_BY_TOPIC = {
    Topic.SAFETY: Sharing.ONLY_OFFICER,
    Topic.GOING_WELL: Sharing.EVERYONE,
    Topic.SCHOOL: Sharing.EVERYONE,
    Topic.FRIENDS: Sharing.EVERYONE,
    Topic.MEETING: Sharing.EVERYONE,
    Topic.SAY: Sharing.EVERYONE,
}


def read_form(path: Path) -> tuple[Form | None, list[Fault]]:
    """Read a form file. With any fault there is no form."""
    data, faults = read_bytes(path)
    return (None, faults) if faults else parse_form(data, path.name)


def parse_form(data: bytes, name: str) -> tuple[Form | None, list[Fault]]:
    """Read a form from the bytes of a TOML file. `name` is for the faults."""
    form, faults = draft_form(data, name)
    return (None, faults) if faults else (form, [])


def draft_form(data: bytes, name: str) -> tuple[Form | None, list[Fault]]:
    """As much of a form as can be made out, beside its faults: for checking, never for asking."""
    document, text, faults = read_toml(data, name)
    if document is None:
        return None, faults
    reader = _Reader(name, Places(text))
    form = reader.form(document)
    return form if reader.faults else _sealed(form, document), reader.faults


def form_from_source(source: str) -> Form:
    """The form whose `source` this is: how an open consultation finds its own version.

    Raises:
        ValueError: not a form that was ever accepted.
    """
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        document = None
    reader = _Reader("stored form", Places(""))
    form = reader.form(document) if isinstance(document, dict) else None
    if form is None or reader.faults:
        raise ValueError("not a stored form")
    return _sealed(form, document)


def _sealed(form: Form, document: dict[str, Any]) -> Form:
    source = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return replace(form, source=source, source_hash=hashlib.sha256(source.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class _Reader:
    """One pass through one file."""

    file: str
    places: Places
    faults: list[Fault] = field(default_factory=list)

    def form(self, document: dict[str, Any]) -> Form:
        head = Fields(
            document, self.file, None, lambda name: self.places.field(0, name), self.faults
        )
        key = head.key("key")
        if key and "_" not in key:
            head.wrong("key", f"The key '{key}' has no underscore.", "Name it like 'child_8_11'.")
        version = head.text("version", longest=20, needed=True)
        if version and not _VERSION.fullmatch(version):
            head.wrong("version", "The version is not a version.", 'Write "1", or "1+local.1".')
        audience = head.word("audience", Audience, None)
        band = head.word("band", Band, None)
        form = Form(
            key=key,
            version=version,
            audience=audience or Audience.CHILD,
            band=band or Band.ADULT,
            title=head.text("title", longest=LONGEST_LABEL, needed=True),
            intro=head.texts("intro", most=12, longest=LONGEST_TEXT),
            thanks=head.texts("thanks", most=12, longest=LONGEST_TEXT),
            by_text=head.flag("by_text"),
            questions=tuple(
                self.question(table, number, audience)
                for number, table in enumerate(head.tables("question", most=MAX_QUESTIONS), 1)
            ),
        )
        head.refuse_unknown()
        if document.get("question") in (None, []):
            head.wrong("question", "There are no questions.", "Add a [[question]].")
        return form

    def question(self, table: dict[str, Any], number: int, audience: Audience | None) -> Question:
        key = table.get("key")
        shown = key[:LONGEST_KEY] if isinstance(key, str) and key else f"number {number}"
        fields = Fields(
            table, self.file, shown, lambda name: self.places.field(number, name), self.faults
        )
        kind = fields.word("kind", Kind, None) or Kind.TEXT
        topic = fields.word("topic", Topic, Topic.ANYTHING_ELSE) or Topic.ANYTHING_ELSE
        usual = usual_sharing(topic, audience)
        question = Question(
            key=fields.key("key"),
            kind=kind,
            text=fields.text("text", longest=LONGEST_TEXT, needed=True),
            help=fields.text("help", longest=LONGEST_TEXT),
            short=fields.text("short", longest=LONGEST_TEXT),
            look=fields.word("look", Look, Look.LIST) or Look.LIST,
            choices=self.choices(fields, kind, number, shown),
            ask_if=self.ask_if(fields, number, shown),
            company=_company(fields),
            topic=topic,
            sharing=fields.word("sharing", Sharing, usual) or usual,
            max_chars=fields.whole("max_chars", default=MAX_CHARS, least=1, most=MAX_CHARS),
            minimum=fields.whole("minimum", default=0, least=0, most=LARGEST_NUMBER),
            maximum=fields.whole("maximum", default=10, least=0, most=LARGEST_NUMBER),
            low_label=fields.text("low_label", longest=LONGEST_LABEL),
            high_label=fields.text("high_label", longest=LONGEST_LABEL),
            wants_more=fields.flag("wants_more"),
            more_text=fields.text("more_text", longest=LONGEST_TEXT),
            worry=fields.flag("worry"),
        )
        fields.refuse_unknown()
        return question

    def choices(self, fields: Fields, kind: Kind, number: int, question: str) -> tuple[Choice, ...]:
        tables = fields.tables("choices", most=MAX_CHOICES)
        found = tuple(
            self.choice(table, self.places.choice(number, index), question, index)
            for index, table in enumerate(tables)
        )
        return YES_NO if kind is Kind.YES_NO and not found else found

    def choice(self, table: dict[str, Any], line: int, question: str, index: int) -> Choice:
        inside = f"choice {index + 1}"
        fields = Fields(table, self.file, question, lambda _: line, self.faults, inside)
        choice = Choice(
            value=fields.key("value"),
            label=fields.text("label", longest=LONGEST_LABEL, needed=True),
            short=fields.text("short", longest=LONGEST_LABEL),
            words=fields.texts("words", most=MAX_WORDS, longest=LONGEST_LABEL),
            emoji=fields.text("emoji", longest=20),
            concern=fields.flag("concern"),
            exclusive=fields.flag("exclusive"),
        )
        fields.refuse_unknown()
        return choice

    def ask_if(self, outer: Fields, number: int, question: str) -> AskIf | None:
        table = outer.table("ask_if")
        if table is None:
            return None
        line = self.places.field(number, "ask_if")
        fields = Fields(table, self.file, question, lambda _: line, self.faults, "ask_if")
        on = fields.text("question", longest=LONGEST_KEY, needed=True)
        any_of = fields.texts("any_of", most=MAX_CHOICES, longest=LONGEST_KEY)
        fields.refuse_unknown()
        if not any_of:
            fields.wrong("any_of", "'any_of' in ask_if is empty.", "Name the values.")
        return AskIf(on, frozenset(any_of))


def usual_sharing(topic: Topic, audience: Audience | None) -> Sharing:
    """Who sees an answer when the file does not say (practice R5)."""
    if audience is not Audience.CHILD:
        return Sharing.OFFICER_AND_WORKER
    return _SHARING_BY_TOPIC.get(topic, Sharing.OFFICER_AND_WORKER)


def _company(fields: Fields) -> frozenset[str]:
    named = fields.texts("ask_if_company", most=len(Company), longest=LONGEST_LABEL)
    known = {company.value for company in Company}
    for value in named:
        if value not in known:
            fields.wrong(
                "ask_if_company",
                f"'{value}' is not a company.",
                f"Choose from: {', '.join(sorted(known))}.",
            )
    return frozenset(named)
