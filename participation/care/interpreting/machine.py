"""Keeps what a machine was asked and what it made. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.care.interpreting.machine_models import MachineWording
from participation.care.people.bulk import in_chunks
from participation.guard.crypto import ChildKey


def ask(
    session: Session,
    source: UUID,
    *,
    key: ChildKey,
    child_id: int,
    language: str,
    engine: str,
    by_id: int,
    now: datetime,
) -> MachineWording:
    """A machine is to be asked about a text; it has said nothing yet."""
    row = MachineWording(
        key=key,
        child_id=child_id,
        source_id=source,
        language=language,
        engine=engine,
        words="",
        asked_by_id=by_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def of(session: Session, source: UUID) -> MachineWording | None:
    return session.scalar(select(MachineWording).where(MachineWording.source_id == source))


def of_these(session: Session, sources: Collection[UUID]) -> Mapping[str, MachineWording]:
    """What a machine was asked about of these texts, by public id in hex."""
    found: dict[str, MachineWording] = {}
    for chunk in in_chunks(list(sources)):
        rows = session.scalars(select(MachineWording).where(MachineWording.source_id.in_(chunk)))
        found |= {row.source_id.hex: row for row in rows}
    return found


def forget(session: Session, source: UUID) -> None:
    """A person has put it into English, or it may not be asked about any more."""
    session.execute(delete(MachineWording).where(MachineWording.source_id == source))
