"""What a member of staff saw while they asked somebody in person, or in a paper that they typed in.

It is theirs, with their name and the moment, and never that person's words: it is counted nowhere,
quoted nowhere, translated and handed on with nothing. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

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
    page_key: Mapped[str | None]  # the same note of one day is one: journeys/noted_already
    at: Mapped[datetime]

    by: Mapped[StaffMember] = relationship()


def note_seen(
    session: Session,
    invitation: Invitation,
    words: str,
    *,
    how: str,
    by_id: int,
    page_key: str,
    now: datetime,
) -> Observation | None:
    """Keep what was seen; None where nothing was written, or the same was noted before."""
    if not words.strip() or _was_kept(session, invitation, words, page_key):
        return None
    row = Observation(
        key=invitation.child.key,
        invitation_id=invitation.id,
        how=how,
        words=words,
        by_id=by_id,
        page_key=page_key,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def observation_by_id(session: Session, public_id: UUID) -> Observation | None:
    return session.scalar(select(Observation).where(Observation.public_id == public_id))


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


def _was_kept(session: Session, invitation: Invitation, words: str, page_key: str) -> bool:
    rows = select(Observation).where(
        Observation.invitation_id == invitation.id, Observation.page_key == page_key
    )
    return any(row.words == words for row in session.scalars(rows))
