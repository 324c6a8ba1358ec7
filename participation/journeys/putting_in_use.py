"""What was checked here becomes what people read: written into the council's own catalogues.

A step that somebody takes on the server, and no press on a page: the web and the worker read
catalogues once, when they start, so all of them say the same words from the same moment on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from sqlalchemy.orm import Session

from participation.care.interpreting import checking
from participation.guard.audit import Deed, record
from participation.journeys.checking_wordings import listing
from participation.journeys.services import Services
from participation.kernel.coverage import compile_catalogue


@dataclass(frozen=True, slots=True)
class InUse:
    """What came of one language. `older`: checked for an English that is no longer said."""

    language: str
    written: int
    older: int
    file: Path


def put_in_use(session: Session, house: Services, own: Path, language: str, now: datetime) -> InUse:
    """Write every wording of a language that was checked here over what the council's own
    catalogue has, and compile it. What stands there besides stays."""
    found = listing(house, language)
    here = checking.standing(session, language)
    file = own / language / "LC_MESSAGES" / "messages.po"
    made = _held(file, language)
    written = 0
    for text in found.texts:
        row = here.get(text.key)
        if row is None or len(row.words) != found.many_of(text):
            continue
        made.delete(text.sources if text.plural else text.english, text.context or None)
        made.add(
            text.sources if text.plural else text.english,
            tuple(row.words) if text.plural else row.words[0],
            [(each, 0) for each in text.files],
            context=text.context or None,
        )
        written += 1
    file.parent.mkdir(parents=True, exist_ok=True)
    _put(file, made)
    compile_catalogue(file)
    deed = Deed(actor="command", action="checking.use", subject=f"language:{language}")
    record(session, deed, now)
    return InUse(language, written, len(here) - written, file)


def languages_checked(session: Session) -> Sequence[str]:
    return sorted(checking.checked_by_language(session))


def _held(file: Path, language: str) -> Catalog:
    """The council's own catalogue as it stands, or one that holds nothing yet."""
    if file.is_file():
        with file.open("rb") as held:
            return read_po(held, locale=_locale(language))
    return Catalog(locale=_locale(language), project="participation", charset="utf-8", fuzzy=False)


def _locale(language: str) -> str | None:
    """None for what CLDR has no plural rules for; then the file's head says them."""
    try:
        Catalog(locale=language)
    except ValueError:
        return None
    return language


def _put(file: Path, made: Catalog) -> None:
    """The whole file or none of it: somebody may start the service at this moment."""
    out = BytesIO()
    write_po(out, made, include_lineno=False)
    beside = file.with_suffix(".po.new")
    beside.write_bytes(out.getvalue())
    beside.replace(file)
