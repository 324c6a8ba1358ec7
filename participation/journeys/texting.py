"""One text goes out: written down first, checked when it is sent, never sent twice.

The message with its body is committed before the provider is called. While it is SENDING nobody
else sends to that number, so that after a crash the provider can be asked whether it already has
these words: that is what keeps a person from getting the same text twice (security.md 3.1).

`prepare` and `settle` are the two database halves of the worker's job; the call to the provider
stands between them, outside any transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.hours import next_allowed
from participation.care.consultations.models import (
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
)
from participation.care.people import numbers
from participation.care.people import queries as people
from participation.channels.sms.gateway import (
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
)
from participation.channels.sms.refusals import Meaning
from participation.guard.crypto import ChildKey
from participation.journeys.services import Services
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

REPLIES_A_DAY = 30
VALIDITY_SECONDS = 4 * 3600  # a text for the afternoon must not arrive at night
_ASK_BACK = timedelta(days=2)
PHONE_BUSY = timedelta(seconds=2)
GIVE_UP_AFTER = 12  # attempts whose end is unknown, each a lease apart, before a person decides
_NUMBER_LOCKS = 7_243_002  # names the family of advisory locks on PostgreSQL

_CLOSED = frozenset({InvitationState.FINISHED, InvitationState.DECLINED, InvitationState.CLOSED})
_SETTLED = frozenset(
    {
        MessageState.SENT,
        MessageState.DELIVERED,
        MessageState.UNDELIVERED,
        MessageState.FAILED,
        MessageState.UNKNOWN,
        MessageState.CANCELLED,
    }
)


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


def put_out(
    session: Session, outgoing: Outgoing, *, key: ChildKey, house: Services, now: datetime
) -> Message:
    """Write a text down and promise that it is sent."""
    message = Message(
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
    session.add(message)
    session.flush()
    due_at = now
    if outgoing.begun_by_us:
        due_at = next_allowed(
            now, authority.calendar(session), to_child=outgoing.to_child, first_of_round=True
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


@dataclass(frozen=True, slots=True, repr=False)
class ToSend:
    """What the provider is told. `ask_first`: an earlier attempt may have reached it."""

    to: str
    body: str
    callback_url: str
    validity_seconds: int
    ask_first: bool
    since: datetime
    known: Sequence[str]


@dataclass(frozen=True, slots=True)
class Taken:
    """The provider has it, under this id."""

    provider_id: str


SendResult = Taken | GatewayRefused | GatewayUnavailable | GatewayUnknown


def prepare(
    session: Session,
    work: Claimed,
    *,
    callback_url: str,
    now: datetime,
    system: datetime,
) -> ToSend | None:
    """The checks that belong to the moment of sending; None when nothing is to be sent now.

    Permission is looked at here and not when the text was written: a number may have said STOP,
    a review may have been cancelled, and it may have become night.
    """
    message = session.scalar(_by_public_id(work))
    if message is None or message.state in _SETTLED:
        outbox.done(session, work, system=system)
        return None
    hold_number(session, message.number_hash)
    if _busy(session, message):
        outbox.rest(session, work, until=system + PHONE_BUSY)
        return None
    ask_first = message.state is MessageState.SENDING
    if not ask_first and (why := _why_not(session, message, now)):
        _cancel(session, work, message, why, now, system)
        return None
    if not ask_first and message.begun_by_us:
        allowed = _when(session, message, now)
        if allowed > now:
            outbox.later(session, work, due_at=allowed)
            return None
    _mark(message, MessageState.SENDING, now)
    return ToSend(
        to=message.number or "",
        body=message.body or "",
        callback_url=callback_url,
        validity_seconds=VALIDITY_SECONDS,
        ask_first=ask_first,
        # The provider dates texts by real time, whatever the council's clock shows; older texts
        # with the same words are kept apart by their known ids.
        since=system - _ASK_BACK,
        known=_known_ids(session, message) if ask_first else (),
    )


def call(task: ToSend, house: Services) -> SendResult:
    """Ask, where somebody may have sent it before us; then hand it over. No database here."""
    try:
        if task.ask_first:
            found = house.sms.find(to=task.to, body=task.body, since=task.since, known=task.known)
            if found is not None:
                return Taken(found)
        return Taken(
            house.sms.send(
                to=task.to,
                body=task.body,
                callback_url=task.callback_url,
                validity_seconds=task.validity_seconds,
            )
        )
    except GatewayUnavailable as problem:
        # While asking, "not available" says nothing about the earlier attempt.
        return GatewayUnknown(problem.detail) if task.ask_first else problem
    except (GatewayRefused, GatewayUnknown) as problem:
        return problem


def settle(
    session: Session,
    work: Claimed,
    result: SendResult,
    *,
    house: Services,
    now: datetime,
    system: datetime,
) -> None:
    """Write down what the provider said."""
    message = session.scalar(_by_public_id(work))
    if message is None or message.state in _SETTLED:
        outbox.done(session, work, system=system)
        return
    match result:
        case Taken(provider_id):
            message.provider_id = provider_id
            _mark(message, MessageState.SENT, now)
            _note_sent(session, message, now)
            outbox.done(session, work, system=system, reference=provider_id)
        case GatewayRefused():
            message.error_code = str(result.provider_code or "")
            _mark(message, MessageState.FAILED, now)
            _close_number(session, message, result.meaning, now)
            outbox.failed(session, work, system=system, error=message.error_code)
        case GatewayUnavailable():
            _mark(message, MessageState.QUEUED, now)
            outbox.rest(
                session, work, until=system + outbox.backoff(work.attempt), error=result.code
            )
        case GatewayUnknown() if work.attempt >= GIVE_UP_AFTER:
            # A strange second text can frighten or expose; staff see "may not have arrived".
            _mark(message, MessageState.UNKNOWN, now)
            outbox.unknown(session, work, system=system, error=result.code)
        case GatewayUnknown():
            pause = timedelta(seconds=house.settings.lease_seconds)
            outbox.rest(session, work, until=system + pause, error=result.code)


def _by_public_id(work: Claimed) -> Select[Message]:
    return select(Message).where(Message.public_id == UUID(work.subject))


def hold_number(session: Session, number_hash: str) -> None:
    """One thing at a time for one number: two workers, or two texts, never meet over it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(:family, hashtext(:number))"),
            {"family": _NUMBER_LOCKS, "number": number_hash},
        )


