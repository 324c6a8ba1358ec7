"""Who the reviewing officers are: of many children at once, and of the council."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from participation.care.people.models import AssignedAs, Assignment, StaffMember
from participation.care.people.queries import OFFICERS, is_here


def officers_of(
    session: Session, child_ids: Collection[int], today: date
) -> Mapping[int, StaffMember]:
    """The officer on duty of each child, whoever covers first; in one statement."""
    rows = session.execute(
        select(Assignment.child_id, StaffMember)
        .join(StaffMember, Assignment.staff_id == StaffMember.id)
        .where(Assignment.child_id.in_(child_ids), *_live(today), is_here(today))
        # The last one counts: whoever covers, then the newest.
        .order_by(Assignment.assigned_as == AssignedAs.COVER, Assignment.from_on, Assignment.id)
    )
    return {child: staff for child, staff in rows}  # noqa: C416 - rows are not pairs to mypy


def all_officers(session: Session, never: Select[int], today: date) -> Sequence[StaffMember]:
    """Everybody who does the officer's job on that day for some child whom the reader may see.

    Args:
        never: keys of the children this reader must never see.
    """
    working = select(Assignment.staff_id).where(*_live(today), Assignment.child_id.not_in(never))
    return session.scalars(
        select(StaffMember).where(StaffMember.id.in_(working), is_here(today))
    ).all()


def _live(today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.assigned_as.in_(OFFICERS),
        Assignment.from_on <= today,
        or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
    )
