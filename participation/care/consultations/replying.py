"""What decides whether a reply of ours may still go to the phone it was written for.

It may have waited through an outage, behind another text or after a process died, and everything
it says may be out of date by then. Read by one plain statement, built once: every reply asks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, false, func, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations.by_number import IN_USE
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Round,
    conversation_invitations,
)
from participation.care.consultations.service import takes_answers
from participation.care.people.models import Child, ContactPoint
from participation.care.people.rules import ContactKind, ContactState
from participation.kernel.rows import ask


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """One invitation of the conversation, and what is known of the child (`what_stops.InCare`)."""

    state: InvitationState
    closed_at: datetime | None
    closes_on: date
    born_on: date = field(repr=False)
    born_estimated: bool
    ceased_on: date | None
    ceased_reason: str | None
    contact_stopped_on: date | None
    circumstances: Sequence[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Talk:
    """How a conversation and its phone stand at this moment."""

    state: ConversationState
    safely_theirs: bool  # the person it is with has this number, and it is safe to text
    doubtful: bool  # somebody else has it too, or it went wrong and nobody has looked yet
    about: Sequence[AskedAbout]

    def may_be_asked(self, today: date) -> bool:
        """Whether a question of ours is still one that they can answer."""
        if self.state not in IN_USE or self.doubtful:
            return False
        return any(
            takes_answers(one.state, one.closed_at, one.closes_on, today) for one in self.about
        )


_ON_THIS_PHONE = (
    select(func.count())
    .where(
        ContactPoint.value_hash == Conversation.number_hash,
        ContactPoint.kind == ContactKind.MOBILE,
    )
    .correlate(Conversation)
)
_THEIRS = func.coalesce(
    or_(
        ContactPoint.adult_id == Conversation.adult_id,
        ContactPoint.child_id == Conversation.child_id,
    ),
    false(),
)
_TALK = (
    select(
        Conversation.state,
        _ON_THIS_PHONE.where(_THEIRS, ContactPoint.safe_to_text).scalar_subquery(),
        _ON_THIS_PHONE.where(
            or_(~_THEIRS, ContactPoint.state == ContactState.SUSPENDED)
        ).scalar_subquery(),
        Invitation.state,
        Round.closed_at,
        Round.closes_on,
        Child.born_on,
        Child.born_estimated,
        Child.ceased_on,
        Child.ceased_reason,
        Child.contact_stopped_on,
        Child.circumstances,
    )
    .select_from(Conversation)
    .join(conversation_invitations, conversation_invitations.c.conversation_id == Conversation.id)
    .join(Invitation, conversation_invitations.c.invitation_id == Invitation.id)
    .join(Round, Invitation.round_id == Round.id)
    .join(Child, Invitation.child_id == Child.id)
    .where(Conversation.id == bindparam("conversation_id"))
)


def talk_of(session: Session, conversation_id: int) -> Talk | None:
    """The conversation that a reply belongs to; None where it is about nobody any more."""
    session.flush()
    rows = ask(session, _TALK, conversation_id=conversation_id)
    if not rows:
        return None
    state, theirs, others, *_ = rows[0]
    about = [AskedAbout(*row[3:]) for row in rows]
    return Talk(state, safely_theirs=bool(theirs), doubtful=bool(others), about=about)
