"""What a person does about a concern: takes it on with an outcome, makes it graver, hands it over,
tells the child, closes it.

A machine may raise a concern and tell people; everything here takes somebody's press, somebody who
may open it and has opened it. Whom it is about stands in `keeping_concerns_from`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import ConcernOutcome
from participation.care.safeguarding.rules import Level
from participation.journeys.concerns_in_hand import Refused, theirs

NEEDS_A_REASON = frozenset({ConcernOutcome.PASSED_ON, ConcernOutcome.NO_CONCERN})


def acknowledge(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    outcome: ConcernOutcome,
    why: str,
    *,
    now: datetime,
) -> Refused | None:
    """A named person has opened it and says what they did: nobody else is rung."""
    concern = theirs(session, staff, public_id, "concern.acknowledge", now)
    if isinstance(concern, Refused):
        return concern
    if outcome in NEEDS_A_REASON and not why:
        return Refused.NO_REASON
    steps.acknowledge(session, concern, by_id=staff.id, outcome=outcome, note=why, now=now)
    return None


def make_red(
    session: Session, staff: StaffMember, public_id: UUID, why: str, *, now: datetime
) -> Refused | None:
    """Graver than it looked; the route begins anew. Nothing makes it less grave again."""
    concern = theirs(session, staff, public_id, "concern.make_red", now)
    if isinstance(concern, Refused):
        return concern
    if not why:
        return Refused.NO_REASON
    if concern.level is Level.RED:  # somebody was quicker; their reasons stand side by side
        steps.add_note(session, concern, by_id=staff.id, note=why, now=now)
    else:
        steps.raise_level(session, concern, by_id=staff.id, note=why, now=now)
    return None


def add_note(
    session: Session, staff: StaffMember, public_id: UUID, note: str, *, now: datetime
) -> Refused | None:
    concern = theirs(session, staff, public_id, "concern.note", now)
    if isinstance(concern, Refused):
        return concern
    if not note:
        return Refused.NO_REASON
    steps.add_note(session, concern, by_id=staff.id, note=note, now=now)
    return None


def say_where(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    where: str,
    authority: str,
    note: str,
    *,
    now: datetime,
) -> Refused | None:
    """Where the child is now, and whose area that is (R23). Children are moved: each is kept."""
    concern = theirs(session, staff, public_id, "concern.where", now)
    if isinstance(concern, Refused):
        return concern
    if not where or not authority:
        return Refused.NO_REASON
    concern.where_now, concern.authority_there = where, authority
    steps.add_note(session, concern, by_id=staff.id, note=note, now=now)
    return None


def hand_over(
    session: Session, staff: StaffMember, public_id: UUID, note: str, *, now: datetime
) -> Refused | None:
    """It went to somebody through the council's own route: who took it, when, their reference."""
    concern = theirs(session, staff, public_id, "concern.hand_over", now)
    if isinstance(concern, Refused):
        return concern
    steps.hand_over(session, concern, by_id=staff.id, note=note, now=now)
    return None


def child_told(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    note: str,
    *,
    was_told: bool,
    now: datetime,
) -> Refused | None:
    """The child was told what came of it; or not yet, and why."""
    concern = theirs(session, staff, public_id, "concern.child_told", now)
    if isinstance(concern, Refused):
        return concern
    if was_told:
        steps.child_was_told(session, concern, by_id=staff.id, note=note, now=now)
    else:
        steps.add_note(session, concern, by_id=staff.id, note=note, now=now)
    return None


def close(
    session: Session, staff: StaffMember, public_id: UUID, reason: str, *, now: datetime
) -> Refused | None:
    """A person closes it, with a reason."""
    concern = theirs(session, staff, public_id, "concern.close", now)
    if isinstance(concern, Refused):
        return concern
    if not reason:
        return Refused.NO_REASON
    closed = steps.close(session, concern, by_id=staff.id, reason=reason, now=now)
    return None if closed else Refused.NOT_ACKNOWLEDGED
