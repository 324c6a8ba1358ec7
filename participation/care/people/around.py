"""Who works with one child on a day, by staff id: for whoever must be told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from participation.care.people.models import AssignedAs, Assignment, NeverList, StaffMember
from participation.care.people.queries import is_here


def working_with(
    session: Session, child_id: int, assigned_as: Collection[AssignedAs], today: date
) -> Sequence[StaffMember]:
    """Who works with the child in one of these ways on that day, the newest first."""
    return session.scalars(
        select(StaffMember)
        .join(Assignment, Assignment.staff_id == StaffMember.id)
        .where(
            Assignment.child_id == child_id,
            *works(assigned_as, today),
        )
        .order_by(Assignment.from_on.desc(), Assignment.id.desc())
    ).all()


def social_workers_of(
    session: Session, child_id: int, today: date, *, also: Collection[UUID]
) -> Sequence[StaffMember]:
    """The child's social workers on that day, and those of these who were; nobody whom the child's
    never-list names, and nobody who has left."""
    theirs = select(Assignment.staff_id).where(
        Assignment.child_id == child_id,
        Assignment.assigned_as == AssignedAs.SOCIAL_WORKER,
        Assignment.from_on <= today,
    )
    now = theirs.where(or_(Assignment.until_on.is_(None), Assignment.until_on >= today))
    barred = select(NeverList.staff_id).where(NeverList.child_id == child_id)
    return session.scalars(
        select(StaffMember)
        .where(
            or_(
                StaffMember.id.in_(now),
                StaffMember.public_id.in_(also) & StaffMember.id.in_(theirs),
            ),
            StaffMember.id.not_in(barred),
            is_here(today),
        )
        .order_by(StaffMember.id)
    ).all()


def works(assigned_as: Collection[AssignedAs], today: date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Assignment` and its `StaffMember`: in one of these ways, on that day."""
    return (
        Assignment.assigned_as.in_(assigned_as),
        Assignment.from_on <= today,
        or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
        is_here(today),
    )


def works_here(session: Session, external_ids: Collection[str], today: date) -> frozenset[str]:
    """Which of these staff ids belong to somebody who works here on that day. Opens no names."""
    return frozenset(
        session.scalars(
            select(StaffMember.external_id).where(
                StaffMember.external_id.in_(external_ids),
                is_here(today),
            )
        )
    )


def barred_from(session: Session, child_id: int) -> frozenset[int]:
    """Keys of the members of staff on the child's never list."""
    return frozenset(
        session.scalars(select(NeverList.staff_id).where(NeverList.child_id == child_id))
    )


def here(session: Session, external_ids: Collection[str], today: date) -> Mapping[str, StaffMember]:
    """Members of staff who work here on that day, by staff id."""
    rows = session.scalars(
        select(StaffMember).where(
            StaffMember.external_id.in_(external_ids),
            is_here(today),
        )
    )
    return {row.external_id: row for row in rows}
