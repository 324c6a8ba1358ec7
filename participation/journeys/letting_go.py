"""A person looks at what a restored copy would send, and lets it go (I20).

What came with the backup and was due before the old house stopped has most likely gone out. Nobody
is written to a second time by guesswork: those texts are cancelled, and where one was to ask
somebody, a person finds out whether they were asked. Whoever was to be reminded in the lost days is
not reminded either. Of what was promised while the house was held, only the newest text to each
phone waits; the ones before it would answer what is long past. Mail and calls to staff stay: twice
does no harm, and silence would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import InvitationState, Message, MessageState
from participation.care.people.bulk import in_chunks
from participation.guard.audit import Deed, record
from participation.journeys import gathering, reminding
from participation.journeys.not_by_text import give_up
from participation.journeys.rechecking import asked_by
from participation.journeys.reminding import REMIND
from participation.journeys.telling_back import NUDGE
from participation.outbox.holding import Hold
from participation.outbox.models import OutboxItem, OutboxState
from participation.outbox.service import NOBODY

TEXT: Final = "message.send"
INVITE: Final = "invitation.send"
TO_FAMILIES: Final = (TEXT, INVITE, REMIND, NUDGE)
RESTORED: Final = "restored"
_OPEN = (OutboxState.QUEUED, OutboxState.LEASED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What would happen: by kind of work, how much goes on now, how much later, and how much is
    out of date and will be cancelled."""

    now: Mapping[str, int]
    later: Mapping[str, int]
    cancelled: Mapping[str, int]


def what_waits(session: Session, held: Hold, *, stopped_at: datetime, now: datetime) -> Waiting:
    """Count, and change nothing.

    Args:
        stopped_at: when the old house did its last work, as far as anybody knows.
    """
    stale = {row.id for row in _stale(session, held, stopped_at)}
    going: Counter[str] = Counter()
    later: Counter[str] = Counter()
    cancelled: Counter[str] = Counter()
    for row in _open(session):
        if row.id in stale:
            cancelled[row.kind] += 1
        elif row.due_at <= now:
            going[row.kind] += 1
        else:
            later[row.kind] += 1
    if reminded := len(reminding.due_now(session, stopped_at)):
        cancelled[REMIND] += reminded
    return Waiting(dict(going), dict(later), dict(cancelled))


def release(session: Session, held: Hold, *, stopped_at: datetime, now: datetime) -> int:
    """Cancel what is out of date, and let the rest go; how much was cancelled."""
    stale = _stale(session, held, stopped_at)
    reminded = reminding.due_now(session, stopped_at)
    for item in stale:
        if item.kind == TEXT:
            _do_not_send(session, item, now)
        elif item.kind == INVITE:
            give_up(session, UUID(item.subject), now)
        item.state, item.lease_until = OutboxState.CANCELLED, None
        item.last_error, item.done_at = RESTORED, now
    reminding.let_pass(session, reminded, now)
    made = held.copy_of.isoformat()
    session.delete(held)
    record(session, Deed(actor="command", action="backup.release", subject=f"copy:{made}"), now)
    return len(stale) + len(reminded)


def _open(session: Session) -> Sequence[OutboxItem]:
    """Standing promises are not meant: they are about nobody."""
    return session.scalars(
        select(OutboxItem)
        .where(OutboxItem.state.in_(_OPEN), OutboxItem.subject != NOBODY.hex)
        .order_by(OutboxItem.id)
    ).all()


def _stale(session: Session, held: Hold, stopped_at: datetime) -> list[OutboxItem]:
    overtaken = _overtaken(session, held)
    return [
        item
        for item in _open(session)
        if item.kind in TO_FAMILIES
        and (item.subject in overtaken or (item.id <= held.last_item and item.due_at <= stopped_at))
    ]


def _overtaken(session: Session, held: Hold) -> set[str]:
    """Texts written while held that have a newer one to the same phone behind them."""
    subjects = session.scalars(
        select(OutboxItem.subject).where(
            OutboxItem.kind == TEXT,
            OutboxItem.id > held.last_item,
            OutboxItem.state.in_(_OPEN),
        )
    ).all()
    newest: dict[str, tuple[int, str]] = {}
    for some in in_chunks(subjects):
        for text in session.execute(
            select(Message.id, Message.public_id, Message.number_hash).where(
                Message.public_id.in_([UUID(subject) for subject in some])
            )
        ):
            one = (text.id, text.public_id.hex)
            newest[text.number_hash] = max(newest.get(text.number_hash, one), one)
    return {*subjects} - {subject for _id, subject in newest.values()}


def _do_not_send(session: Session, item: OutboxItem, now: datetime) -> None:
    """One that was on its way may have arrived; a person follows it up if it was to ask anybody."""
    text = session.scalar(select(Message).where(Message.public_id == UUID(item.subject)))
    if text is None or text.state not in (MessageState.QUEUED, MessageState.SENDING):
        return
    on_its_way = text.state is MessageState.SENDING
    text.state = MessageState.UNKNOWN if on_its_way else MessageState.CANCELLED
    text.error_code = RESTORED
    text.states = [*text.states, {"state": text.state.value, "at": now.isoformat()}]
    gathering.ends_unseen(session, text, now)
    if text.begun_by_us:
        for invitation in asked_by(session, text):
            if invitation.state is InvitationState.TO_SEND:
                give_up(session, invitation.public_id, now)
