"""What a council calls its columns, kept under a name of its own for the next extract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.imports.models import ColumnNames
from participation.guard.crypto import council_key, ring_of
from participation.journeys.importing.headings import Headings
from participation.journeys.importing.problems import FileKind

LONGEST_NAME = 60


def keep(
    session: Session, called: str, matched: Mapping[str, Mapping[str, str]], now: datetime
) -> None:
    """Under this name; what was kept under it before is added to."""
    name = " ".join(called.split())[:LONGEST_NAME]
    row = _named(session, name)
    if row is None:
        key = council_key(session, now)
        row = ColumnNames(key=key, name=name, name_hash=_hash(session, name), matched={})
        session.add(row)
    before = row.matched or {}
    row.matched = {
        file: {**before.get(file, {}), **matched.get(file, {})}
        for file in sorted({*before, *matched})
    }
    row.changed_at = now


def names(session: Session) -> list[str]:
    """What is kept, in the order of the alphabet."""
    return sorted(row.name or "" for row in session.scalars(select(ColumnNames)))


def kept(session: Session, called: str) -> Headings | None:
    """What is kept under a name; None where nothing is."""
    row = _named(session, " ".join(called.split()))
    if row is None:
        return None
    return Headings({FileKind(file): said for file, said in (row.matched or {}).items()})


def _named(session: Session, name: str) -> ColumnNames | None:
    return session.scalar(select(ColumnNames).where(ColumnNames.name_hash == _hash(session, name)))


def _hash(session: Session, name: str) -> str:
    return ring_of(session).lookup_hash("column names", name.casefold())
