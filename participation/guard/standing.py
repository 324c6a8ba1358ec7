"""How a member of staff stands at the door: whom the provider knows them as, when they last came
in, and whether they are shut out.

Whoever proves themselves at the provider and is known to nobody here is a newcomer. They get no
account by it: they are told a short reference, and a person who may ties it to a member of staff.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard.crypto import ChildKey, Sealed, UnderKey
from participation.kernel.model import Base, Named
from participation.kernel.rows import jotted, write_once

UNUSED_FOR = timedelta(days=30)  # T21
NEWCOMERS_KEPT = timedelta(days=30)
MOST_NEWCOMERS = 500  # the whole council may have accounts there


class Shut(StrEnum):
    """Why somebody does not come in."""

    UNUSED = "unused"
    BY_PERSON = "by_person"
    RESTORED = "restored"  # something of theirs was changed after the copy was made


class StaffStanding(Named, Base):
    """One row for each member of staff who may come in, or did."""

    __tablename__ = "staff_standings"

    staff: Mapped[UUID] = mapped_column(unique=True)
    identity_hash: Mapped[str | None] = mapped_column(unique=True)
    since: Mapped[datetime]  # from when unused days are counted: let in, or let in again
    used_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None]

    @property
    def last_use(self) -> datetime:
        return max(self.since, self.used_at or self.since)


class Newcomer(UnderKey, Base):
    """Somebody whom the provider knows and we do not, as it calls them; under the council's key."""

    __tablename__ = "newcomers"

    identity_hash: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = Sealed.text("name_sealed")
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email = Sealed.text("email_sealed")
    at: Mapped[datetime]


def standing_of(session: Session, staff: UUID, now: datetime) -> StaffStanding:
    """How somebody stands; a row is made when there is none."""
    row = session.scalar(select(StaffStanding).where(StaffStanding.staff == staff))
    if row is None:
        row = StaffStanding(staff=staff, since=now)
        session.add(row)
        session.flush()
    return row


def known_as(session: Session, identity_hash: str) -> StaffStanding | None:
    """The member of staff whom the provider knows by this, locked while they come in."""
    return session.scalar(
        select(StaffStanding).where(StaffStanding.identity_hash == identity_hash).with_for_update()
    )


def shut_out(row: StaffStanding, why: Shut, now: datetime) -> None:
    row.disabled_at, row.disabled_why = row.disabled_at or now, why


def let_in_again(row: StaffStanding, now: datetime) -> None:
    """Unused days are counted anew."""
    row.disabled_at, row.disabled_why, row.since = None, None, now


def newcomer(
    session: Session,
    identity_hash: str,
    *,
    name: str,
    email: str,
    code: str,
    key: ChildKey,
    now: datetime,
) -> Newcomer | None:
    """The row of somebody nobody knows yet; the same person has one. None: there are too many."""
    known = select(Newcomer).where(Newcomer.identity_hash == identity_hash).with_for_update()
    row = session.scalar(known)
    if row is not None:
        row.name, row.email, row.at = name, email, now
        return row
    forget_newcomers(session, now)
    if (session.scalar(select(func.count()).select_from(Newcomer)) or 0) >= MOST_NEWCOMERS:
        return None
    fresh = jotted(
        Newcomer, key=key, identity_hash=identity_hash, code=code, name=name, email=email, at=now
    )
    write_once(session, fresh, "identity_hash")  # two windows at one moment are one person
    return session.scalar(known)


def forget_newcomers(session: Session, now: datetime) -> None:
    """Those whom nobody let in for thirty days: their name and address go."""
    session.execute(delete(Newcomer).where(Newcomer.at < now - NEWCOMERS_KEPT))


def newcomer_by_code(session: Session, code: str) -> Newcomer | None:
    """By the reference they were told, as somebody types it."""
    typed = "".join(code.split()).replace("-", "").lower()
    return session.scalar(select(Newcomer).where(Newcomer.code == typed))
