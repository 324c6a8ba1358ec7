"""The case system says that a number is not this person's any more (I18, T24), or not safe (R7).

What went to the old phone opens nothing from now on and nobody goes on talking over it. Nothing is
sent again by itself: a person asks whether to write to the new number, since talking a council into
a new number is how somebody gets at a child. The old number is told nothing. Where a number is not
safe to text from now on, a person asks in another way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import service as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.bulk import NumberLeft
from participation.journeys import calling_off
from participation.journeys.not_by_text import make_task
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

_OPEN = (ConversationState.WAITING, ConversationState.OPENING, ConversationState.ASKING)


def number_left(session: Session, left: NumberLeft, now: datetime) -> int:
    """Close what this person had over a number that they no longer have; how much that was."""
    today = london_day(now)
    shut = 0
    for conversation in _conversations(session, left):
        shut += _close(session, conversation, NotHeard.NUMBER_CHANGED, now)
        for invitation in conversation.invitations:
            waits = invitation.state is InvitationState.TO_SEND  # nothing went to the old one yet
            if not waits and consultations.is_open(invitation, today):
                _tell_the_officer(session, invitation, now)
    return shut


def not_safe_to_text(session: Session, number: NumberLeft, now: datetime) -> int:
    """The same for a number that was safe to text and is not: somebody else may read it there.

    Whoever was being asked over it is asked in another way, by a person. Whoever was to be asked
    finds that out when their text is written, as ever.
    """
    today = london_day(now)
    shut = 0
    for conversation in _conversations(session, number):
        shut += _close(session, conversation, NotHeard.NOT_SAFE_TO_TEXT, now)
        for invitation in conversation.invitations:
            waits = invitation.state is InvitationState.TO_SEND
            if waits or not consultations.is_open(invitation, today):
                continue
            invitation.not_heard_reason = NotHeard.NOT_SAFE_TO_TEXT
            kind = TaskKind.CARD if invitation.respondent == "child" else TaskKind.NO_SAFE_WAY
            make_task(session, invitation, kind, NotHeard.NOT_SAFE_TO_TEXT, now)
    return shut


def _close(session: Session, conversation: Conversation, why: NotHeard, now: datetime) -> int:
    """Nobody goes on talking over that phone, and nothing that went to it opens anything."""
    calling_off.take_back_replies(session, conversation, why, now)
    shut = 0
    if conversation.state in _OPEN:
        conversation.state = ConversationState.CLOSED
        shut += 1
    for invitation in conversation.invitations:
        if invitation.link_hash is not None:
            invitation.link_hash = None
            invitation.link_generation += 1  # sittings opened with it end at their next request
            shut += 1
    return shut


def _conversations(session: Session, left: NumberLeft) -> Sequence[Conversation]:
    theirs = (
        Conversation.adult_id == left.adult_id
        if left.adult_id is not None
        else Conversation.child_id == left.child_id
    )
    return session.scalars(
        select(Conversation).where(Conversation.number_hash == left.number_hash, theirs)
    ).all()


def _tell_the_officer(session: Session, invitation: Invitation, now: datetime) -> None:
    tasks.make_task(
        session,
        TaskKind.NUMBER_CHANGED,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role="iro",
        due_on=add_working_days(london_day(now), 1, authority.bank_holidays(session)),
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        reason=NotHeard.NUMBER_CHANGED,
        now=now,
    )
