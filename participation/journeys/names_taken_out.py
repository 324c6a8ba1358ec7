"""Names that a translator need not know, in what an officer wrote for a child (T18).

The child's, the officer's and the writer's: first names, surnames, and both together; and since we
hold no surname of a child, those of their parents. Each is a gap that the translator leaves where
it belongs; the name stands in it again when the words are back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.interpreting.rules import without_names
from participation.care.outcomes.models import Letter, Outcome
from participation.care.people import queries as people
from participation.care.people.models import (
    Adult,
    Child,
    Relationship,
    RelationshipKind,
    StaffMember,
)

PARENTS = (
    RelationshipKind.MOTHER,
    RelationshipKind.FATHER,
    RelationshipKind.PARENTAL_RESPONSIBILITY,
)


def names_in(
    session: Session, child: Child, row: Outcome | Letter | None, today: date
) -> Mapping[str, str]:
    """What stands in each gap, by the gap's name; each name once."""
    officer = people.officer_of(session, child.id, today)
    wrote = session.get(StaffMember, row.written_by_id) if row is not None else None
    wanted = {"child": child.called, "name": child.first_name or ""}
    for gap, staff in (("officer", officer), ("writer", wrote)):
        wanted |= _parts(gap, staff.full_name if staff is not None else None)
    for place, whole in enumerate(_parents(session, child), start=1):
        wanted[f"surname_{place}"] = whole.split()[-1]
    found: dict[str, str] = {}
    found.update((gap, name) for gap, name in wanted.items() if name and name not in found.values())
    return found


def as_it_goes(session: Session, row: Outcome | Letter, child: Child, today: date) -> str:
    """The text of a point or a letter as a translator sees it."""
    return without_names(text_of(row), names_in(session, child, row, today))


def text_of(row: Outcome | Letter | None) -> str:
    words = row.told if isinstance(row, Outcome) else row.words if row is not None else None
    return words or ""


def _parts(gap: str, whole: str | None) -> Mapping[str, str]:
    """The first name as {gap}, the surname, and both together."""
    first, _space, rest = (whole or "").strip().partition(" ")
    if not rest:
        return {gap: first}
    last = rest.split()[-1]  # of "van der Berg" too
    return {
        gap: first,
        f"{gap}_surname": rest,
        f"{gap}_last_name": last,
        f"{gap}_full_name": f"{first} {rest}",
    }


def _parents(session: Session, child: Child) -> Sequence[str]:
    """Full names of the parents and whoever else is responsible, of more than one word."""
    rows = session.scalars(
        select(Adult)
        .join(Relationship, Relationship.adult_id == Adult.id)
        .where(Relationship.child_id == child.id, Relationship.kind.in_(PARENTS))
        .order_by(Relationship.id)
    )
    return [row.full_name for row in rows if row.full_name and " " in row.full_name.strip()]
