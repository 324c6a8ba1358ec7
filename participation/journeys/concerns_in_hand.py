"""A concern before one person who may act on it, held until what they do is done.

Every deed of a person about a concern begins here: they may open it, have opened it, it is not
about them, and nobody else changes it at the same moment. Refusals are values.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.safeguarding import steps, who_may_open
from participation.care.safeguarding.models import Concern, ConcernState
from participation.journeys.reading_concerns import look_up


class Refused(StrEnum):
    NOT_THERE = "not_there"  # or not to be known to be there
    NOT_OPENED = "not_opened"  # they never had the page before them
    CLOSED = "closed"
    NO_REASON = "no_reason"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOBODY_NAMED = "nobody_named"
    MANAGER_UNKNOWN = "manager_unknown"
    TEAM_UNKNOWN = "team_unknown"


def theirs(
    session: Session, staff: StaffMember, public_id: UUID, action: str, now: datetime
) -> Concern | Refused:
    """The concern, if this person may do something about it now; else why not."""
    found = look_up(session, staff, public_id, action, now=now)
    if found is None:
        return Refused.NOT_THERE
    concern = _held(session, found[0])
    if steps.is_excluded(session, concern.id, staff.id):
        return Refused.NOT_THERE
    if not who_may_open.has_opened(session, concern.id, staff.id):
        return Refused.NOT_OPENED
    if concern.state is ConcernState.CLOSED:
        return Refused.CLOSED
    return concern


def _held(session: Session, concern: Concern) -> Concern:
    """As it stands now, and nobody else changes it until we are done: whoever is marked at this
    moment must not quieten it, and one made red at this moment is not closed."""
    return session.scalars(
        select(Concern)
        .where(Concern.id == concern.id)
        .with_for_update(key_share=True, of=Concern)
        .execution_options(populate_existing=True)
    ).one()
