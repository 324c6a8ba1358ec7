"""What the provider said of a text is written down: the second half of sending one."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations.models import Message, MessageState
from participation.care.consultations.outgoing import text_to_change
from participation.channels.sms.gateway import GatewayRefused, GatewayUnavailable, GatewayUnknown
from participation.journeys import gathering
from participation.journeys.losing_touch import number_failed
from participation.journeys.marking_texts import SETTLED, leave_to_a_person, mark, note_arrival
from participation.journeys.sending_texts import SendResult, Taken
from participation.journeys.services import Services
from participation.kernel.rows import writing_together
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

# How often the end of a sending may be unknown before a person decides. Each pause is a lease
# longer than the one before, up to an hour: with the usual lease this is well inside the two days
# for which the provider is asked back.
UNKNOWN_AT_MOST = 50
LONGEST_PAUSE = timedelta(hours=1)


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

    From a worker that lost its lease only the provider's own answer to this text is believed:
    somebody else may be sending at this moment, and a text found by its words may by now be
    another one that went out meanwhile.
    """
    message = text_to_change(session, UUID(work.subject))
    answered = isinstance(result, Taken) and not result.by_likeness
    if message is None or message.state in SETTLED:
        if message is not None and isinstance(result, Taken) and answered:
            _compare_ids(message, result)
        note_arrival(session, message, now)
        outbox.done(session, work, system=system)
        return
    if not answered and not outbox.is_held(session, work):
        return
    match result:
        case Taken(provider_id):
            with writing_together(session):
                mark(session, message, MessageState.SENT, now, provider_id=provider_id)
                note_arrival(session, message, now)
                outbox.done(session, work, system=system, reference=provider_id)
        case GatewayRefused():
            code = str(result.provider_code or "")
            mark(session, message, MessageState.FAILED, now, error_code=code)
            gathering.ends_unseen(session, message, now)
            number_failed(session, message, result.meaning, now)
            outbox.failed(session, work, system=system, error=code)
        case GatewayUnavailable():
            mark(session, message, MessageState.QUEUED, now)
            gathering.stays(session, message, now)
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
        leave_to_a_person(session, work, message, result.code, now, system)
        return
    pause = min(so_far * timedelta(seconds=house.settings.lease_seconds), LONGEST_PAUSE)
    outbox.rest(session, work, until=system + pause, error=result.code)
