"""Which conversation a phone is in, read for the door that must never be slow.

Its rows are read by one plain statement and taken into the session as if it had loaded them:
reading them as objects took a sixth of the time of a text that comes in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    Round,
    conversation_invitations,
)
from participation.care.consultations.seating import CHILD, RELATIONSHIP, seated_invitation
from participation.care.people.models import Child, Relationship
from participation.guard.crypto import ChildKey
from participation.kernel.model import Base
from participation.kernel.rows import ask, seat

IN_USE = (ConversationState.OPENING, ConversationState.ASKING)

_READ: Mapping[type[Base], Sequence[str]] = {
    Conversation: (
        "id", "public_id", "number_hash", "adult_id", "child_id", "state", "question_key", "turn",
        "misses", "gathering_until", "language", "last_word_at",
    ),
    Invitation: (
        "id", "public_id", "round_id", "child_id", "relationship_id", "respondent", "role",
        "form_key", "form_version", "form_hash", "language", "way", "state", "not_heard_reason",
        "company", "started_at", "finished_at",
    ),
    Round: ("id", "review_id", "closes_on", "closed_at"),
    Child: CHILD,
    Relationship: RELATIONSHIP,
    ChildKey: ("id", "owner", "wrapped", "wrapped_by"),
}  # fmt: skip
"""What the story of a text looks at; any other column is asked for when somebody needs it."""

# Built once: putting such a statement together takes longer than asking it.
_BY_NUMBER = (
    select(*(getattr(kind, name) for kind, names in _READ.items() for name in names))
    .select_from(Conversation)
    .join(conversation_invitations, conversation_invitations.c.conversation_id == Conversation.id)
    .join(Invitation, conversation_invitations.c.invitation_id == Invitation.id)
    .join(Round, Invitation.round_id == Round.id)
    .join(Child, Invitation.child_id == Child.id)
    .join(ChildKey, Child.key_id == ChildKey.id)
    .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
    .where(Conversation.number_hash == bindparam("number_hash"))
    .order_by(Conversation.id.desc(), Invitation.id)
)
_ID, _STATE = 0, 5  # among the columns


def conversation_of(
    session: Session, number_hash: str
) -> tuple[Conversation | None, Sequence[Invitation]]:
    """The conversation this phone is in, else the last it was in, with what it is about."""
    rows = ask(session, _BY_NUMBER, number_hash=number_hash)
    if not rows:
        return None, ()
    last = next((row for row in rows if row[_STATE] in IN_USE), rows[0])
    about = [_seated(session, row) for row in rows if row[_ID] == last[_ID]]
    return about[0][0], [invitation for _conversation, invitation in about]


def _seated(session: Session, row: Sequence[Any]) -> tuple[Conversation, Invitation]:
    """One line of `_BY_NUMBER` as the rows it was read from, tied to one another."""
    columns = iter(row)
    of = {kind: dict(zip(names, columns, strict=False)) for kind, names in _READ.items()}
    return seat(session, Conversation, of[Conversation]), seated_invitation(session, of)
