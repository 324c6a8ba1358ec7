"""Keeps translators, tasks and what came back. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.care.interpreting import queries
from participation.care.interpreting.checking_models import (
    CheckedText,
    CheckingFile,
    CheckingTask,
)
from participation.care.interpreting.models import (
    Direction,
    GlossaryTerm,
    KnowsFamily,
    TaskState,
    TextKind,
    Translation,
    TranslationTask,
    TranslationText,
    Translator,
)
from participation.care.interpreting.rules import wants_second_reader
from participation.care.reviews.models import Review
from participation.guard.crypto import council_key
from participation.kernel.languages import ENGLISH


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Added:
    """What somebody typed about a translator."""

    full_name: str
    email: str
    phone: str
    agency: str
    languages: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wanted:
    """One text that is to be translated."""

    kind: TextKind
    source: UUID
    only_officer: bool = False
    question: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TypedText:
    """What a translator typed for one text."""

    words: str
    note: str = ""
    unreadable: bool = False


def add_translator(session: Session, added: Added, *, by_id: int, now: datetime) -> Translator:
    row = Translator(
        key=council_key(session, now),
        full_name=added.full_name,
        email=added.email,
        phone=added.phone or None,
        agency=added.agency or None,
        languages=sorted(set(added.languages)),
        added_by_id=by_id,
        added_at=now,
    )
    session.add(row)
    session.flush()
    return row


def forget_retired(session: Session) -> int:
    """Translators who are asked no more go once no words name them; how many went. Whoever may know
    a family stays until that child is forgotten, so as not to be asked about them anew."""
    named = (
        select(each.id).where(each.translator_id == Translator.id)
        for each in (
            *(Translation, TranslationTask, KnowsFamily),
            *(CheckedText, CheckingTask, CheckingFile),
        )
    )
    over = select(Translator.id).where(
        Translator.retired_at.is_not(None), *(~one.exists() for one in named)
    )
    gone = session.scalars(over).all()
    session.execute(delete(Translator).where(Translator.id.in_(gone)))
    return len(gone)


def make_task(
    session: Session,
    review: Review,
    texts: Sequence[Wanted],
    *,
    about: UUID,
    role: str,
    direction: Direction,
    language: str,
    second: bool,
    by_id: int,
    now: datetime,
) -> TranslationTask:
    """A task that nobody has yet."""
    task = TranslationTask(
        key=review.child.key,
        child_id=review.child_id,
        review_id=review.id,
        about=about,
        role=role,
        direction=direction,
        language=language,
        second=second,
        state=TaskState.WANTED,
        wanted_by_id=by_id,
        made_at=now,
    )
    session.add(task)
    session.flush()
    for place, text in enumerate(texts):
        row = TranslationText(
            key=review.child.key,
            task_id=task.id,
            place=place,
            kind=text.kind,
            source_id=text.source,
            only_officer=text.only_officer,
            question=text.question,
        )
        session.add(row)
    session.flush()
    return task


def keep(text: TranslationText, typed: TypedText) -> None:
    """What has been typed so far, as it was typed."""
    text.draft = typed.words
    text.note = typed.note or None
    text.unreadable = typed.unreadable


def take(
    session: Session,
    task: TranslationTask,
    text: TranslationText,
    *,
    translator_id: int,
    flagged: bool,
    now: datetime,
) -> Translation:
    """What was typed becomes the newest wording; every one before it stays (domain.md 5)."""
    into_english = task.direction is Direction.INTO_ENGLISH
    language_to = ENGLISH.code if into_english else task.language
    before = queries.newest_of(session, text.source_id, language_to)
    words = text.draft or ""
    row = Translation(
        key=task.key,
        child_id=task.child_id,
        kind=text.kind,
        source_id=text.source_id,
        language_from=task.language if into_english else ENGLISH.code,
        language_to=language_to,
        revision=before.revision + 1 if before is not None else 1,
        words=words,
        note=text.note,
        unreadable=text.unreadable,
        second=task.second,
        second_wanted=into_english
        and bool(words.strip())  # else a first reading is what it still waits for
        and wants_second_reader(
            only_officer=text.only_officer, flagged=flagged, second=task.second
        ),
        translator_id=translator_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def end_task(session: Session, task: TranslationTask, state: TaskState, now: datetime) -> None:
    """It is over, and what was typed in it is nowhere but in what was sent (T18)."""
    task.state, task.ended_at = state, now
    for text in queries.texts_of(session, task.id):
        text.draft = text.note = None
    session.flush()


def take_out(session: Session, task: TranslationTask, sources: Collection[UUID]) -> None:
    """These texts were given by mistake: the task is about them no more, nor is what was typed."""
    session.flush()
    session.execute(
        delete(TranslationText).where(
            TranslationText.task_id == task.id, TranslationText.source_id.in_(sources)
        )
    )


def want_again(session: Session, task: TranslationTask, now: datetime) -> TranslationTask:
    """The same texts for somebody else, whom nobody has chosen yet."""
    return make_task(
        session,
        task.review,
        [
            Wanted(
                kind=text.kind,
                source=text.source_id,
                only_officer=text.only_officer,
                question=text.question,
            )
            for text in queries.texts_of(session, task.id)
        ],
        about=task.about,
        role=task.role,
        direction=task.direction,
        language=task.language,
        second=task.second,
        by_id=task.wanted_by_id,
        now=now,
    )


def keep_off(session: Session, child_id: int, translator_id: int, now: datetime) -> None:
    """This translator is asked about this child no more."""
    said = select(KnowsFamily.id).where(
        KnowsFamily.child_id == child_id, KnowsFamily.translator_id == translator_id
    )
    if session.scalar(said) is None:
        session.add(KnowsFamily(child_id=child_id, translator_id=translator_id, at=now))
        session.flush()


def agree(
    session: Session,
    language: str,
    english: str,
    theirs: str,
    why: str = "",
    *,
    by_id: int,
    now: datetime,
) -> GlossaryTerm:
    """A word of the council's in this language; said again, it is the newer one."""
    row = session.scalar(
        select(GlossaryTerm).where(
            GlossaryTerm.language == language, GlossaryTerm.english == english
        )
    )
    if row is None:
        row = GlossaryTerm(language=language, english=english)
        session.add(row)
    row.theirs, row.why, row.by_id, row.at = theirs, why or None, by_id, now
    session.flush()
    return row
