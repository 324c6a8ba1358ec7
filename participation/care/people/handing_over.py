"""Who is a child's officer, changed by people here: given to another, covered until a day, told.

The case system says who the officer is; what is changed here holds until the case system says
something else than it said then. On every day a child has one officer, and whoever covers comes
first. Each change is noted for a copy that comes back from before it. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from participation.care.people import covering
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    OfficerTold,
    StaffMember,
)
from participation.care.people.queries import is_here
from participation.guard import ledger
from participation.guard.ledger import Happened

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Covering:
    """Somebody covers for an officer from a day until a day, for so many children."""

    staff_id: int
    from_on: date
    until_on: date | None
    children: int


def hand_over(session: Session, child_id: int, staff_id: int, today: date) -> Sequence[int]:
    """Give a child to another officer from today on; keys of those who had it, covering or not.

    Cover that was for the officer before ends: the new one is there, or whoever covers for them.
    An extract that goes on naming the officer before changes nothing.
    """
    rows = _live(session, [child_id], AssignedAs.REVIEWING_OFFICER, today)
    named = next((row.instead_of_id or row.staff_id for row in rows), None)
    return hand_over_from(
        session, child_id, staff_id, today, named=named if named != staff_id else None
    )


def hand_over_from(
    session: Session, child_id: int, staff_id: int, today: date, *, named: int | None
) -> Sequence[int]:
    """As `hand_over`, where it is known whom else the case system names, if anybody."""
    covers = covering.covers_of(session, today, staff_id).get(staff_id, ())
    before = [
        *end(session, [child_id], AssignedAs.REVIEWING_OFFICER, today),
        *end(session, [child_id], AssignedAs.COVER, today),
    ]
    session.add(
        Assignment(
            child_id=child_id,
            staff_id=staff_id,
            assigned_as=AssignedAs.REVIEWING_OFFICER,
            from_on=today,
            instead_of_id=named,
        )
    )
    rows = covering.covering_rows(session, child_id, covers)
    session.add_all(Assignment(**row) for row in rows)
    staff = _named(session, StaffMember, {staff_id, named or staff_id})
    who, instead = staff[staff_id], staff[named] if named is not None else ""
    ledger.note(
        session, Happened.OFFICER_GIVEN, _named(session, Child, [child_id])[child_id], who, instead
    )
    session.flush()
    return [who for _child_id, who in before]


def cover(
    session: Session, children: Sequence[int], staff_id: int, from_on: date, until_on: date
) -> Sequence[int]:
    """Somebody does an officer's job for these children, and no longer than until that day. Other
    cover gives way on these days alone; keys of those whose cover that was."""
    before = make_way(session, children, from_on, until_on)
    session.add_all(
        Assignment(
            child_id=child,
            staff_id=staff_id,
            assigned_as=AssignedAs.COVER,
            from_on=from_on,
            until_on=until_on,
        )
        for child in children
    )
    by = _named(session, StaffMember, [staff_id])[staff_id]
    for child in _named(session, Child, children).values():
        days = from_on.isoformat(), until_on.isoformat()
        ledger.note(session, Happened.OFFICER_COVERS, child, by, *days)
    session.flush()
    return before


def make_way(
    session: Session, children: Sequence[int], from_on: date, until_on: date
) -> Sequence[int]:
    """Nobody covers for these children on these days; keys of those who did."""
    live = _live(session, children, AssignedAs.COVER, from_on)
    before = [row for row in live if row.from_on <= until_on]
    covering.make_room(session, before, from_on, until_on)
    return [row.staff_id for row in before]


def end_cover(session: Session, children: Sequence[int], today: date) -> Sequence[tuple[int, int]]:
    """The officer is back: all cover ends yesterday; keys of each child and whoever covered."""
    return end(session, children, AssignedAs.COVER, today)


def end(
    session: Session,
    children: Sequence[int],
    assigned_as: AssignedAs,
    today: date,
    *,
    whose: int | None = None,
) -> Sequence[tuple[int, int]]:
    """What runs or is to come ended yesterday, of everybody or of one; keys of each child and
    whose it was."""
    rows = [
        row
        for row in _live(session, children, assigned_as, today)
        if whose is None or row.staff_id == whose
    ]
    theirs = _named(session, Child, {row.child_id for row in rows})
    staff = _named(session, StaffMember, {row.staff_id for row in rows})
    for row in rows:
        row.until_on = today - _A_DAY
        ids = theirs[row.child_id], staff[row.staff_id]
        ledger.note(session, Happened.OFFICER_ENDED, *ids, assigned_as.value)
    session.flush()
    return [(row.child_id, row.staff_id) for row in rows]


def told(
    session: Session, child_id: int, staff_id: int, on: date, how: str, *, by_id: int, now: datetime
) -> None:
    """The child was told who their officer is, and how to reach them."""
    session.add(
        OfficerTold(
            child_id=child_id, staff_id=staff_id, told_on=on, how=how, noted_by_id=by_id, at=now
        )
    )
    session.flush()


def told_of(session: Session, children: Select[int]) -> Mapping[tuple[int, int], OfficerTold]:
    """When each child was told of which officer, by both keys; the newest counts."""
    rows = session.scalars(
        select(OfficerTold).where(OfficerTold.child_id.in_(children)).order_by(OfficerTold.id)
    )
    return {(row.child_id, row.staff_id): row for row in rows}


def children_of(staff_id: int, never: Select[int], today: date) -> Select[int]:
    """Keys of the children whose officer somebody is by name, covered or not."""
    return select(Assignment.child_id).where(
        Assignment.staff_id == staff_id,
        Assignment.child_id.not_in(never),
        *_on(AssignedAs.REVIEWING_OFFICER, today),
    )


def how_many(session: Session, never: Select[int], today: date) -> Mapping[int, int]:
    """How many children each officer has by name."""
    rows = session.execute(
        select(Assignment.staff_id, func.count(Assignment.child_id.distinct()))
        .where(Assignment.child_id.not_in(never), *_on(AssignedAs.REVIEWING_OFFICER, today))
        .group_by(Assignment.staff_id)
    )
    return {staff: count for staff, count in rows}  # noqa: C416 - rows are not pairs to mypy


def covered(session: Session, children: Select[int], today: date) -> Sequence[Covering]:
    """Cover of these children that runs or is to come."""
    rows = session.execute(
        select(
            Assignment.staff_id,
            Assignment.from_on,
            Assignment.until_on,
            func.count(Assignment.child_id.distinct()),
        )
        .where(
            Assignment.child_id.in_(children),
            Assignment.assigned_as == AssignedAs.COVER,
            Assignment.until_on >= today,
            Assignment.until_on >= Assignment.from_on,
        )
        .group_by(Assignment.staff_id, Assignment.from_on, Assignment.until_on)
        .order_by(Assignment.from_on, Assignment.staff_id)
    )
    return [Covering(*row) for row in rows]


def first_officers(session: Session, children: Select[int]) -> Mapping[int, date]:
    """Since when each child has had an officer here, of those who were theirs in this time in care.

    One who was their officer before and still is when they come back is there from the first day.
    """
    rows = session.execute(
        select(Assignment.child_id, func.min(Assignment.from_on))
        .join(Child, Child.id == Assignment.child_id)
        .where(
            Assignment.child_id.in_(children),
            Assignment.assigned_as == AssignedAs.REVIEWING_OFFICER,
            or_(
                Assignment.until_on.is_(None),
                (Assignment.until_on >= Assignment.from_on)
                & (Assignment.until_on >= Child.looked_after_since),
            ),
        )
        .group_by(Assignment.child_id)
    )
    return {child: day for child, day in rows}  # noqa: C416 - rows are not pairs to mypy


def officers_here(session: Session, today: date) -> Sequence[StaffMember]:
    """Everybody who may be an officer and works here. Roles are not asked for in the database."""
    rows = session.scalars(select(StaffMember).where(is_here(today)).order_by(StaffMember.id))
    return [one for one in rows if "iro" in one.roles]


def children_in_care(children: Select[int], today: date) -> Select[Child]:
    """These children, as far as they are looked after on that day."""
    return select(Child).where(
        Child.id.in_(children),
        or_(Child.ceased_on.is_(None), Child.ceased_on > today),
        Child.forgotten_on.is_(None),
    )


def _on(assigned_as: AssignedAs, today: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.assigned_as == assigned_as,
        Assignment.from_on <= today,
        or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
    )


def _live(
    session: Session, children: Sequence[int], assigned_as: AssignedAs, since: date
) -> Sequence[Assignment]:
    """Their assignments that run on that day or begin later."""
    return session.scalars(
        select(Assignment).where(
            Assignment.child_id.in_(children),
            Assignment.assigned_as == assigned_as,
            or_(Assignment.until_on.is_(None), Assignment.until_on >= since),
        )
    ).all()


def _named(
    session: Session, table: type[Child | StaffMember], keys: Collection[int]
) -> Mapping[int, str]:
    """What the ledger calls each of them. One statement, however many children an officer has."""
    rows = session.execute(select(table.id, table.public_id).where(table.id.in_(keys)))
    return {key: public_id.hex for key, public_id in rows}
