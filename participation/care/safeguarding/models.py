"""Every piece of free text that arrived, who has read it, and the concerns raised from it.

This room is below `consultations`: it must be able to look at words before anyone has decided
what they are. It knows a child (or nobody yet) and a source by kind and public id, and holds no
words itself.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from participation.care.safeguarding.rules import Level
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base, Named


class SourceKind(StrEnum):
    """What the words became; `source_id` is the public id of that row."""

    ANSWER = "answer"
    REMARK = "remark"
    MESSAGE = "message"
    ASK = "ask"  # something asked between reviews


class HearingState(StrEnum):
    DRAFT = "draft"  # not sent: a person opens it only if it was flagged (R3)
    WAITING = "waiting"
    READ = "read"


class Hearing(Named, Base):
    """One piece of words that must be read by a person by `read_by`."""

    __tablename__ = "hearings"
    __table_args__ = (
        Index("ix_hearings_state_read_due", "state", "read_due"),
        Index("ix_hearings_source_id", "source_id"),
    )

    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"), index=True)
    source_kind: Mapped[SourceKind]
    source_id: Mapped[UUID]
    heard_at: Mapped[datetime]
    screened: Mapped[Level]
    screened_language: Mapped[str | None]
    screened_version: Mapped[int | None]
    state: Mapped[HearingState]
    read_due: Mapped[datetime]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    read_at: Mapped[datetime | None]
    past_officer: Mapped[bool] = mapped_column(default=False)  # "not Sam": Sam never sees it (R26)


class ConcernState(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Concern(Named, Base):
    """A child or adult may not be safe. Owned, acknowledged and closed by people only."""

    __tablename__ = "concerns"

    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"), index=True)
    hearing_id: Mapped[int | None] = mapped_column(ForeignKey("hearings.id"), index=True)
    level: Mapped[Level]
    cause: Mapped[
        str
    ]  # words | chosen_answer | worry_yes | button | not_screened | help_text | stop_text
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.RAISED, index=True)
    raised_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))


class ConcernStep(UnderKey, Base):
    """One thing a person (or the raising) did about a concern, in order."""

    __tablename__ = "concern_steps"

    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]  # raised | acknowledged | note | closed
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    note = Sealed.text("note_sealed")
