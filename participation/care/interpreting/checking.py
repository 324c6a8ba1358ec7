"""Keeps and reads which wordings of ours a person has checked, and who is at it.

Nothing here commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.interpreting.checking_models import (
    CheckedText,
    CheckingFile,
    CheckingTask,
)
from participation.care.interpreting.models import TaskState, Translator
from participation.kernel.catalogue import CatalogueText, Listing
from participation.kernel.coverage import Part

LATELY = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one part of a language is."""

    part: Part
    there: int
    checked: int
    drafted: int  # and not checked

    @property
    def is_done(self) -> bool:
        return self.checked == self.there


def standing(
    session: Session, language: str, keys: Collection[str] | None = None
) -> Mapping[str, CheckedText]:
    """The newest wording of each text that was checked here, or of each of these."""
    wanted = (
        select(CheckedText)
        .where(CheckedText.language == language)
        .options(joinedload(CheckedText.translator, innerjoin=True))
        .order_by(CheckedText.revision)
    )
    if keys is not None:
        wanted = wanted.where(CheckedText.key.in_(keys))
    return {row.key: row for row in session.scalars(wanted)}


def checked_keys(session: Session, language: str) -> set[str]:
    return set(session.scalars(select(CheckedText.key).where(CheckedText.language == language)))


def is_checked(text: CatalogueText, here: Collection[str]) -> bool:
    """Whether a person looked at it: here, or before it came into the files."""
    return text.key in here or text.checked


def progress(found: Listing, here: Collection[str]) -> Sequence[Progress]:
    """Part by part, the most urgent first."""
    there, checked, drafted = Counter[Part](), Counter[Part](), Counter[Part]()
    for text in found.texts:
        there[text.part] += 1
        if is_checked(text, here):
            checked[text.part] += 1
        elif text.draft:
            drafted[text.part] += 1
    return [Progress(part, there[part], checked[part], drafted[part]) for part in there]


def checked_by_language(session: Session) -> Mapping[str, int]:
    """How many texts of each language were checked here."""
    found = session.execute(
        select(CheckedText.language, func.count(CheckedText.key.distinct())).group_by(
            CheckedText.language
        )
    )
    return {row[0]: row[1] for row in found}


def lately(session: Session, language: str) -> Sequence[CheckedText]:
    """What was checked last, the newest first."""
    return session.scalars(
        select(CheckedText)
        .where(CheckedText.language == language)
        .options(
            joinedload(CheckedText.translator, innerjoin=True), joinedload(CheckedText.brought_by)
        )
        .order_by(CheckedText.id.desc())
        .limit(LATELY)
    ).all()


def history(session: Session, language: str, key: str) -> Sequence[CheckedText]:
    """Every wording of one text that somebody approved, the newest first."""
    return session.scalars(
        select(CheckedText)
        .where(CheckedText.language == language, CheckedText.key == key)
        .options(
            joinedload(CheckedText.translator, innerjoin=True), joinedload(CheckedText.brought_by)
        )
        .order_by(CheckedText.revision.desc())
    ).all()


def keep_checked(
    session: Session,
    language: str,
    text: CatalogueText,
    words: Sequence[str],
    *,
    before: CheckedText | None,
    translator_id: int,
    brought_by_id: int | None = None,
    now: datetime,
) -> CheckedText:
    """What a person approved is the newest wording from now on."""
    stood = tuple(before.words) if before is not None else text.draft
    row = CheckedText(
        language=language,
        key=text.key,
        revision=before.revision + 1 if before is not None else 1,
        english=text.english,
        words=list(words),
        changed=tuple(words) != stood,
        translator_id=translator_id,
        brought_by_id=brought_by_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def make_task(
    session: Session,
    language: str,
    translator: Translator,
    *,
    by_id: int,
    due_at: datetime,
    now: datetime,
) -> CheckingTask:
    row = CheckingTask(
        language=language,
        state=TaskState.GIVEN,
        translator_id=translator.id,
        given_by_id=by_id,
        made_at=now,
        due_at=due_at,
    )
    session.add(row)
    session.flush()
    return row


def task_named(session: Session, which: UUID, *, locked: bool = False) -> CheckingTask | None:
    """`locked`: as it stands now, and nobody else changes it meanwhile."""
    wanted = (
        select(CheckingTask)
        .where(CheckingTask.public_id == which)
        .options(joinedload(CheckingTask.translator, innerjoin=True))
    )
    if locked:
        wanted = wanted.with_for_update(of=CheckingTask)
        wanted = wanted.execution_options(populate_existing=True)
    return session.scalar(wanted)


def given(session: Session, language: str | None = None) -> Sequence[CheckingTask]:
    """Who is at work now."""
    wanted = (
        select(CheckingTask)
        .where(CheckingTask.state == TaskState.GIVEN)
        .options(joinedload(CheckingTask.translator, innerjoin=True))
        .order_by(CheckingTask.id)
    )
    if language is not None:
        wanted = wanted.where(CheckingTask.language == language)
    return session.scalars(wanted).all()


def given_to(session: Session, translator_id: int) -> Sequence[CheckingTask]:
    return [task for task in given(session) if task.translator_id == translator_id]


def file_named(session: Session, which: UUID) -> CheckingFile | None:
    """A file that waits to be taken in."""
    return session.scalar(
        select(CheckingFile)
        .where(CheckingFile.public_id == which, CheckingFile.ended_at.is_(None))
        .options(joinedload(CheckingFile.translator, innerjoin=True))
        .with_for_update(of=CheckingFile)
    )


def end_file(row: CheckingFile, now: datetime) -> None:
    """Taken in or put away: what it said stands nowhere else."""
    row.rows = row.faults = None
    row.ended_at = now
