"""Take back what has not gone out yet: promises to ask, first texts and reminders in waiting.

A text is looked at once more in the moment of sending. What is known to be over is taken back at
once all the same, in the transaction that says so: nothing then depends on that later look.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    conversation_invitations,
)
from participation.channels.sms.wording import REMINDERS
from participation.journeys import reminding
from participation.journeys.not_by_text import ask_anew
from participation.journeys.rechecking import asked_in, no_longer_wanted
from participation.outbox.models import OutboxItem, OutboxState

MOVED = "review_moved"


def take_back_promises(
    session: Session, invitations: Sequence[Invitation], why: str, now: datetime
) -> None:
    """Whoever was to be asked, or reminded, is not."""
    if invitations:
        asked = [one.public_id.hex for one in invitations]
        _cancel(session, "invitation.send", asked, why, now)
        reminding.forget_promises(session, _to_be_reminded(session, invitations), now)


def take_back_texts(session: Session, invitations: Sequence[Invitation], now: datetime) -> None:
    """First texts and reminders that ask nobody any more; one that asks about a sibling stays."""
    for message in waiting_texts(session, invitations):
        conversation = _conversation(session, message)
        if message.template not in REMINDERS:
            if why := no_longer_wanted(session, conversation, message, now):
                cancel_text(session, message, why, now)
        elif not reminding.is_still_due(session, message, now):
            asked = asked_in(session, conversation, message)
            cancel_text(session, message, "no_longer_due", now)
            reminding.forget_promises(session, [one.public_id.hex for one in asked], now)


def take_back_replies(
    session: Session, conversation: Conversation, why: str, now: datetime
) -> None:
    """Every reply that waits to go to a phone which is to be told nothing more."""
    waiting = select(Message).where(
        Message.conversation_id == conversation.id,
        Message.direction == Direction.OUT,
        Message.state == MessageState.QUEUED,
        ~Message.begun_by_us,
    )
    for message in session.scalars(waiting.order_by(Message.id).with_for_update(of=Message)):
        cancel_text(session, message, why, now)


def word_anew(session: Session, invitations: Sequence[Invitation], now: datetime) -> None:
    """The day of the review is in texts that wait: they are worded again with the new one.

    A reminder that had not gone is looked for again, at its new time.
    """
    forgotten: set[str] = set()
    for message in waiting_texts(session, invitations):
        cancel_text(session, message, MOVED, now)
        conversation = _conversation(session, message)
        if conversation is None:
            continue
        asked = asked_in(session, conversation, message)
        if message.template in REMINDERS:
            forgotten |= {one.public_id.hex for one in asked}
            continue
        for one in [one for one in asked if one.state is InvitationState.TO_SEND]:
            if one in conversation.invitations:
                conversation.invitations.remove(one)
            ask_anew(session, one, message, now)
        if not conversation.invitations and conversation.state is ConversationState.OPENING:
            conversation.state = ConversationState.CLOSED
    forgotten |= _to_be_reminded(session, invitations)
    reminding.forget_promises(session, forgotten, now)
    session.flush()


def cancel_text(session: Session, message: Message, why: str, now: datetime) -> None:
    message.state, message.error_code = MessageState.CANCELLED, why
    message.states = [*message.states, {"state": message.state.value, "at": now.isoformat()}]
    _cancel(session, "message.send", [message.public_id.hex], why, now)


def waiting_texts(
    session: Session, invitations: Sequence[Invitation], *, replies: bool = False
) -> Sequence[Message]:
    """Texts for these people that have not gone: begun by us, with `replies` every one.

    Held until the transaction ends: a worker may have one of them in hand at this moment.
    """
    keys = [one.id for one in invitations]
    if not keys:
        return []
    links = conversation_invitations.c
    over = select(links.conversation_id).where(links.invitation_id.in_(keys))
    wanted = select(Message).where(
        Message.direction == Direction.OUT,
        Message.state == MessageState.QUEUED,
        or_(Message.invitation_id.in_(keys), Message.conversation_id.in_(over)),
    )
    if not replies:
        wanted = wanted.where(Message.begun_by_us)
    return session.scalars(wanted.order_by(Message.id).with_for_update(of=Message)).all()


def _to_be_reminded(session: Session, invitations: Sequence[Invitation]) -> set[str]:
    """Whose reminder is promised and not worded yet."""
    subjects = [one.public_id.hex for one in invitations]
    return set(
        session.scalars(
            select(OutboxItem.subject).where(
                OutboxItem.kind == reminding.REMIND,
                OutboxItem.subject.in_(subjects),
                OutboxItem.state == OutboxState.QUEUED,
            )
        )
    )


def _conversation(session: Session, message: Message) -> Conversation | None:
    key = message.conversation_id
    return session.get(Conversation, key) if key is not None else None


def _cancel(
    session: Session, kind: str, subjects: Collection[str], why: str, now: datetime
) -> None:
    session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == kind,
            OutboxItem.subject.in_(subjects),
            OutboxItem.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.CANCELLED, done_at=now, last_error=why)
        .execution_options(synchronize_session=False)
    )
