"""Sealing of words, names and numbers at rest (D11, T11).

Three keys, one inside the other:

* **master keys** live in the environment (`PARTICIPATION_ENCRYPTION_KEYS`, newest first) and never
  in the database;
* a **child key** is a row here, wrapped by a master key. Each child has one, and the council has
  one for adults, staff and unknown senders. Destroying a child's key forgets that child's words,
  in old backups too;
* a **sealed attribute** is AES-256-GCM under the row's child key, bound to table, column and the
  row's public id, so a value that is moved to another row does not open.

A child key may have several secrets, one after another, each with its number. A sealed value begins
with the number of the secret it is under, so old and new ones stand side by side while keys are
rotated (`guard/key_rotation.py`), and a process that still knows the old one alone spoils nothing.

`lookup_hash` is the only way to find a number or an address: keyed, and with a key of its own.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar, overload
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ForeignKey, LargeBinary, event, select
from sqlalchemy.orm import (
    Mapped,
    QueryContext,
    Session,
    declared_attr,
    make_transient_to_detached,
    mapped_column,
    object_session,
    relationship,
)
from sqlalchemy.orm.attributes import set_committed_value

from participation.guard import ledger
from participation.guard.ledger import Happened
from participation.guard.wrapping import (
    FIRST,
    bound_to_owner,
    newest_number,
    open_,
    pieces_of,
    seal,
)
from participation.guard.wrapping import KeyRing as KeyRing
from participation.guard.wrapping import opens_for as opens_for
from participation.kernel.errors import Unreadable
from participation.kernel.model import Base, Named

COUNCIL = "council"

Value = TypeVar("Value")


class ChildKey(Named, Base):
    """One data key, wrapped. `owner` is a child's public id in hex, or "council"."""

    __tablename__ = "child_keys"
    __allow_unmapped__ = True  # for the two attributes below that are not columns

    owner: Mapped[str] = mapped_column(unique=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_by: Mapped[str]
    made_at: Mapped[datetime]

    # Not mapped: the opened secrets by their numbers, for as long as this row is in memory.
    _opened: dict[int, AESGCM] | None = None
    _ring: KeyRing | None = None

    @classmethod
    def issue(cls, ring: KeyRing, owner: str, now: datetime) -> ChildKey:
        """A fresh random key for one owner."""
        secret = secrets.token_bytes(32)
        master_id, wrapped = ring.wrap(secret, bound_to_owner(owner, FIRST))
        key = cls(owner=owner, wrapped=wrapped, wrapped_by=master_id, made_at=now)
        key._opened = {FIRST: AESGCM(secret)}
        return key

    @property
    def newest(self) -> int:
        """The number of the secret that values are sealed with."""
        return newest_number(self.wrapped)

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """
        Raises:
            Unreadable: this process does not hold the master key.
        """
        number = self.newest
        return seal(self._cipher(number), plain, bound_to, bytes((number,)))

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """
        Raises:
            Unreadable: the bytes were moved or altered, or the master key is not here.
        """
        return open_(self._cipher(sealed[0] if sealed else FIRST), sealed, bound_to)

    def _cipher(self, number: int) -> AESGCM:
        if self._opened is None:
            self._opened = {}
        cipher = self._opened.get(number)
        if cipher is None:
            if self._ring is None:
                raise Unreadable("this session was opened without a key ring")
            piece = pieces_of(self.wrapped).get(number) or self._read_again().get(number)
            if piece is None:
                raise Unreadable("a sealed value has an unknown shape, or its key was destroyed")
            secret = self._ring.unwrap(self.wrapped_by, piece, bound_to_owner(self.owner, number))
            cipher = self._opened[number] = AESGCM(secret)
        return cipher

    def _read_again(self) -> dict[int, bytes]:
        """The secrets as they are stored now: keys may have been rotated since this was read."""
        session = object_session(self)
        if session is None or self.id is None or not self.wrapped:
            return {}
        found = session.execute(
            select(ChildKey.wrapped, ChildKey.wrapped_by).where(ChildKey.id == self.id)
        ).one_or_none()
        if found is None or found.wrapped == self.wrapped:
            return {}
        set_committed_value(self, "wrapped", found.wrapped)
        set_committed_value(self, "wrapped_by", found.wrapped_by)
        if self._ring is not None:
            self._ring.council_keys.clear()  # the next transaction reads it anew as well
        return pieces_of(found.wrapped)

    def opens_with(self, ring: KeyRing) -> None:
        """Hand over the ring to a key read past the unit of work, which does so by itself."""
        self._ring = ring


@event.listens_for(ChildKey, "load")
def _hand_over_the_ring(key: ChildKey, context: QueryContext | None) -> None:
    key._opened = None
    if context is not None:  # a merged copy of the council's key brings its own secrets
        key._ring = context.session.info.get("key_ring")


@event.listens_for(ChildKey, "refresh")
def _hand_over_the_ring_again(key: ChildKey, context: QueryContext, _attrs: object) -> None:
    key._ring = key._ring or context.session.info.get("key_ring")


def ring_of(session: Session) -> KeyRing:
    """The key ring this session was opened with.

    Raises:
        Unreadable: it was opened without one.
    """
    ring = session.info.get("key_ring")
    if not isinstance(ring, KeyRing):
        raise Unreadable("this session was opened without a key ring")
    return ring


def council_key(session: Session, now: datetime) -> ChildKey:
    """The key for adults, staff and unknown senders; made at its first use.

    Two first uses at once meet on the unique owner; the later transaction fails and is repeated
    by its door. `db upgrade` makes the key, so that this happens in no real house.
    """
    ring = ring_of(session)
    database = session.get_bind().engine
    if kept := ring.council_keys.get(database):
        merged: ChildKey = session.merge(kept, load=False)
        merged._opened, merged._ring = kept._opened, ring
        return merged
    made_in, made = session.info.get("council_key_made", (None, None))
    if isinstance(made, ChildKey) and made_in is session.get_transaction():
        return made  # kept only once it is committed, and somebody else finds it
    key = session.scalar(select(ChildKey).where(ChildKey.owner == COUNCIL))
    if key is None:
        key = ChildKey.issue(ring, COUNCIL, now)
        session.add(key)
        session.flush()
        session.info["council_key_made"] = (session.get_transaction(), key)
        return key
    ring.council_keys[database] = _loose_copy(key)
    return key


def _loose_copy(key: ChildKey) -> ChildKey:
    """The same key outside any session, so that each later one can take it in without asking."""
    copy = ChildKey(
        public_id=key.public_id,
        id=key.id,
        owner=key.owner,
        wrapped=key.wrapped,
        wrapped_by=key.wrapped_by,
        made_at=key.made_at,
    )
    make_transient_to_detached(copy)
    key._cipher(key.newest)  # opened once, for all who take it in
    copy._opened = key._opened
    return copy


def forget(session: Session, owner: str) -> bool:
    """Destroy an owner's key: what was sealed under it is closed for good, and once the next backup
    is made in every older one too. False where there was none."""
    key = session.scalar(select(ChildKey).where(ChildKey.owner == owner))
    if key is None:
        return False
    key.wrapped, key._opened = b"", None
    ledger.note(session, Happened.CHILD_FORGOTTEN, owner)
    return True


class UnderKey(Named):
    """A row with sealed attributes: it names the key they are sealed under."""

    key_id: Mapped[int] = mapped_column(ForeignKey("child_keys.id"), sort_order=1)

    @declared_attr
    @classmethod
    def key(cls) -> Mapped[ChildKey]:
        # Joined, so that a list of seventy children costs no further statement.
        return relationship(ChildKey, lazy="joined", innerjoin=True)


class Sealed(Generic[Value]):
    """An attribute kept as bytes in a column beside it, opened only while Python looks at it.

    On a row that is `UnderKey`:

        body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
        body = Sealed.text("body_sealed")

    `Message.body.seal(key, public_id, words)` gives the bytes for a bulk insert.
    """

    _table: str = ""

    def __init__(
        self, column: str, dump: Callable[[Value], bytes], load: Callable[[bytes], Value]
    ) -> None:
        self._column = column
        self._dump = dump
        self._load = load

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._table = str(owner.__tablename__)

    @staticmethod
    def text(column: str) -> Sealed[str]:
        return Sealed(column, _text_to_bytes, _bytes_to_text)

    @staticmethod
    def json(column: str) -> Sealed[Any]:
        return Sealed(column, _json_to_bytes, json.loads)

    @overload
    def __get__(self, row: None, owner: type[Any]) -> Sealed[Value]: ...
    @overload
    def __get__(self, row: object, owner: type[Any]) -> Value | None: ...
    def __get__(self, row: Any, owner: type[Any]) -> Sealed[Value] | Value | None:
        if row is None:
            return self
        sealed = getattr(row, self._column)
        if sealed is None:
            return None
        return self.open(row.key, row.public_id, sealed)

    def __set__(self, row: Any, value: Value | None) -> None:
        if value is None:
            setattr(row, self._column, None)
            return
        setattr(row, self._column, self.seal(row.key, row.public_id, value))

    def seal(self, key: ChildKey, public_id: UUID, value: Value) -> bytes:
        """The bytes to store in this attribute's column for the row with that public id."""
        return key.seal(self._dump(value), self._bound_to(public_id))

    def open(self, key: ChildKey, public_id: UUID, sealed: bytes) -> Value:
        """What `seal` was given, for rows read in bulk without making objects of them.

        Raises:
            Unreadable: the bytes were moved, altered, or the key is not here.
        """
        return self._load(key.open(sealed, self._bound_to(public_id)))

    def seal_again(self, key: ChildKey, public_id: UUID, sealed: bytes) -> bytes | None:
        """The same value under the key's newest secret; None where it is that already.

        Raises:
            Unreadable: as `open`.
        """
        if sealed[:1] == bytes((key.newest,)):
            return None
        bound_to = self._bound_to(public_id)
        return key.seal(key.open(sealed, bound_to), bound_to)

    @property
    def column(self) -> str:
        return self._column

    def _bound_to(self, public_id: UUID) -> bytes:
        return f"{self._table}.{self._column}.".encode() + public_id.bytes


def _text_to_bytes(text: str) -> bytes:
    return text.encode("utf-8")


def _bytes_to_text(raw: bytes) -> str:
    return raw.decode("utf-8")


def _json_to_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
