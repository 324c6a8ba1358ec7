"""A text on its way out, and whom it asks, read for the worker that may change them.

What is looked at for every text that we begin is read by plain statements, built once, and taken
into the session as if it had loaded it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, exists, inspect, select, true, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from participation.care.consultations.models import (
    Conversation,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Round,
    conversation_invitations,
)
from participation.care.consultations.seating import seated_invitation
from participation.care.people.models import Child, Relationship, SuppressedNumber
from participation.care.people.queries import held
from participation.care.reviews.models import Review
from participation.guard.crypto import ChildKey, ring_of
from participation.kernel.model import Base
from participation.kernel.rows import ask, change, in_session, seat

_MESSAGE = tuple(column.key for column in inspect(Message).column_attrs)
_KEY = ("id", "owner", "wrapped", "wrapped_by")

_WHOM_IT_ASKS: Mapping[type[Base], Sequence[str]] = {
    Conversation: (
        "id", "public_id", "number_hash", "adult_id", "child_id", "state", "question_key",
        "gathering_until", "language",
    ),
    Invitation: (
        "id", "public_id", "round_id", "child_id", "relationship_id", "respondent", "role",
        "form_key", "language", "way", "state", "not_heard_reason", "asked_from", "sent_at",
    ),
    Round: ("id", "review_id", "occasion", "closes_on", "closed_at"),
    Review: ("id", "public_id", "child_id", "kind", "planned_on", "state"),
    Child: (
        "id", "public_id", "key_id", "born_on", "born_estimated", "ceased_on", "ceased_reason",
        "circumstances", "authority_to_place_on", "placed_for_adoption_on", "contact_stopped_on",
        "legal_status",
    ),
    ChildKey: _KEY,
    Relationship: (
        "id", "public_id", "key_id", "child_id", "adult_id", "kind", "may_be_asked",
        "not_asked_reason_sealed", "not_asked_until", "ended_on", "asked_here", "asked_here_for",
    ),
}  # fmt: skip

_NUMBER_HELD = select(held(Message.number_hash.expression)).where(
    Message.public_id == bindparam("public_id")
)
_TEXT = (
    select(
        *(getattr(Message, name) for name in _MESSAGE), *(getattr(ChildKey, name) for name in _KEY)
    )
    .join(ChildKey, Message.key_id == ChildKey.id)
    .where(Message.public_id == bindparam("public_id"))
    .with_for_update(of=Message)
)
# The number is held by the same statement: the text itself is read anew if it changed while this
# one waited. Materialised, so that nobody's planner thinks the lock away.
_THIS = _NUMBER_HELD.cte("this").prefix_with("MATERIALIZED", dialect="postgresql")
_TEXT_HELD = _TEXT.join(_THIS, true())
_OTHER = aliased(Message)
_TEXT_AND_PHONE = _TEXT.add_columns(
    exists().where(
        _OTHER.number_hash == Message.number_hash,
        _OTHER.state == MessageState.SENDING,
        _OTHER.id != Message.id,
    ),
    exists().where(SuppressedNumber.number_hash == Message.number_hash),
)

_CONVERSATION = (
    select(*(getattr(kind, name) for kind, names in _WHOM_IT_ASKS.items() for name in names))
    .select_from(Conversation)
    .join(conversation_invitations, conversation_invitations.c.conversation_id == Conversation.id)
    .join(Invitation, conversation_invitations.c.invitation_id == Invitation.id)
    .join(Round, Invitation.round_id == Round.id)
    .join(Review, Round.review_id == Review.id)
    .join(Child, Invitation.child_id == Child.id)
    .join(ChildKey, Child.key_id == ChildKey.id)
    .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
    .where(Conversation.id == bindparam("conversation_id"))
    .order_by(Invitation.id)
)
_INVITATIONS = cast("Table", Invitation.__table__)
_ASKED_TOGETHER = Conversation.id.in_(
    select(Message.conversation_id).where(Message.id == bindparam("message_id"))
) & Conversation.child_id.is_(None)
_ARRIVED = (
    update(_INVITATIONS)
    .where(
        _INVITATIONS.c.state == InvitationState.TO_SEND,
        _INVITATIONS.c.id.in_(
            select(conversation_invitations.c.invitation_id)
            .join(Conversation, conversation_invitations.c.conversation_id == Conversation.id)
            .where(_ASKED_TOGETHER)
            .union_all(
                select(Message.invitation_id).where(
                    Message.id == bindparam("message_id"),
                    ~select(Conversation.id).where(_ASKED_TOGETHER).exists(),
                )
            )
        ),
    )
    .values(state=InvitationState.SENT, sent_at=bindparam("now"))
)
_ARRIVED_AND_WHO = _ARRIVED.returning(_INVITATIONS.c.id)


@dataclass(frozen=True, slots=True)
class Phone:
    """How things stand with a text's number while it is held."""

    busy: bool  # another text to it may be on its way right now
    stopped: bool  # it said STOP, or a person has cut it off


