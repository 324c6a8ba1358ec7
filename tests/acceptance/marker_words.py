"""Marker words: one for each field that somebody can fill in, and the search for them afterwards.

A marker is `Zanzibarquince` and three letters that name the field. It is looked for without regard
to capitals, and also as hex, Base64 and UTF-16, so that a word that was only written differently
does not pass for one that was sealed.
"""

from __future__ import annotations

import base64
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase

import psycopg
from psycopg import sql

STEM = "Zanzibarquince"
_LETTERS = 3
_PLAIN = re.compile(STEM.lower().encode() + rb"([a-z]{3})?")


@dataclass
class Markers:
    """Every marker that was handed out, by its letters. `identifiers` may rest in the database."""

    fields: dict[str, str] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)

    def word(self, where: str) -> str:
        """A fresh marker for this field."""
        number, letters = len(self.fields), ""
        for _ in range(_LETTERS):
            number, rest = divmod(number, len(ascii_lowercase))
            letters = ascii_lowercase[rest] + letters
        self.fields[letters] = where
        return STEM + letters

    def identifier(self, where: str, why: str) -> str:
        """A marker in a field that is an identifier by design: it may be stored, and no more."""
        word = self.word(where)
        self.identifiers[word[-_LETTERS:]] = why
        return word

    def among(self, text: str) -> set[str]:
        """Letters of the markers in a text of ours."""
        return {found[1].decode() for found in _PLAIN.finditer(text.lower().encode()) if found[1]}

    def found_in(
        self, data: bytes, *, allowed: set[str] | frozenset[str] = frozenset()
    ) -> set[str]:
        """Which fields' words are in here, but for those whose letters are allowed."""
        found: set[str] = set()
        for match in _PLAIN.finditer(data.lower()):
            letters = match[1].decode() if match[1] else "?"
            if letters not in allowed:
                found.add(self.fields.get(letters, f"a marker of unknown field ({letters})"))
        return found | {f"some field, as {how}" for how, sign in DISGUISES if sign in data}


def _disguises() -> Iterator[tuple[str, bytes]]:
    for word in (STEM, STEM.lower()):
        raw = word.encode()
        yield "hex", raw.hex().encode()
        yield "HEX", raw.hex().upper().encode()
        yield "UTF-16", word.encode("utf-16-le")
        for shift in range(3):
            whole = base64.b64encode(b"\0" * shift + raw)
            first, last = -(-shift * 8 // 6), (shift + len(raw)) * 8 // 6
            yield "Base64", whole[first:last]
            yield "Base64", whole[first:last].translate(bytes.maketrans(b"+/", b"-_"))


DISGUISES = tuple(_disguises())


def stored(database_url: str) -> Iterator[tuple[str, bytes]]:
    """Everything in every table: (its name, its rows as bytes). Opened anew, read as it is."""
    if database_url.startswith("sqlite"):
        yield from _sqlite_tables(Path(database_url.removeprefix("sqlite:///")))
    else:
        yield from _postgres_tables(database_url.replace("+psycopg", ""))


def files_under(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of an installation as it lies there: database, write-ahead log, queue, logs."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


def _sqlite_tables(path: Path) -> Iterator[tuple[str, bytes]]:
    with sqlite3.connect(path) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            rows = connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - our own names
            yield name, b"\x1f".join(_as_bytes(cell) for row in rows for cell in row)
    connection.close()


def _as_bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


def _postgres_tables(uri: str) -> Iterator[tuple[str, bytes]]:
    """As pg_dump would copy it out; in binary, where bytes stand as they are, and as text."""
    with psycopg.connect(uri) as connection:
        names = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, name in names:
            for form in ("binary", "text"):
                statement = sql.SQL("COPY {} TO STDOUT (FORMAT {})").format(
                    sql.Identifier(schema, name), sql.SQL(form)
                )
                with connection.cursor().copy(statement) as copy:
                    yield name, b"".join(bytes(part) for part in copy)
