"""A first text is about to go out: whoever may no longer be asked by it leaves its conversation.

One text may ask one parent about several children (R8). It goes as long as it asks about one of
them; the others are looked at anew by `invitation.send`, which finds another way or waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
)
from participation.care.consultations.outgoing import conversation_with_people
from participation.channels.sms.wording import TextKey
from participation.journeys.not_by_text import ask_anew
from participation.journeys.noting_attempts import leave
from participation.journeys.permission import MayAsk, standing

NO_LONGER_ASKED = "no_longer_asked"
_GONE = frozenset({InvitationState.CLOSED, InvitationState.NOT_POSSIBLE})
_NOT_ASKED = _GONE | {InvitationState.FINISHED, InvitationState.DECLINED}
_NOT_BEGUN = _GONE | {InvitationState.TO_SEND, InvitationState.SENT}


def asked_by(session: Session, message: Message) -> Sequence[Invitation]:
    """Whom this text asks: a parent about each child of the conversation; a child once a link."""
    key = message.conversation_id
    conversation = (
        session.get(Conversation, key, options=[joinedload(Conversation.invitations)])
        if key is not None
        else None
    )
    return asked_in(session, conversation, message)


def asked_in(
    session: Session, conversation: Conversation | None, message: Message
) -> Sequence[Invitation]:
    """The same, with the text's conversation in hand."""
    if conversation is not None and conversation.child_id is None:
        return list(conversation.invitations)
    one = session.get(Invitation, message.invitation_id) if message.invitation_id else None
    return [one] if one is not None else []


def conversation_of(session: Session, message: Message) -> Conversation | None:
    """The conversation that a text belongs to, read with everybody it asks about."""
    key = message.conversation_id
    return None if key is None else conversation_with_people(session, key)


def no_longer_wanted(
    session: Session, conversation: Conversation | None, message: Message, now: datetime
) -> str | None:
    """Why a text that we begin must not go any more; None when it may.

    Where it may not, its conversation gives the phone back.
    """
    asked = asked_in(session, conversation, message)
    if not asked and message.invitation_id is None and conversation is None:
        return None  # it asks nobody anything
    closed = conversation is not None and conversation.state is ConversationState.CLOSED
    staying = [] if closed else [one for one in asked if _may_be_asked(session, one, message, now)]
    for one in asked:
        if one in staying:
            continue
        not_begun = one.state in _NOT_BEGUN
        if conversation is not None and not_begun and one in conversation.invitations:
            leave(session, one, conversation)
        if one.state is InvitationState.TO_SEND:
            ask_anew(session, one, message, now)
    if staying:
        if message.invitation_id != staying[0].id:  # the unit of work would look at it all the same
            message.invitation_id = staying[0].id
        return None
    if conversation is not None and not _anybody_left(conversation):
        conversation.state = ConversationState.CLOSED
    return NO_LONGER_ASKED


def _may_be_asked(
    session: Session, invitation: Invitation, message: Message, now: datetime
) -> bool:
    if invitation.state in _NOT_ASKED:
        return False
    match standing(session, invitation, now):
        case MayAsk(point, stale):
            neutral = message.template == TextKey.FIRST_ADULT_UNCONFIRMED
            return point.value_hash == message.number_hash and (neutral or not stale)
        case _:
            return False


def _anybody_left(conversation: Conversation) -> bool:
    return any(one.state not in _NOT_ASKED for one in conversation.invitations)
