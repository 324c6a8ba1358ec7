"""Words that are an order when they stand alone: STOP, HELP, CALL, WRONG."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import numbers
from participation.channels.sms.keywords import Keyword
from participation.channels.sms.wording import TextKey
from participation.journeys.receiving_texts.scene import (
    IN_USE,
    Scene,
    cause_beside_words,
    hear_message,
    make_task,
    reply,
)


def stop(
    session: Session,
    scene: Scene,
    conversation: Conversation | None,
    invitations: Sequence[Invitation],
) -> None:
    """All texts to that number stop everywhere (I19). The provider sends its own last word."""
    numbers.suppress(session, scene.number_hash, scene.now)
    if conversation is None:
        return
    if conversation.state in IN_USE:
        conversation.state = ConversationState.CLOSED
    for invitation in invitations:
        make_task(session, scene, invitation, TaskKind.STOPPED, NotHeard.STOPPED)
        if invitation.state in (InvitationState.TO_SEND, InvitationState.SENT):
            invitation.not_heard_reason = NotHeard.STOPPED


def obey(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    order: Keyword,
) -> None:
    match order:
        case Keyword.HELP:
            hear_message(session, scene, invitations, raised_by=cause_beside_words(scene, order))
            reply(session, scene, conversation, TextKey.HELP)
        case Keyword.CALL:
            ring(session, scene, conversation, invitations)
        case Keyword.WRONG:
            numbers.suspend(session, scene.number_hash)
            conversation.state = ConversationState.CLOSED
            for invitation in invitations:
                invitation.not_heard_reason = NotHeard.NUMBER_SUSPENDED
                make_task(
                    session, scene, invitation, TaskKind.WRONG_NUMBER, NotHeard.NUMBER_SUSPENDED
                )
            reply(session, scene, conversation, TextKey.WRONG_NUMBER)
        case Keyword.STOP | Keyword.START | Keyword.SKIP:
            raise AssertionError("handled before")


def ring(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """A person rings and asks the questions; what is texted from now on is kept as more words."""
    for invitation in invitations:
        make_task(session, scene, invitation, TaskKind.CALL, None)
    if conversation.state in IN_USE:
        conversation.state = ConversationState.DONE
    reply(session, scene, conversation, TextKey.CALL_ME)
