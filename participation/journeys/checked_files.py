"""A language as one file, for those who work elsewhere, and the same file when it comes back.

Nothing of a file is taken in before a person here has seen what it changes. What lacks a gap is
refused by line. What somebody checked here after the file was made stays as it is, unless they say
otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po
from sqlalchemy.orm import Session

from participation.care.interpreting import checking
from participation.care.interpreting.checking_models import CheckedText, CheckingFile
from participation.care.interpreting.checking_rules import Lack, faults_of
from participation.care.interpreting.models import Translator
from participation.care.people.models import StaffMember
from participation.guard.audit import Deed, record
from participation.journeys.checking_wordings import listing
from participation.journeys.reading import actor
from participation.journeys.services import Services
from participation.kernel.catalogue import CatalogueText, Listing, ids_of, key_of, words_of

MOST_BYTES: Final = 4 * 1024 * 1024
MADE: Final = "X-Participation-Made"
_MADE = re.compile(rb'"' + MADE.encode() + rb': ([0-9T:.+Z-]{10,40})\\n"')


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why a file is none of ours. `line`: where, as far as it can be said."""

    what: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """One text of a file that cannot be taken: on which line, and what is wrong with it."""

    line: int
    english: str
    what: Lack
    form: int
    shown: str


@dataclass(frozen=True, slots=True)
class Change:
    """One text as a file has it. `later`: somebody checked it here after the file was made."""

    text: CatalogueText
    words: tuple[str, ...]
    stood: tuple[str, ...]
    later: CheckedText | None

    @property
    def is_new_wording(self) -> bool:
        return self.words != self.stood


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds. `unknown`: texts that are no longer said. `open`: marked as not sure."""

    exported_at: datetime | None
    taken: tuple[tuple[str, tuple[str, ...]], ...]
    refused: tuple[Refused, ...]
    unknown: int
    open: int


def written(session: Session, house: Services, language: str, now: datetime) -> bytes:
    """The catalogue of a language as it stands: what nobody has checked is marked fuzzy."""
    found = listing(house, language)
    here = checking.standing(session, language)
    made = Catalog(project="participation", charset="utf-8", fuzzy=False)
    made.mime_headers = [("Plural-Forms", _plural_forms(language, house))]  # else it writes two
    for text in found.texts:
        row = here.get(text.key)
        words = tuple(row.words) if row is not None else text.draft
        made.add(
            text.sources if text.plural else text.english,
            (words or ("",) * found.many_of(text)) if text.plural else "".join(words[:1]),
            [(file, 0) for file in text.files],
            () if row is not None or text.checked or not words else ("fuzzy",),
            text.notes,
            context=text.context or None,
        )
    out = BytesIO()
    write_po(out, made, include_lineno=False, width=100)
    return _with_head(out.getvalue(), language, house, now)


def _with_head(content: bytes, language: str, house: Services, now: datetime) -> bytes:
    """Plural forms and the moment, which the library would not write for every language of ours."""
    forms = _plural_forms(language, house)
    added = f'"Language: {language}\\n"\n"{MADE}: {now.astimezone(UTC).isoformat()}\\n"\n'
    kept = [
        line
        for line in content.splitlines(keepends=True)
        if not line.startswith((b'"Plural-Forms:', b'"Language:'))
    ]
    place = next(at for at, line in enumerate(kept) if line.startswith(b'"MIME-Version'))
    head = f'{added}"Plural-Forms: {forms}\\n"\n'.encode()
    return b"".join((*kept[:place], head, *kept[place:]))


def _plural_forms(language: str, house: Services) -> str:
    try:
        return Catalog(locale=language).plural_forms
    except ValueError:
        return f"nplurals={listing(house, language).forms}; plural=(n != 1);"


def read_file(house: Services, language: str, content: bytes) -> Read | NotRead:
    """What a file says, looked at text by text; nothing is written."""
    try:
        content.decode("utf-8")
        catalogue = read_po(BytesIO(content), abort_invalid=True)
    except UnicodeDecodeError as problem:
        return NotRead("encoding", content[: problem.start].count(b"\n") + 1)
    except PoFileError as problem:
        return NotRead("form", getattr(problem, "lineno", 0) + 1)
    except (ValueError, TypeError, IndexError):
        return NotRead("form")
    said = catalogue.locale_identifier or ""
    if said and said.replace("-", "_").lower() != language.lower():
        return NotRead("language")
    return _looked_at(listing(house, language), [one for one in catalogue if one.id], content)


def _looked_at(found: Listing, messages: Sequence[Message], content: bytes) -> Read:
    by_key = {text.key: text for text in found.texts}
    taken: list[tuple[str, tuple[str, ...]]] = []
    refused: list[Refused] = []
    unknown = still_open = 0
    for message in messages:
        text = by_key.get(key_of(message.context or "", *ids_of(message)))
        words = words_of(message)
        if not any(words):
            continue
        if text is None:
            unknown += 1
        elif message.fuzzy:
            still_open += 1
        elif faults := faults_of(text, words, found.many_of(text)):
            line = message.lineno or 0
            refused += [
                Refused(line, text.english, one.what, one.form, one.shown) for one in faults
            ]
        else:
            taken.append((text.key, words))
    return Read(_made_at(content), tuple(taken), tuple(refused), unknown, still_open)


def _made_at(content: bytes) -> datetime | None:
    """When the file left us; None where it does not say so, or not so that one can rely on it."""
    found = _MADE.search(content)
    try:
        moment = datetime.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None


def keep(
    session: Session,
    staff: StaffMember,
    language: str,
    translator: Translator,
    read: Read,
    now: datetime,
) -> CheckingFile:
    """What a file changes, until a person takes it in or puts it away."""
    row = CheckingFile(
        language=language,
        translator_id=translator.id,
        brought_by_id=staff.id,
        at=now,
        exported_at=read.exported_at,
        rows=[[key, list(words)] for key, words in read.taken],
        faults=[[one.line, one.english, one.what, one.form, one.shown] for one in read.refused],
    )
    session.add(row)
    session.flush()
    _note(session, staff, "checking.bring", row, now)
    return row


def changes(session: Session, house: Services, row: CheckingFile) -> Sequence[Change]:
    """What taking it in would do, text by text: only what is not so already."""
    return list(_changes(session, house, row))


def _changes(session: Session, house: Services, row: CheckingFile) -> Iterator[Change]:
    found = {text.key: text for text in listing(house, row.language).texts}
    here = checking.standing(session, row.language)
    for key, words in _rows(row).items():
        text, before = found.get(key), here.get(key)
        if text is None or (before is not None and tuple(before.words) == words):
            continue
        stood = tuple(before.words) if before is not None else text.draft
        late = before is not None and (row.exported_at is None or before.at > row.exported_at)
        yield Change(text, words, stood, before if late else None)


def refused(row: CheckingFile) -> Sequence[Refused]:
    """The texts of a kept file that were not taken, as `Read.refused` had them."""
    return [
        Refused(int(str(line)), str(english), Lack(str(what)), int(str(form)), str(shown))
        for line, english, what, form, shown in row.faults or []
    ]


def take_in(
    session: Session,
    staff: StaffMember,
    row: CheckingFile,
    *,
    over: bool,
    house: Services,
    now: datetime,
) -> int:
    """Every change is a wording that its translator checked; how many there were.

    Args:
        over: also over what somebody checked here after the file was made.
    """
    _note(session, staff, "checking.take_in", row, now)
    here = checking.standing(session, row.language)
    taken = 0
    for change in changes(session, house, row):
        if change.later is not None and not over:
            continue
        checking.keep_checked(
            session,
            row.language,
            change.text,
            change.words,
            before=here.get(change.text.key),
            translator_id=row.translator_id,
            brought_by_id=staff.id,
            now=now,
        )
        taken += 1
    checking.end_file(row, now)
    return taken


def put_away(session: Session, staff: StaffMember, row: CheckingFile, now: datetime) -> None:
    _note(session, staff, "checking.put_away", row, now)
    checking.end_file(row, now)


def _rows(row: CheckingFile) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, words in row.rows or []:
        if isinstance(words, list):
            found[str(key)] = tuple(map(str, words))
    return found


def _note(
    session: Session, staff: StaffMember, action: str, row: CheckingFile, now: datetime
) -> None:
    deed = Deed(actor=actor(staff), action=action, subject=f"checking:{row.public_id.hex}")
    record(session, deed, now)
