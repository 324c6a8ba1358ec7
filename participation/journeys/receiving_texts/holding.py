"""Who has the phone that a text came from, and what they are being asked at the moment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no
from participation.care.consultations import service as consultations
from participation.care.consultations.being_asked import is_asked_on
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    Round,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Child, Relationship
from participation.care.people.queries import Holders
from participation.care.safeguarding import service as safeguarding
from participation.journeys.receiving_texts.scene import Scene
from participation.kernel.clock import london_day


def only_child(holders: Holders) -> int | None:
    """The child whose number this is, and nobody else's."""
    return holders.children[0] if holders.children and not holders.ambiguous else None


def note_sign_of_life(session: Session, scene: Scene, holders: Holders) -> None:
    """An order has no words that are heard; that a missing child gave it is heard (R16)."""
    child_id = only_child(holders)
    child = session.get(Child, child_id) if child_id is not None else None
    if child is not None:
        safeguarding.note_sign_of_life(session, child, now=scene.now)


def still_asked(scene: Scene, invitations: Sequence[Invitation]) -> Sequence[Invitation]:
    """Those who are put the next question: their round is open (I25), and nobody has left them out
    since. Words for the others are kept all the same."""
    today = london_day(scene.now)
    open_ = [one for one in invitations if consultations.is_open(one, today)]
    return [one for one in open_ if is_asked_on(one, today)]


def said_no_to_a_person(
    scene: Scene, conversation: Conversation, invitations: Sequence[Invitation]
) -> Sequence[Invitation]:
    """Those who may take their no back by text: one that was given by text ended the conversation,
    and nobody who is left out since is asked anything."""
    if conversation.state not in (ConversationState.OPENING, ConversationState.ASKING):
        return []
    today = london_day(scene.now)
    found = [one for one in invitations if after_a_no.said_no(one, today)]
    undecided = [one for one in found if one.not_heard_reason != NotHeard.RECORDED_DECISION]
    return [one for one in undecided if is_asked_on(one, today)]


def asked_of(session: Session, scene: Scene, holders: Holders) -> Sequence[Invitation]:
    """What everybody who has this phone is being asked, by whatever way."""
    if holders.nobody:
        return []
    found = session.scalars(
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
        .where(
            Round.closed_at.is_(None),
            or_(
                Relationship.adult_id.in_(holders.adults),
                and_(
                    Invitation.relationship_id.is_(None),
                    Invitation.child_id.in_(holders.children),
                ),
            ),
        )
        .order_by(Invitation.id)
    ).all()
    return [one for one in found if consultations.is_open(one, london_day(scene.now))]
