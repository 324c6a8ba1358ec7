"""One conversation by text, as those who may read it see it, and a text in it that is not theirs.

A number says where words came from, never who wrote them (T6): what a rule placed, a person may
take back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from participation.care.consultations import desk
from participation.care.consultations.models import (
    Conversation,
    Message,
    conversation_invitations,
)
from participation.care.people import queries as people
from participation.care.people.models import Child, NeverList, StaffMember
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.journeys.taking_back_texts import made_of, take_back
from participation.kernel.clock import london_day

SHOWN_AT_MOST = 300


@dataclass(frozen=True, slots=True, repr=False)
class OpenedConversation:
    """A conversation with its texts, the oldest first."""

    conversation: Conversation
    texts: Sequence[Message]


def open_conversation(
    session: Session, staff: StaffMember, conversation: UUID, *, now: datetime
) -> OpenedConversation | None:
    """Every text of a conversation; None for what this reader may not know exists."""
    row = _seen(session, staff, conversation, "conversation.read", now)
    if row is None:
        return None
    for child in _children_of(row):
        deed = Deed(
            actor=actor(staff),
            action="conversation.read",
            subject=f"conversation:{row.public_id.hex}",
            child=child.public_id.hex,
        )
        record(session, deed, now)
    return OpenedConversation(row, desk.texts_of(session, row.id, limit=SHOWN_AT_MOST))


def conversation_about(
    session: Session, staff: StaffMember, invitation_id: int | None, now: datetime
) -> UUID | None:
    """The newest conversation in which somebody was asked, if this reader may open it."""
    if invitation_id is None:
        return None
    found = session.scalar(
        select(Conversation)
        .join(
            conversation_invitations, conversation_invitations.c.conversation_id == Conversation.id
        )
        .where(conversation_invitations.c.invitation_id == invitation_id)
        .order_by(Conversation.id.desc())
        .limit(1)
    )
    return found.public_id if found and _may_read(session, staff, found, now) else None


def take_back_from(
    session: Session,
    staff: StaffMember,
    conversation: UUID,
    text: UUID,
    *,
    house: Services,
    now: datetime,
) -> bool:
    """These are not this person's words: the text goes to the desk."""
    row = _seen(session, staff, conversation, "text.take_back", now)
    message = desk.incoming_by_id(session, text) if row else None
    if row is None or message is None or message.conversation_id != row.id:
        if row is not None:
            note_refusal(session, staff, "text.take_back", f"message:{text.hex}", now)
        return False
    made = made_of(session, message, row.invitations)
    take_back(session, staff, message, row.invitations, made, house=house, now=now)
    return True


def _seen(
    session: Session, staff: StaffMember, conversation: UUID, action: str, now: datetime
) -> Conversation | None:
    row = desk.conversation_by_id(session, conversation)
    if row is not None and _may_read(session, staff, row, now):
        return row
    note_refusal(session, staff, action, f"conversation:{conversation.hex}", now)
    return None


def _may_read(
    session: Session, staff: StaffMember, conversation: Conversation, now: datetime
) -> bool:
    """The officer of a child it is about, unless one of the children is closed to that officer.

    An adult of siblings said it of all of them (R8), so each child's officer reads all of it.
    """
    ids = {child.id for child in _children_of(conversation)}
    if not ids:
        return False
    barred = people.children_barred_to(staff.id).where(_named(ids))
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    open_to = select(Child.id).where(Child.id.in_(ids), Child.id.in_(own)).limit(1)
    return session.scalar(barred.limit(1)) is None and session.scalar(open_to) is not None


def _named(ids: set[int]) -> ColumnElement[bool]:
    return NeverList.child_id.in_(ids)


def _children_of(conversation: Conversation) -> Sequence[Child]:
    """Whom it is about, each once."""
    found = {invitation.child_id: invitation.child for invitation in conversation.invitations}
    if conversation.child is not None:
        found[conversation.child.id] = conversation.child
    return list(found.values())
