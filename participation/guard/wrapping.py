"""The keys from the environment, and how they wrap the data keys of children (D11).

A data key is one secret or several, one after another, each with its number:
`guard/key_rotation.py` puts another one in front. All of one data key are wrapped by the same
master key.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from participation.kernel.errors import Unreadable

_NONCE_BYTES = 12
_SEAL_VERSION = b"\x01"
_SEVERAL = b"\x02"  # how wrapped secrets begin where there is more than one
_PIECE_BYTES = 1 + _NONCE_BYTES + 32 + 16  # one wrapped secret
FIRST, LAST = 1, 255  # the number of a secret is one byte


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys from the environment. `masters` by id, newest first; `lookup` is apart from them."""

    masters: Mapping[str, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)
    # The council's key by database, once read: most requests need it.
    council_keys: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def audit(self) -> bytes:
        """What the chain of the audit is made with, and nothing else. It is derived, so that there
        is no fourth secret to lose; whoever has it cannot find a number by it."""
        return hmac.new(self.lookup, b"the chain of the audit", sha256).digest()

    @property
    def newest(self) -> str:
        return next(iter(self.masters))

    def wrap(self, secret: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """A data key under the newest master key, as (master key id, sealed bytes)."""
        return self.newest, seal(AESGCM(self.masters[self.newest]), secret, bound_to)

    def unwrap(self, master_id: str, sealed: bytes, bound_to: bytes) -> bytes:
        """The data key again.

        Raises:
            Unreadable: the master key is not in the environment, or the bytes were altered.
        """
        master = self.masters.get(master_id)
        if master is None:
            raise Unreadable("a master key is missing from PARTICIPATION_ENCRYPTION_KEYS")
        return open_(AESGCM(master), sealed, bound_to)

    def lookup_hash(self, purpose: str, value: str) -> str:
        """128 bits in hex to find equal values by: the same purpose and value, the same hash."""
        mac = hmac.new(self.lookup, f"{purpose}\0{value}".encode(), sha256)
        return mac.hexdigest()[:32]


def newest_number(wrapped: bytes) -> int:
    """The number of the secret that values are sealed with."""
    return wrapped[1] if wrapped[:1] == _SEVERAL else FIRST


def opens_for(ring: KeyRing, owner: str, wrapped_by: str, wrapped: bytes) -> None:
    """See whether these bytes are the key of this owner.

    Raises:
        Unreadable: they are not, or the master key is not here.
    """
    pieces = pieces_of(wrapped)
    if not pieces:
        raise Unreadable("a data key was destroyed")
    for number, piece in pieces.items():
        ring.unwrap(wrapped_by, piece, bound_to_owner(owner, number))


def pieces_of(wrapped: bytes) -> dict[int, bytes]:
    """Wrapped secrets by their numbers, the newest first; none of a key that was destroyed."""
    if wrapped[:1] != _SEVERAL:
        return {FIRST: wrapped} if wrapped else {}
    step = 1 + _PIECE_BYTES
    return {
        wrapped[start]: wrapped[start + 1 : start + step] for start in range(1, len(wrapped), step)
    }


def with_another(ring: KeyRing, owner: str, wrapped_by: str, wrapped: bytes) -> tuple[str, bytes]:
    """A new secret before those that are there, and all of them under the newest master key.

    Raises:
        Unreadable: the master key they are under is not here.
        OverflowError: there have been as many as one byte can count.
    """
    return _wrapped_anew(ring, owner, wrapped_by, wrapped, secrets.token_bytes(32))


def under_newest(ring: KeyRing, owner: str, wrapped_by: str, wrapped: bytes) -> tuple[str, bytes]:
    """The same secrets under the newest master key.

    Raises:
        Unreadable: the master key they are under is not here.
    """
    return _wrapped_anew(ring, owner, wrapped_by, wrapped, None)


def _wrapped_anew(
    ring: KeyRing, owner: str, wrapped_by: str, wrapped: bytes, fresh: bytes | None
) -> tuple[str, bytes]:
    known = {
        number: ring.unwrap(wrapped_by, piece, bound_to_owner(owner, number))
        for number, piece in pieces_of(wrapped).items()
    }
    if fresh is not None:
        if max(known) >= LAST:
            raise OverflowError("this key was rotated too often")
        known = {max(known) + 1: fresh} | known
    pieces = {
        number: ring.wrap(secret, bound_to_owner(owner, number))[1]
        for number, secret in known.items()
    }
    if list(pieces) == [FIRST]:
        return ring.newest, pieces[FIRST]
    body = b"".join(bytes((number,)) + piece for number, piece in pieces.items())
    return ring.newest, _SEVERAL + body


def bound_to_owner(owner: str, number: int) -> bytes:
    said = f"child_keys.wrapped.{owner}"
    return (said if number == FIRST else f"{said}.{number}").encode()


def seal(cipher: AESGCM, plain: bytes, bound_to: bytes, begins: bytes = _SEAL_VERSION) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return begins + nonce + cipher.encrypt(nonce, plain, bound_to)


def open_(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, body, bound_to)
    except (InvalidTag, ValueError):
        raise Unreadable("a sealed value was moved, altered, or its key destroyed") from None
