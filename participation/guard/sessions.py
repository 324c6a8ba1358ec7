"""Who is at this browser: a respondent in one sitting, or a member of staff signed in.

Both live in the database; the cookie holds only a random value whose hash is stored. Ending a
session deletes its row, and nothing can write it back (T16). Times here are the machine's own.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, not_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.kernel.model import Base, Named

STAFF_IDLE = timedelta(minutes=15)
STAFF_ABSOLUTE = timedelta(hours=8)
READ_BACK_IDLE = timedelta(minutes=20)  # seeing what was typed in this sitting
WRITE_OWN_DEVICE = timedelta(hours=20)
WITH_PASSWORD, BY_PROVIDER = "password", "provider"  # how somebody signed in
COOKIE_ON_ITS_WAY = timedelta(minutes=10)  # signal was lost with the answer that carried it


def hash_of_cookie(value: str) -> str:
    return sha256(b"cookie\0" + value.encode("utf-8", "replace")).hexdigest()


class RespondentSitting(Named, Base):
    """One browser, one invitation, from opening the link until leaving (D14).

    What is typed in it carries a page key that begins with `mark`; only that is ever read back to
    it. Moments would not do: answers carry the council's clock, sittings the machine's.
    """

    __tablename__ = "respondent_sittings"

    cookie_hash: Mapped[str] = mapped_column(unique=True)
    invitation: Mapped[UUID] = mapped_column(index=True)
    generation: Mapped[int]
    began_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    csrf: Mapped[str]
    showing: Mapped[str | None]  # the page this browser asked for; None: whatever comes next
    mode: Mapped[str] = mapped_column(default="questions")  # questions | pictures | chat | write
    device: Mapped[str | None]  # own | shared; None: nobody has said
    cookie_before: Mapped[str | None] = mapped_column(index=True)  # until the new one has come
    cookie_changed_at: Mapped[datetime | None]

    @property
    def mark(self) -> str:
        """How the page keys of everything typed in this sitting begin."""
        return f"{self.public_id.hex}."

    def may_read_back(self, now: datetime) -> bool:
        return now - self.last_seen <= READ_BACK_IDLE

    def may_write(self, now: datetime) -> bool:
        return now - self.last_seen <= WRITE_OWN_DEVICE


class SignIn(Named, Base):
    """A member of staff signed in at one browser."""

    __tablename__ = "sign_ins"

    cookie_hash: Mapped[str] = mapped_column(unique=True)
    staff: Mapped[UUID] = mapped_column(index=True)
    began_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    csrf: Mapped[str]
    way: Mapped[str]  # with a password here, or by the council's provider

    def is_live(self, now: datetime) -> bool:
        return now - self.last_seen <= STAFF_IDLE and now - self.began_at <= STAFF_ABSOLUTE


def begin_sitting(
    session: Session,
    *,
    cookie: str,
    csrf: str,
    invitation: UUID,
    generation: int,
    now: datetime,
    showing: str | None = None,
    mode: str = "questions",
    device: str | None = None,
) -> RespondentSitting:
    """A fresh sitting; the cookie and the token against forged posts are new random values."""
    sitting = RespondentSitting(
        cookie_hash=hash_of_cookie(cookie),
        invitation=invitation,
        generation=generation,
        began_at=now,
        last_seen=now,
        csrf=csrf,
        showing=showing,
        mode=mode,
        device=device,
    )
    session.add(sitting)
    return sitting


def sitting_of(session: Session, cookie: str | None) -> RespondentSitting | None:
    """The sitting behind a cookie, however long ago it was used; None when there is none."""
    if not cookie:
        return None
    return session.scalar(select(RespondentSitting).where(_is_or_was(cookie)))


def end_sitting(session: Session, cookie: str | None) -> None:
    if cookie:
        session.execute(delete(RespondentSitting).where(_is_or_was(cookie)))


def change_cookie(
    sitting: RespondentSitting, cookie: str, now: datetime, *, came_with: str | None
) -> None:
    """The sitting goes on behind another cookie. The one the browser came with still counts for a
    few minutes, or a browser that lost signal just then would be shut out of what it has sent. One
    that came with the cookie before already is not given longer by that."""
    if came_with is None or hash_of_cookie(came_with) == sitting.cookie_hash:
        sitting.cookie_before, sitting.cookie_changed_at = sitting.cookie_hash, now
    sitting.cookie_hash = hash_of_cookie(cookie)


def _is_or_was(cookie: str) -> ColumnElement[bool]:
    known = hash_of_cookie(cookie)
    return or_(RespondentSitting.cookie_hash == known, RespondentSitting.cookie_before == known)


def begin_sign_in(
    session: Session, *, cookie: str, csrf: str, staff: UUID, way: str, now: datetime
) -> SignIn:
    row = SignIn(
        cookie_hash=hash_of_cookie(cookie),
        staff=staff,
        began_at=now,
        last_seen=now,
        csrf=csrf,
        way=way,
    )
    session.add(row)
    return row


def sign_in_of(session: Session, cookie: str | None, now: datetime) -> SignIn | None:
    """The live sign-in behind a cookie; None when there is none or it has run out."""
    if not cookie:
        return None
    row = session.scalar(select(SignIn).where(SignIn.cookie_hash == hash_of_cookie(cookie)))
    return row if row is not None and row.is_live(now) else None


def note_seen(session: Session, signed: SignIn, now: datetime) -> bool:
    """Somebody is still at work. False: the session was ended meanwhile, and stays so (A34)."""
    seen = session.scalar(
        update(SignIn).where(SignIn.id == signed.id).values(last_seen=now).returning(SignIn.id)
    )
    return seen is not None


def open_sign_ins(session: Session, now: datetime) -> Counter[UUID]:
    """At how many browsers each member of staff is signed in now."""
    return Counter(session.scalars(select(SignIn.staff).where(_is_live(now))))


def forget_run_out(session: Session, now: datetime) -> None:
    """Sign-ins that nobody ended and that have run out: they open nothing any more."""
    session.execute(delete(SignIn).where(not_(_is_live(now))))


def _is_live(now: datetime) -> ColumnElement[bool]:
    """`SignIn.is_live`, in the database."""
    return and_(SignIn.last_seen >= now - STAFF_IDLE, SignIn.began_at >= now - STAFF_ABSOLUTE)


def end_sign_in(session: Session, cookie: str | None) -> None:
    if cookie:
        session.execute(delete(SignIn).where(SignIn.cookie_hash == hash_of_cookie(cookie)))


def end_all_sign_ins(session: Session, staff: UUID) -> int:
    """End every session of one member of staff, effective at the next request; how many ended."""
    found = session.scalars(select(SignIn).where(SignIn.staff == staff)).all()
    for row in found:
        session.delete(row)
    return len(found)
