"""A member of staff looks at concerns: which there are, and one of them with what belongs to it.

In the order of every such page: may they, then the audit row, then the words (T3). Who may is
`care/safeguarding/who_may_open.py`; whom a concern is about finds nothing here, as if it were not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.people import queries as people
from participation.care.people.models import Assignment, Child, Relationship, StaffMember
from participation.care.safeguarding import steps, who_may_open
from participation.care.safeguarding.models import (
    Concern,
    ConcernAlert,
    ConcernDid,
    ConcernExclusion,
    ConcernState,
    ConcernStep,
    Hearing,
    HearingState,
)
from participation.care.safeguarding.route_times import RED_RUNGS
from participation.care.safeguarding.rules import Level
from participation.guard.audit import Deed, record
from participation.journeys.asking_between_reviews import CHILD
from participation.journeys.only_the_officer import concern_not_past
from participation.journeys.quoting import Quoted, quote
from participation.journeys.reading import actor, children_seen_by, note_refusal
from participation.journeys.telling_at_once import said_with
from participation.kernel.clock import london_day

LONGEST_LIST = 200
SHOWN_AFTER_CLOSING = timedelta(days=30)


@dataclass(frozen=True, slots=True, repr=False)
class ConcernList:
    """Concerns of one reader, with the rows that the lists name. No words."""

    waiting: Sequence[tuple[Concern, Hearing | None]]
    closed: Sequence[tuple[Concern, Hearing | None]]
    children: Mapping[int, Child]
    staff: Mapping[int, StaffMember]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class OpenedConcern:
    """One concern. `said` is None where nothing was said, as when the button was pressed."""

    concern: Concern
    child: Child | None
    hearing: Hearing | None
    said: Quoted | None
    pressed_by: Relationship | None  # the adult who pressed the button; None where the child did
    steps: Sequence[ConcernStep]
    alerts: Sequence[ConcernAlert]
    exclusions: Sequence[ConcernExclusion]
    in_the_case: Sequence[int]  # keys of the staff who work with the child
    staff: Mapping[int, StaffMember]


def concern_list(session: Session, staff: StaffMember, *, now: datetime) -> ConcernList:
    """Concerns that nobody has closed, as far as this reader may open them, and the last closed."""
    may = openable(staff, now)
    waiting = who_may_open.listed(session, may, limit=LONGEST_LIST)
    closed = who_may_open.listed(
        session, may, closed_since=now - SHOWN_AFTER_CLOSING, limit=LONGEST_LIST
    )
    rows = [concern for concern, _ in (*waiting, *closed)]
    return ConcernList(
        waiting,
        closed,
        children_named(session, {row.child_id for row in rows}),
        staff_named(session, {row.owner_id for row in rows}),
    )


def standing(
    session: Session, staff: StaffMember, ids: Iterable[str], *, now: datetime
) -> Mapping[str, tuple[Concern, str]]:
    """How these concerns stand at this moment, each with who has it, by public id in hex; only
    those that this reader may open."""
    wanted = [UUID(one) for one in ids if one]
    if not wanted:
        return {}
    rows = session.execute(
        select(Concern, StaffMember)
        .outerjoin(Hearing, Concern.hearing_id == Hearing.id)
        .outerjoin(StaffMember, Concern.owner_id == StaffMember.id)
        .where(Concern.public_id.in_(wanted), openable(staff, now))
        .options(joinedload(StaffMember.key, innerjoin=False))  # nobody may own it yet
    )
    return {
        row.public_id.hex: (row, owner.full_name or "" if owner is not None else "")
        for row, owner in rows
    }


def unacknowledged(session: Session, staff: StaffMember, *, now: datetime) -> tuple[int, int]:
    """How many concerns this reader may open that nobody has acknowledged, and how many of those
    are red and past the last rung of their route."""
    overdue = and_(Concern.level == Level.RED, Concern.clock_from <= now - RED_RUNGS[-1])
    counted = (
        select(func.count(Concern.id), func.count(case((overdue, Concern.id))))
        .outerjoin(Hearing, Concern.hearing_id == Hearing.id)
        .where(Concern.state == ConcernState.RAISED, openable(staff, now))
    )
    waiting, late = session.execute(counted).one()
    return waiting, late


def open_concern(
    session: Session, staff: StaffMember, public_id: UUID, *, now: datetime
) -> OpenedConcern | None:
    """One concern with what was said; None for what this reader may not know exists.

    The first time somebody opens it is written among its steps: who knew, and since when.
    """
    found = look_up(session, staff, public_id, "concern.read", now=now)
    if found is None:
        return None
    concern, hearing = found
    if not who_may_open.has_opened(session, concern.id, staff.id):
        steps.add_step(session, concern, ConcernDid.OPENED, by_id=staff.id, now=now)
        session.flush()
    done = who_may_open.steps_of(session, concern.id)
    alerts = who_may_open.alerts_of(session, concern.id)
    exclusions = who_may_open.exclusions_of(session, concern.id)
    in_the_case = _in_the_case(session, concern, now)
    known = {
        *(step.by_id for step in done),
        *(step.about_id for step in done),
        *(alert.staff_id for alert in alerts),
        *(row.staff_id for row in exclusions),
        *in_the_case,
        concern.owner_id,
        concern.acknowledged_by_id,
        hearing.read_by_id if hearing else None,
    }
    return OpenedConcern(
        concern=concern,
        child=session.get(Child, concern.child_id) if concern.child_id else None,
        hearing=hearing,
        said=_said(session, concern, hearing),
        pressed_by=_pressed_by(session, concern),
        steps=done,
        alerts=alerts,
        exclusions=exclusions,
        in_the_case=in_the_case,
        staff=staff_named(session, known),
    )


def look_up(
    session: Session, staff: StaffMember, public_id: UUID, action: str, *, now: datetime
) -> tuple[Concern, Hearing | None] | None:
    """The concern, if this member of staff may open it; either way the audit has a row."""
    found = who_may_open.one(session, public_id, openable(staff, now))
    subject = f"concern:{public_id.hex}"
    if found is None:
        note_refusal(session, staff, action, subject, now)
        return None
    child = session.get(Child, found[0].child_id) if found[0].child_id else None
    deed = Deed(
        actor=actor(staff),
        action=action,
        subject=subject,
        child=child.public_id.hex if child else None,
    )
    record(session, deed, now)
    return found


def is_open_to(session: Session, staff: StaffMember, public_id: UUID, *, now: datetime) -> bool:
    """Whether this reader may open it at this moment, without opening it."""
    return who_may_open.one(session, public_id, openable(staff, now)) is not None


def openable(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    """A condition on `Concern` beside its `Hearing`, if it has one."""
    may = who_may_open.may_open(
        staff.id, children_seen_by(staff, now), people.children_barred_to(staff.id)
    )
    return and_(may, concern_not_past(staff, now))


def children_named(session: Session, keys: Iterable[int | None]) -> Mapping[int, Child]:
    known = {key for key in keys if key is not None}
    if not known:
        return {}
    return {row.id: row for row in session.scalars(select(Child).where(Child.id.in_(known)))}


def staff_named(session: Session, keys: Iterable[int | None]) -> Mapping[int, StaffMember]:
    known = {key for key in keys if key is not None}
    if not known:
        return {}
    rows = session.scalars(select(StaffMember).where(StaffMember.id.in_(known)))
    return {row.id: row for row in rows}


def _said(session: Session, concern: Concern, hearing: Hearing | None) -> Quoted | None:
    if hearing is not None:
        draft = hearing.state is HearingState.DRAFT
        return quote(session, hearing.source_kind, hearing.source_id, draft=draft)
    if concern.source_kind is not None and concern.source_id is not None:
        return quote(session, concern.source_kind, concern.source_id, draft=False)
    return None


def _pressed_by(session: Session, concern: Concern) -> Relationship | None:
    by = said_with(concern).by
    if by in ("", CHILD):
        return None
    return session.scalar(select(Relationship).where(Relationship.public_id == UUID(by)))


def _in_the_case(session: Session, concern: Concern, now: datetime) -> Sequence[int]:
    if concern.child_id is None:
        return ()
    today = london_day(now)
    return session.scalars(
        select(Assignment.staff_id)
        .where(
            Assignment.child_id == concern.child_id,
            Assignment.from_on <= today,
            or_(Assignment.until_on.is_(None), Assignment.until_on >= today),
        )
        .order_by(Assignment.id)
    ).all()
