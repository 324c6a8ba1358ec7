"""Translators, what was given to them, and what came back, beside the words it is of.

A text is named by the public id of the row that holds it (an answer, a remark, what became of a
point, a letter); its own words stay there alone. Each wording that a person sent is a row of its
own and is never changed: the newest counts, those before stand beside it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.interpreting.rules import Direction as Direction
from participation.care.interpreting.rules import TaskState as TaskState
from participation.care.people.models import Child
from participation.care.reviews.models import Review
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base, Named


class TextKind(StrEnum):
    """In which table a text stands."""

    ANSWER = "answer"
    REMARK = "remark"
    OUTCOME = "outcome"
    LETTER = "letter"


class Translator(UnderKey, Base):
    """Somebody outside the council, vetted by it, who translates. Under the council's key."""

    __tablename__ = "translators"

    full_name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    full_name = Sealed.text("full_name_sealed")
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email = Sealed.text("email_sealed")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone = Sealed.text("phone_sealed")  # for a person of ours to ring; nothing is texted to it
    agency_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agency = Sealed.text("agency_sealed")
    languages: Mapped[list[str]] = mapped_column(JSON)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    @property
    def called(self) -> str:
        """Name and agency."""
        return ", ".join(part for part in (self.full_name, self.agency) if part)


class TranslationTask(UnderKey, Base):
    """One person's words before one review, or one text back, for one translator."""

    __tablename__ = "translation_tasks"
    __table_args__ = (Index("ix_translation_tasks_state", "state"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    about: Mapped[UUID] = mapped_column(index=True)  # the invitation; for a text back, the text
    role: Mapped[str]  # whose words: "child", or the RelationshipKind
    direction: Mapped[Direction]
    language: Mapped[str]  # the other one, never English
    second: Mapped[bool] = mapped_column(default=False)  # compares what somebody else wrote
    state: Mapped[TaskState] = mapped_column(default=TaskState.WANTED)
    translator_id: Mapped[int | None] = mapped_column(ForeignKey("translators.id"))
    wanted_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]  # when the translator said that they do not know the family
    ended_at: Mapped[datetime | None]

    child: Mapped[Child] = relationship()
    review: Mapped[Review] = relationship()
    translator: Mapped[Translator | None] = relationship()


class TranslationText(UnderKey, Base):
    """One text of a task, and what its translator has typed so far; emptied when the task ends."""

    __tablename__ = "translation_texts"
    __table_args__ = (UniqueConstraint("task_id", "place"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("translation_tasks.id"))
    place: Mapped[int]
    kind: Mapped[TextKind]
    source_id: Mapped[UUID] = mapped_column(index=True)
    only_officer: Mapped[bool] = mapped_column(default=False)
    question_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    question = Sealed.text("question_sealed")
    draft_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    draft = Sealed.text("draft_sealed")
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note = Sealed.text("note_sealed")  # "a word has two meanings"
    unreadable: Mapped[bool] = mapped_column(default=False)  # could not read this, or part of it
    concern: Mapped[UUID | None]  # raised by "this worries me"


class Translation(UnderKey, Base):
    """What a person sent. `second_wanted`: another person is to compare it."""

    __tablename__ = "translations"
    __table_args__ = (UniqueConstraint("source_id", "language_to", "revision"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    kind: Mapped[TextKind]
    source_id: Mapped[UUID]
    language_from: Mapped[str]
    language_to: Mapped[str]
    revision: Mapped[int]
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note = Sealed.text("note_sealed")
    unreadable: Mapped[bool] = mapped_column(default=False)
    second: Mapped[bool] = mapped_column(default=False)  # by the second reader
    second_wanted: Mapped[bool] = mapped_column(default=False)
    became: Mapped[UUID | None]  # the row in which the child reads it
    translator_id: Mapped[int] = mapped_column(ForeignKey("translators.id"))
    at: Mapped[datetime]

    translator: Mapped[Translator] = relationship()


class KnowsFamily(Named, Base):
    """A translator who said that they may know a child's family: never asked about that child
    again. No reason is asked."""

    __tablename__ = "translators_kept_off"
    __table_args__ = (UniqueConstraint("child_id", "translator_id"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"))
    translator_id: Mapped[int] = mapped_column(ForeignKey("translators.id"))
    at: Mapped[datetime]


class GlossaryTerm(Named, Base):
    """A word of the council's in another language, agreed once."""

    __tablename__ = "glossary_terms"
    __table_args__ = (UniqueConstraint("language", "english"),)

    language: Mapped[str]
    english: Mapped[str]
    theirs: Mapped[str]
    why: Mapped[str | None]  # why just this word
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
