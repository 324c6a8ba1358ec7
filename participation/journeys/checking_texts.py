"""What is looked at in the moment of sending a text, and not when it was written.

A number may have said STOP since then, a review may have been cancelled, it may have become night,
and another text to the same phone may be on its way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.hours import next_allowed, window_ends
from participation.care.consultations.models import (
    Direction,
    Message,
    MessageState,
)
from participation.care.people import queries as people
from participation.journeys.rechecking import no_longer_wanted
from participation.outbox.service import Claimed

REPLIES_A_DAY = 30
VALIDITY_SECONDS = 4 * 3600  # a text for the afternoon must not arrive at night
SHORTEST_VALIDITY = 60  # less, and the provider gives up before it has tried


def hold_text(session: Session, work: Claimed) -> Message | None:
    """The text, read when nobody else can change it: another worker, or the provider's report."""
    wanted = select(Message).where(Message.public_id == UUID(work.subject))
    number_hash = session.scalar(wanted.with_only_columns(Message.number_hash))
    if number_hash is None:
        return None
    people.hold_number(session, number_hash)
    return session.scalar(
        wanted.with_for_update(of=Message).execution_options(populate_existing=True)
    )


def is_busy(session: Session, message: Message) -> bool:
    """Whether another text to this number may be on its way right now."""
    others = session.scalar(
        select(func.count())
        .select_from(Message)
        .where(
            Message.number_hash == message.number_hash,
            Message.state == MessageState.SENDING,
            Message.id != message.id,
        )
    )
    return bool(others)


def known_ids(session: Session, message: Message) -> list[str]:
    """Ids at the provider that belong to other texts to this number."""
    rows = session.scalars(
        select(Message.provider_id).where(
            Message.number_hash == message.number_hash,
            Message.direction == Direction.OUT,
            Message.provider_id.is_not(None),
            Message.id != message.id,
        )
    )
    return [row for row in rows if row]


def why_not(session: Session, message: Message, now: datetime) -> str | None:
    """Why this text must not go any more; None when it may."""
    if people.is_suppressed(session, message.number_hash):
        return "stopped"
    if message.begun_by_us:
        return no_longer_wanted(session, message, now)
    since = now - timedelta(days=1)
    replies = session.scalar(
        select(func.count())
        .select_from(Message)
        .where(
            Message.number_hash == message.number_hash,
            Message.direction == Direction.OUT,
            Message.at > since,
            Message.id < message.id,
        )
    )
    return "too_many_today" if (replies or 0) >= REPLIES_A_DAY else None


def when(session: Session, message: Message, now: datetime) -> datetime:
    """When this text may go (R18): a reply at once, unless an outage made it old (I6)."""
    if not message.begun_by_us and now - message.at <= timedelta(seconds=VALIDITY_SECONDS):
        return now
    return next_allowed(
        now,
        authority.calendar(session),
        to_child=message.to_child,
        # The only texts this release begins are first ones; reminders come with their issue.
        first_of_round=message.begun_by_us,
    )


def validity(session: Session, message: Message, now: datetime) -> int:
    """For how many seconds the provider may try: ours must not arrive after hours (R18)."""
    if not message.begun_by_us:
        return VALIDITY_SECONDS
    ends = window_ends(now, authority.calendar(session), to_child=message.to_child)
    left = int((ends - now).total_seconds())
    return max(SHORTEST_VALIDITY, min(VALIDITY_SECONDS, left))
