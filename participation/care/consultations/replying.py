"""What decides whether a reply of ours may still go to the phone it was written for.

It may have waited through an outage, behind another text or after a process died, and everything
it says may be out of date by then. Read by one plain statement, built once: every reply asks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, false, func, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations.being_asked import puts_next_question
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
from participation.care.people.models import Child, ContactPoint, Relationship, RelationshipKind
from participation.care.people.rules import ContactKind, ContactState
from participation.care.reviews.models import Review
from participation.kernel.rows import ask


@dataclass(frozen=True, slots=True, repr=False)
class AskedThrough:
    """The adult beside the child, as `being_asked.Related`; what the case system gives as a reason
    stays sealed here.

    `decided`: what people decided here for this review.
    """

    kind: RelationshipKind
    may_be_asked: bool
    not_asked_until: date | None
    ended_on: date | None
    decided: bool | None
    not_asked_reason: None = None


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """One invitation of the conversation, and what is known of the child (`being_asked.Placed`)."""

    state: InvitationState
    closed_at: datetime | None
    closes_on: date
    born_on: date = field(repr=False)
    born_estimated: bool
    ceased_on: date | None
    ceased_reason: str | None
    contact_stopped_on: date | None
    circumstances: Sequence[str] = field(repr=False)
    legal_status: str | None = field(repr=False)
    authority_to_place_on: date | None = field(repr=False)
    placed_for_adoption_on: date | None = field(repr=False)
    related: AskedThrough | None

    def is_asked(self, today: date) -> bool:
        """Whether what they say now is an answer, and they are put the next question."""
        if not takes_answers(self.state, self.closed_at, self.closes_on, today):
            return False
        related = self.related
        return related is None or puts_next_question(self, related, related.decided, today)


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
        return any(one.is_asked(today) for one in self.about)


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
        Child.legal_status,
        Child.authority_to_place_on,
        Child.placed_for_adoption_on,
        Relationship.kind,
        Relationship.may_be_asked,
        Relationship.not_asked_until,
        Relationship.ended_on,
        Relationship.asked_here,
        Relationship.asked_here_for,
        Review.public_id,
    )
    .select_from(Conversation)
    .join(conversation_invitations, conversation_invitations.c.conversation_id == Conversation.id)
    .join(Invitation, conversation_invitations.c.invitation_id == Invitation.id)
    .join(Round, Invitation.round_id == Round.id)
    .join(Review, Round.review_id == Review.id)
    .join(Child, Invitation.child_id == Child.id)
    .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
    .where(Conversation.id == bindparam("conversation_id"))
)

_RELATED = 15  # from here the columns are of the adult, and of the review


def talk_of(session: Session, conversation_id: int) -> Talk | None:
    """The conversation that a reply belongs to; None where it is about nobody any more."""
    session.flush()
    rows = ask(session, _TALK, conversation_id=conversation_id)
    if not rows:
        return None
    state, theirs, others, *_ = rows[0]
    each = [(*row[3:_RELATED], _through(row[_RELATED:])) for row in rows]
    about = [AskedAbout(*columns) for columns in each]
    return Talk(state, safely_theirs=bool(theirs), doubtful=bool(others), about=about)


def _through(columns: Sequence[Any]) -> AskedThrough | None:
    """The adult; None where the conversation is with the child."""
    kind, may_be_asked, until, ended, asked_here, before, review = columns
    if kind is None:
        return None
    decided = asked_here if before == review.hex else None
    return AskedThrough(kind, may_be_asked, until, ended, decided)
