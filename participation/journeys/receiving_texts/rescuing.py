"""A mistake of ours met a text: what must not be lost with it is done all the same (D6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.consultations.by_number import conversation_of
from participation.care.consultations.models import Message
from participation.care.people import numbers
from participation.care.people import queries as people
from participation.channels.sms.keywords import Keyword, keyword
from participation.channels.sms.numbers import sender
from participation.guard.crypto import ChildKey, council_key
from participation.journeys.receiving_texts.arriving import is_a_strangers, keep, scene_of
from participation.journeys.receiving_texts.holding import only_child
from participation.journeys.receiving_texts.orders import cut_off
from participation.journeys.receiving_texts.scene import Incoming, cause_beside_words_of, hear
from participation.journeys.services import Services
from participation.kernel.logs import get_logger

log = get_logger(__name__)


def keep_for_the_desk(
    session: Session, incoming: Incoming, *, house: Services, now: datetime
) -> None:
    """After an unexpected error: the words and their hearing, and nothing else (D6). But STOP and
    START are obeyed: the provider does not come again, and the next text would go, or none (I19).
    Whose phone it is, and that a person asks in another way, is tried; where that meets the same
    error the words are kept and heard all the same."""
    came_from = sender(incoming.from_raw, ours=house.settings.our_numbers)
    number_hash = people.number_hash(house.ring, came_from.key)
    key = council_key(session, now)
    message = keep(session, incoming, came_from, number_hash, key, None, now)
    if message is None:
        return
    order = keyword(message.body or "")
    stopped = order is Keyword.STOP
    if stopped:
        numbers.suppress(session, number_hash, now)
    _hear_at_the_desk(session, message, order, key=key, house=house, now=now)
    if not stopped:
        return
    try:
        with session.begin_nested():
            scene = scene_of(session, message, incoming, came_from, house=house, now=now)
            holders = people.hold_number(session, number_hash)
            conversation, invitations = conversation_of(session, number_hash)
            if conversation and is_a_strangers(session, conversation, invitations, holders):
                invitations = ()
            cut_off(session, scene, invitations, holders)
    except Exception as fault:  # noqa: BLE001 - no text goes to them any more, come what may
        log.error("nobody was told of a stop", error=type(fault).__name__)


def _hear_at_the_desk(
    session: Session,
    message: Message,
    order: Keyword | None,
    *,
    key: ChildKey,
    house: Services,
    now: datetime,
) -> None:
    """As the child's whose phone it is, if that can be found; with HELP, or a picture beside it."""
    words, cause = message.body or "", cause_beside_words_of(message, order)
    try:
        with session.begin_nested():
            holders = people.hold_number(session, message.number_hash)
            if order is Keyword.START:
                numbers.unsuppress(session, message.number_hash)
            hear(
                session, message, words, only_child(holders),
                key=key, house=house, now=now, raised_by=cause,
            )  # fmt: skip
    except Exception as fault:  # noqa: BLE001 - the words are heard, whosever they are
        log.error("whose text it is was not found", error=type(fault).__name__)
        hear(session, message, words, None, key=key, house=house, now=now, raised_by=cause)
