"""Keep one text once, find out which conversation it belongs to, and lead it there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.consultations.by_number import conversation_of
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
)
from participation.care.people import numbers
from participation.care.people import queries as people
from participation.care.people.queries import Holders
from participation.channels.sms.keywords import Keyword, keyword, request
from participation.channels.sms.numbers import Sender, sender
from participation.channels.sms.wording import TextKey
from participation.guard.crypto import ChildKey, council_key
from participation.journeys import gathering
from participation.journeys.receiving_texts.going_on import goes_on
from participation.journeys.receiving_texts.holding import (
    asked_of,
    note_sign_of_life,
    only_child,
    said_no_to_a_person,
    still_asked,
)
from participation.journeys.receiving_texts.orders import obey, stop
from participation.journeys.receiving_texts.pictures import bring_pictures
from participation.journeys.receiving_texts.scene import (
    Incoming,
    Received,
    Scene,
    cause_beside_words,
    hear,
    reply,
)
from participation.journeys.receiving_texts.starting import opening
from participation.journeys.receiving_texts.talking import (
    asking,
    from_child,
    more_words,
    obey_words,
)
from participation.journeys.receiving_texts.texted_before import texted_before
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.rows import jotted, write_once

NUL_REPLACED = "\ufffd"
OLD = timedelta(minutes=30)  # longer, and whoever wrote it has put the phone away
UNKNOWN_REPLY_EVERY = timedelta(days=1)  # T13


def receive(session: Session, incoming: Incoming, *, house: Services, now: datetime) -> Received:
    """Take in one text. The caller commits.

    Everything is read first and written at the end in as few statements as can be: this is the
    door that must never be slow.
    """
    came_from = sender(incoming.from_raw, ours=house.settings.our_numbers)
    number_hash = people.number_hash(house.ring, came_from.key)
    with session.no_autoflush:
        holders = people.hold_number(session, number_hash)
        conversation, invitations = conversation_of(session, number_hash)
        if conversation and is_a_strangers(session, conversation, invitations, holders):
            conversation, invitations = None, ()
        key = _key_for(session, conversation, invitations, now)
        message = keep(session, incoming, came_from, number_hash, key, conversation, now)
        if message is None:
            return _again(session, incoming)
        scene = scene_of(session, message, incoming, came_from, house=house, now=now)
        _lead_on(session, scene, conversation, invitations, holders)
    return Received.NEW


def scene_of(
    session: Session,
    message: Message,
    incoming: Incoming,
    came_from: Sender,
    *,
    house: Services,
    now: datetime,
) -> Scene:
    return Scene(
        message=message,
        words=_clean(incoming.body),
        sender=came_from,
        number_hash=message.number_hash,
        council=house.council(session),
        house=house,
        now=now,
        old=incoming.at is not None and system_now() - incoming.at > OLD,
    )


def _again(session: Session, incoming: Incoming) -> Received:
    """The provider's id is known: nothing changes, and other words under it are noted (B27)."""
    known = session.scalars(
        select(Message).where(Message.provider_id == incoming.provider_id)
    ).one()
    if known.body == _clean(incoming.body):
        return Received.AGAIN
    known.anomaly = "other_words_under_the_same_id"
    return Received.ALTERED


def _clean(body: str) -> str:
    """Nothing of what people wrote is cleaned away; only NUL, which no database keeps (B5)."""
    return body.replace("\0", NUL_REPLACED)


def is_a_strangers(
    session: Session,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    holders: Holders,
) -> bool:
    """Whether words from this phone are no longer those of whom the conversation is with (T5).

    Different people have it, or somebody else has it now, or whoever has it said so, or the
    network did; or it is not safe to text, since another reads it too; or what it was about has
    ended for good (R16). Whoever only declined goes on being heard.
    """
    if conversation.state is ConversationState.ENDED:
        return True
    theirs = (
        conversation.adult_id in holders.adults
        if conversation.child_id is None
        else conversation.child_id in holders.children
    )
    if holders.ambiguous or not theirs or holders.not_safe:
        return True
    if holders.went_wrong:
        over = conversation.state is ConversationState.DONE
        declined = all(one.state is InvitationState.DECLINED for one in invitations)
        return not (over and declined)
    closed = conversation.state is ConversationState.CLOSED
    return closed and people.is_cut_off(session, conversation.number_hash)


