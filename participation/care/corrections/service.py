"""Adds a correction beside what it is about. Nothing here commits, and nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.corrections.models import Correction, RecordKind, ToldHow
from participation.care.people.models import Child


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Said:
    """What somebody says is wrong, and how it was."""

    kind: RecordKind
    source: UUID
    words: str
    said_by: str
    told_how: ToldHow
    page_key: str


def add(session: Session, child: Child, said: Said, *, noted_by_id: int, now: datetime) -> bool:
    """Keep it; False where the same page was pressed before."""
    before = select(Correction.id).where(Correction.page_key == said.page_key)
    if session.scalar(before) is not None:
        return False
    session.add(
        Correction(
            key=child.key,
            child_id=child.id,
            kind=said.kind,
            source_id=said.source,
            words=said.words,
            said_by=said.said_by,
            told_how=said.told_how,
            noted_by_id=noted_by_id,
            at=now,
            page_key=said.page_key,
        )
    )
    session.flush()
    return True
