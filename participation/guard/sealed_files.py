"""A file that only one key opens, written and read in pieces (P14).

    PARTICIPATION BACKUP
    {"format": 1, "made_at": …}                       one line, for people; no name of anybody
    length, sealed piece; length, sealed piece; …

Each piece is AES-256-GCM under a key of the file's own, made of the backup key, a random salt and
the two lines above, so a changed heading opens nothing. A piece knows its place and whether it is
the last: pieces that are altered, swapped, left out or cut off are noticed, all of them.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from participation.kernel.errors import ParticipationError

FORMAT: Final = 1
_TITLE: Final = b"PARTICIPATION BACKUP\n"
_PIECE: Final = 256 * 1024
_LONGEST_HEADING: Final = 64 * 1024
_LENGTH_BYTES: Final = 4
_TAG_BYTES: Final = 16
_PLACE_BYTES: Final = 11  # and one that says whether it is the last
_DAMAGED: Final = "it was altered or damaged"


class BackupUnusable(ParticipationError):
    """A backup that does not open, is not whole, or belongs somewhere else."""

    code, title = "backup-unusable", "This backup cannot be used"


class Sealing:
    """Writes one sealed file: `write` as often as needed, `finish` once."""

    def __init__(self, file: BinaryIO, key: bytes, heading: Mapping[str, Any]) -> None:
        line = _line({"format": FORMAT, **heading, "key": name_of(key), "salt": _salt()})
        self._file = file
        self._cipher = _cipher(key, line)
        self._waiting = bytearray()
        self._place = 0
        file.write(_TITLE + line)

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > _PIECE:
            self._seal(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]

    def finish(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._file.flush()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._place, last=last), plain, None)
        self._file.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
        self._place += 1


class Opened:
    """Reads one sealed file; `heading` is there at once, `pieces` opens the rest.

    Raises:
        BackupUnusable: no such file, another key, or another format.
    """

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        if file.read(len(_TITLE)) != _TITLE:
            raise BackupUnusable("it is no backup of this service")
        line = file.readline(_LONGEST_HEADING)
        self.heading = _heading(line)
        if self.heading.get("key") != name_of(key):
            raise BackupUnusable("it was sealed with another PARTICIPATION_BACKUP_KEY")
        self._file = file
        self._cipher = _cipher(key, line)

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(str(self.heading["made_at"]))

    def pieces(self) -> Iterator[bytes]:
        """What was written, piece by piece; ends only where the file was finished.

        Raises:
            BackupUnusable: the file was altered or cut off.
        """
        place, last = 0, False
        while not last:
            told = self._file.read(_LENGTH_BYTES)
            length = int.from_bytes(told, "big")
            if length > _PIECE + _TAG_BYTES:
                raise BackupUnusable(_DAMAGED)
            sealed = self._file.read(length)
            if len(told) < _LENGTH_BYTES or len(sealed) < length:
                raise BackupUnusable("it is cut off before its end")
            plain = self._open(sealed, place, last=False)
            if plain is None:
                plain, last = self._open(sealed, place, last=True), True
            if plain is None:
                raise BackupUnusable(_DAMAGED)
            yield plain
            place += 1
        if self._file.read(1):
            raise BackupUnusable("there is more in it than was written")

    def _open(self, sealed: bytes, place: int, *, last: bool) -> bytes | None:
        try:
            return self._cipher.decrypt(_nonce(place, last=last), sealed, None)
        except InvalidTag:
            return None


def name_of(key: bytes) -> str:
    """By which two keys are told apart; it says nothing about either."""
    return hmac.new(key, b"which key is this", sha256).hexdigest()[:16]


def _cipher(key: bytes, line: bytes) -> AESGCM:
    # The salt stands in the line, so no two files have the same key.
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_TITLE + line)
    return AESGCM(made.derive(key))


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(_PLACE_BYTES, "big") + bytes([last])


def _salt() -> str:
    return secrets.token_hex(32)


def _line(heading: Mapping[str, Any]) -> bytes:
    return json.dumps(heading, sort_keys=True).encode() + b"\n"


def _heading(line: bytes) -> dict[str, Any]:
    try:
        heading = json.loads(line)
        known = heading["format"] == FORMAT and datetime.fromisoformat(heading["made_at"])
    except (ValueError, KeyError, TypeError):
        raise BackupUnusable("its heading cannot be read") from None
    if not known:
        raise BackupUnusable("it has a format that this version does not know")
    return dict(heading)
