"""Sealing of words, names and numbers at rest (D11, T11).

Three keys, one inside the other:

* **master keys** live in the environment (`PARTICIPATION_ENCRYPTION_KEYS`, newest first) and never
  in the database;
* a **child key** is a row here, wrapped by a master key. Each child has one, and the council has
  one for adults, staff and unknown senders. Destroying a child's key forgets that child's words,
  in old backups too;
* a **sealed attribute** is AES-256-GCM under the row's child key, bound to table, column and the
  row's public id, so a value that is moved to another row does not open.

`lookup_hash` is the only way to find a number or an address: keyed, and with a key of its own.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar, overload
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ForeignKey, LargeBinary, event, select
from sqlalchemy.orm import (
    Mapped,
    QueryContext,
    Session,
    declared_attr,
    make_transient_to_detached,
    mapped_column,
    relationship,
)

from participation.guard import ledger
from participation.guard.ledger import Happened
from participation.kernel.errors import Unreadable
from participation.kernel.model import Base, Named

COUNCIL = "council"
_NONCE_BYTES = 12
_SEAL_VERSION = b"\x01"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys from the environment. `masters` by id, newest first; `lookup` is apart from them."""

    masters: Mapping[str, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)
    # The council's key by database, once read: most requests need it.
    council_keys: dict[object, ChildKey] = field(default_factory=dict, repr=False, compare=False)

    @property
    def newest(self) -> str:
        return next(iter(self.masters))

    def wrap(self, secret: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """A data key under the newest master key, as (master key id, sealed bytes)."""
        return self.newest, _seal(AESGCM(self.masters[self.newest]), secret, bound_to)

    def unwrap(self, master_id: str, sealed: bytes, bound_to: bytes) -> bytes:
        """The data key again.

        Raises:
            Unreadable: the master key is not in the environment, or the bytes were altered.
        """
        master = self.masters.get(master_id)
        if master is None:
            raise Unreadable("a master key is missing from PARTICIPATION_ENCRYPTION_KEYS")
        return _open(AESGCM(master), sealed, bound_to)

    def lookup_hash(self, purpose: str, value: str) -> str:
        """128 bits in hex to find equal values by: the same purpose and value, the same hash."""
        mac = hmac.new(self.lookup, f"{purpose}\0{value}".encode(), sha256)
        return mac.hexdigest()[:32]


class ChildKey(Named, Base):
    """One data key, wrapped. `owner` is a child's public id in hex, or "council"."""

    __tablename__ = "child_keys"
    __allow_unmapped__ = True  # for the two attributes below that are not columns

    owner: Mapped[str] = mapped_column(unique=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_by: Mapped[str]
    made_at: Mapped[datetime]

    # Not mapped: the opened key, for as long as this row is in memory.
    _cipher: AESGCM | None = None
    _ring: KeyRing | None = None

    @classmethod
    def issue(cls, ring: KeyRing, owner: str, now: datetime) -> ChildKey:
        """A fresh random key for one owner."""
        secret = secrets.token_bytes(32)
        master_id, wrapped = ring.wrap(secret, _bound_to_owner(owner))
        key = cls(owner=owner, wrapped=wrapped, wrapped_by=master_id, made_at=now)
        key._cipher = AESGCM(secret)
        return key

    @property
    def cipher(self) -> AESGCM:
        """The opened key.

        Raises:
            Unreadable: this process does not hold the master key.
        """
        if self._cipher is None:
            if self._ring is None:
                raise Unreadable("this session was opened without a key ring")
            secret = self._ring.unwrap(self.wrapped_by, self.wrapped, _bound_to_owner(self.owner))
            self._cipher = AESGCM(secret)
        return self._cipher

    def opens_with(self, ring: KeyRing) -> None:
        """Hand over the ring to a key read past the unit of work, which does so by itself."""
        self._ring = ring


@event.listens_for(ChildKey, "load")
def _hand_over_the_ring(key: ChildKey, context: QueryContext | None) -> None:
    key._cipher = None
    if context is not None:  # a merged copy of the council's key brings its own cipher
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
        merged = session.merge(kept, load=False)
        merged._cipher = kept.cipher
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
    copy._cipher = key.cipher
    return copy


def opens_for(ring: KeyRing, owner: str, wrapped_by: str, wrapped: bytes) -> None:
    """See whether these bytes are the key of this owner.

    Raises:
        Unreadable: they are not, or the master key is not here.
    """
    ring.unwrap(wrapped_by, wrapped, _bound_to_owner(owner))


def forget(session: Session, owner: str) -> bool:
    """Destroy an owner's key: what was sealed under it is closed for good, and once the next backup
    is made in every older one too. False where there was none."""
    key = session.scalar(select(ChildKey).where(ChildKey.owner == owner))
    if key is None:
        return False
    key.wrapped, key._cipher = b"", None
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
        return _seal(key.cipher, self._dump(value), self._bound_to(public_id))

    def open(self, key: ChildKey, public_id: UUID, sealed: bytes) -> Value:
        """What `seal` was given, for rows read in bulk without making objects of them.

        Raises:
            Unreadable: the bytes were moved, altered, or the key is not here.
        """
        return self._load(_open(key.cipher, sealed, self._bound_to(public_id)))

    def _bound_to(self, public_id: UUID) -> bytes:
        return f"{self._table}.{self._column}.".encode() + public_id.bytes


def _text_to_bytes(text: str) -> bytes:
    return text.encode("utf-8")


def _bytes_to_text(raw: bytes) -> str:
    return raw.decode("utf-8")


def _json_to_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _bound_to_owner(owner: str) -> bytes:
    return f"child_keys.wrapped.{owner}".encode()


def _seal(cipher: AESGCM, plain: bytes, bound_to: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _SEAL_VERSION + nonce + cipher.encrypt(nonce, plain, bound_to)


def _open(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    if sealed[:1] != _SEAL_VERSION:
        raise Unreadable("a sealed value has an unknown shape")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, body, bound_to)
    except InvalidTag:
        raise Unreadable("a sealed value was moved, altered, or its key destroyed") from None
