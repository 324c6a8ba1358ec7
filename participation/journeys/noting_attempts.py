"""What was tried to hear somebody, by day: texts of ours, and what people noted (R7).

Texts are read from the conversation they were sent in. Whoever leaves it before the round is over
takes what they were sent along, on their own invitation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    Direction,
    Invitation,
    Message,
    MessageState,
    Task,
    conversation_invitations,
)
from participation.channels.sms.wording import FIRST_TEXTS
from participation.kernel.clock import london_day

_WENT = (MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN)
_NEVER_CAME = (MessageState.UNDELIVERED, MessageState.FAILED)

Attempt = dict[str, str]


def leave(session: Session, invitation: Invitation, conversation: Conversation) -> None:
    """Off this conversation; that its texts were tried stays noted."""
    invitation.tried = all_attempts(invitation, _by_text(session, [invitation.id])) or None
    conversation.invitations.remove(invitation)


def all_attempts(invitation: Invitation, found: Mapping[int, Sequence[Attempt]]) -> list[Attempt]:
    """Those that were noted before, and those that are found now, each once, by day."""
    now = found.get(invitation.id, [])
    before = [one for one in invitation.tried or () if one not in now]
    return sorted([*before, *now], key=_day)


def attempts_of(session: Session, invitation_ids: Collection[int]) -> Mapping[int, list[Attempt]]:
    """What was tried to hear each of them, by day: texts of ours, and what people noted."""
    tried = _by_text(session, invitation_ids)
    noted = select(Task).where(Task.invitation_id.in_(invitation_ids))
    for task in session.scalars(noted) if invitation_ids else ():
        tried[task.invitation_id or 0] += task.attempts
    return {key: sorted(found, key=_day) for key, found in tried.items()}


def _by_text(session: Session, invitation_ids: Collection[int]) -> dict[int, list[Attempt]]:
    tried: dict[int, list[Attempt]] = defaultdict(list)
    for invitation_id, message in _texts(session, invitation_ids) if invitation_ids else ():
        what = "asked_by_text" if message.template in FIRST_TEXTS else "reminded_by_text"
        if message.state in _NEVER_CAME:
            what += "_not_delivered"
        tried[invitation_id].append({"on": london_day(message.at).isoformat(), "what": what})
    return tried


def _texts(session: Session, invitation_ids: Collection[int]) -> Sequence[tuple[int, Message]]:
    """Texts that we began, each with everybody it asked: one may ask about several children."""
    links = conversation_invitations.c
    begun = (
        Message.direction == Direction.OUT,
        Message.begun_by_us,
        Message.state.in_((*_WENT, *_NEVER_CAME)),
    )
    together = session.execute(
        select(links.invitation_id, Message)
        .join(Message, Message.conversation_id == links.conversation_id)
        .where(links.invitation_id.in_(invitation_ids), *begun, ~Message.to_child)
    )
    alone = session.execute(
        select(Message.invitation_id, Message).where(
            Message.invitation_id.in_(invitation_ids), *begun, Message.to_child
        )
    )
    return [(key or 0, message) for key, message in (*together, *alone)]


def _day(attempt: Attempt) -> str:
    return attempt.get("on", "")
