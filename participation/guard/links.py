"""Links and short codes: random, hashed at rest, revocable; they write and never read back (R1).

The row that is invited keeps the hashes; this room only makes, normalises and hashes. A link's
token has 128 bits and needs no salt: nobody can try them all. A code of nine letters has 45: all of
them are tried in minutes, so its hash is keyed, and the database alone tells no code.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from itsdangerous import BadSignature, Signer, URLSafeSerializer

from participation.guard.wrapping import KeyRing
from participation.kernel.ids import CODE_ALPHABET, CODE_LENGTH

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")


def hash_of_token(token: str) -> str | None:
    """What the database knows of a link's token; None for anything that cannot be one (B41)."""
    if not _TOKEN.match(token):
        return None
    return sha256(b"link\0" + token.encode("ascii")).hexdigest()


def hash_of_code(ring: KeyRing, typed: str) -> str | None:
    """What the database knows of a card's code; None for anything that cannot be one.

    Spaces, dashes and capitals do not matter (B45). The alphabet has none of 0, o, 1, i, l, so a
    letter misread as one of them makes no other code: it is simply refused.
    """
    code = re.sub(r"[\s\u2010-\u2015-]+", "", typed[:60]).casefold()
    if len(code) != CODE_LENGTH or any(letter not in CODE_ALPHABET for letter in code):
        return None
    return ring.lookup_hash("code", code)


def shown_code(code: str) -> str:
    """A code as it is printed: 3-3-3."""
    return "-".join(code[i : i + 3] for i in range(0, CODE_LENGTH, 3))


def signed_work(secret: str, work_id: UUID) -> str:
    """The id of a piece of work for an address that a provider reports back to."""
    return _reports(secret).dumps(work_id.hex)


def work_of(secret: str, signed: str) -> UUID | None:
    """The id again; None for anything we did not sign."""
    try:
        return UUID(hex=str(_reports(secret).loads(signed)))
    except (BadSignature, ValueError):
        return None


def _reports(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="provider reports")


@dataclass(frozen=True, slots=True, repr=False)
class GuestLink:
    """What stands in the link of a mail to somebody who comes to a meeting.

    Args:
        valid: of the meeting's links: one that carries another opens nothing.
        number: of the mail, among theirs.
    """

    meeting: UUID
    valid: UUID
    who: UUID
    number: int


def signed_guest(secret: str, link: GuestLink) -> str:
    """It leads to their page of the meeting, as long as that mail is to open it."""
    number = link.number.to_bytes(4, "big")
    kept = link.meeting.bytes + link.valid.bytes + link.who.bytes + number
    return _guests(secret).sign(urlsafe_b64encode(kept).decode().rstrip("=")).decode()


def guest_of(secret: str, signed: str) -> GuestLink | None:
    """Meeting, person and mail again; None for anything we did not sign."""
    try:
        named = _guests(secret).unsign(signed[:200]).decode()
        kept = urlsafe_b64decode(f"{named}==")
        meeting, valid, who = (UUID(bytes=kept[at : at + 16]) for at in (0, 16, 32))
        return GuestLink(meeting, valid, who, int.from_bytes(kept[48:], "big"))
    except (BadSignature, ValueError):
        return None


def _guests(secret: str) -> Signer:
    return Signer(secret, salt="people who come to a meeting", digest_method=sha256)
