"""Who looked at what, and who changed what: append-only rows, chained by a keyed hash.

The row is written before anything is shown; if it cannot be written, nothing is shown (D19, T3).
Rows hold identifiers only, so purging words never breaks the chain (P12).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Index, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard.crypto import ring_of
from participation.kernel.errors import Unavailable
from participation.kernel.model import Base

_CHAIN_LOCK = 7_243_001  # an arbitrary number that names the chain's advisory lock on PostgreSQL
_START = "0" * 64


class AuditEvent(Base):
    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_child", "child", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]  # "staff:<public id>", "token:<name>", "command", "system"
    action: Mapped[str]  # "summary.read", "concern.acknowledge" …
    subject: Mapped[str]  # "summary:<public id>"
    child: Mapped[str | None]  # the child's public id in hex
    reason: Mapped[str | None]
    outcome: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did or saw. No words, no names: identifiers and codes."""

    actor: str
    action: str
    subject: str
    child: str | None = None
    reason: str | None = None
    outcome: str = "done"


def record(session: Session, deed: Deed, now: datetime) -> None:
    """Append one event to the chain and flush it, so that a failure stops what follows.

    Raises:
        Unavailable: the row cannot be written.
    """
    try:
        _append(session, deed, now)
    except SQLAlchemyError as fault:
        raise Unavailable(f"the audit took no row: {type(fault).__name__}") from None


def _append(session: Session, deed: Deed, now: datetime) -> None:
    if session.get_bind().dialect.name == "postgresql":
        # Two writers must not take the same predecessor. SQLite has one writer anyway.
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})
    previous = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1))
    row = AuditEvent(
        at=now,
        actor=deed.actor,
        action=deed.action,
        subject=deed.subject,
        child=deed.child,
        reason=deed.reason,
        outcome=deed.outcome,
        previous_hash=previous or _START,
        hash="",
    )
    row.hash = _hash(ring_of(session).lookup, row)
    session.add(row)
    session.flush()


def first_break(session: Session) -> int | None:
    """The key of the first event that does not follow from the one before it; None if all do."""
    rows = session.scalars(
        select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=500)
    )
    return first_break_among(rows, ring_of(session).lookup)


def first_break_among(rows: Iterable[AuditEvent], secret: bytes) -> int | None:
    """The same for events from anywhere, oldest first: a backup's."""
    previous = _START
    for row in rows:
        if row.previous_hash != previous or not hmac.compare_digest(row.hash, _hash(secret, row)):
            return row.id
        previous = row.hash
    return None


def _hash(secret: bytes, row: AuditEvent) -> str:
    fields = (
        row.previous_hash,
        row.at.isoformat(),
        row.actor,
        row.action,
        row.subject,
        row.child or "",
        row.reason or "",
        row.outcome,
    )
    return hmac.new(secret, "\x1f".join(fields).encode(), sha256).hexdigest()
