"""Cover of officers: who does whose job from a day until a day.

Cover is kept child by child. Whoever gives a child to an officer who is away gives it, for those
days, to whoever covers for them. Nothing here commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from participation.care.people.models import AssignedAs, Assignment
from participation.care.people.queries import is_barred

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody covers, until the end of the last day."""

    staff_id: int
    from_on: date
    until_on: date


def covers_of(
    session: Session, today: date, officer_id: int | None = None
) -> Mapping[int, Sequence[Cover]]:
    """Cover that runs or is to come, by whose job it is: of one officer, or of all.

    That is cover of more than half of an officer's children: somebody may cover for a single one,
    and the officer is there for the others.
    """
    named, theirs = aliased(Assignment), aliased(Assignment)
    has = [
        named.assigned_as == AssignedAs.REVIEWING_OFFICER,
        named.from_on <= today,
        or_(named.until_on.is_(None), named.until_on >= today),
    ]
    if officer_id is not None:
        has.append(named.staff_id == officer_id)
    children = func.count(named.child_id.distinct()).label("children")
    rows = session.execute(
        select(
            *(named.staff_id, theirs.staff_id.label("by_id"), theirs.from_on, theirs.until_on),
            children,
        )
        .join(theirs, theirs.child_id == named.child_id)
        .where(
            *has,
            theirs.assigned_as == AssignedAs.COVER,
            theirs.until_on >= today,
            theirs.until_on >= theirs.from_on,
            theirs.staff_id != named.staff_id,
        )
        .group_by(named.staff_id, theirs.staff_id, theirs.from_on, theirs.until_on)
    ).all()
    if not rows:
        return {}
    counted: Counter[tuple[int, Cover]] = Counter()
    for row in rows:  # what began on different days runs from today on all the same
        cover = Cover(row.by_id, max(row.from_on, today), row.until_on)
        counted[row.staff_id, cover] += row.children
    every = select(named.staff_id, children).where(*has).group_by(named.staff_id)
    of_officer = {row.staff_id: row.children for row in session.execute(every)}
    found: dict[int, list[Cover]] = {}
    for (officer, cover), count in counted.items():
        if 2 * count > of_officer[officer]:
            found.setdefault(officer, []).append(cover)
    return found


def covers_by(session: Session, staff_id: int, today: date) -> Sequence[date]:
    """The last days of cover that somebody does for others, now or to come."""
    rows = session.scalars(
        select(Assignment.until_on)
        .where(
            Assignment.staff_id == staff_id,
            Assignment.assigned_as == AssignedAs.COVER,
            Assignment.until_on >= today,
            Assignment.until_on >= Assignment.from_on,
        )
        .distinct()
        .order_by(Assignment.until_on)
    )
    return [day for day in rows if day is not None]


def covering_rows(
    session: Session, child_id: int, covers: Sequence[Cover]
) -> list[dict[str, object]]:
    """The same cover for one more child; nobody covers for a child who must never be seen by
    them."""
    return [
        {
            "child_id": child_id,
            "staff_id": one.staff_id,
            "assigned_as": AssignedAs.COVER,
            "from_on": one.from_on,
            "until_on": one.until_on,
            "instead_of_id": None,
        }
        for one in covers
        if not is_barred(session, child_id, one.staff_id)
    ]


def make_room(session: Session, rows: Sequence[Assignment], from_on: date, until_on: date) -> None:
    """Cover by somebody else leaves these days free: what is before and after them stays."""
    for row in rows:
        begins, ends = row.from_on, row.until_on
        if begins >= from_on and (ends is None or ends > until_on):
            row.from_on = until_on + _A_DAY
            continue
        row.until_on = from_on - _A_DAY  # before it began, where it lies in these days: none
        if ends is None or ends > until_on:
            session.add(
                Assignment(
                    child_id=row.child_id,
                    staff_id=row.staff_id,
                    assigned_as=AssignedAs.COVER,
                    from_on=until_on + _A_DAY,
                    until_on=ends,
                )
            )
