"""An import that a person looks at before it is written: kept sealed, checked, answered, written.

What is handed over stays sealed in the database for a day at most, or for six where the folder
brought it, under a key of its own that is destroyed when the import is over. Each press checks anew
against the database as it stands, so what a page shows is never older than the press before it.
"""

from __future__ import annotations

import hmac
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import file_digest, sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.imports.models import Import, ImportedFile, ImportState, ImportWay
from participation.care.people.models import StaffMember
from participation.care.people.recorded import packed
from participation.guard import audit, crypto
from participation.guard.crypto import ChildKey, ring_of
from participation.journeys.importing import settling
from participation.journeys.importing.given import IN_ONE, Given, in_hand
from participation.journeys.importing.headings import Headings
from participation.journeys.importing.previewing import Preview, Run, attempt, look, run
from participation.journeys.importing.problems import Asked, FileKind
from participation.journeys.importing.reading import Extract, Progress, read
from participation.journeys.importing.said import Fixes, Said
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.ids import new_public_id

KEPT = timedelta(hours=24)
FOLDER_KEPT = timedelta(days=6)  # until it is overtaken: after Easter the next one has the answers
MOST_BYTES = 10 * 1024 * 1024  # of all files of one upload
MOST_ROWS = 20_000


class Confirmed(StrEnum):
    DONE = "done"
    DONE_BEFORE = "done_before"  # by this very press, or by somebody else
    NOT_READY = "not_ready"  # an error stands, or a question has no answer
    LOOK_AGAIN = "look_again"  # the database has changed: what is shown is new
    OVER = "over"


def begin(
    session: Session,
    givens: Sequence[Given],
    *,
    way: ImportWay,
    by: StaffMember | None,
    names: Headings,
    fixes: Fixes | None = None,
    house: Services,
    now: datetime,
) -> Import:
    """Keep what was handed over, and look at it.

    Args:
        fixes: what somebody typed anew in the one before.
    """
    public_id = new_public_id()
    key = ChildKey.issue(ring_of(session), _owner(public_id), now)
    one = Import(
        public_id=public_id,
        key=key,
        way=way,
        by_id=by.id if by else None,
        made_at=now,
        until=now + (FOLDER_KEPT if way is ImportWay.FOLDER else KEPT),
        files_hash=hash_of(givens, house),
    )
    own = {kind.value: dict(said) for kind, said in names.own.items()}
    Said(names=own, fixes=fixes or {}).keep(one)
    session.add(one)
    session.flush()
    for given in givens:
        kind = given.means.value if given.means else None
        content = zlib.compress(_content(given))
        session.add(ImportedFile(key=key, import_id=one.id, kind=kind, content=content))
    session.flush()
    session.refresh(one, ["files"])
    check(session, one, house, now)
    return one


def check(session: Session, one: Import, house: Services, now: datetime) -> Preview:
    """What it would do to the database as it stands; kept, to be shown."""
    said = Said.of(one)
    found = look(
        session,
        extract_of(one, said, house, now),
        today=london_day(now),
        now=now,
        answers=said.answers,
        allow_skips=said.skips,
    )
    settling.answer_again(session, found, said.answers, house, now)
    said.keep(one)
    found = found.after(preview_of(one), said.answers)
    _show(one, found, house)
    return found


def files_of(one: Import) -> list[Given]:
    """The files as they came."""
    return [
        in_hand(
            "" if file.kind else IN_ONE,
            zlib.decompress(file.content or b""),
            FileKind(file.kind) if file.kind else None,
        )
        for file in one.files
    ]


def extract_of(one: Import, said: Said, house: Services, now: datetime) -> Extract:
    """The files as they came, with the cells that a person typed anew."""
    return read(
        files_of(one),
        today=london_day(now),
        drama_allowed=house.settings.drama_numbers_allowed,
        forms=house.library.for_children(),
        staff_domains=house.settings.imports.staff_domains,
        headings=Headings({FileKind(file): names for file, names in said.names.items()}),
        fixes={
            FileKind(file): {int(row): cells for row, cells in rows.items()}
            for file, rows in said.fixes.items()
        },
        most_rows=MOST_ROWS if one.way is ImportWay.PAGE else None,
    )


def preview_of(one: Import) -> Preview | None:
    return Preview.of_json(one.shown) if one.shown else None


def waiting(found: Preview, answers: Mapping[str, bool]) -> int:
    """How many questions nobody has answered yet."""
    return sum(1 for one in found.questions if one.key not in answers)


def stopped(found: Preview, answers: Mapping[str, bool]) -> bool:
    """Somebody said that most of the council is missing, and not on purpose."""
    return any(
        one.asks is Asked.MOST_GONE and answers.get(one.key) is False for one in found.questions
    )


def is_ready(found: Preview, said: Said) -> bool:
    """Whether it may be written: no error that is not left out, no question without an answer."""
    return found.usable and not waiting(found, said.answers)


def by_id(session: Session, public_id: UUID, *, locked: bool = False) -> Import | None:
    """One import; locked, no other press does anything to it until this one is over."""
    statement = select(Import).where(Import.public_id == public_id)
    if locked:
        statement = statement.with_for_update(of=Import)
    return session.scalar(statement)


