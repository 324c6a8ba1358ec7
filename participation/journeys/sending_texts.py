"""One text goes out: checked when it is sent, and never sent twice.

While a text is SENDING nobody else sends to that number, so that after a crash the provider can be
asked whether it already has these words: that is what keeps a person from getting the same text
twice (security.md 3.1). `prepare` and `settle` are the two database halves of the worker's job;
`ask` and `hand_over` stand between them, outside any transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
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
from participation.care.consultations.rules import NotHeard
from participation.care.people import queries as people
from participation.channels.sms.gateway import (
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
)
from participation.journeys.losing_touch import not_reached, number_failed
from participation.journeys.services import Services
from participation.journeys.texting import hold_number
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

REPLIES_A_DAY = 30
VALIDITY_SECONDS = 4 * 3600  # a text for the afternoon must not arrive at night
PHONE_BUSY = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
# How often the end of a sending may be unknown before a person decides. Each pause is a lease
# longer than the one before, up to an hour: with the usual lease this is well inside the two days
# for which the provider is asked back.
UNKNOWN_AT_MOST = 50
_ASK_BACK = timedelta(days=2)

_CLOSED = frozenset({InvitationState.FINISHED, InvitationState.DECLINED, InvitationState.CLOSED})
_ARRIVED = frozenset({MessageState.SENT, MessageState.DELIVERED})
_SETTLED = _ARRIVED | {
    MessageState.UNDELIVERED,
    MessageState.FAILED,
    MessageState.UNKNOWN,
    MessageState.CANCELLED,
}


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
    message = _held(session, work)
    if message is not None and message.state not in _SETTLED and message.provider_id is not None:
        _mark(message, MessageState.SENT, now)  # the provider's report came before its answer
    if message is None or message.state in _SETTLED:
        note_arrival(session, message, now)
        outbox.done(session, work, system=system)
        return None
    if _busy(session, message):
        outbox.rest(session, work, until=system + PHONE_BUSY)
        return None
    ask_first = message.state is MessageState.SENDING
    if not ask_first and (why := _why_not(session, message, now)):
        _cancel(session, work, message, why, now, system)
        return None
    if not ask_first and (allowed := _when(session, message, now)) > now:
        outbox.later(session, work, due_at=allowed)
        return None
    if not ask_first:
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


def ask(task: ToSend, house: Services) -> Taken | GatewayUnknown | None:
    """Whether an earlier attempt reached the provider; None when it certainly did not."""
    if not task.ask_first:
        return None
    try:
        found = house.sms.find(to=task.to, body=task.body, since=task.since, known=task.known)
    except GatewayUnavailable as problem:
        # "Not available" says nothing about the earlier attempt.
        return GatewayUnknown(problem.detail, provider_code=problem.provider_code)
    return None if found is None else Taken(found)


def hand_over(task: ToSend, house: Services) -> SendResult:
    """Give the text to the provider. Only after `ask` said None, and with the lease in hand."""
    try:
        return Taken(
            house.sms.send(
                to=task.to,
                body=task.body,
                callback_url=task.callback_url,
                validity_seconds=task.validity_seconds,
            )
        )
    except (GatewayRefused, GatewayUnavailable, GatewayUnknown) as problem:
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
    """Write down what the provider said.

    From a worker that lost its lease only "the provider has it" is believed: somebody else may be
    sending at this moment.
    """
    message = _held(session, work)
    if message is None or message.state in _SETTLED:
        if message is not None and isinstance(result, Taken):
            _compare_ids(message, result)
        note_arrival(session, message, now)
        outbox.done(session, work, system=system)
        return
    if not isinstance(result, Taken) and not outbox.is_held(session, work):
        return
    match result:
        case Taken(provider_id):
            message.provider_id = provider_id
            _mark(message, MessageState.SENT, now)
            note_arrival(session, message, now)
            outbox.done(session, work, system=system, reference=provider_id)
        case GatewayRefused():
            message.error_code = str(result.provider_code or "")
            _mark(message, MessageState.FAILED, now)
            number_failed(session, message, result.meaning, now)
            outbox.failed(session, work, system=system, error=message.error_code)
        case GatewayUnavailable():
            _mark(message, MessageState.QUEUED, now)
            outbox.rest(
                session, work, until=system + outbox.backoff(work.attempt), error=result.code
            )
        case GatewayUnknown():
            _not_known(session, work, message, result, house=house, now=now, system=system)


def _compare_ids(message: Message, result: Taken) -> None:
    """The provider's report was quicker than its answer; two ids would be two texts."""
    if message.provider_id is None:
        message.provider_id = result.provider_id
    elif message.provider_id != result.provider_id:
        message.anomaly = "sent_under_two_ids"


def _not_known(
    session: Session,
    work: Claimed,
    message: Message,
    result: GatewayUnknown,
    *,
    house: Services,
    now: datetime,
    system: datetime,
) -> None:
    """Ask again after a pause; in the end a person decides, since a second text can frighten."""
    message.states = [*message.states, {"unknown": result.code, "at": now.isoformat()}]
    so_far = sum("unknown" in seen for seen in message.states)
    if so_far > UNKNOWN_AT_MOST:
        _mark(message, MessageState.UNKNOWN, now)  # staff see "may not have arrived"
        outbox.unknown(session, work, system=system, error=result.code)
        return
    pause = min(so_far * timedelta(seconds=house.settings.lease_seconds), LONGEST_PAUSE)
    outbox.rest(session, work, until=system + pause, error=result.code)


def _held(session: Session, work: Claimed) -> Message | None:
    """The text, read when nobody else can change it: another worker, or the provider's report."""
    wanted = select(Message).where(Message.public_id == UUID(work.subject))
    number_hash = session.scalar(wanted.with_only_columns(Message.number_hash))
    if number_hash is None:
        return None
    hold_number(session, number_hash)
    return session.scalar(
        wanted.with_for_update(of=Message).execution_options(populate_existing=True)
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


def _why_not(session: Session, message: Message, now: datetime) -> str | None:
    """Why this text must not go any more; None when it may."""
    if people.is_suppressed(session, message.number_hash):
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


def _mark(message: Message, state: MessageState, now: datetime) -> None:
    message.state = state
    message.states = [*message.states, {"state": state.value, "at": now.isoformat()}]


def _cancel(
    session: Session, work: Claimed, message: Message, why: str, now: datetime, system: datetime
) -> None:
    message.error_code = why
    _mark(message, MessageState.CANCELLED, now)
    if why == "stopped":
        not_reached(session, message, NotHeard.STOPPED, now)
    outbox.cancelled(session, work, system=system, error=why)


def note_arrival(session: Session, message: Message | None, now: datetime) -> None:
    """The person has been asked, whoever told us first: the provider's answer or its report."""
    if message is None or message.state not in _ARRIVED:
        return
    if message.invitation_id is None or not message.begun_by_us:
        return
    invitation = session.get(Invitation, message.invitation_id)
    if invitation is not None and invitation.state is InvitationState.TO_SEND:
        invitation.state = InvitationState.SENT
        invitation.sent_at = now
