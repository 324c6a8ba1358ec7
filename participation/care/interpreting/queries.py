"""Reads who translates, what was given, and which wordings stand beside which words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.interpreting.booking_rules import plain
from participation.care.interpreting.models import (
    GlossaryTerm,
    KnowsFamily,
    TaskState,
    Translation,
    TranslationTask,
    TranslationText,
    Translator,
)
from participation.care.interpreting.same_person import all_known_by, is_one_of
from participation.care.people.bulk import in_chunks
from participation.care.people.models import Relationship, RelationshipKind
from participation.kernel.languages import ENGLISH

LIVE = (TaskState.WANTED, TaskState.GIVEN)
AT_WORK = (  # whoever is something to many children who do not know each other
    RelationshipKind.RESIDENTIAL_CARER,
    RelationshipKind.SCHOOL,
    RelationshipKind.HEALTH,
    RelationshipKind.ADVOCATE,
    RelationshipKind.CHILDRENS_GUARDIAN,
    RelationshipKind.PERSONAL_ADVISER,
    RelationshipKind.INDEPENDENT_VISITOR,
)


def translators(session: Session, language: str | None = None) -> Sequence[Translator]:
    """Whoever may be asked, by name; of one language where it is given."""
    rows = session.scalars(select(Translator).where(Translator.retired_at.is_(None)))
    found = [row for row in rows if language is None or language in row.languages]
    return sorted(found, key=lambda row: (row.called.casefold(), row.id))


def is_listed(session: Session, name: str) -> bool:
    """Whether somebody of this name may be asked already: a second press adds nobody twice."""
    return plain(name) in {plain(row.full_name or "") for row in translators(session)}


def translator_named(session: Session, public_id: UUID) -> Translator | None:
    return session.scalar(
        select(Translator).where(Translator.public_id == public_id, Translator.retired_at.is_(None))
    )


def task_named(
    session: Session, public_id: UUID, *, locked: bool = False
) -> TranslationTask | None:
    """`locked`: as it stands now, and nobody else changes it meanwhile."""
    wanted = (
        select(TranslationTask)
        .where(TranslationTask.public_id == public_id)
        .options(
            joinedload(TranslationTask.child, innerjoin=True),
            joinedload(TranslationTask.review, innerjoin=True),
            joinedload(TranslationTask.translator),
        )
    )
    if locked:
        wanted = wanted.with_for_update(of=TranslationTask)
        wanted = wanted.execution_options(populate_existing=True)
    return session.scalar(wanted)


def tasks_of(session: Session, translator_id: int) -> Sequence[TranslationTask]:
    """What a translator has in hand."""
    return session.scalars(
        select(TranslationTask).where(
            TranslationTask.translator_id == translator_id, TranslationTask.state.in_(LIVE)
        )
    ).all()


def texts_of(session: Session, task_id: int) -> Sequence[TranslationText]:
    """The texts of a task in their order."""
    return session.scalars(
        select(TranslationText)
        .where(TranslationText.task_id == task_id)
        .order_by(TranslationText.place)
    ).all()


def sources_given(session: Session, sources: Collection[UUID]) -> Mapping[UUID, TranslationTask]:
    """The live task in which each of these texts is."""
    found: dict[UUID, TranslationTask] = {}
    for chunk in in_chunks(list(sources)):
        rows = session.execute(
            select(TranslationText.source_id, TranslationTask)
            .join(TranslationTask, TranslationTask.id == TranslationText.task_id)
            .where(TranslationText.source_id.in_(chunk), TranslationTask.state.in_(LIVE))
        )
        found |= {row[0]: row[1] for row in rows}
    return found


def newest_of(session: Session, source: UUID, language_to: str) -> Translation | None:
    return session.scalar(
        select(Translation)
        .where(Translation.source_id == source, Translation.language_to == language_to)
        .order_by(Translation.revision.desc())
        .limit(1)
    )


def standing(wordings: Sequence[Translation]) -> Translation | None:
    """The newest wording that counts: whoever could read nothing of it put nothing into words."""
    return next((one for one in wordings if (one.words or "").strip()), None)


def wordings_of(
    session: Session, sources: Collection[UUID], language_to: str = ENGLISH.code
) -> Mapping[UUID, Sequence[Translation]]:
    """Every wording of these texts in a language, the newest first."""
    found: dict[UUID, list[Translation]] = {}
    for chunk in in_chunks(list(sources)):
        rows = session.scalars(
            select(Translation)
            .where(Translation.source_id.in_(chunk), Translation.language_to == language_to)
            .options(joinedload(Translation.translator, innerjoin=True))
            .order_by(Translation.source_id, Translation.revision.desc())
        )
        for row in rows:
            found.setdefault(row.source_id, []).append(row)
    return found


def wording_that_became(session: Session, row: UUID) -> Translation | None:
    """The translation that a text of ours is, by that text's public id."""
    return session.scalar(
        select(Translation)
        .where(Translation.became == row)
        .options(joinedload(Translation.translator, innerjoin=True))
        .order_by(Translation.id.desc())
        .limit(1)
    )


def of_one_family(session: Session, child_id: int) -> set[int]:
    """The child, and every child to whom the same adult is something, whose work it is not."""
    theirs = select(Relationship.adult_id).where(
        Relationship.child_id == child_id, Relationship.kind.not_in(AT_WORK)
    )
    also = select(Relationship.child_id).where(
        Relationship.adult_id.in_(theirs), Relationship.kind.not_in(AT_WORK)
    )
    return {child_id, *session.scalars(also)}


def who_know_family(session: Session, child_id: int) -> Sequence[Translator]:
    """Translators who said that they may know this child's family, also where they said it of a
    brother or sister, and where that these are of one family was learned since; whoever is asked no
    more as well."""
    family = of_one_family(session, child_id)
    said = select(KnowsFamily.translator_id).where(KnowsFamily.child_id.in_(family))
    return session.scalars(select(Translator).where(Translator.id.in_(said))).all()


def kept_off(session: Session, child_id: int) -> set[int]:
    """The same, with every other row of theirs: they may have been put on the list again."""
    said = who_know_family(session, child_id)
    if not said:
        return set()
    marks = all_known_by(said)
    everybody = session.scalars(select(Translator))
    return {row.id for row in said} | {row.id for row in everybody if is_one_of(row, marks)}


def is_kept_off(session: Session, child_id: int, translator_id: int) -> bool:
    return translator_id in kept_off(session, child_id)


def glossary(session: Session, language: str | None = None) -> Sequence[GlossaryTerm]:
    wanted = select(GlossaryTerm).order_by(GlossaryTerm.language, GlossaryTerm.english)
    if language is not None:
        wanted = wanted.where(GlossaryTerm.language == language)
    return session.scalars(wanted).all()
