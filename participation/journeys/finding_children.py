"""Find a child one may see, and what is known of asking the people around them.

Who they are, whether they may be asked and reached, what was done review by review; no words and no
numbers of anybody.

By the number of the child or of a review; by name only among one's own children, and for those who
see everybody's among the reviews that are near, since names lie sealed and are opened one by one.
How many were found is in the audit, never what was looked for; nobody looks by name without end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.care.consultations.models import Invitation, Round, Task, TaskState
from participation.care.consultations.queries import is_before
from participation.care.people.models import (
    Assignment,
    Child,
    ContactPoint,
    Relationship,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.guard import limits
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.journeys.words_to_translate import EVERYBODYS, handled_by
from participation.kernel.clock import london_day

NEAR = timedelta(days=60)
MOST_OPENED, MOST_SHOWN = 1_500, 50
SHORTEST = 2
BY_NAME_AT_MOST, BY_NAME_WITHIN = 100, timedelta(hours=24)
_BY_NAME = "find_by_name"


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """One child as those see them who ask and arrange, newest review first."""

    child: Child
    people: Sequence[Relationship]
    points: Mapping[int | None, Sequence[ContactPoint]]  # by the adult's key; None: the child's
    staff: Sequence[tuple[Assignment, StaffMember]]
    reviews: Sequence[Review]
    asked: Mapping[int, Sequence[Invitation]]  # by the review's key
    tasks: Sequence[Task]


def find(
    session: Session, staff: StaffMember, typed: str, *, now: datetime, system: datetime
) -> Sequence[Child] | None:
    """Children of that number, of a review of that number, or whose name begins so; None for
    whoever looked too often today, and not by a number that there is."""
    wanted = " ".join(typed.split())
    if len(wanted) < SHORTEST:
        return ()
    mine = Child.id.in_(handled_by(staff, now))
    by_number = or_(
        Child.external_id == wanted,
        Child.id.in_(select(Review.child_id).where(Review.external_id == wanted)),
    )
    found = session.scalars(select(Child).where(mine, by_number)).all()
    if found:
        _note(session, staff, len(found), "by_number", now)
        return found
    who, since = staff.public_id.hex, system - BY_NAME_WITHIN
    if limits.count(session, _BY_NAME, who, since) >= BY_NAME_AT_MOST:
        note_refusal(session, staff, "child.find", "found:unknown", now)
        return None
    limits.note(session, _BY_NAME, who, system)
    named = _named(session, mine, wanted.casefold(), london_day(now))
    _note(session, staff, len(named), "by_name", now)
    return named


def _named(session: Session, mine: ColumnElement[bool], start: str, today: date) -> Sequence[Child]:
    near = select(Review.child_id).where(_day_near(today))
    candidates = session.scalars(
        select(Child)
        .where(mine, Child.id.in_(near), Child.forgotten_on.is_(None))
        .options(joinedload(Child.key, innerjoin=True))
        .order_by(Child.id)
        .limit(MOST_OPENED)
    )
    named = [
        one
        for one in candidates
        if any((name or "").casefold().startswith(start) for name in (one.known_as, one.first_name))
    ]
    return sorted(named, key=lambda one: one.called.casefold())[:MOST_SHOWN]


def _note(session: Session, staff: StaffMember, found: int, how: str, now: datetime) -> None:
    """How many came, and never what was looked for."""
    deed = Deed(actor=actor(staff), action="child.find", subject=f"found:{found}", reason=how)
    record(session, deed, now)


def may_be_opened(
    session: Session, staff: StaffMember, children: Collection[int], now: datetime
) -> Collection[int]:
    """Of the children of a list those whose page opens for this member of staff. One statement for
    whoever sees some children, none for whoever sees all of those on their lists."""
    if not EVERYBODYS.isdisjoint(staff.roles):
        return children
    mine = handled_by(staff, now)
    return session.scalars(mine.where(mine.selected_columns[0].in_(children))).all()


def opened(session: Session, staff: StaffMember, public_id: UUID, now: datetime) -> Record | None:
    """One child's record; the audit row either way."""
    child = session.scalar(
        select(Child).where(Child.public_id == public_id, Child.id.in_(handled_by(staff, now)))
    )
    subject = f"child:{public_id.hex}"
    if child is None:
        note_refusal(session, staff, "child.open", subject, now)
        return None
    deed = Deed(actor=actor(staff), action="child.open", subject=subject, child=public_id.hex)
    record(session, deed, now)
    people = session.scalars(
        select(Relationship)
        .where(Relationship.child_id == child.id, Relationship.ended_on.is_(None))
        .options(selectinload(Relationship.adult))
        .order_by(Relationship.id)
    ).all()
    reviews = session.scalars(
        select(Review).where(Review.child_id == child.id).order_by(Review.id.desc())
    ).all()
    return Record(
        child=child,
        people=people,
        points=_points(session, child, [one.adult_id for one in people]),
        staff=[
            (assignment, member)
            for assignment, member in session.execute(
                select(Assignment, StaffMember)
                .join(StaffMember, Assignment.staff_id == StaffMember.id)
                .where(Assignment.child_id == child.id)
                .order_by(Assignment.from_on.desc(), Assignment.id.desc())
            )
        ],
        reviews=sorted(reviews, key=lambda one: one.day or date.min, reverse=True),
        asked=_asked(session, [one.id for one in reviews]),
        tasks=session.scalars(
            select(Task)
            .where(Task.child_id == child.id, Task.state == TaskState.OPEN)
            .order_by(Task.due_on, Task.id)
        ).all(),
    )


def _points(
    session: Session, child: Child, adults: Sequence[int]
) -> Mapping[int | None, Sequence[ContactPoint]]:
    found: dict[int | None, list[ContactPoint]] = {}
    rows = session.scalars(
        select(ContactPoint)
        .where(or_(ContactPoint.child_id == child.id, ContactPoint.adult_id.in_(adults)))
        .order_by(ContactPoint.id)
    )
    for row in rows:
        found.setdefault(row.adult_id, []).append(row)
    return found


def _asked(session: Session, reviews: Sequence[int]) -> Mapping[int, Sequence[Invitation]]:
    found: dict[int, list[Invitation]] = {}
    rows = session.execute(
        select(Round.review_id, Invitation)
        .join(Invitation, Invitation.round_id == Round.id)
        .where(Round.review_id.in_(reviews), is_before())
        .order_by(Invitation.id)
    )
    for review_id, invitation in rows:
        found.setdefault(review_id, []).append(invitation)
    return found


def _day_near(today: date) -> ColumnElement[bool]:
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    return day.between(today - NEAR, today + NEAR)
