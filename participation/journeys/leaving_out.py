"""Somebody is left out before a review, or is asked after all: what follows for whoever was, or is
to be, asked. It counts in the transaction that decides it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Relationship
from participation.journeys import calling_off, opening
from participation.journeys.listing_who_is_asked import PeopleOf, Person
from participation.journeys.not_by_text import another_way, reopen
from participation.journeys.planning import plan_adult
from participation.journeys.services import Services
from participation.kernel.clock import london_day

SAID_ALREADY = (InvitationState.FINISHED, InvitationState.DECLINED, InvitationState.STARTED)
_OTHER_WAYS = (
    TaskKind.NO_SAFE_WAY,
    TaskKind.NEVER_SPOKEN_WITH,
    TaskKind.LANGUAGE,
    TaskKind.ASK_AGAIN,
)


def leave_out(session: Session, invitation: Invitation, now: datetime) -> None:
    """Nothing of ours goes to them any more; what they say all the same is heard. A no of theirs
    stays one, and opens nothing again while this stands."""
    if invitation.state not in SAID_ALREADY:
        invitation.state = InvitationState.NOT_POSSIBLE
    if invitation.state in (InvitationState.NOT_POSSIBLE, InvitationState.DECLINED):
        invitation.not_heard_reason = NotHeard.RECORDED_DECISION
    stop(session, invitation, "not_asked", now)
    ways = session.scalars(
        select(Task).where(
            Task.invitation_id == invitation.id,
            Task.kind.in_(_OTHER_WAYS),
            Task.state == TaskState.OPEN,
        )
    )
    for task in ways:
        task.state = TaskState.DONE


def stop(session: Session, invitation: Invitation, why: str, now: datetime) -> None:
    """What waits to go to them is taken back."""
    session.flush()
    calling_off.take_back_promises(session, [invitation], why, now)
    calling_off.take_back_texts(session, [invitation], now)


def ask_after_all(
    session: Session, found: PeopleOf, person: Person, house: Services, now: datetime
) -> None:
    """Asked by a text, or by a person where there is none; in the round that is open, if one is."""
    invitation = person.asked
    if invitation is None:
        ask_whoever_came(session, found, house, now)
        return
    ask_otherwise(session, invitation, person.related, house, now)


def ask_otherwise(
    session: Session,
    invitation: Invitation,
    related: Relationship,
    house: Services,
    now: datetime,
) -> None:
    """As things stand for them now, where they could not be asked when their round opened."""
    decided = invitation.not_heard_reason == NotHeard.RECORDED_DECISION
    if decided and invitation.state is InvitationState.DECLINED:
        invitation.not_heard_reason = NotHeard.SAID_NO
    if invitation.state is not InvitationState.NOT_POSSIBLE:
        return
    review = invitation.round.review
    plan = plan_adult(session, invitation.child, related, review, london_day(now))
    form = house.library.forms.get(plan.form_key) if plan.form_key else None
    if form is not None and invitation.form_hash is None:
        consultations.pin_form(session, form)
        invitation.form_key, invitation.form_version = form.key, form.version
        invitation.form_hash = form.source_hash
    invitation.way = plan.way
    if plan.point is None:
        another_way(session, invitation, plan.why_not or NotHeard.NO_SAFE_WAY, now)
        return
    _is_decided(session, invitation)
    if invitation.sent_at is not None:
        invitation.state, invitation.not_heard_reason = InvitationState.SENT, None
    else:
        reopen(session, invitation, now)


def _is_decided(session: Session, invitation: Invitation) -> None:
    """Nobody has to decide any more whether they are asked; another task about them stays."""
    rows = session.scalars(
        select(Task).where(
            Task.invitation_id == invitation.id,
            Task.kind == TaskKind.NO_SAFE_WAY,
            Task.reason == NotHeard.DECISION_RAN_OUT,
            Task.state == TaskState.OPEN,
        )
    )
    for task in rows:
        task.state = TaskState.DONE


def ask_whoever_came(session: Session, found: PeopleOf, house: Services, now: datetime) -> None:
    """Whoever came to be known since the round opened, if it is open."""
    if found.held is not None and found.held.closed_at is None:
        opening.ask_whoever_came(session, found.held, house=house, now=now)
