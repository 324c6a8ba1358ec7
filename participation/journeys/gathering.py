"""A thought may come in several texts: our next question waits a little, and says when it is read.

After words to an open question the next one is put off for some seconds (a setting). Whatever
comes before it has gone out cannot be its answer, since nobody has seen it: it goes on the answer
before. `Conversation.gathering_until` says until when that is so: for long while the question
waits, and a few seconds more from when it goes, which is how long a phone and a reader take.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    Direction,
    Message,
    MessageState,
)
from participation.channels.sms.wording import TextKey
from participation.outbox import service as outbox
from participation.outbox.holding import held_copy

QUESTION = "question:"  # how the template of a question begins
FIRST_QUESTION = (TextKey.WHERE_WORDS_GO, TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS)
"""In these it stands after who reads the words."""
ASKING = (
    *FIRST_QUESTION,
    TextKey.NOT_UNDERSTOOD,
    TextKey.LANGUAGE_MENU,
    TextKey.OTHER_LANGUAGE,
    TextKey.ONE_CHILD,
)
"""What else asks them something within a conversation."""
UNSENT_AT_MOST = timedelta(days=2)  # then nobody is in the middle of a thought
UNREAD = timedelta(seconds=8)  # from handing a text over until somebody can have answered it
NOT_ASKED_ANY_MORE = "no_longer_asked"
_NOT_SEEN = (MessageState.CANCELLED, MessageState.FAILED, MessageState.UNDELIVERED)


def is_gathering(conversation: Conversation, now: datetime) -> bool:
    """Whether it is worth asking: false for nearly every text, and then nothing is looked up."""
    until = conversation.gathering_until
    return until is not None and now < until


def unread_question(session: Session, conversation: Conversation, now: datetime) -> Message | None:
    """Our next question, if nobody can have read it yet."""
    until = conversation.gathering_until
    if until is None or now >= until:
        return None
    found = session.execute(
        select(Message, held_copy())
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == Direction.OUT,
            or_(Message.template.startswith(QUESTION), Message.template.in_(FIRST_QUESTION)),
        )
        .order_by(Message.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    question, copy_of = found
    if was_not_seen(question):
        return question
    if copy_of is not None:
        return None  # what waits in a held copy did go out, in the days the copy lost
    waits = question.state is MessageState.QUEUED
    return question if waits or until - now <= UNREAD else None


def was_not_seen(question: Message) -> bool:
    """Called off, refused or not delivered: nobody sees it unless it is put again."""
    return question.state in _NOT_SEEN


def asks(message: Message) -> bool:
    """Whether a reply of ours waits for an answer."""
    template = message.template or ""
    return template.startswith(QUESTION) or template in ASKING


def put_off(session: Session, question: Message, *, until: datetime) -> None:
    """They are still writing: the question waits on. One that is out already is left alone."""
    if question.state is MessageState.QUEUED:
        outbox.put_off(session, f"message.send:{question.public_id.hex}", until=until)


def withdraw(session: Session, conversation: Conversation, now: datetime) -> None:
    """They ask for a call, or it is not their phone: a question that waits does not go after,
    whatever it waits for. Somebody else may have the phone."""
    conversation.gathering_until = None
    waiting = session.scalars(
        select(Message).where(
            Message.conversation_id == conversation.id,
            Message.direction == Direction.OUT,
            Message.state == MessageState.QUEUED,
            or_(Message.template.startswith(QUESTION), Message.template.in_(ASKING)),
        )
    ).all()
    for question in waiting:
        question.state = MessageState.CANCELLED
        question.error_code = NOT_ASKED_ANY_MORE
        question.states = [
            *question.states, {"state": question.state.value, "at": now.isoformat()},
        ]  # fmt: skip


def goes_out(session: Session, message: Message, now: datetime, unread: timedelta) -> None:
    """A question is handed over now: for a moment more, what comes belongs to what was before.

    Args:
        unread: how long that moment is; none where the installation does not wait for more.
    """
    _gather_until(session, message, now + unread if unread else None)


def ends_unseen(session: Session, message: Message, now: datetime) -> None:
    """A question has reached nobody and will not: what they text next does not answer it."""
    template = message.template or ""
    asks = template.startswith(QUESTION) or template in FIRST_QUESTION
    if message.conversation_id is None or not asks:
        return
    session.execute(
        update(Conversation)
        .where(Conversation.id == message.conversation_id)
        .values(gathering_until=now + UNSENT_AT_MOST)
        .execution_options(synchronize_session=False)
    )


def stays(session: Session, message: Message, now: datetime) -> None:
    """It could not be handed over, and waits again: nobody has seen it."""
    _gather_until(session, message, now + UNSENT_AT_MOST)


def _gather_until(session: Session, message: Message, until: datetime | None) -> None:
    if message.conversation_id is None or not (message.template or "").startswith(QUESTION):
        return
    session.execute(
        update(Conversation)
        .where(
            Conversation.id == message.conversation_id, Conversation.gathering_until.is_not(None)
        )
        .values(gathering_until=until)
        .execution_options(synchronize_session=False)
    )
