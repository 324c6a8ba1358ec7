"""The two files of a backup: every row but no data key in one, the data keys in the other (D11).

What stands in a sealed file is lines, made small: a table with its columns, its rows, the next
table, and at the end how many of both there were.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, Final
from uuid import UUID
from zlib import compressobj, decompressobj
from zlib import error as ZlibError  # noqa: N812 - an exception, whatever the library calls it

from participation import __version__
from participation.guard.crypto import KeyRing
from participation.guard.sealed_files import BackupUnusable, Opened, Sealing, name_of
from participation.kernel import whole_tables
from participation.kernel.model import Base

ROWS, KEYS = "rows", "child keys"
_TABLE, _ROW, _END = b"#", b"=", b"."
_SMALLER: Final = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a file holds."""

    tables: int
    rows: int


@dataclass(frozen=True, slots=True, repr=False)
class KeptKey:
    """One data key of the second file, still wrapped by a master key."""

    public_id: UUID
    wrapped: bytes
    wrapped_by: str


@dataclass(frozen=True, slots=True)
class TableRows:
    """One table of a backup; its rows are read once, before the next table."""

    name: str
    columns: list[str]
    rows: Iterator[bytes]


def schema_name() -> str:
    """By which the tables of two versions are told apart."""
    said = sorted(
        f"{table.name}.{column.name} {column.type}"
        for table in whole_tables.tables_of(Base.metadata)
        for column in table.columns
    )
    return sha256("\n".join(said).encode()).hexdigest()[:16]


def heading(
    ring: KeyRing, *, database: str, master_keys: Iterable[str], made_at: datetime
) -> dict[str, Any]:
    """What anybody may read of a backup: no name, no number, no key."""
    return {
        "made_at": made_at.isoformat(),
        "program": __version__,
        "database": database,
        "schema": schema_name(),
        "master_keys": sorted(set(master_keys)),
        "lookup_key": name_of(ring.lookup),
    }


def fits(data: Opened, keys: Opened, ring: KeyRing, database: str) -> None:
    """Look at the headings alone.

    Raises:
        BackupUnusable: it belongs to another database, version or council, or to other keys.
    """
    said = data.heading
    if said.get("holds") != ROWS or keys.heading.get("holds") != KEYS:
        raise BackupUnusable("the file of rows and the file of child keys are mixed up")
    if said["database"] != database:
        raise BackupUnusable(f"it is of a {said['database']} database, and this one is {database}")
    if said["schema"] != schema_name():
        raise BackupUnusable(
            f"it was made by version {said['program']}, whose tables are not those of this version,"
            f" {__version__}. Install that one, restore there, then upgrade"
        )
    if keys.made_at < data.made_at:
        raise BackupUnusable("the file of child keys is older than it. Take the newest there is")
    if said["lookup_key"] != name_of(ring.lookup):
        raise BackupUnusable("it needs another PARTICIPATION_LOOKUP_KEY")
    missing = sorted({*keys.heading["master_keys"]} - {*ring.masters})
    if missing:
        needed = ", ".join(missing)
        raise BackupUnusable(f"PARTICIPATION_ENCRYPTION_KEYS lacks what it was made with: {needed}")


class Writing:
    """Tables and rows into a sealed file."""

    def __init__(self, file: BinaryIO, key: bytes, said: dict[str, Any], holds: str) -> None:
        self._sealing = Sealing(file, key, said | {"holds": holds})
        self._smaller = compressobj(_SMALLER)
        self._tables = self._rows = 0

    def table(self, name: str, columns: list[str]) -> None:
        self._tables += 1
        self._line(_TABLE + json.dumps([name, columns]).encode())

    def row(self, line: bytes) -> None:
        self._rows += 1
        self._line(_ROW + line)

    def finish(self) -> Counted:
        self._line(_END + json.dumps([self._tables, self._rows]).encode())
        self._sealing.write(self._smaller.flush())
        self._sealing.finish()
        return Counted(self._tables, self._rows)

    def _line(self, line: bytes) -> None:
        self._sealing.write(self._smaller.compress(line + b"\n"))


def write_keys(file: BinaryIO, key: bytes, said: dict[str, Any], kept: Iterable[KeptKey]) -> int:
    """The second file; how many keys it holds."""
    writing = Writing(file, key, said, KEYS)
    writing.table("child_keys", ["public_id", "wrapped", "wrapped_by"])
    for one in kept:
        cells = [one.public_id.hex, b64encode(one.wrapped).decode(), one.wrapped_by]
        writing.row(json.dumps(cells).encode())
    return writing.finish().rows


def keys_in(opened: Opened) -> dict[UUID, KeptKey]:
    """Every data key of the second file, by its public id."""
    found: dict[UUID, KeptKey] = {}
    for table in tables_in(opened):
        for line in table.rows:
            public_id, wrapped, wrapped_by = json.loads(line)
            found[UUID(hex=public_id)] = KeptKey(
                UUID(hex=public_id), b64decode(wrapped), wrapped_by
            )
    return found


def tables_in(opened: Opened) -> Iterator[TableRows]:
    """What a file holds, table by table.

    Raises:
        BackupUnusable: it was altered or cut off, or something is missing from it; at the latest
            once everything has been read.
    """
    return _Reading(_lines(opened)).tables()


class _Reading:
    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._next = next(lines, b"")
        self._counted = 0

    def tables(self) -> Iterator[TableRows]:
        number = 0
        while self._next[:1] == _TABLE:
            name, columns = json.loads(self._next[1:])
            self._next = b""
            rows = self._rows()
            yield TableRows(name, columns, rows)
            deque(rows, maxlen=0)  # whatever nobody wanted counts all the same
            number += 1
        if self._next[:1] != _END or json.loads(self._next[1:]) != [number, self._counted]:
            raise BackupUnusable("rows are missing from it")

    def _rows(self) -> Iterator[bytes]:
        for line in self._lines:
            if line[:1] != _ROW:
                self._next = line
                return
            self._counted += 1
            yield line[1:]


def _lines(opened: Opened) -> Iterator[bytes]:
    larger, rest = decompressobj(), b""
    try:
        for piece in opened.pieces():
            *lines, rest = (rest + larger.decompress(piece)).split(b"\n")
            yield from lines
    except ZlibError:
        raise BackupUnusable("its inside cannot be read") from None
    if rest or not larger.eof:
        raise BackupUnusable("it ends in the middle of a row")
