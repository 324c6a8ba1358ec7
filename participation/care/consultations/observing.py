"""What a member of staff saw while they asked somebody in person, or in a paper that they typed in.

It is theirs, with their name and the moment, and never that person's words: it is counted nowhere,
quoted nowhere, and screened, translated and handed on with nothing. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from participation.care.consultations.models import Invitation
from participation.care.people.models import StaffMember
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class Observation(UnderKey, Base):
    """One note of one adult about one person, sealed under the child's key. Rows are only added."""

    __tablename__ = "observations"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id"), index=True)
    how: Mapped[str]  # visit | call | letter | paper
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    words = Sealed.text("words_sealed")
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]

    by: Mapped[StaffMember] = relationship()


def note_seen(
    session: Session, invitation: Invitation, words: str, *, how: str, by_id: int, now: datetime
) -> None:
    """Keep what was seen; nothing where nothing was written."""
    if words.strip():
        key, of = invitation.child.key, invitation.id
        row = Observation(key=key, invitation_id=of, how=how, words=words, by_id=by_id, at=now)
        session.add(row)


def seen_of(session: Session, invitations: Collection[int]) -> Mapping[int, list[Observation]]:
    """What was seen of each of these, in order, each with who saw it."""
    found: dict[int, list[Observation]] = {}
    rows = session.scalars(
        select(Observation)
        .where(Observation.invitation_id.in_(invitations))
        .options(joinedload(Observation.by, innerjoin=True))
        .order_by(Observation.id)
    )
    for row in rows:
        found.setdefault(row.invitation_id, []).append(row)
    return found
