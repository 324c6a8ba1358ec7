"""Words that were taken back from somebody are taken back once more in a restored copy (I20, T6).

By the ids of the text and of what was made of it. Whoever put the text with the right person after
that does it again: it waits on the desk. Summaries leave the words out once the copy is let go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Answer,
    Conversation,
    Invitation,
    Message,
    Remark,
)
from participation.care.people.models import StaffMember
from participation.journeys.placing_texts import decide
from participation.journeys.taking_back_texts import out_of_their_words


def take_back_again(
    session: Session, text: UUID, staff: StaffMember | None, sources: Sequence[UUID], now: datetime
) -> bool | None:
    """Whether anything changed; None where the copy does not know the text, or nobody can open it.

    Args:
        staff: who took it back, if the copy knows them.
        sources: what the text had become; what a person made of it later is left as it is.
    """
    message = session.scalar(select(Message).where(Message.public_id == text))
    if message is None or not message.key.wrapped:
        return None
    made = [row for row in _made(session, sources) if row.withdrawn_at is None]
    if not made and (sources or message.conversation_id is None):
        return False
    invitations = _invitations(session, message, made)
    if staff is not None:
        theirs = invitations[0] if invitations else None
        decide(session, staff, message, "taken_back", theirs, None, now)
    out_of_their_words(session, message, invitations, made, due=now, now=now)
    return True


def _made(session: Session, sources: Sequence[UUID]) -> list[Answer | Remark]:
    answers = session.scalars(select(Answer).where(Answer.public_id.in_(sources))).all()
    remarks = session.scalars(select(Remark).where(Remark.public_id.in_(sources))).all()
    rows: list[Answer | Remark] = [*answers, *remarks]
    return [row for row in rows if row.key.wrapped]


def _invitations(
    session: Session, message: Message, made: Sequence[Answer | Remark]
) -> Sequence[Invitation]:
    """Those that it stood with."""
    held = session.get(Conversation, message.conversation_id) if message.conversation_id else None
    theirs = [*held.invitations] if held is not None else []
    known = {one.id for one in theirs}
    others = {row.invitation_id for row in made} - known
    found = session.scalars(select(Invitation).where(Invitation.id.in_(others))).all()
    return [*theirs, *found]