def _key_for(
    session: Session,
    conversation: Conversation | None,
    invitations: Sequence[Invitation],
    now: datetime,
) -> ChildKey:
    """A child's own words under the child's key; everybody else's under the council's."""
    if conversation is not None and conversation.child_id is not None:
        return invitations[0].child.key
    return council_key(session, now)


def keep(
    session: Session,
    incoming: Incoming,
    came_from: Sender,
    number_hash: str,
    key: ChildKey,
    conversation: Conversation | None,
    now: datetime,
) -> Message | None:
    """The text, written down; None when the provider's id is here already."""
    message = jotted(
        Message,
        key=key,
        direction=Direction.IN,
        provider=incoming.provider,
        provider_id=incoming.provider_id,
        number=came_from.key,
        number_hash=number_hash,
        body=_clean(incoming.body),
        state=MessageState.DESK if conversation is None else MessageState.PLACED,
        pictures=incoming.pictures,
        at=now,
        provider_at=incoming.at,
        conversation_id=conversation.id if conversation else None,
    )
    return message if write_once(session, message, "provider_id") is not None else None


def _lead_on(
    session: Session,
    scene: Scene,
    conversation: Conversation | None,
    invitations: Sequence[Invitation],
    holders: Holders,
) -> None:
    order = keyword(scene.words)
    if order is Keyword.START:
        note_sign_of_life(session, scene, holders)
        numbers.unsuppress(session, scene.number_hash)
    if order is Keyword.STOP:
        if conversation is not None:  # START may come before what waits is looked at
            gathering.withdraw(session, conversation, scene.now)
        stop(session, scene, invitations, holders)
    elif order is Keyword.START and not holders.not_safe:
        reply(session, scene, conversation, TextKey.START_AGAIN)
    elif conversation is None:
        if not _obeyed_alone(session, scene, holders, order):
            _to_the_desk(session, scene, holders, order)
            return  # heard there with its picture
    elif order is not None and order is not Keyword.SKIP:
        obey(session, scene, conversation, invitations, order, holders)
    elif order is None and (asked_for := request(scene.words)) is not None:
        obey_words(session, scene, conversation, invitations, asked_for, holders)
    elif conversation.child_id is not None:
        from_child(session, scene, conversation, invitations)
    elif not (
        asked := still_asked(scene, invitations)
        or said_no_to_a_person(scene, conversation, invitations)
    ):
        more_words(session, scene, conversation, invitations)
    elif conversation.state is ConversationState.OPENING:
        opening(session, scene, conversation, asked)
    elif conversation.state is ConversationState.ASKING:
        if not goes_on(session, scene, conversation, asked):
            asking(session, scene, conversation, asked)
    else:
        more_words(session, scene, conversation, invitations)
    bring_pictures(session, scene, invitations, holders)


def _obeyed_alone(session: Session, scene: Scene, holders: Holders, order: Keyword | None) -> bool:
    """CALL and WRONG outside a conversation are obeyed from the one who has this phone, unless it
    is not safe to text: our answer would say that we have something to do with them."""
    if order is not Keyword.CALL and order is not Keyword.WRONG:
        return False
    doubtful = holders.ambiguous or holders.not_safe
    if doubtful or people.is_suspended(session, scene.number_hash):
        return False
    asked = asked_of(session, scene, holders)
    if asked:
        obey(session, scene, None, asked, order, holders)
    return bool(asked)


def _to_the_desk(session: Session, scene: Scene, holders: Holders, order: Keyword | None) -> None:
    """Nobody's number, or different people's: a person reads it and decides (I24)."""
    before = texted_before(session, scene)
    hear(
        session,
        scene.message,
        f"{before}\n{scene.words}" if before else scene.words,
        only_child(holders),
        key=scene.message.key,
        house=scene.house,
        now=scene.now,
        raised_by=cause_beside_words(scene, order),
    )
    if scene.sender.may_be_answered and not _answered_lately(session, scene):
        reply(session, scene, None, TextKey.UNKNOWN_NUMBER)


def _answered_lately(session: Session, scene: Scene) -> bool:
    found = session.scalar(
        select(func.count())
        .select_from(Message)
        .where(
            Message.number_hash == scene.number_hash,
            Message.template == TextKey.UNKNOWN_NUMBER,
            Message.at > scene.now - UNKNOWN_REPLY_EVERY,
        )
    )
    return bool(found)
