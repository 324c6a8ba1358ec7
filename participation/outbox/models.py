"""Work that was promised in a transaction and is done after it. Identifiers only: no words, no
numbers (D7)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from participation.kernel.model import Base, Named


class OutboxState(StrEnum):
    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    UNKNOWN = "unknown"  # it may have happened; never repeated by itself
    FAILED = "failed"
    CANCELLED = "cancelled"


class OutboxItem(Named, Base):
    """One promise. `subject` is the public id (hex) of what it is about; `kind` says what to do."""

    __tablename__ = "outbox_items"
    __table_args__ = (Index("ix_outbox_items_state_due_at", "state", "due_at"),)

    kind: Mapped[str]
    subject: Mapped[str]
    unique_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.QUEUED)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    provider_reference: Mapped[str | None]
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]
