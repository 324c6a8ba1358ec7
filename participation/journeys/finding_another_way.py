"""Somebody is hard to reach: that leaves nobody out. It is a task for another way, with an owner,
and everybody else is asked meanwhile (R7)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.asking_rules import Missing
from participation.care.consultations.models import InvitationState, TaskKind
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import (
    ContactKind,
    ContactPoint,
    ContactState,
    Role,
    StaffMember,
)
from participation.journeys import leaving_out
from participation.journeys.deciding_who_is_asked import Done, Refused, about, note, one_person
from participation.journeys.leaving_out import SAID_ALREADY
from participation.journeys.listing_who_is_asked import Person
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

TASK_WORKING_DAYS = 5
_NOT_THIS_PHONE = (Missing.NOT_SAFE_TO_TEXT, Missing.IN_PRISON, Missing.WHEREABOUTS_UNKNOWN)


def hard_to_reach(
    session: Session, staff: StaffMember, review_id: str, who: str, missing: Missing, now: datetime
) -> Done:
    """A task for another way, with an owner; a phone that is not safe gets no text from now on."""
    found, person = one_person(session, staff, review_id, who, "asked.reach", now)
    if found is None or person is None:
        return None
    if found.is_over:
        return Refused.OVER
    if missing in _NOT_THIS_PHONE:
        _no_text_to_it(session, person, now)
    own = missing in (Missing.IN_PRISON, Missing.WHEREABOUTS_UNKNOWN)
    task = tasks.make_task(
        session,
        TaskKind.LANGUAGE if missing is Missing.LANGUAGE_UNKNOWN else TaskKind.NO_SAFE_WAY,
        about=person.asked.public_id.hex if person.asked else about(found, person),
        key=found.review.child.key,
        owner_role=(Role.SOCIAL_WORKER if own else Role.BUSINESS_SUPPORT).value,
        owner_id=staff.id if own and Role.SOCIAL_WORKER in staff.roles else None,
        due_on=add_working_days(
            london_day(now), TASK_WORKING_DAYS, authority.bank_holidays(session)
        ),
        child_id=found.review.child_id,
        invitation_id=person.asked.id if person.asked else None,
        reason=missing,
        now=now,
    )
    task.reason = missing
    note(session, staff, found, person, missing, now)
    return found


def _no_text_to_it(session: Session, person: Person, now: datetime) -> None:
    """Whoever says that a phone is not safe is believed at once, for every child of theirs."""
    points = session.scalars(
        select(ContactPoint).where(
            ContactPoint.adult_id == person.related.adult_id,
            ContactPoint.kind == ContactKind.MOBILE,
            ContactPoint.state != ContactState.SUPPRESSED,
        )
    )
    for point in points:
        point.state = ContactState.SUSPENDED
    invitation = person.asked
    if invitation is None or invitation.state in SAID_ALREADY:
        return
    invitation.state = InvitationState.NOT_POSSIBLE
    invitation.not_heard_reason = NotHeard.NOT_SAFE_TO_TEXT
    leaving_out.stop(session, invitation, NotHeard.NOT_SAFE_TO_TEXT, now)
