"""A text did not get there, or its number is no good: the number rests, a person finds another way.

Nobody is left out silently (R7): whoever a first text was meant for, and everybody whose
conversation runs over a number that failed, becomes a task.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.by_number import IN_USE
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    InvitationState,
    Message,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import numbers
from participation.channels.sms.refusals import Meaning
from participation.journeys import gathering
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

_ASKED_BY_IT = (InvitationState.TO_SEND, InvitationState.SENT)


def number_failed(session: Session, message: Message, meaning: Meaning, now: datetime) -> None:
    """The provider says what is wrong: close the number where it is to blame, and tell people."""
    match meaning:
        case Meaning.OPTED_OUT:
            numbers.suppress(session, message.number_hash, now)
            not_reached(session, message, NotHeard.STOPPED, now)
        case Meaning.BAD_NUMBER:
            numbers.suspend(session, message.number_hash)
            not_reached(session, message, NotHeard.NUMBER_SUSPENDED, now)
        case _:
            not_reached(session, message, NotHeard.NOT_DELIVERED, now)


def not_reached(session: Session, message: Message, reason: NotHeard, now: datetime) -> None:
    """Everybody this text's conversation is about is asked in another way, by a person.

    Of somebody who has already answered over this number it is only a reply that did not arrive:
    they keep the conversation, and the reason on their invitation would be wrong. After STOP they
    have it again with START; but where the number is dead somebody else may have it soon (T5).
    """
    conversation = _conversation(session, message)
    if conversation is None:
        return
    begun = conversation.state is not ConversationState.OPENING or conversation.last_word_at
    if begun and reason is NotHeard.NOT_DELIVERED:
        return
    soon = add_working_days(london_day(now), 2, authority.bank_holidays(session))
    stopped = reason is NotHeard.STOPPED
    for invitation in conversation.invitations:
        if not begun and invitation.state in _ASKED_BY_IT:
            invitation.state = InvitationState.NOT_POSSIBLE
            invitation.not_heard_reason = reason
        # As where the text with a child's STOP reaches us itself (R19).
        for_officer = stopped and invitation.respondent == "child"
        tasks.make_task(
            session,
            TaskKind.STOPPED if stopped else TaskKind.NO_SAFE_WAY,
            about=invitation.public_id.hex,
            key=invitation.child.key,
            owner_role="iro" if for_officer else "business_support",
            due_on=soon,
            child_id=invitation.child_id,
            invitation_id=invitation.id,
            reason=reason,
            now=now,
        )
    if reason is NotHeard.NUMBER_SUSPENDED and conversation.state in IN_USE:
        gathering.withdraw(session, conversation, now)
        conversation.state = ConversationState.CLOSED
    elif not begun and reason is not NotHeard.NOT_DELIVERED:  # that one may arrive after all
        conversation.state = ConversationState.CLOSED


def _conversation(session: Session, message: Message) -> Conversation | None:
    if message.conversation_id is None:
        return None
    return session.scalar(select(Conversation).where(Conversation.id == message.conversation_id))