def _busy(session: Session, message: Message) -> bool:
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


def _known_ids(session: Session, message: Message) -> list[str]:
    rows = session.scalars(
        select(Message.provider_id).where(
            Message.number_hash == message.number_hash,
            Message.direction == Direction.OUT,
            Message.provider_id.is_not(None),
        )
    )
    return [row for row in rows if row]


def _why_not(session: Session, message: Message, now: datetime) -> str | None:
    """Why this text must not go any more; None when it may."""
    if people.is_suppressed(session, message.number_hash) and message.template != "stopped":
        return "stopped"
    if message.begun_by_us:
        if message.invitation_id is not None:
            invitation = session.get(Invitation, message.invitation_id)
            if invitation is None or invitation.state in _CLOSED:
                return "no_longer_asked"
        return None
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


def _when(session: Session, message: Message, now: datetime) -> datetime:
    return next_allowed(
        now,
        authority.calendar(session),
        to_child=message.to_child,
        first_of_round=True,  # the only texts this release begins; reminders come with their issue
    )


def _mark(message: Message, state: MessageState, now: datetime) -> None:
    message.state = state
    message.states = [*message.states, {"state": state.value, "at": now.isoformat()}]


def _cancel(
    session: Session, work: Claimed, message: Message, why: str, now: datetime, system: datetime
) -> None:
    message.error_code = why
    _mark(message, MessageState.CANCELLED, now)
    outbox.cancelled(session, work, system=system, error=why)


def _note_sent(session: Session, message: Message, now: datetime) -> None:
    if message.invitation_id is None or not message.begun_by_us:
        return
    invitation = session.get(Invitation, message.invitation_id)
    if invitation is not None and invitation.state is InvitationState.TO_SEND:
        invitation.state = InvitationState.SENT
        invitation.sent_at = now


def _close_number(session: Session, message: Message, meaning: Meaning, now: datetime) -> None:
    match meaning:
        case Meaning.OPTED_OUT:
            numbers.suppress(session, message.number_hash, now)
        case Meaning.BAD_NUMBER:
            numbers.suspend(session, message.number_hash)
        case _:
            pass
