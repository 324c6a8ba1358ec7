"""Reads corrections, to stand beside what they are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from participation.care.corrections.models import Correction
from participation.care.corrections.rules import Corrected
from participation.care.people.bulk import in_chunks


def corrections_of(
    session: Session, sources: Collection[UUID]
) -> Mapping[str, tuple[Corrected, ...]]:
    """Every correction of these, by public id in hex, the oldest first."""
    found: dict[str, tuple[Corrected, ...]] = {}
    for chunk in in_chunks(list(sources)):
        _put(found, session.scalars(_wanted().where(Correction.source_id.in_(chunk))).all())
    return found


def corrections_about(session: Session, child_id: int) -> Mapping[str, tuple[Corrected, ...]]:
    """The same of everything that is held on one child, in one statement: a page asks it each time
    it is drawn, and mostly there is none."""
    found: dict[str, tuple[Corrected, ...]] = {}
    _put(found, session.scalars(_wanted().where(Correction.child_id == child_id)).all())
    return found


def _wanted() -> Select[Correction]:
    return select(Correction).options(joinedload(Correction.noted_by)).order_by(Correction.id)


def _put(found: dict[str, tuple[Corrected, ...]], rows: Sequence[Correction]) -> None:
    for row in rows:
        one = Corrected(
            words=row.words or "",
            said_by=row.said_by,
            how=row.told_how,
            noted_by=row.noted_by.full_name or "",
            at=row.at,
        )
        source = row.source_id.hex
        found[source] = (*found.get(source, ()), one)
