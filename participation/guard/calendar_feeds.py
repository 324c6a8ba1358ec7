"""The secret address of an officer's own calendar: random, hashed at rest, ended by a press.

Programs that keep calendars do not sign in, so whoever has the address has what it shows: days and
hours, and nobody's name.
"""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kernel.model import Base, Named


class CalendarFeed(Named, Base):
    """One address. A member of staff has one that is good at most; older ones are ended."""

    __tablename__ = "calendar_feeds"

    staff: Mapped[UUID] = mapped_column(index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    read_on: Mapped[date | None]  # the day on which a program last asked for it
    revoked_at: Mapped[datetime | None]


def make_feed(session: Session, staff: UUID, *, secret: str, now: datetime) -> None:
    """A new address; the one before it ends.

    Args:
        secret: at least 32 random characters, which are not stored.
    """
    end_feeds(session, staff, now)
    session.add(CalendarFeed(staff=staff, secret_hash=_hash(secret), made_at=now))


def end_feeds(session: Session, staff: UUID, now: datetime) -> int:
    """Whatever programs ask by this person's address, from now on they get nothing."""
    live = update(CalendarFeed).where(
        CalendarFeed.staff == staff, CalendarFeed.revoked_at.is_(None)
    )
    return session.execute(live.values(revoked_at=now)).rowcount  # type: ignore[attr-defined, no-any-return] # an update has it


def live_feed(session: Session, staff: UUID) -> CalendarFeed | None:
    """The address that is good for this person, if there is one."""
    return session.scalar(
        select(CalendarFeed)
        .where(CalendarFeed.staff == staff, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id.desc())
        .limit(1)
    )


def feed_of(session: Session, secret: str) -> CalendarFeed | None:
    """What is behind an address; None where it is unknown or ended."""
    row = session.scalar(select(CalendarFeed).where(CalendarFeed.secret_hash == _hash(secret)))
    return row if row is not None and row.revoked_at is None else None


def _hash(secret: str) -> str:
    return sha256(b"calendar\0" + secret.encode("utf-8", "replace")).hexdigest()
