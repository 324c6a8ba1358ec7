"""A person's own key: six digits or three pictures that they chose themselves (R2).

Nothing that a link, card or code opens ever reads back. A key does, and only what its holder
wrote in sittings where they had it in hand: a key that a stranger makes on a borrowed phone opens
the stranger's own words and nothing else. Whoever tries is not told whether the key was wrong or
is shut; five wrong tries shut it until a person sets it free. The room knows people as ids only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, UniqueConstraint, delete, or_, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from participation.guard import ledger
from participation.guard.ledger import Happened
from participation.guard.sessions import READ_BACK_IDLE, hash_of_cookie
from participation.kernel.model import Base, Named

TRIES = 5
DIGITS = 6
PICKED = 3
PICTURES = (
    *("sun", "moon", "star", "tree", "fish", "house"),
    *("boat", "cup", "ball", "leaf", "heart", "kite"),
)

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Tried in place of a missing or shut key, so that all wrong tries take as long.
_NOBODYS = _HASHER.hash("there is no such key")
# Digits of other keyboards that are taken for ours: Arabic, Persian, full width (B9).
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)
_UP, _DOWN = "01234567890123456789", "98765432109876543210"


class KeyKind(StrEnum):
    PIN = "pin"
    PICTURES = "pictures"


class PersonKey(Named, Base):
    """One person's key; at most one, and only its holder or a member of staff ends it."""

    __tablename__ = "person_keys"

    person: Mapped[UUID] = mapped_column(unique=True)  # a child's or an adult's public id
    kind: Mapped[KeyKind]
    secret_hash: Mapped[str]
    tries_left: Mapped[int] = mapped_column(default=TRIES)
    made_at: Mapped[datetime]
    last_page: Mapped[str | None]  # the page of the last wrong try: pressed twice, it is one try

    @property
    def is_shut(self) -> bool:
        return self.tries_left <= 0