def text_to_send(session: Session, public_id: UUID) -> tuple[Message, Phone] | None:
    """The text and its phone as they stand now, whatever this session has read before.

    From here on one thing at a time happens to its number, as by `people.queries.hold_number`, and
    nobody else changes the text until the transaction ends. What others did while we waited for
    the number is seen by the statement after the one that waited.
    """
    if session.get_bind().dialect.name == "postgresql":
        ask(session, _NUMBER_HELD, public_id=public_id)
    found = ask(session, _TEXT_AND_PHONE, public_id=public_id)
    if not found:
        return None
    *columns, busy, stopped = found[0]
    return _text(session, columns), Phone(bool(busy), bool(stopped))


def text_to_change(session: Session, public_id: UUID) -> Message | None:
    """The text alone, held in the same way."""
    on_postgres = session.get_bind().dialect.name == "postgresql"
    found = ask(session, _TEXT_HELD if on_postgres else _TEXT, public_id=public_id)
    return _text(session, found[0]) if found else None


def _text(session: Session, found: Sequence[Any]) -> Message:
    columns = iter(found)
    message = seat(session, Message, dict(zip(_MESSAGE, columns, strict=False)), afresh=True)
    key = seat(session, ChildKey, dict(zip(_KEY, columns, strict=True)))
    key.opens_with(ring_of(session))
    set_committed_value(message, "key", key)
    return message


def conversation_with_people(session: Session, conversation_id: int) -> Conversation | None:
    """A conversation with everybody it asks about and what decides whether they may be asked."""
    session.flush()
    rows = ask(session, _CONVERSATION, conversation_id=conversation_id)
    if not rows:  # nobody is left in it
        return session.get(Conversation, conversation_id)
    asked = [_seated(session, row) for row in rows]
    conversation = asked[0][0]
    set_committed_value(conversation, "invitations", [invitation for _one, invitation in asked])
    return conversation


def _seated(session: Session, row: Sequence[Any]) -> tuple[Conversation, Invitation]:
    columns = iter(row)
    of = {kind: dict(zip(names, columns, strict=False)) for kind, names in _WHOM_IT_ASKS.items()}
    invitation = seated_invitation(session, of)
    set_committed_value(invitation.round, "review", seat(session, Review, of[Review]))
    return seat(session, Conversation, of[Conversation]), invitation


def note_asked(session: Session, message: Message, now: datetime) -> None:
    """Whoever this text asks has been asked now: a parent about each child of the conversation, a
    child once by the link that it carries."""
    session.flush()
    if not any(isinstance(row, Invitation) for row in session.identity_map.values()):
        change(session, _ARRIVED, message_id=message.id, now=now)
        return
    for (invitation_id,) in ask(session, _ARRIVED_AND_WHO, message_id=message.id, now=now):
        if (known := in_session(session, Invitation, invitation_id)) is not None:
            set_committed_value(known, "state", InvitationState.SENT)
            set_committed_value(known, "sent_at", now)
