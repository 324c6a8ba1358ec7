"""What became of a text that went out, as the provider reports it: late, twice, in any order.

Every report is kept; the state only moves forward, and an end is never overwritten (I3). A report
may come before our own note that the provider took the text: it then brings back the id we died
before storing.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Direction, Message, MessageState
from participation.care.people import queries as people
from participation.care.safeguarding.route import Via
from participation.channels.sms.refusals import Meaning, meaning
from participation.journeys import gathering
from participation.journeys.alerting import ALERTS
from participation.journeys.drilling import DRILL
from participation.journeys.losing_touch import number_failed
from participation.journeys.marking_texts import note_arrival
from participation.journeys.sending_alerts import UNDELIVERED
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem

_RANK = {
    MessageState.QUEUED: 0,
    MessageState.SENDING: 1,
    MessageState.UNKNOWN: 1,
    MessageState.SENT: 2,
    MessageState.DELIVERED: 3,
    MessageState.UNDELIVERED: 3,
    MessageState.FAILED: 3,
    MessageState.CANCELLED: 3,
}
_TO_STAFF = (ALERTS[Via.TEXT], DRILL)
_FAILED = (MessageState.UNDELIVERED, MessageState.FAILED)
_OF_THE_NUMBER = (Meaning.OPTED_OUT, Meaning.BAD_NUMBER)
_REPORTED = {
    "accepted": MessageState.SENT,
    "scheduled": MessageState.SENT,
    "queued": MessageState.SENT,
    "sending": MessageState.SENT,
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.FAILED,
    # GOV.UK Notify's own words.
    "created": MessageState.SENT,
    "pending": MessageState.SENT,
    "permanent-failure": MessageState.UNDELIVERED,
    "temporary-failure": MessageState.UNDELIVERED,
    "technical-failure": MessageState.FAILED,
}


class Noted(StrEnum):
    NOTED = "noted"
    UNKNOWN_WORK = "unknown_work"  # counted by the door, nothing changed (B28)


def note_report(
    session: Session,
    *,
    work_id: UUID,
    provider_id: str,
    status: str,
    error_code: str | None,
    now: datetime,
) -> Noted:
    """Keep one report and move the text's state forward if it says something new.

    Args:
        work_id: our outbox item's public id, from the signed address.
        status: the provider's word; one we never met is kept and changes nothing (B29).
    """
    item = session.scalar(select(OutboxItem).where(OutboxItem.public_id == work_id))
    if item is not None and item.kind in _TO_STAFF:
        return _noted_for_staff(session, item, status, now)
    message = _held(session, item) if item is not None else None
    if message is None or message.direction is not Direction.OUT:
        return Noted.UNKNOWN_WORK
    message.states = [*message.states, {"report": status[:40], "at": now.isoformat()}]
    message.reported_at = now
    if message.provider_id is None:
        message.provider_id = provider_id
    elif message.provider_id != provider_id:
        message.anomaly = "reported_under_two_ids"
        _note_of_number(session, message, status, error_code, now)
        return Noted.NOTED
    reported = _REPORTED.get(status)
    if reported is None or _RANK[reported] <= _RANK.get(message.state, 3):
        return Noted.NOTED
    message.state = reported
    note_arrival(session, message, now)
    if reported in _FAILED:
        message.error_code = message.error_code or (error_code or "")[:10]
        gathering.ends_unseen(session, message, now)
        number_failed(session, message, meaning(error_code), now)
    return Noted.NOTED


def _note_of_number(
    session: Session, message: Message, status: str, error_code: str | None, now: datetime
) -> None:
    """Under another id it says nothing of our text; that the phone said STOP, or that there is no
    such phone, is true of the number all the same."""
    what = meaning(error_code)
    if _REPORTED.get(status) in _FAILED and what in _OF_THE_NUMBER:
        number_failed(session, message, what, now)


def _noted_for_staff(session: Session, item: OutboxItem, status: str, now: datetime) -> Noted:
    """An alert that the telephone never got is work at once: the next person is told."""
    if _REPORTED.get(status) in _FAILED:
        key = f"{UNDELIVERED}:{item.public_id.hex}"
        outbox.promise(
            session, UNDELIVERED, UUID(item.subject), unique_key=key, due_at=now, now=now
        )
    return Noted.NOTED


def _held(session: Session, item: OutboxItem) -> Message | None:
    """The text, held: a worker may be writing down the provider's answer at this moment, and
    another report, or STOP from the phone itself, may be closing the same number."""
    wanted = select(Message).where(Message.public_id == UUID(item.subject))
    number_hash = session.scalar(wanted.with_only_columns(Message.number_hash))
    if number_hash is None:
        return None
    people.hold_number(session, number_hash)
    return session.scalar(
        wanted.with_for_update(of=Message).execution_options(populate_existing=True)
    )
