"""One text goes out: checked when it is sent, and never sent twice.

While a text is SENDING nobody else sends to that number, so that after a crash the provider can be
asked whether it already has these words: that is what keeps a person from getting the same text
twice. `prepare` here and `settle` in `settling_texts` are the two database halves of the worker's
job; `ask` and `hand_over` stand between them, outside any transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    InvitationState,
    Message,
    MessageState,
    TaskKind,
)
from participation.care.consultations.outgoing import text_to_send
from participation.care.consultations.rules import NotHeard
from participation.channels.sms.gateway import (
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
)
from participation.journeys import gathering
from participation.journeys.checking_texts import (
    ENOUGH,
    NO_LIMITS_CHOSEN,
    STOPPED,
    TOO_OLD,
    Go,
    Limits,
    Never,
    NotYet,
    known_ids,
    may_go,
    validity,
)
from participation.journeys.cutting_off import CUT_OFF
from participation.journeys.losing_touch import not_reached
from participation.journeys.marking_texts import SETTLED, leave_to_a_person, mark, note_arrival
from participation.journeys.not_by_text import another_way, make_task
from participation.journeys.rechecking import asked_by
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.logs import get_logger
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

log = get_logger(__name__)
PHONE_BUSY = timedelta(seconds=2)
_ASK_BACK = timedelta(days=2)
ASKED_TOO_LATE, ANOTHER_PROVIDER = "asked_too_late", "another_provider"


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
    """The provider has it, under this id.

    `by_likeness`: found among the texts it took, by number and words, and not the answer to ours.
    """

    provider_id: str
    by_likeness: bool = False


SendResult = Taken | GatewayRefused | GatewayUnavailable | GatewayUnknown


def prepare(
    session: Session,
    work: Claimed,
    *,
    callback_url: str,
    provider: str,
    now: datetime,
    system: datetime,
    asked: bool = False,
    limits: Limits = NO_LIMITS_CHOSEN,
) -> ToSend | None:
    """The checks that belong to the moment of sending; None when nothing is to be sent now.

    Permission is looked at here and not when the text was written: a number may have said STOP,
    a review may have been cancelled, and it may have become night.

    Args:
        provider: the one that texts go to now.
        asked: the provider has said that no earlier attempt reached it. The text stays SENDING,
            so that no other one overtakes it, and everything is looked at as if for the first
            time. Only for whoever still holds the lease.
    """
    held = text_to_send(session, UUID(work.subject))
    if held is None:
        outbox.done(session, work, system=system)
        return None
    message, phone = held
    if message.state not in SETTLED and message.provider_id is not None:
        # The provider's report came before its answer.
        mark(session, message, MessageState.SENT, now)
    if message.state in SETTLED:
        note_arrival(session, message, now)
        outbox.done(session, work, system=system)
        return None
    if phone.busy:
        outbox.rest(session, work, until=system + PHONE_BUSY)
        return None
    if asked and not outbox.is_held(session, work):
        return None  # too slow: whoever has the work now asks the provider first
    if message.state is MessageState.SENDING and message.provider != provider:
        leave_to_a_person(session, work, message, ANOTHER_PROVIDER, now, system)
        return None  # the one that may have it is not there to be asked
    if asked and _begun_before(message, system - _ASK_BACK):
        leave_to_a_person(session, work, message, ASKED_TOO_LATE, now, system)
        return None
    ask_first = message.state is MessageState.SENDING and not asked
    match Go.NOW if ask_first else may_go(session, message, phone, now, limits):
        case Never(why):
            _cancel(session, work, message, why, now, system)
            return None
        case NotYet(until):
            if message.state is MessageState.SENDING:
                mark(
                    session, message, MessageState.QUEUED, now
                )  # it never reached the provider, and rests
                gathering.stays(session, message, now)
            outbox.later(session, work, due_at=until)
            return None
        case go:
            counted_at = now if go is Go.COUNTED else message.counted_at
    if message.state is not MessageState.SENDING:
        noted = {"counted_at": counted_at, "provider": provider}  # it may have been another's
        mark(session, message, MessageState.SENDING, now, system, **noted)
        gathering.goes_out(session, message, now, limits.unread)
    else:
        message.counted_at = counted_at
    return ToSend(
        to=message.number or "",
        body=message.body or "",
        callback_url=callback_url,
        validity_seconds=validity(session, message, now, limits),
        ask_first=ask_first,
        # The provider dates texts by real time, whatever the council's clock shows; older texts
        # with the same words are kept apart by their known ids.
        since=system - _ASK_BACK,
        known=known_ids(session, message) if ask_first else (),
    )


def ask(task: ToSend, house: Services) -> Taken | GatewayUnknown | None:
    """Whether an earlier attempt reached the provider; None when it certainly did not."""
    if not task.ask_first:
        return None
    try:
        found = house.sms.find(
            to=task.to,
            body=task.body,
            since=task.since,
            known=task.known,
            callback_url=task.callback_url,
        )
    except GatewayUnavailable as problem:
        # "Not available" says nothing about the earlier attempt.
        return GatewayUnknown(problem.detail, provider_code=problem.provider_code)
    except Exception as fault:  # noqa: BLE001 - see `hand_over`
        return _unforeseen(fault)
    return None if found is None else Taken(found, by_likeness=True)


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
    except Exception as fault:  # noqa: BLE001 - while it is SENDING nobody else writes to this phone
        return _unforeseen(fault)


def _unforeseen(fault: Exception) -> GatewayUnknown:
    """A mistake of ours, or of a library, around the call: the text may have gone. It is counted
    like every end that nobody knows, so that a person decides at last and the phone is free."""
    log.error("sending broke off", error=type(fault).__name__)
    return GatewayUnknown(type(fault).__name__)


def _begun_before(message: Message, since: datetime) -> bool:
    """Whether the first attempt that may have reached the provider is older than its list.

    That the provider does not know the text says nothing then: it may have gone, and be forgotten.
    """
    first = None
    for seen in message.states:
        match seen.get("state"):
            case MessageState.SENDING:
                first = first or seen.get("system")
            case MessageState.QUEUED:
                first = None  # what was tried before certainly did not get there
    return first is not None and datetime.fromisoformat(first) < since


def _cancel(
    session: Session, work: Claimed, message: Message, why: str, now: datetime, system: datetime
) -> None:
    mark(session, message, MessageState.CANCELLED, now, error_code=why)
    gathering.ends_unseen(session, message, now)
    if why == STOPPED:
        not_reached(session, message, NotHeard.STOPPED, now)
        if message.begun_by_us:
            _nobody_was_asked(session, message)
    elif why == CUT_OFF:
        for invitation in asked_by(session, message):
            # Whoever cut it off has told somebody; one done again after a restore tells nobody.
            if invitation.state is InvitationState.TO_SEND and invitation.not_heard_reason is None:
                another_way(session, invitation, NotHeard.NUMBER_SUSPENDED, now)
    elif why == TOO_OLD and gathering.asks(message):
        for invitation in asked_by(session, message):
            # Nobody is left in the middle because of an outage of ours.
            if consultations.is_open(invitation, london_day(now)):
                make_task(session, invitation, TaskKind.NO_SAFE_WAY, NotHeard.NOT_DELIVERED, now)
    elif why == ENOUGH:
        for invitation in asked_by(session, message):
            if invitation.state is InvitationState.TO_SEND:
                another_way(session, invitation, NotHeard.ENOUGH_TEXTS, now)
    outbox.cancelled(session, work, system=system, error=why)


def _nobody_was_asked(session: Session, message: Message) -> None:
    """STOP came before our first text: the task is made, and nobody waits for a reply."""
    for invitation in asked_by(session, message):
        if invitation.state is InvitationState.TO_SEND:
            invitation.state = InvitationState.NOT_POSSIBLE
            invitation.not_heard_reason = NotHeard.STOPPED
