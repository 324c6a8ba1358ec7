"""Texts for the access table: one on the desk, one that somebody placed, one in a conversation."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    Message,
    MessageState,
)
from participation.care.people.models import Child, Relationship, Role, StaffMember
from participation.care.people.queries import number_hash
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import SourceKind
from participation.care.safeguarding.service import Heard
from participation.journeys import placing_texts
from participation.kernel.ids import new_public_id
from tests.factories import Make


def sent_texts(
    make: Make, session: Session, parents: Invitation, related: Relationship, words: str
) -> dict[str, str]:
    """What a parent wrote to us, and in which conversation, by the name of a route's argument."""
    now, theirs = make.clock.now(), session.get_one(Invitation, parents.id)
    child = theirs.child
    number = make.number()
    talk = Conversation(
        number_hash=number_hash(make.house.ring, number),
        adult_id=related.adult_id,
        state=ConversationState.DONE,
        opened_at=now,
    )
    talk.invitations.append(theirs)
    session.add(talk)
    session.flush()
    ids = {"conversation": str(talk.public_id), "invitation": str(theirs.public_id)}
    for name in ("text", "placed", "said"):
        row = Message(
            public_id=new_public_id(),
            key=child.key,
            direction=Direction.IN,
            provider="twilio",
            provider_id=f"SM{uuid4().hex}",
            number=number,
            number_hash=number_hash(make.house.ring, number),
            body=words,
            state=MessageState.DESK if name != "said" else MessageState.PLACED,
            conversation_id=talk.id if name == "said" else None,
            invitation_id=theirs.id if name == "said" else None,
            at=now,
        )
        session.add(row)
        session.flush()
        ids[name] = str(row.public_id)
        if name != "said":
            _hear(make, session, child, row.public_id, words)
    placer = make.staff(Role.SAFEGUARDING, name="Placing Person")
    assert placing_texts.place(
        session,
        session.get_one(StaffMember, placer.id),
        UUID(ids["placed"]),
        theirs.public_id,
        now=now,
    )
    return ids


def _hear(make: Make, session: Session, child: Child, source: UUID, words: str) -> None:
    safeguarding.hear(
        session,
        Heard(
            child_id=child.id,
            source_kind=SourceKind.MESSAGE,
            source_id=source,
            words=words,
            language="en",
            from_child=False,
            sent=True,
            read_due=make.clock.now() + timedelta(days=1),
        ),
        key=child.key,
        lists=make.house.screening,
        now=make.clock.now(),
    )
