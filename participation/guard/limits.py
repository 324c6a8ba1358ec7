"""Attempts per link, code page, number and network, counted in the database (A13, T13, T29).

Nothing here locks anybody out: a limit slows a stranger down without letting them shut a child's
door. What is counted is a keyed hash, never a number or an address.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Index, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard.crypto import ring_of
from participation.kernel.model import Base


class Attempt(Base):
    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_what_key_at", "what", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]  # "code", "sign_in", "unknown_reply" …
    key: Mapped[str]
    at: Mapped[datetime]


def count(session: Session, what: str, who: str, since: datetime) -> int:
    """How often `who` did `what` since a moment (system time)."""
    key = ring_of(session).lookup_hash("attempt", who)
    found = session.scalar(
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.what == what, Attempt.key == key, Attempt.at > since)
    )
    return found or 0


def note(session: Session, what: str, who: str, now: datetime) -> None:
    """Count one more."""
    session.add(Attempt(what=what, key=ring_of(session).lookup_hash("attempt", who), at=now))


def forget_old(session: Session, now: datetime, keep: timedelta = timedelta(days=1)) -> None:
    session.execute(delete(Attempt).where(Attempt.at < now - keep))
