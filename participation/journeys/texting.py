"""Write one text down and promise that it is sent. Nothing here talks to a provider.

The message with its body is committed before a provider is called, so that after a crash the
provider can be asked whether it already has these words (`sending_texts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.hours import next_allowed
from participation.care.consultations.models import Direction, Message, MessageState
from participation.channels.sms.wording import FIRST_TEXTS
from participation.guard.crypto import ChildKey
from participation.journeys.services import Services
from participation.kernel.rows import jotted, write_down
from participation.outbox import service as outbox


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outgoing:
    """A text to be written down. `begun_by_us` binds it to hours (R18); a reply goes at once."""

    number: str
    number_hash: str
    body: str
    template: str
    language: str
    begun_by_us: bool
    to_child: bool
    conversation_id: int | None = None
    invitation_id: int | None = None
    within_hours: bool = False  # a reply to words that are hours old keeps the hours, too (I6)
    wait: timedelta = timedelta(0)  # for more of the same thought to come in


def put_out(
    session: Session, outgoing: Outgoing, *, key: ChildKey, house: Services, now: datetime
) -> Message:
    """Write a text down and promise that it is sent."""
    message = jotted(
        Message,
        key=key,
        direction=Direction.OUT,
        provider=house.settings.sms,
        number=outgoing.number,
        number_hash=outgoing.number_hash,
        body=outgoing.body,
        template=outgoing.template,
        begun_by_us=outgoing.begun_by_us,
        to_child=outgoing.to_child,
        language=outgoing.language,
        state=MessageState.QUEUED,
        at=now,
        conversation_id=outgoing.conversation_id,
        invitation_id=outgoing.invitation_id,
    )
    write_down(session, message)
    due_at = now + outgoing.wait
    if outgoing.begun_by_us or outgoing.within_hours:
        due_at = next_allowed(
            now,
            authority.calendar(session),
            to_child=outgoing.to_child,
            first_of_round=outgoing.template in FIRST_TEXTS,
        )
    outbox.promise(
        session,
        "message.send",
        message.public_id,
        unique_key=f"message.send:{message.public_id.hex}",
        due_at=due_at,
        now=now,
    )
    return message
