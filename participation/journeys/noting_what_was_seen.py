"""What a member of staff saw when they asked somebody is kept, screened, and brings the officer.

A bruise at the window must not wait until the person answers: the same lists look at the note as
look at that person's own words, what they flag goes down the same route, and all of it is news.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.consultations import observing
from participation.care.consultations.models import Invitation
from participation.care.people.models import StaffMember
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import SourceKind
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from participation.journeys.answering import promise_summary
from participation.journeys.services import Services
from participation.kernel.languages import ENGLISH


def note_seen(
    session: Session,
    staff: StaffMember,
    invitation: Invitation,
    words: str,
    *,
    how: str,
    page_key: str,
    house: Services,
    now: datetime,
) -> bool:
    """Whether anything was kept: not without words, nor what was noted before."""
    row = observing.note_seen(
        session, invitation, words, how=how, by_id=staff.id, page_key=page_key, now=now
    )
    if row is None:
        return False
    level = safeguarding.screened(words, ENGLISH.code, house.screening).level
    if level in (Level.RED, Level.AMBER):
        concern = safeguarding.raise_concern(
            session,
            child_id=invitation.child_id,
            level=level,
            cause="words",
            route=RouteOf.CHILD if invitation.respondent == "child" else RouteOf.ADULT,
            key=invitation.child.key,
            by_id=staff.id,
            now=now,
        )
        concern.source_kind, concern.source_id = SourceKind.SEEN, row.public_id
    promise_summary(session, invitation, f"seen:{row.public_id.hex}", now)
    return True
