"""Concerns of the lost days, and words and points that were taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.outcomes import queries as outcomes
from participation.care.outcomes import service as outcomes_kept
from participation.care.outcomes.models import Point
from participation.care.people.models import Child, StaffMember
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import Concern, ExcludedAs
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from participation.guard.crypto import COUNCIL, ChildKey, council_key
from participation.guard.ledger import Noted
from participation.journeys.doing_again import texts
from participation.journeys.doing_again.became import Again, known


def raise_concern(session: Session, noted: Noted, now: datetime) -> Again:
    """What was said is lost; that somebody was not safe must not be. Whether it had been dealt with
    nobody can say, so it waits for a person like any other. Where the copy does not know the child,
    it is about nobody yet."""
    concern, owner, level, route = noted.parts
    if known(session, Concern, concern) is not None:
        return Again.WAS_SO
    key = session.scalar(select(ChildKey).where(ChildKey.owner == owner))
    child = known(session, Child, owner) if owner != COUNCIL else None
    if key is None:
        key = council_key(session, now)
    if not key.wrapped:
        return Again.NOBODY
    safeguarding.raise_concern(
        session,
        child_id=child.id if child is not None else None,
        level=Level(level),
        cause="restored",
        key=key,
        route=RouteOf(route),
        now=now,
    )
    return Again.DONE


def keep_from_concern(session: Session, noted: Noted, now: datetime) -> Again:
    concern = known(session, Concern, noted.parts[0])
    staff = known(session, StaffMember, noted.parts[1])
    if concern is None or staff is None:
        return Again.NOBODY
    if steps.is_excluded(session, concern.id, staff.id):
        return Again.WAS_SO
    why = ExcludedAs(noted.parts[2])
    steps.exclude(session, concern, staff.id, why, by_id=None, now=now)
    return Again.DONE


def take_back_text(session: Session, noted: Noted, now: datetime) -> Again:
    text, staff, *sources = noted.parts
    by, ids = known(session, StaffMember, staff), [UUID(one) for one in sources]
    match texts.take_back_again(session, UUID(text), by, ids, now):
        case None:
            return Again.NOBODY
        case changed:
            return Again.DONE if changed else Again.WAS_SO


def take_back_point(session: Session, which: str) -> Again:
    """The officer releases it again, if it was released anew in the lost days."""
    point = known(session, Point, which)
    if point is None:
        return Again.NOBODY
    outcome = outcomes.newest_outcome(session, point.id)
    if outcome is None or outcome.released_at is None:
        return Again.WAS_SO
    outcomes_kept.take_back(session, point, outcome)
    return Again.DONE
