"""Wordings of ours in other languages that a person has checked, and who is at it.

Nothing in these tables is about a child. Each wording that somebody approved is a row of its own
and is never changed: the newest of a text counts, those before say who had said what.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.interpreting.models import TaskState, Translator
from participation.care.people.models import StaffMember
from participation.kernel.model import Base, Named


class CheckedText(Named, Base):
    """One wording that a translator approved. `brought_by`: whoever brought it in a file."""

    __tablename__ = "checked_texts"
    __table_args__ = (UniqueConstraint("language", "key", "revision"),)

    language: Mapped[str]
    key: Mapped[str]  # of the text: its context and English (kernel.catalogue)
    revision: Mapped[int]
    english: Mapped[str]  # as it was said then
    words: Mapped[list[str]] = mapped_column(JSON)  # one for each plural form
    changed: Mapped[bool]  # from what stood there before
    translator_id: Mapped[int] = mapped_column(ForeignKey("translators.id"))
    brought_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]

    translator: Mapped[Translator] = relationship()
    brought_by: Mapped[StaffMember | None] = relationship()


class CheckingTask(Named, Base):
    """One translator who goes through the wordings of one language, until a moment.

    `typed`: what they have typed and not approved, by the key of the text.
    """

    __tablename__ = "checking_tasks"
    __table_args__ = (Index("ix_checking_tasks_state", "state"),)

    language: Mapped[str]
    state: Mapped[TaskState] = mapped_column(default=TaskState.GIVEN)
    translator_id: Mapped[int] = mapped_column(ForeignKey("translators.id"))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    typed: Mapped[dict[str, list[str]] | None] = mapped_column(JSON)

    translator: Mapped[Translator] = relationship()


class CheckingFile(Named, Base):
    """A catalogue that somebody who works elsewhere sent back, until a person here takes it in.

    `rows`: key and words of each text that it changes; emptied when it is taken in or put away.
    """

    __tablename__ = "checking_files"

    language: Mapped[str]
    translator_id: Mapped[int] = mapped_column(ForeignKey("translators.id"))
    brought_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
    exported_at: Mapped[datetime | None]
    rows: Mapped[list[list[object]] | None] = mapped_column(JSON)
    faults: Mapped[list[list[object]] | None] = mapped_column(JSON)
    ended_at: Mapped[datetime | None]

    translator: Mapped[Translator] = relationship()
