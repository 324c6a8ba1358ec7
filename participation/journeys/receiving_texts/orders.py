"""Words that are an order when they stand alone: STOP, HELP, CALL, WRONG."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.by_number import IN_USE
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    InvitationState,
    Message,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import numbers
from participation.care.people.queries import Holders
from participation.channels.sms.keywords import Keyword
from participation.channels.sms.wording import TextKey
from participation.journeys import gathering
from participation.journeys.inviting import open_conversation
from participation.journeys.receiving_texts.holding import asked_of, note_sign_of_life
from participation.journeys.receiving_texts.scene import (
    Scene,
    cause_beside_words,
    hear_message,
    make_task,
    reply,
)


def stop(
    session: Session,
    scene: Scene,
    invitations: Sequence[Invitation],
    holders: Holders,
) -> None:
    """All texts to that number stop everywhere (I19). The provider sends its own last word."""
    numbers.suppress(session, scene.number_hash, scene.now)
    cut_off(session, scene, invitations, holders)


def cut_off(
    session: Session,
    scene: Scene,
    invitations: Sequence[Invitation],
    holders: Holders,
) -> None:
    """No conversation goes on. Whoever of several people said it: each of them is now asked in
    another way, by a person."""
    note_sign_of_life(session, scene, holders)
    asked = [*invitations, *asked_of(session, scene, holders)]
    held = open_conversation(session, scene.number_hash)
    if held is not None:
        held.state = ConversationState.CLOSED
        asked += held.invitations
    for invitation in dict.fromkeys(asked):
        make_task(session, scene, invitation, TaskKind.STOPPED, NotHeard.STOPPED)
        if invitation.state in (InvitationState.TO_SEND, InvitationState.SENT):
            invitation.not_heard_reason = NotHeard.STOPPED


def obey(
    session: Session,
    scene: Scene,
    conversation: Conversation | None,
    invitations: Sequence[Invitation],
    order: Keyword,
    holders: Holders,
) -> None:
    if order is not Keyword.HELP:  # that one is heard, and so is who sent it
        note_sign_of_life(session, scene, holders)
        if conversation is not None:
            gathering.withdraw(session, conversation, scene.now)
    match order:
        case Keyword.HELP:
            hear_message(session, scene, invitations, raised_by=cause_beside_words(scene, order))
            reply(session, scene, conversation, TextKey.HELP)
        case Keyword.CALL:
            ring(session, scene, conversation, invitations)
        case Keyword.WRONG:
            numbers.suspend(session, scene.number_hash)
            _end_links(session, scene.number_hash)
            if conversation is not None:
                conversation.state = ConversationState.CLOSED
            for invitation in invitations:
                invitation.not_heard_reason = NotHeard.NUMBER_SUSPENDED
                make_task(
                    session, scene, invitation, TaskKind.WRONG_NUMBER, NotHeard.NUMBER_SUSPENDED
                )
            reply(session, scene, conversation, TextKey.WRONG_NUMBER)
        case Keyword.STOP | Keyword.START | Keyword.SKIP:
            raise AssertionError("handled before")


def _end_links(session: Session, number_hash: str) -> None:
    """What was sent to a phone that is somebody else's opens nothing any more, for whoever it was
    meant, and of rounds that are over too: a link stays open for more words (R1, T1)."""
    texted = select(Message.invitation_id).where(
        Message.number_hash == number_hash,
        Message.direction == Direction.OUT,
        Message.invitation_id.is_not(None),
    )
    for invitation in session.scalars(
        select(Invitation).where(Invitation.id.in_(texted), Invitation.link_hash.is_not(None))
    ):
        invitation.link_hash = None
        invitation.link_generation += 1  # sittings opened with it end at their next request


def ring(
    session: Session,
    scene: Scene,
    conversation: Conversation | None,
    invitations: Sequence[Invitation],
) -> None:
    """A person rings and asks the questions; what is texted from now on is kept as more words."""
    for invitation in invitations:
        make_task(session, scene, invitation, TaskKind.CALL, None)
    if conversation is not None and conversation.state in IN_USE:
        conversation.state = ConversationState.DONE
    reply(session, scene, conversation, TextKey.CALL_ME)
