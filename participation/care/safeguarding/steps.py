"""What is done about a concern once it is raised: by people, and by the clock that tells them.

A machine may raise and tell, never lower, acknowledge or close; every function here that quietens
a concern asks who did it. The clock of a concern is its `next_at`: setting it also promises the
work, in the same transaction, so that no crash can lose it (ADR 0034).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ConcernExclusion,
    ConcernOutcome,
    ConcernState,
    ConcernStep,
    ExcludedAs,
)
from participation.care.safeguarding.route import Via
from participation.care.safeguarding.rules import Level
from participation.guard import ledger
from participation.guard.ledger import Happened
from participation.outbox import service as outbox

STEP = "concern.step"  # the kind of work that looks at one concern's clock


def set_clock(session: Session, concern: Concern, due_at: datetime, now: datetime) -> None:
    """When the route of a raised concern is looked at next; the work is promised at once."""
    concern.next_at = due_at
    key = f"{STEP}:{concern.public_id.hex}:{concern.again}:{due_at.isoformat()}"
    outbox.promise(session, STEP, concern.public_id, unique_key=key, due_at=due_at, now=now)


def add_step(
    session: Session,
    concern: Concern,
    what: ConcernDid,
    *,
    now: datetime,
    by_id: int | None = None,
    about_id: int | None = None,
    via: Via | None = None,
    rung: int | None = None,
    note: str | None = None,
) -> ConcernStep:
    """Write down one thing that was done. Steps are only ever added."""
    step = ConcernStep(
        key=concern.key,
        concern_id=concern.id,
        at=now,
        what=what,
        by_id=by_id,
        about_id=about_id,
        via=via,
        rung=rung,
        note=note or None,
    )
    session.add(step)
    return step


def acknowledge(
    session: Session,
    concern: Concern,
    *,
    by_id: int,
    outcome: ConcernOutcome,
    note: str,
    now: datetime,
) -> None:
    """A named person has opened the concern and chosen what they did: nobody else is rung.

    Acknowledging what somebody else has acknowledged is noted and changes the owner.
    """
    concern.state = ConcernState.ACKNOWLEDGED
    concern.owner_id = by_id
    concern.outcome = outcome
    concern.next_at = None
    if concern.acknowledged_at is None:
        concern.acknowledged_at, concern.acknowledged_by_id = now, by_id
    add_step(session, concern, ConcernDid.ACKNOWLEDGED, by_id=by_id, note=note, now=now)


def raise_level(
    session: Session, concern: Concern, *, by_id: int, note: str, now: datetime
) -> None:
    """A person finds it graver: red, and the route begins anew. There is no way back down."""
    concern.level = Level.RED
    concern.state = ConcernState.RAISED
    concern.rung = -1
    concern.clock_from = now
    _nobody_has_acknowledged(concern)
    add_step(session, concern, ConcernDid.LEVEL_RAISED, by_id=by_id, note=note, now=now)
    set_clock(session, concern, now, now)


def exclude(
    session: Session,
    concern: Concern,
    staff_id: int,
    why: ExcludedAs,
    *,
    by_id: int | None,
    now: datetime,
) -> None:
    """Somebody leaves the route: the one it is about, or their manager or team where marked.

    If they had it in hand nobody has it in hand now, and the next person is told at once.
    """
    if is_excluded(session, concern.id, staff_id):
        return
    session.add(
        ConcernExclusion(concern_id=concern.id, staff_id=staff_id, why=why, since=now, by_id=by_id)
    )
    staff = session.get_one(StaffMember, staff_id).public_id.hex
    ledger.note(session, Happened.CONCERN_KEPT_FROM, concern.public_id.hex, staff, why.value)
    add_step(session, concern, ConcernDid.EXCLUDED, by_id=by_id, about_id=staff_id, now=now)
    if concern.state is ConcernState.CLOSED:
        return
    if concern.owner_id == staff_id:
        concern.owner_id, concern.state = None, ConcernState.RAISED
        _nobody_has_acknowledged(concern)
    if concern.state is ConcernState.RAISED:
        set_clock(session, concern, now, now)
    session.flush()


def _nobody_has_acknowledged(concern: Concern) -> None:
    """It waits again, and counts as waiting until somebody comes. Who had it stays in its steps."""
    concern.acknowledged_at = concern.acknowledged_by_id = concern.outcome = None


def let_back(
    session: Session, concern: Concern, staff_id: int, *, by_id: int, note: str, now: datetime
) -> bool:
    """It was the wrong person: they are on the route again. That they were left out stays written
    down. False: they were not left out."""
    found = session.scalar(
        select(ConcernExclusion).where(
            ConcernExclusion.concern_id == concern.id, ConcernExclusion.staff_id == staff_id
        )
    )
    if found is None:
        return False
    session.delete(found)
    did = ConcernDid.LET_BACK
    add_step(session, concern, did, by_id=by_id, about_id=staff_id, note=note, now=now)
    session.flush()
    return True


def add_note(session: Session, concern: Concern, *, by_id: int, note: str, now: datetime) -> None:
    add_step(session, concern, ConcernDid.NOTE, by_id=by_id, note=note, now=now)


def hand_over(session: Session, concern: Concern, *, by_id: int, note: str, now: datetime) -> None:
    """The referral went through the council's own route: to whom, when, its reference."""
    add_step(session, concern, ConcernDid.HANDED_OVER, by_id=by_id, note=note, now=now)


def child_was_told(
    session: Session, concern: Concern, *, by_id: int, note: str, now: datetime
) -> None:
    add_step(session, concern, ConcernDid.CHILD_TOLD, by_id=by_id, note=note, now=now)


def close(session: Session, concern: Concern, *, by_id: int, reason: str, now: datetime) -> bool:
    """A person closes it with a reason. One that nobody has acknowledged is not closed."""
    if concern.state is not ConcernState.ACKNOWLEDGED or not reason.strip():
        return False
    concern.state = ConcernState.CLOSED
    concern.next_at = None
    add_step(session, concern, ConcernDid.CLOSED, by_id=by_id, note=reason, now=now)
    return True


def is_excluded(session: Session, concern_id: int, staff_id: int) -> bool:
    found = select(ConcernExclusion.id).where(
        ConcernExclusion.concern_id == concern_id, ConcernExclusion.staff_id == staff_id
    )
    return session.scalar(found) is not None


def not_excluded(staff_id: int) -> ColumnElement[bool]:
    """A condition on `Concern`: this member of staff is not among those it must be kept from."""
    excluded = (
        select(ConcernExclusion.id)
        .where(ConcernExclusion.concern_id == Concern.id, ConcernExclusion.staff_id == staff_id)
        .correlate(Concern)
    )
    return ~excluded.exists()
