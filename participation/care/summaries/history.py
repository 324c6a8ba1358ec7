"""Reads the versions that one reader meets, and where versions were filed, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from participation.care.people.models import StaffMember
from participation.care.summaries.models import Filing, Summary, SummaryReading


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """The versions that one reader meets: the newest, when they first opened that, and the newest
    older one that they had open. `filings`: where versions stand in the case record."""

    newest: Summary | None
    read_at: datetime | None
    opened_before: Summary | None
    filings: Sequence[tuple[Filing, StaffMember]]


def history_of(session: Session, review_id: int, staff_id: int) -> History:
    """What this reader had open of a review's versions, and where they stand."""
    older, looked = aliased(Summary), aliased(SummaryReading)
    newest = select(func.max(older.version)).where(older.review_id == review_id).scalar_subquery()
    before = (
        select(func.max(older.version))
        .join(looked, looked.summary_id == older.id)
        .where(older.review_id == review_id, looked.staff_id == staff_id, older.version < newest)
        .scalar_subquery()
    )
    read_at = (
        select(func.min(looked.at))
        .where(looked.summary_id == Summary.id, looked.staff_id == staff_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Summary, read_at, Filing, StaffMember)
        .select_from(Summary)
        .outerjoin(Filing, and_(Filing.review_id == Summary.review_id, Summary.version == newest))
        .outerjoin(StaffMember, Filing.by_id == StaffMember.id)
        .where(
            Summary.review_id == review_id,
            or_(Summary.version == newest, Summary.version == before),
        )
        .options(*(joinedload(row.key, innerjoin=False) for row in (Filing, StaffMember)))
        .order_by(Summary.version.desc(), Filing.id.desc())
    ).all()
    if not rows:
        return History(None, None, None, ())
    first, last = rows[0], rows[-1]
    return History(
        newest=first[0],
        read_at=first[1],
        opened_before=last[0] if last[0] is not first[0] else None,
        filings=[(row[2], row[3]) for row in rows if row[2] is not None],
    )
