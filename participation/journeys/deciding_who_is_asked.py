"""The social worker says who is asked before a review; the officer agrees to whoever is not (R7).

What is decided holds for this review alone and counts at once: texts that wait are taken back in
the same transaction, and whoever is to be asked after all is asked. That somebody is hard to reach
leaves nobody out: it is a task for another way, and everybody else is asked meanwhile.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import asking_service, tasks
from participation.care.consultations import service as consultations
from participation.care.consultations.asking_rules import Decided, Fault, Missing, faults
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import queries as people
from participation.care.people.contacts import add_here
from participation.care.people.models import (
    AssignedAs,
    ContactKind,
    ContactPoint,
    ContactState,
    RelationshipKind,
    Role,
    StaffMember,
)
from participation.guard.audit import Deed, record
from participation.journeys import calling_off, opening
from participation.journeys.listing_who_is_asked import PeopleOf, Person, people_of
from participation.journeys.not_by_text import another_way, reopen
from participation.journeys.planning import plan_adult
from participation.journeys.reading import actor
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

AGREE_WORKING_DAYS = 2
TASK_WORKING_DAYS = 5
_ENDED = (InvitationState.FINISHED, InvitationState.DECLINED, InvitationState.STARTED)
_OTHER_WAYS = (TaskKind.NO_SAFE_WAY, TaskKind.NEVER_SPOKEN_WITH, TaskKind.LANGUAGE)
_NOT_THIS_PHONE = (Missing.NOT_SAFE_TO_TEXT, Missing.IN_PRISON, Missing.WHEREABOUTS_UNKNOWN)


class Refused(StrEnum):
    """Why nothing was noted."""

    OVER = "over"  # nobody is asked before this review any more
    LEFT_TO_DECIDE = "left_to_decide"  # somebody is left out and nobody has decided so this time
    SOCIAL_WORKER_FIRST = "social_worker_first"  # R13: both decide, and the officer agrees
    NOT_FOR_THEM = "not_for_them"  # nobody decides that about this person


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
    _ask_whoever_came(session, found, house, now)
    return found


def decide(
    session: Session,
    staff: StaffMember,
    review_id: str,
    who: str,
    decided: Decided,
    *,
    house: Services,
    now: datetime,
) -> Done:
    """Not to ask somebody, from this moment on; or to ask where people decide that first."""
    found, person = _of(session, staff, review_id, who, "asked.decide", now)
    if found is None or person is None:
        return None
    if found.is_over:
        return Refused.OVER
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
        _leave_out(session, person.asked, now)
    if not agreed:
        _ask_the_officer(session, found, person, now)
    _note(session, staff, found, person, "not_asked" if not decided.asked else "to_ask", now)
    return found


def ask_again(
    session: Session,
    staff: StaffMember,
    review_id: str,
    who: str,
    *,
    house: Services,
    now: datetime,
) -> Done:
    """What was decided here about somebody ends: they are asked like everybody else."""
    found, person = _of(session, staff, review_id, who, "asked.decide", now)
    if found is None or person is None:
        return None
    if found.is_over:
        return Refused.OVER
    asking_service.end(session, found.review, person.related, by_id=staff.id, now=now)
    if person.before is not None:
        person.before.ended_at, person.before.ended_by_id = now, staff.id
    tasks.end_task(session, TaskKind.AGREE_NOT_ASKED, _about(found, person))
    _after_all(session, found, person, house, now)
    _note(session, staff, found, person, "ask_again", now)
    return found


def agree(
    session: Session,
    staff: StaffMember,
    review_id: str,
    who: str,
    *,
    yes: bool,
    house: Services,
    now: datetime,
) -> Done:
    """The officer agrees to what was decided; else it ends at once."""
    found, person = _of(session, staff, review_id, who, "asked.agree", now)
    if found is None or person is None or not found.is_officer:
        return None
    if found.is_over:
        return Refused.OVER
    row = person.decision
    if row is None or row.agreed_at is not None:
        return Refused.NOT_FOR_THEM
    if yes:
        asking_service.agree(session, row, by_id=staff.id, now=now)
    else:
        asking_service.end(session, found.review, person.related, by_id=staff.id, now=now)
    tasks.end_task(session, TaskKind.AGREE_NOT_ASKED, _about(found, person))
    if row.asked is yes:
        _after_all(session, found, person, house, now)
    _note(session, staff, found, person, "agreed" if yes else "not_agreed", now)
    return found


def hard_to_reach(
    session: Session, staff: StaffMember, review_id: str, who: str, missing: Missing, now: datetime
) -> Done:
    """A task for another way, with an owner; a phone that is not safe gets no text from now on."""
    found, person = _of(session, staff, review_id, who, "asked.reach", now)
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
        about=person.asked.public_id.hex if person.asked else _about(found, person),
        key=found.review.child.key,
        owner_role=(Role.SOCIAL_WORKER if own else Role.BUSINESS_SUPPORT).value,
        owner_id=staff.id if own and Role.SOCIAL_WORKER in staff.roles else None,
        due_on=_due(session, TASK_WORKING_DAYS, now),
        child_id=found.review.child_id,
        invitation_id=person.asked.id if person.asked else None,
        reason=missing,
        now=now,
    )
    task.reason = missing
    _note(session, staff, found, person, missing, now)
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
    _ask_whoever_came(session, found, house, now)
    return found


def _of(
    session: Session, staff: StaffMember, review_id: str, who: str, action: str, now: datetime
) -> tuple[PeopleOf | None, Person | None]:
    found = people_of(session, staff, review_id, now, action=action)
    return found, found.person(who) if found is not None else None


def _is_social_worker(session: Session, staff: StaffMember, found: PeopleOf, now: datetime) -> bool:
    if Role.SOCIAL_WORKER not in staff.roles:
        return False
    theirs = people.children_open_to(
        staff.id, london_day(now), assigned_as=(AssignedAs.SOCIAL_WORKER,)
    )
    column = theirs.selected_columns[0]
    return session.scalar(theirs.where(column == found.review.child_id).limit(1)) is not None


def _leave_out(session: Session, invitation: Invitation, now: datetime) -> None:
    """Nothing of ours goes to them any more; what they say all the same is heard."""
    if invitation.state not in _ENDED:
        invitation.state = InvitationState.NOT_POSSIBLE
        invitation.not_heard_reason = NotHeard.RECORDED_DECISION
    _stop(session, invitation, "not_asked", now)
    ways = session.scalars(
        select(Task).where(
            Task.invitation_id == invitation.id,
            Task.kind.in_(_OTHER_WAYS),
            Task.state == TaskState.OPEN,
        )
    )
    for task in ways:
        task.state = TaskState.DONE


def _stop(session: Session, invitation: Invitation, why: str, now: datetime) -> None:
    session.flush()
    calling_off.take_back_promises(session, [invitation], why, now)
    calling_off.take_back_texts(session, [invitation], now)


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
    if invitation is None or invitation.state in _ENDED:
        return
    invitation.state = InvitationState.NOT_POSSIBLE
    invitation.not_heard_reason = NotHeard.NOT_SAFE_TO_TEXT
    _stop(session, invitation, NotHeard.NOT_SAFE_TO_TEXT, now)


def _after_all(
    session: Session, found: PeopleOf, person: Person, house: Services, now: datetime
) -> None:
    """Asked by a text, or by a person where there is none; in the round that is open, if one is."""
    invitation = person.asked
    if invitation is None:
        _ask_whoever_came(session, found, house, now)
        return
    if invitation.state is not InvitationState.NOT_POSSIBLE:
        return
    plan = plan_adult(session, found.review.child, person.related, found.review, london_day(now))
    form = house.library.forms.get(plan.form_key) if plan.form_key else None
    if form is not None and invitation.form_hash is None:
        consultations.pin_form(session, form)
        invitation.form_key, invitation.form_version = form.key, form.version
        invitation.form_hash = form.source_hash
    invitation.way = plan.way
    if plan.point is None:
        another_way(session, invitation, plan.why_not or NotHeard.NO_SAFE_WAY, now)
    elif invitation.sent_at is not None:
        invitation.state, invitation.not_heard_reason = InvitationState.SENT, None
    else:
        reopen(session, invitation, now)


def _ask_whoever_came(session: Session, found: PeopleOf, house: Services, now: datetime) -> None:
    if found.held is not None and found.held.closed_at is None:
        opening.ask_whoever_came(session, found.held, house=house, now=now)


def _ask_the_officer(session: Session, found: PeopleOf, person: Person, now: datetime) -> None:
    tasks.make_task(
        session,
        TaskKind.AGREE_NOT_ASKED,
        about=_about(found, person),
        key=found.review.child.key,
        owner_role=Role.IRO.value,
        due_on=_due(session, AGREE_WORKING_DAYS, now),
        child_id=found.review.child_id,
        invitation_id=person.asked.id if person.asked else None,
        now=now,
    )


def _due(session: Session, working_days: int, now: datetime) -> date:
    return add_working_days(london_day(now), working_days, authority.bank_holidays(session))


def _about(found: PeopleOf, person: Person) -> str:
    return f"{found.review.public_id.hex}:{person.related.public_id.hex}"


def _note(
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
