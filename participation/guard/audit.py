"""Who looked at what, and who changed what: append-only rows, chained by a keyed hash.

The row is written before anything is shown; if it cannot be written, nothing is shown (D19, T3).
Rows hold identifiers only, so purging words never breaks the chain (P12).

Each row knows its place and the hash of the row before, and its own hash is over all of it, with a
key that is made for this alone. So a row that was changed, taken out, put in or moved is found by
whoever has the key. Rows cut off the end, and a chain made anew by somebody who has the key, are
found by anchors outside (`guard/anchors.py`).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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
    __table_args__ = (
        Index("ix_audit_events_child", "child", "id"),
        Index("ix_audit_events_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(unique=True)  # 1, 2, 3 …; an id may be left out, this not
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


class Misfit(StrEnum):
    """What is wrong with the first row that does not fit."""

    CHANGED = "changed"  # or written by somebody who has not the key
    MISSING = "missing"  # one or more before it are not there
    SWAPPED = "swapped"  # it stands before one that was written earlier
    ADDED = "added"  # a row that stands there already, once more
    OTHER_CHAIN = "other_chain"  # whole in itself, and follows another row than the one before it


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that does not fit. `place`: where it should stand."""

    id: int
    place: int
    misfit: Misfit


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of the chain: how many there are, and its hash."""

    place: int
    hash: str


def record(session: Session, deed: Deed, now: datetime) -> None:
    """Append one event to the chain and flush it, so that a failure stops what follows.

    Raises:
        Unavailable: the row cannot be written.
    """
    try:
        _append(session, deed, now)
    except SQLAlchemyError as fault:
        raise Unavailable(f"the audit took no row: {type(fault).__name__}") from None


def take_turn(session: Session) -> None:
    """Wait for the chain, and hold it until this transaction ends: two writers must not take the
    same predecessor. Whoever locks a row and writes an event after it takes the chain first, since
    everybody else has it when they come to the row. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})


def _append(session: Session, deed: Deed, now: datetime) -> None:
    take_turn(session)
    before = head_of(session)
    row = AuditEvent(
        place=before.place + 1,
        at=now,
        actor=deed.actor,
        action=deed.action,
        subject=deed.subject,
        child=deed.child,
        reason=deed.reason,
        outcome=deed.outcome,
        previous_hash=before.hash,
        hash="",
    )
    row.hash = _hash(ring_of(session).audit, row)
    session.add(row)
    session.flush()


def head_of(session: Session) -> Head:
    """How far the chain goes."""
    last = session.execute(
        select(AuditEvent.place, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    ).first()
    return Head(*last) if last is not None else Head(0, _START)


def hash_at(session: Session, place: int) -> str | None:
    """The hash of the row in that place; None where there is none."""
    return session.scalar(select(AuditEvent.hash).where(AuditEvent.place == place))


def is_written_with(session: Session, secret: bytes) -> bool:
    """Whether the first event or the last was written with this secret, or there is none. Of a
    chain that was written with another neither was; one that somebody changed is seldom both."""
    first, last = (
        session.scalar(select(AuditEvent).order_by(end).limit(1))
        for end in (AuditEvent.id, AuditEvent.id.desc())
    )
    ends = [row for row in (first, last) if row is not None]
    return not ends or any(hmac.compare_digest(row.hash, _hash(secret, row)) for row in ends)


def first_break(session: Session) -> Broken | None:
    """The first event that does not fit; None if all do."""
    rows = session.scalars(
        select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=500)
    )
    return first_break_among(rows, ring_of(session).audit)


def first_break_among(rows: Iterable[AuditEvent], secret: bytes) -> Broken | None:
    """The same for events from anywhere, in the order in which they were written: a backup's."""
    left = iter(rows)
    place, previous = 1, _START
    for row in left:
        misfit = _misfit(row, place, previous, secret, left)
        if misfit is not None:
            return Broken(row.id, place, misfit)
        place, previous = place + 1, row.hash
    return None


def _misfit(
    row: AuditEvent, place: int, previous: str, secret: bytes, left: Iterator[AuditEvent]
) -> Misfit | None:
    if not hmac.compare_digest(row.hash, _hash(secret, row)):
        return Misfit.CHANGED
    if row.place < place:
        return Misfit.ADDED
    if row.place > place:
        comes_later = any(one.place == place for one in left)
        return Misfit.SWAPPED if comes_later else Misfit.MISSING
    return None if row.previous_hash == previous else Misfit.OTHER_CHAIN


def _hash(secret: bytes, row: AuditEvent) -> str:
    fields = (
        str(row.place),
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
