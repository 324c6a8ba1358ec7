"""Whether texts still move: ages in seconds, for whoever watches over the service.

Nothing personal. None where there is nothing yet to measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Direction, Message, ProviderLook
from participation.outbox.models import OutboxItem, OutboxState
from participation.outbox.service import NOBODY

_OPEN = (OutboxState.QUEUED, OutboxState.LEASED)
SEND = "message.send"


@dataclass(frozen=True, slots=True)
class Signs:
    """How long ago, in seconds. `oldest_unsent` counts from when the text should have gone."""

    oldest_unsent_seconds: int | None
    last_report_seconds: int | None  # since the provider last told us what became of a text
    last_text_in_seconds: int | None
    last_look_seconds: int | None  # since the provider's own list was last read to its end


def longest_wait(session: Session, now: datetime, system: datetime) -> timedelta:
    """For how long the oldest work that could be done has waited for somebody to do it.

    A standing promise is never done, and not meant. Nor is work that rests after it was tried: the
    provider is away, and another process could do no more. Once its rest is over it waits again,
    by the machine's own time, as rests are counted.
    """
    untried, rested = session.execute(
        select(
            func.min(OutboxItem.due_at).filter(OutboxItem.lease_until.is_(None)),
            func.min(OutboxItem.lease_until).filter(OutboxItem.lease_until < system),
        ).where(
            OutboxItem.state == OutboxState.QUEUED,
            OutboxItem.due_at <= now,
            OutboxItem.subject != NOBODY.hex,
        )
    ).one()
    waits = [
        now - untried if untried is not None else timedelta(0),
        system - rested if rested is not None else timedelta(0),
    ]
    return max(waits)


def signs_of(session: Session, provider: str, *, now: datetime, system: datetime) -> Signs:
    unsent = session.scalar(
        select(func.min(OutboxItem.due_at)).where(
            OutboxItem.state.in_(_OPEN), OutboxItem.kind == SEND, OutboxItem.due_at <= now
        )
    )
    reported = session.scalar(
        select(func.max(Message.reported_at)).where(Message.reported_at.is_not(None))
    )
    came = session.scalar(
        select(Message.at)
        .where(Message.direction == Direction.IN)
        .order_by(Message.id.desc())
        .limit(1)
    )
    look = session.get(ProviderLook, provider)
    return Signs(
        _ago(unsent, now),
        _ago(reported, now),
        _ago(came, now),
        _ago(look.looked_at if look else None, system),
    )


def _ago(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
