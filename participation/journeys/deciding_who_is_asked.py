"""The social worker says who is asked before a review; the officer agrees to whoever is not (R7).

What is decided holds for this review alone and counts at once: texts that wait are taken back in
the same transaction, and whoever is to be asked after all is asked (`leaving_out`); whoever was
invited to come to it by mail hears of it. That somebody is hard to reach leaves nobody out
(`finding_another_way`).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import asking_service, tasks
from participation.care.consultations.asking_rules import Decided, Fault, faults
from participation.care.consultations.models import TaskKind
from participation.care.people import queries as people
from participation.care.people.contacts import add_here
from participation.care.people.models import AssignedAs, RelationshipKind, Role, StaffMember
from participation.guard.audit import Deed, record
from participation.journeys import leaving_out, mailing_guests
from participation.journeys.listing_who_is_asked import PeopleOf, Person, people_of
from participation.journeys.reading import actor
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

AGREE_WORKING_DAYS = 2


class Refused(StrEnum):
    """Why nothing was noted."""

    OVER = "over"  # nobody is asked before this review any more
    LEFT_TO_DECIDE = "left_to_decide"  # somebody is left out and nobody has decided so this time
    SOCIAL_WORKER_FIRST = "social_worker_first"  # R13: both decide, and the officer agrees
    NOT_FOR_THEM = "not_for_them"  # nobody decides that about this person
    CHANGED_SINCE = "changed_since"  # what stands is not what they saw (B87)
    BOTH_DECIDE = "both_decide"  # R13: two people, not one with two roles


Done = PeopleOf | Refused | tuple[Fault, ...] | None
"""None: this member of staff may not, or there is no such person."""


def confirm(
    session: Session, staff: StaffMember, review_id: str, *, house: Services, now: datetime
) -> Done:
    """All still right: these are the people. Whoever came since the round opened is asked too."""
    found = people_of(session, staff, review_id, now, action="asked.confirm")
    if found is None or found.is_over:
        return found and Refused.OVER
    if any(one.to_decide for one in found.people):
        return Refused.LEFT_TO_DECIDE
    asking_service.note_check(session, found.review, by_id=staff.id, now=now)
    tasks.end_task(session, TaskKind.WHO_IS_ASKED, found.review.public_id.hex)
    leaving_out.ask_whoever_came(session, found, house, now)
    return found


def decide(
    session: Session,
    staff: StaffMember,
    review_id: str,
    who: str,
    decided: Decided,
    *,
    seen: UUID | None,
    house: Services,
    now: datetime,
) -> Done:
    """Not to ask somebody, from this moment on; or to ask where people decide that first.

    Args:
        seen: the decision that stood on the page, if one did: nobody overwrites another unseen.
    """
    found, person = one_person(session, staff, review_id, who, "asked.decide", now)
    if found is None or person is None:
        return None
    if found.is_over:
        return Refused.OVER
    if _stands(person) != seen:
        return Refused.CHANGED_SINCE
    if decided.asked and not person.people_decide:
        return Refused.NOT_FOR_THEM
    if decided.asked and not _is_social_worker(session, staff, found, now):
        return Refused.SOCIAL_WORKER_FIRST
    if missing := faults(decided, person.related.kind, london_day(now)):
        return missing
    agreed = found.is_officer and not decided.asked
    asking_service.decide(
        session, found.review, person.related, decided, noted_by_id=staff.id, agreed=agreed, now=now
    )
    if not decided.asked and person.asked is not None:
        leaving_out.leave_out(session, person.asked, now)
    if not agreed:
        _ask_the_officer(session, found, person, now)
    mailing_guests.follow(session, found.review.id, now)
    note(session, staff, found, person, "not_asked" if not decided.asked else "to_ask", now)
    return found


def ask_again(
    session: Session,
    staff: StaffMember,
    review_id: str,
    who: str,
    *,
    seen: UUID | None,
    house: Services,
    now: datetime,
) -> Done:
    """What was decided here about somebody ends: they are asked like everybody else."""
    found, person = one_person(session, staff, review_id, who, "asked.decide", now)
    if found is None or person is None:
        return None
    if found.is_over:
        return Refused.OVER
    if _stands(person) != seen:
        return Refused.CHANGED_SINCE
    asking_service.end(session, found.review, person.related, by_id=staff.id, now=now)
    if person.before is not None:
        person.before.ended_at, person.before.ended_by_id = now, staff.id
    tasks.end_task(session, TaskKind.AGREE_NOT_ASKED, about(found, person))
    leaving_out.ask_after_all(session, found, person, house, now)
    mailing_guests.follow(session, found.review.id, now)
    note(session, staff, found, person, "ask_again", now)
    return found


def agree(
    session: Session,
    staff: StaffMember,
    review_id: str,
    who: str,
    *,
    yes: bool,
    seen: UUID | None,
    house: Services,
    now: datetime,
) -> Done:
    """The officer agrees to the decision they saw; else it ends at once."""
    found, person = one_person(session, staff, review_id, who, "asked.agree", now)
    if found is None or person is None or not found.is_officer:
        return None
    if found.is_over:
        return Refused.OVER
    row = person.decision
    if _stands(person) != seen:
        return Refused.CHANGED_SINCE
    if row is None or row.agreed_at is not None:
        return Refused.NOT_FOR_THEM
    if yes and row.asked and row.noted_by_id == staff.id:
        return Refused.BOTH_DECIDE
    if yes:
        asking_service.agree(session, row, by_id=staff.id, now=now)
    else:
        asking_service.end(session, found.review, person.related, by_id=staff.id, now=now)
    tasks.end_task(session, TaskKind.AGREE_NOT_ASKED, about(found, person))
    if row.asked is yes:
        leaving_out.ask_after_all(session, found, person, house, now)
    mailing_guests.follow(session, found.review.id, now)
    note(session, staff, found, person, "agreed" if yes else "not_agreed", now)
    return found


def add(
    session: Session,
    staff: StaffMember,
    review_id: str,
    kind: RelationshipKind,
    name: str,
    *,
    house: Services,
    now: datetime,
) -> Done:
    """Somebody who is not on the list yet: a task for a person before any text (R11)."""
    found = people_of(session, staff, review_id, now, action="asked.add")
    if found is None or found.is_over:
        return found and Refused.OVER
    add_here(session, found.review.child, kind, name, now)
    leaving_out.ask_whoever_came(session, found, house, now)
    return found


def one_person(
    session: Session, staff: StaffMember, review_id: str, who: str, action: str, now: datetime
) -> tuple[PeopleOf | None, Person | None]:
    found = people_of(session, staff, review_id, now, action=action)
    return found, found.person(who) if found is not None else None


def _stands(person: Person) -> UUID | None:
    """The decision that holds, or waits for the officer."""
    return person.decision.public_id if person.decision is not None else None


def _is_social_worker(session: Session, staff: StaffMember, found: PeopleOf, now: datetime) -> bool:
    if Role.SOCIAL_WORKER not in staff.roles:
        return False
    theirs = people.children_open_to(
        staff.id, london_day(now), assigned_as=(AssignedAs.SOCIAL_WORKER,)
    )
    column = theirs.selected_columns[0]
    return session.scalar(theirs.where(column == found.review.child_id).limit(1)) is not None


def _ask_the_officer(session: Session, found: PeopleOf, person: Person, now: datetime) -> None:
    tasks.make_task(
        session,
        TaskKind.AGREE_NOT_ASKED,
        about=about(found, person),
        key=found.review.child.key,
        owner_role=Role.IRO.value,
        due_on=add_working_days(
            london_day(now), AGREE_WORKING_DAYS, authority.bank_holidays(session)
        ),
        child_id=found.review.child_id,
        invitation_id=person.asked.id if person.asked else None,
        now=now,
    )


def about(found: PeopleOf, person: Person) -> str:
    return f"{found.review.public_id.hex}:{person.related.public_id.hex}"


def note(
    session: Session, staff: StaffMember, found: PeopleOf, person: Person, what: str, now: datetime
) -> None:
    record(
        session,
        Deed(
            actor=actor(staff),
            action=f"asked.{what}",
            subject=f"relationship:{person.related.public_id.hex}",
            child=found.review.child.public_id.hex,
        ),
        now,
    )
