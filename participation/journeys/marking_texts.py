"""Where a text of ours stands, written down at once; and that whoever got one has been asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.care.consultations.models import Message, MessageState
from participation.care.consultations.outgoing import note_asked
from participation.care.consultations.rules import NotHeard
from participation.journeys.losing_touch import not_reached
from participation.kernel.rows import write_over
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

_ARRIVED = frozenset({MessageState.SENT, MessageState.DELIVERED})
SETTLED = _ARRIVED | {
    MessageState.UNDELIVERED,
    MessageState.FAILED,
    MessageState.UNKNOWN,
    MessageState.CANCELLED,
}


def mark(
    session: Session,
    message: Message,
    state: MessageState,
    now: datetime,
    system: datetime | None = None,
    **noted: Any,
) -> None:
    """Write down at once where the text stands now, and what else is known of it.

    Args:
        system: the machine's own time, where it matters later how long ago this really was.
    """
    entry = {"state": state.value, "at": now.isoformat()}
    if system is not None:
        entry["system"] = system.isoformat()
    write_over(session, message, state=state, states=[*message.states, entry], **noted)


def leave_to_a_person(
    session: Session, work: Claimed, message: Message, why: str, now: datetime, system: datetime
) -> None:
    """Nobody can say any more whether it went, so it is not sent again."""
    mark(session, message, MessageState.UNKNOWN, now)  # staff see "may not have arrived"
    not_reached(session, message, NotHeard.NOT_DELIVERED, now)  # and ask in another way (R7)
    outbox.unknown(session, work, system=system, error=why)


def note_arrival(session: Session, message: Message | None, now: datetime) -> None:
    """They have been asked, whoever told us first: the provider's answer or its report."""
    if message is not None and message.begun_by_us and message.state in _ARRIVED:
        note_asked(session, message, now)
