"""Somebody cannot be asked by text: not now, not this way, or not any more. Never silently (R7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import batches, tasks
from participation.care.consultations import service as consultations
from participation.care.consultations.models import Invitation, InvitationState, Message, TaskKind
from participation.care.consultations.rules import NotHeard
from participation.journeys.timing_rounds import first_text_at
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem
from participation.questionnaire.definition import Occasion

A_DAY = timedelta(days=1)
PHONE_TRIES = 3  # a phone that is taken so often is asked about by a person
_TASK_WORKING_DAYS = 2


def another_way(session: Session, invitation: Invitation, reason: NotHeard, now: datetime) -> None:
    """A person asks instead; a recorded decision not to ask is nobody's task, nor is how it was
    for somebody who is asked that by a text or not at all."""
    invitation.state = InvitationState.NOT_POSSIBLE
    invitation.not_heard_reason = reason
    if reason is NotHeard.RECORDED_DECISION or invitation.round.occasion is Occasion.AFTER:
        return
    child = invitation.respondent == "child"
    make_task(session, invitation, TaskKind.CARD if child else TaskKind.NO_SAFE_WAY, reason, now)


def not_any_more(
    session: Session, invitation: Invitation, reason: NotHeard | None, now: datetime
) -> None:
    """Their time is over. Why they were not asked stays; a phone that was taken is followed up."""
    invitation.state = InvitationState.CLOSED
    waited_for_phone = invitation.not_heard_reason == NotHeard.PHONE_TAKEN
    if waited_for_phone and reason is NotHeard.NOT_ASKED_IN_TIME:
        another = TaskKind.CARD if invitation.respondent == "child" else TaskKind.NO_SAFE_WAY
        make_task(session, invitation, another, NotHeard.PHONE_TAKEN, now)
    elif reason is not NotHeard.NOT_ASKED_IN_TIME or invitation.not_heard_reason is None:
        invitation.not_heard_reason = reason


def not_today(session: Session, invitation: Invitation, reason: NotHeard, now: datetime) -> None:
    """Look again tomorrow. A new promise each day: attempts of one promise are failures only."""
    key = f"invitation.send:{invitation.public_id.hex}:{reason}:"
    if reason is NotHeard.PHONE_TAKEN and _promised(session, key) >= PHONE_TRIES - 1:
        another_way(session, invitation, reason, now)
        return
    invitation.not_heard_reason = reason
    _promise(session, invitation, f"{key}{now.isoformat()}", now + A_DAY, now)


def wait_until(session: Session, invitation: Invitation, until: datetime, now: datetime) -> None:
    """Their first text can be taken back until then, whoever promised it for sooner."""
    key = f"invitation.send:{invitation.public_id.hex}:until:{until.isoformat()}:{now.isoformat()}"
    _promise(session, invitation, key, until, now)


def ask_anew(session: Session, invitation: Invitation, message: Message, now: datetime) -> None:
    """The text that was to ask them does not go: whoever was not asked is looked at once more."""
    key = f"invitation.send:{invitation.public_id.hex}:after:{message.public_id.hex}"
    _promise(session, invitation, key, now, now)


def reopen(session: Session, invitation: Invitation, now: datetime) -> None:
    """Their review takes place after all, and nobody has asked them yet."""
    invitation.state = InvitationState.TO_SEND
    invitation.not_heard_reason = None
    key = f"invitation.send:{invitation.public_id.hex}:again:{now.isoformat()}"
    earliest = batches.not_before(session, invitation, now)
    _promise(session, invitation, key, first_text_at(invitation, earliest), now)


def give_up(session: Session, invitation_id: UUID, now: datetime) -> None:
    """Something in our house is wrong with this one, again and again: a person asks."""
    invitation = consultations.invitation_by_id(session, invitation_id)
    if invitation is not None and invitation.state is InvitationState.TO_SEND:
        another_way(session, invitation, NotHeard.COULD_NOT_SEND, now)


def make_task(
    session: Session, invitation: Invitation, kind: TaskKind, reason: NotHeard, now: datetime
) -> None:
    soon = add_working_days(london_day(now), _TASK_WORKING_DAYS, authority.bank_holidays(session))
    tasks.make_task(
        session,
        kind,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role=owner_for(reason),
        due_on=soon,
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        reason=reason,
        now=now,
    )


def owner_for(reason: str | None) -> str:
    """Whether to ask at all is the officer's to decide, with the social worker (R12, R13); whether
    again, once a decision has run out, is the social worker's (R7)."""
    if reason == NotHeard.DECISION_RAN_OUT:
        return "social_worker"
    decided_first = (
        NotHeard.PLACED_FOR_ADOPTION,
        NotHeard.PLACEMENT_ORDER,
        NotHeard.FAMILY_ABROAD,
    )
    return "iro" if reason in decided_first else "business_support"


def _promise(
    session: Session, invitation: Invitation, key: str, due_at: datetime, now: datetime
) -> None:
    outbox.promise(
        session,
        "invitation.send",
        invitation.public_id,
        unique_key=key,
        due_at=due_at,
        now=now,
    )


def _promised(session: Session, key: str) -> int:
    wanted = select(func.count()).where(OutboxItem.unique_key.startswith(key, autoescape=True))
    return session.scalar(wanted) or 0