class KeyedSitting(Base):
    """A sitting in which the holder had the key in hand: what was typed in it, the key opens."""

    __tablename__ = "keyed_sittings"
    __table_args__ = (UniqueConstraint("key_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("person_keys.id"))
    mark: Mapped[str]  # how the page keys of that sitting begin


class Reading(Named, Base):
    """A browser at which the key was given: it may read until twenty idle minutes have passed."""

    __tablename__ = "readings"

    cookie_hash: Mapped[str] = mapped_column(unique=True)
    person: Mapped[UUID] = mapped_column(index=True)
    began_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    csrf: Mapped[str]

    def is_live(self, now: datetime) -> bool:
        return now - self.last_seen <= READ_BACK_IDLE


def pin_in(typed: str) -> str | None:
    """Six digits of any keyboard, spaces between them forgiven; None for anything else."""
    pin = "".join(typed[:40].split()).translate(_DIGITS)
    return pin if len(pin) == DIGITS and pin.isascii() and pin.isdigit() else None


def is_easy(pin: str) -> bool:
    """One digit over and over, two or three repeated, or digits in a row: tried first by all."""
    repeated = any(pin == pin[:n] * (DIGITS // n) for n in (1, 2, 3))
    return repeated or pin in _UP or pin in _DOWN


def pictures_in(picked: Sequence[str]) -> str | None:
    """Three different pictures in their order, as one secret; None for anything else."""
    known = len(picked) == PICKED == len(set(picked)) and all(one in PICTURES for one in picked)
    return " ".join(picked) if known else None


def key_of(session: Session, person: UUID) -> PersonKey | None:
    return session.scalar(select(PersonKey).where(PersonKey.person == person))


def keys_of_many(session: Session, persons: Collection[UUID]) -> dict[UUID, PersonKey]:
    """The key of each of these persons who has one."""
    if not persons:
        return {}
    rows = session.scalars(select(PersonKey).where(PersonKey.person.in_(persons)))
    return {row.person: row for row in rows}


def make_key(
    session: Session, person: UUID, kind: KeyKind, secret: str, *, mark: str, now: datetime
) -> PersonKey | None:
    """Set the first key of a person; None where there is one, which no link may replace.

    Args:
        secret: from `pin_in` or `pictures_in`.
        mark: of the sitting in which it is made.
    """
    if key_of(session, person) is not None:
        return None
    key = PersonKey(person=person, kind=kind, secret_hash=_HASHER.hash(secret), made_at=now)
    session.add(key)
    session.flush()  # of two at once the later fails on the unique person, and its door tries again
    had_in_hand(session, key, mark)
    return key


def opens(session: Session, person: UUID, secret: str | None, *, page: str | None = None) -> bool:
    """Whether this is the person's key. A try is spent before it is looked at, in the database, so
    that many tries at one moment are still five; a right one gives all of them back.

    Args:
        secret: from `pin_in` or `pictures_in`; None for what can be no key, which is a try too.
        page: which page it was typed on. The page of the last wrong try is not looked at again: a
            double tap spends one try, and one page never tries two keys.
    """
    is_new = or_(PersonKey.last_page.is_(None), PersonKey.last_page != page) if page else true()
    spent = session.scalar(
        update(PersonKey)
        .where(PersonKey.person == person, PersonKey.tries_left > 0, is_new)
        .values(tries_left=PersonKey.tries_left - 1, last_page=page)
        .returning(PersonKey.secret_hash)
    )
    if not _matches(spent or _NOBODYS, secret or "") or spent is None:
        return False
    opened = update(PersonKey).where(PersonKey.person == person)
    session.execute(opened.values(tries_left=TRIES, last_page=None))
    return True


def had_in_hand(session: Session, key: PersonKey, mark: str) -> None:
    """From now on the key opens what was typed in the sitting with this mark."""
    known = select(KeyedSitting.id).where(KeyedSitting.key_id == key.id, KeyedSitting.mark == mark)
    if session.scalar(known) is None:
        session.add(KeyedSitting(key_id=key.id, mark=mark))
        session.flush()


def marks_of(session: Session, person: UUID) -> list[str]:
    """The marks of all sittings that the person's key opens, oldest first."""
    return list(
        session.scalars(
            select(KeyedSitting.mark)
            .join(PersonKey, PersonKey.id == KeyedSitting.key_id)
            .where(PersonKey.person == person)
            .order_by(KeyedSitting.id)
        )
    )


def forget_key(session: Session, person: UUID) -> bool:
    """A member of staff takes the key away: the person may make a new one, which opens what they
    write from then on. False when there was none."""
    key = key_of(session, person)
    if key is None:
        return False
    end_readings(session, person)
    session.execute(delete(KeyedSitting).where(KeyedSitting.key_id == key.id))
    session.delete(key)
    session.flush()
    ledger.note(session, Happened.KEY_FREED, person.hex)
    return True


def begin_reading(
    session: Session, *, cookie: str, csrf: str, person: UUID, now: datetime
) -> Reading:
    """Let this browser read. `now` is the machine's own time."""
    reading = Reading(
        cookie_hash=hash_of_cookie(cookie), person=person, began_at=now, last_seen=now, csrf=csrf
    )
    session.add(reading)
    return reading


def reading_of(session: Session, cookie: str | None, now: datetime) -> Reading | None:
    """The live reading behind a cookie; None when there is none or it has run out."""
    if not cookie:
        return None
    found = session.scalar(select(Reading).where(Reading.cookie_hash == hash_of_cookie(cookie)))
    return found if found is not None and found.is_live(now) else None


def end_reading(session: Session, cookie: str | None) -> None:
    if cookie:
        session.execute(delete(Reading).where(Reading.cookie_hash == hash_of_cookie(cookie)))


def end_readings(session: Session, person: UUID) -> None:
    """Nobody reads with this person's key any more, from the next request on."""
    session.execute(delete(Reading).where(Reading.person == person))


def _matches(stored: str, secret: str) -> bool:
    try:
        right: bool = _HASHER.verify(stored, secret)
    except (VerificationError, InvalidHashError):
        return False
    return right