def confirm(
    session: Session,
    one: Import,
    *,
    by: StaffMember | None,
    house: Services,
    now: datetime,
    seen: str | None = None,
) -> Confirmed:
    """Write it, all or nothing, if it does exactly what was shown.

    Args:
        seen: the fingerprint on the page of whoever confirms: somebody else may have answered
            otherwise since that page was opened. None: there is no page.
    """
    if one.state is ImportState.DONE:
        return Confirmed.DONE_BEFORE
    shown = preview_of(one)
    over = one.until is None or one.until <= now
    if one.state is not ImportState.WAITING or shown is None or over:
        return Confirmed.OVER
    said = Said.of(one)
    if not is_ready(shown, said):
        return Confirmed.NOT_READY
    if seen is not None and seen != one.fingerprint:
        return Confirmed.LOOK_AGAIN
    extract = extract_of(one, said, house, now)
    wanted = one.fingerprint
    done, written = attempt(
        session,
        lambda: run(
            session,
            extract,
            today=london_day(now),
            now=now,
            answers=said.answers,
            allow_skips=said.skips,
            actor=f"staff:{by.public_id.hex}" if by else "command",
        ),
        lambda made: _mark(made.preview, house) == wanted,
    )
    if not written:
        _show(one, done.preview.after(shown, said.answers), house)
        return Confirmed.LOOK_AGAIN
    settling.settle(session, done.preview, said.answers, house, now)
    _is_done(session, one, done, by, now)
    return Confirmed.DONE


def straight(
    session: Session,
    givens: Sequence[Given],
    extract: Extract,
    *,
    way: ImportWay,
    answers: Mapping[str, bool],
    ask: bool,
    allow_skips: bool,
    house: Services,
    now: datetime,
    progress: Progress = lambda _step, _done: None,
) -> tuple[Run, bool]:
    """Write at once what asks nothing; and whether that was done. Else nothing is changed.

    It is in the history like any other and can be undone.

    Args:
        ask: a question without an answer stops it.
    """
    said = dict(answers)

    def is_wanted(made: Run) -> bool:
        settling.answer_again(session, made.preview, said, house, now)
        return made.preview.usable and not (ask and waiting(made.preview, said))

    done, written = attempt(
        session,
        lambda: run(
            session,
            extract,
            today=london_day(now),
            now=now,
            answers=answers,
            allow_skips=allow_skips,
            actor="command" if way is ImportWay.COMMAND else "system",
            progress=progress,
        ),
        is_wanted,
    )
    if not written:
        return done, False
    settling.settle(session, done.preview, said, house, now)
    if done.preview.changes_anything:
        public_id = new_public_id()
        one = Import(
            public_id=public_id,
            key=ChildKey.issue(ring_of(session), _owner(public_id), now),
            way=way,
            made_at=now,
            until=now + KEPT,
            files_hash=hash_of(givens, house),
        )
        session.add(one)
        session.flush()
        _is_done(session, one, done, None, now)
    return done, True


def drop(session: Session, one: Import, now: datetime) -> None:
    """Nothing is imported, and what was handed over is gone."""
    if one.state is ImportState.WAITING:
        one.state = ImportState.DROPPED
        clear(session, one)
        tasks.end_task(session, TaskKind.IMPORT_WAITS, one.public_id.hex)


def clear(session: Session, one: Import) -> None:
    """Destroy what is sealed: the files, what was typed, the way back."""
    for file in list(one.files):
        session.delete(file)
    one.said = one.shown = one.undo = None
    one.until = one.fingerprint = None
    session.flush()
    session.expire(one, ["files"])
    crypto.forget(session, _owner(one.public_id))


def end_old_ones(session: Session, now: datetime) -> int:
    """Their time is over: nobody came, or nothing can be undone any more."""
    over = session.scalars(
        select(Import)
        .where(Import.until <= now)
        .with_for_update(of=Import, skip_locked=True)  # somebody may be confirming it right now
    ).all()
    for one in over:
        if one.state is ImportState.WAITING:
            drop(session, one, now)
        else:
            clear(session, one)
    return len(over)


def _mark(found: Preview, house: Services) -> str:
    """The fingerprint, keyed: of a small import the names in it could be guessed."""
    return house.ring.lookup_hash("import shown", found.fingerprint)


def _show(one: Import, found: Preview, house: Services) -> None:
    one.shown = found.as_json()
    one.fingerprint = _mark(found, house)
    one.counts = {file: dict(count) for file, count in found.counts.items()}


def _is_done(
    session: Session, one: Import, done: Run, by: StaffMember | None, now: datetime
) -> None:
    clear_files = list(one.files)
    for file in clear_files:
        session.delete(file)
    one.state = ImportState.DONE
    one.done_at, one.done_by_id = now, by.id if by else None
    one.counts = {file: dict(count) for file, count in done.preview.counts.items()}
    one.said = one.shown = None
    one.until = now + KEPT
    if done.preview.changes_anything and not done.too_many:
        way_back = {
            "rows": packed(done.touched),
            "moved": done.result.moved_reviews,
            "care": done.result.care_changed,
            "people": done.result.people_changed,
            "shut": done.result.shut,
        }
        one.undo = zlib.compress(json.dumps(way_back, separators=(",", ":")).encode())
    tasks.end_task(session, TaskKind.IMPORT_WAITS, one.public_id.hex)
    subject = f"import:{one.public_id.hex}"
    actor = f"staff:{by.public_id.hex}" if by else "system"
    audit.record(session, audit.Deed(actor=actor, action="import.confirm", subject=subject), now)


def _content(given: Given) -> bytes:
    with given.open() as file:
        return file.read()


def hash_of(givens: Sequence[Given], house: Services) -> str:
    """By which the same files are known again; keyed, since names are easily guessed."""
    mac = hmac.new(house.settings.lookup_key, b"import\0", sha256)
    for given in givens:
        with given.open() as file:
            mac.update(file_digest(file, "sha256").digest())  # type: ignore[arg-type] # any file
    return mac.hexdigest()[:32]


def _owner(public_id: UUID) -> str:
    return f"import-{public_id.hex}"
