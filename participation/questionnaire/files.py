"""Read a form or a module from its TOML file: the thing, or every fault in it at once.

The limits are far above what a child should be asked; they are there so that no file can
make the service slow. What a good form is, `checking` says.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from participation.questionnaire.definition import Audience, Band, Form, Module, Occasion
from participation.questionnaire.documents import read_bytes, read_toml
from participation.questionnaire.faults import Fault, did_you_mean
from participation.questionnaire.fields import Fields
from participation.questionnaire.places import Places
from participation.questionnaire.reading_questions import (
    LONGEST_LABEL,
    LONGEST_TEXT,
    QuestionReader,
)
from participation.questionnaire.triggers import TRIGGERS

LAST_PLACE = 99

_VERSION = re.compile(r"[1-9][0-9]{0,5}(\+local\.[1-9][0-9]{0,5})?")
_ONLY_IN_MODULES = frozenset({"bands", "when", "always", "place"})


def read_form(path: Path) -> tuple[Form | None, list[Fault]]:
    """Read a form file. With any fault there is no form."""
    data, faults = read_bytes(path)
    return (None, faults) if faults else parse_form(data, path.name)


def parse_form(data: bytes, name: str) -> tuple[Form | None, list[Fault]]:
    """Read a form from the bytes of a TOML file. `name` is for the faults."""
    drafted, faults = draft(data, name)
    if isinstance(drafted, Module):
        return None, [Fault(name, "This is a module, not a form.", "Give it a band.")]
    return (None, faults) if faults else (drafted, [])


def draft(data: bytes, name: str) -> tuple[Form | Module | None, list[Fault]]:
    """As much of a form or module as can be made out, beside its faults.

    For checking and for translators, never for asking. A file with `bands` is a module.
    """
    document, text, faults = read_toml(data, name)
    if document is None:
        return None, faults
    reader = QuestionReader(name, Places(text), stored=False)
    if "band" not in document and _ONLY_IN_MODULES & document.keys():
        module = _module(reader, document)
        return replace(module, source=_canonical(document)), reader.faults
    form = _form(reader, document)
    return form if reader.faults else sealed(form, document), reader.faults


def form_from_source(source: str) -> Form:
    """The form whose `source` this is: how an open consultation finds its own version.

    Raises:
        ValueError: not a form that was ever accepted.
    """
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        document = None
    reader = QuestionReader("stored form", Places(""), stored=True)
    form = _form(reader, document) if isinstance(document, dict) else None
    if form is None or reader.faults:
        raise ValueError("not a stored form")
    return sealed(form, document)


def sealed(form: Form, document: dict[str, Any]) -> Form:
    """The form with the document it stands for, and the hash that invitations pin."""
    source = _canonical(document)
    return replace(form, source=source, source_hash=hashlib.sha256(source.encode()).hexdigest())


def _canonical(document: dict[str, Any]) -> str:
    # A date that somebody wrote without quotes is a fault already; it must not end in a crash.
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def _form(reader: QuestionReader, document: dict[str, Any]) -> Form:
    head = reader.head(document)
    key, version = _name(head)
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
        occasion=head.word("occasion", Occasion, Occasion.BEFORE) or Occasion.BEFORE,
        questions=reader.questions(head, audience),
    )
    _end(head, document)
    return form


def _module(reader: QuestionReader, document: dict[str, Any]) -> Module:
    head = reader.head(document)
    key, version = _name(head)
    audience = head.word("audience", Audience, None)
    module = Module(
        key=key,
        version=version,
        audience=audience or Audience.CHILD,
        bands=_bands(head),
        title=head.text("title", longest=LONGEST_LABEL, needed=True),
        place=head.whole("place", default=LAST_PLACE, least=1, most=LAST_PLACE),
        when=_when(head),
        always=head.flag("always"),
        questions=reader.questions(head, audience),
    )
    if module.always == bool(module.when):
        head.wrong(
            "when", "It must be clear when it is asked.", "Write when = […], or always = true."
        )
    _end(head, document)
    return module


def _name(head: Fields) -> tuple[str, str]:
    key = head.key("key")
    if key and "_" not in key:
        head.wrong("key", f"The key '{key}' has no underscore.", "Name it like 'child_8_11'.")
    version = head.text("version", longest=20, needed=True)
    if version and not _VERSION.fullmatch(version):
        head.wrong("version", "The version is not a version.", 'Write "1", or "1+local.1".')
    return key, version


def _end(head: Fields, document: dict[str, Any]) -> None:
    head.refuse_unknown()
    if document.get("question") in (None, []):
        head.wrong("question", "There are no questions.", "Add a [[question]].")


def _bands(head: Fields) -> tuple[Band, ...]:
    named = head.texts("bands", most=len(Band), longest=LONGEST_LABEL)
    wrong = [value for value in named if value not in list(Band)]
    for value in wrong:
        head.wrong("bands", f"'{value}' is not a band.", did_you_mean(value, Band))
    if not named:
        head.wrong("bands", "'bands' is missing or empty.", 'Write bands = ["8-11"].')
    return tuple(Band(value) for value in named if value not in wrong)


def _when(head: Fields) -> frozenset[str]:
    named = head.texts("when", most=len(TRIGGERS), longest=LONGEST_LABEL)
    for value in named:
        if value not in TRIGGERS:
            head.wrong("when", f"'{value}' switches nothing on.", did_you_mean(value, TRIGGERS))
    return frozenset(named)
