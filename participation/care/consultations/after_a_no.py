"""Somebody who said no may change their mind while their round runs: nobody's no is for good."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    conversation_invitations,
)
from participation.care.consultations.rules import NotHeard
from participation.care.consultations.service import is_open


def said_no(invitation: Invitation, today: date) -> bool:
    """Whether they said no, and could still answer."""
    held = invitation.round
    runs = held.closed_at is None and today <= held.closes_on
    return invitation.state is InvitationState.DECLINED and runs


def may_answer(invitation: Invitation, today: date) -> bool:
    """Whether what they give now is an answer; after a no it opens their part again."""
    return is_open(invitation, today) or said_no(invitation, today)


def was_by_text(session: Session, invitation: Invitation) -> bool:
    """Whether texts with them are over: their no was one, or they had said STOP."""
    links = conversation_invitations.c
    ended = (
        select(links.conversation_id)
        .join(Conversation, links.conversation_id == Conversation.id)
        .where(
            links.invitation_id == invitation.id,
            Conversation.state.in_((ConversationState.DONE, ConversationState.CLOSED)),
        )
    )
    return session.scalar(ended.limit(1)) is not None


def open_again(invitation: Invitation, today: date) -> None:
    """They want to say something after all. As far as they were when they said no; whoever was
    asked by a person alone goes on being asked by a person."""
    if not said_no(invitation, today):
        return
    if invitation.started_at is not None:
        invitation.state = InvitationState.STARTED
    elif invitation.opened_at is not None:
        invitation.state = InvitationState.OPENED
    elif invitation.sent_at is not None:
        invitation.state = InvitationState.SENT
    else:
        invitation.state = InvitationState.NOT_POSSIBLE
    if invitation.not_heard_reason == NotHeard.SAID_NO:
        invitation.not_heard_reason = None
