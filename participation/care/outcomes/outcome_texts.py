"""What the officer wrote for the child, found by its public id: about a point, or a letter."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.outcomes import letters_kept, queries
from participation.care.outcomes.models import Letter, Outcome


def written(session: Session, which: UUID) -> Outcome | Letter | None:
    outcome = session.scalar(select(Outcome).where(Outcome.public_id == which))
    if outcome is not None:
        return outcome
    return session.scalar(select(Letter).where(Letter.public_id == which))


def is_newest(session: Session, row: Outcome | Letter) -> bool:
    """Whether nothing was written since."""
    if isinstance(row, Outcome):
        newest = queries.newest_outcome(session, row.point_id)
        return newest is not None and newest.id == row.id
    return letters_kept.letters_of(session, row.review_id)[0].id == row.id
