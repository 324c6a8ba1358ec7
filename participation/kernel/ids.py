"""Names for rows that may leave the building, and the randomness behind every secret.

A public id is 128 random bits in the shape of a UUID and tells nothing about order or time.
It is made before the row is inserted, because sealed columns are bound to it (D11).
"""

from __future__ import annotations

import secrets
from typing import Protocol
from uuid import UUID

CODE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/i/l: read from a card by a child
CODE_LENGTH = 9


class Randomness(Protocol):
    """Where random values come from; tests hand in their own."""

    def token(self) -> str:
        """A link token: 128 bits, 22 characters, safe in an address."""
        ...

    def code(self) -> str:
        """Nine characters of `CODE_ALPHABET` for a card (D17, T29)."""
        ...


class SystemRandomness:
    """The operating system's randomness."""

    def token(self) -> str:
        return secrets.token_urlsafe(16)

    def code(self) -> str:
        return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def new_public_id() -> UUID:
    """128 random bits; all of them, where a version-4 UUID would fix six."""
    return UUID(bytes=secrets.token_bytes(16))
