"""A phone is lost, taken, or in the wrong hands: everything over it ends in one action (T1, T5).

From the next request on nothing that was sent to that phone opens anything, nothing goes to it any
more, not even after START, and what still comes from it is nobody's: a person reads it. Whoever was
asked over it is asked in another way, by a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import service as consultations
from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    Message,
    MessageState,
    TaskKind,
    conversation_invitations,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import numbers
from participation.care.people import queries as people
from participation.care.people.models import Relationship, StaffMember
from participation.guard.audit import Deed, record
from participation.guard.crypto import council_key
from participation.journeys.reading import actor
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

CUT_OFF = "cut_off"


def cut_off(session: Session, staff: StaffMember, message: Message, *, now: datetime) -> None:
    """End everything over the phone that this text came from, or went to. The caller has looked
    whether this member of staff may see the text."""
    number_hash = message.number_hash
    people.hold_number(session, number_hash)
    deed = Deed(
        actor=actor(staff), action="phone.cut_off", subject=f"message:{message.public_id.hex}"
    )
    record(session, deed, now)
    numbers.cut_off(session, number_hash, now)
    reached = _asked_over_it(session, number_hash)
    session.execute(
        update(Conversation)
        .where(Conversation.number_hash == number_hash)
        .values(state=ConversationState.CLOSED)
    )
    _stop_what_waits(session, number_hash, now)
    for invitation in reached:
        invitation.link_hash = None
        invitation.link_generation += 1  # sittings opened with it end at their next request
        if consultations.is_open(invitation, london_day(now)):
            invitation.not_heard_reason = NotHeard.NUMBER_SUSPENDED
    _tell_somebody(session, message, reached, now)


def _asked_over_it(session: Session, number_hash: str) -> Sequence[Invitation]:
    """Whoever had a text of ours there, answers by text there, or is reached there.

    Rounds that are over are among them: a link stays open for more words after the end (R1).
    """
    holders = people.people_of_number(session, number_hash)
    texted = select(Message.invitation_id).where(
        Message.number_hash == number_hash, Message.invitation_id.is_not(None)
    )
    answering = (
        select(conversation_invitations.c.invitation_id)
        .join(Conversation, conversation_invitations.c.conversation_id == Conversation.id)
        .where(Conversation.number_hash == number_hash)
    )
    related = select(Relationship.id).where(Relationship.adult_id.in_(holders.adults))
    return session.scalars(
        select(Invitation)
        .where(
            or_(
                Invitation.id.in_(texted),
                Invitation.id.in_(answering),
                Invitation.relationship_id.in_(related),
                Invitation.relationship_id.is_(None) & Invitation.child_id.in_(holders.children),
            )
        )
        .order_by(Invitation.id)
    ).all()


def _stop_what_waits(session: Session, number_hash: str, now: datetime) -> None:
    """Texts to it that have not gone; what is on its way at this moment cannot be called back."""
    waiting = session.scalars(
        select(Message).where(
            Message.number_hash == number_hash,
            Message.direction == Direction.OUT,
            Message.state == MessageState.QUEUED,
        )
    )
    for text in waiting:
        text.state, text.error_code = MessageState.CANCELLED, CUT_OFF
        text.states = [*text.states, {"state": text.state.value, "at": now.isoformat()}]


def _tell_somebody(
    session: Session, message: Message, reached: Sequence[Invitation], now: datetime
) -> None:
    """Somebody finds the right number, for each person whose round is still open, else once."""
    today = london_day(now)
    soon = add_working_days(today, 1, authority.bank_holidays(session))
    still = [one for one in reached if consultations.is_open(one, today)]
    for invitation in still:
        tasks.make_task(
            session,
            TaskKind.WRONG_NUMBER,
            about=invitation.public_id.hex,
            key=invitation.child.key,
            owner_role="business_support",
            due_on=soon,
            child_id=invitation.child_id,
            invitation_id=invitation.id,
            reason=NotHeard.NUMBER_SUSPENDED,
            now=now,
        )
    if still:
        return
    tasks.make_task(
        session,
        TaskKind.WRONG_NUMBER,
        about=f"{CUT_OFF}:{message.public_id.hex}",
        key=council_key(session, now),
        owner_role="business_support",
        due_on=soon,
        child_id=reached[0].child_id if reached else None,
        reason=NotHeard.NUMBER_SUSPENDED,
        now=now,
    )
