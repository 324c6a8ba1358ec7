"""A whole table out of a database and back into it, row by row, as the database itself has it.

A row is one line: on PostgreSQL as its COPY writes it, on SQLite a JSON list. Nothing passes
through a column's Python type, so what comes back is to the byte what went out. The two are not the
same, and a backup of one does not go into the other.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Connection, MetaData, Table, text

_BYTES = "b"  # {"b": base64}: what JSON has no word for
_CHUNK = 500
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPED = re.compile(r"\\(.)")
Cell = str | int | float | bytes | None


def tables_of(metadata: MetaData) -> list[Table]:
    """Every table, those that others point to first."""
    return list(metadata.sorted_tables)


def columns_of(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def hold_still(connection: Connection) -> None:
    """From now on this transaction sees the database as it is at this moment, whoever writes on.

    SQLite does so by itself at the first thing that is read.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def read_out(
    connection: Connection, table: Table, *, without: frozenset[str] = frozenset()
) -> Iterator[bytes]:
    """Every row as a line, oldest first. The columns `without` are binary, and come empty."""
    columns = columns_of(table)
    source = f'"{table.name}"' + (" ORDER BY id" if "id" in columns else "")
    if connection.dialect.name == "postgresql":
        wanted = _listed(columns, without, "''::bytea")
        copy = f"COPY (SELECT {wanted} FROM {source}) TO STDOUT"  # noqa: S608 - our own names
        yield from _copied_out(connection, copy)
        return
    wanted = _listed(columns, without, "X''")
    cursor = _driver(connection).cursor()
    cursor.execute(f"SELECT {wanted} FROM {source}")  # noqa: S608 - our own names
    while rows := cursor.fetchmany(_CHUNK):
        for row in rows:
            yield json.dumps([_told(cell) for cell in row], ensure_ascii=False).encode()
    cursor.close()


def write_in(
    connection: Connection, table: Table, columns: Sequence[str], lines: Iterable[bytes]
) -> int:
    """Put rows into an empty table, and say how many; tables that it points to come first."""
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        statement = f'COPY "{table.name}" ({names}) FROM STDIN'
        with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
            number = 0
            for number, line in enumerate(lines, start=1):  # noqa: B007 - the last one is wanted
                copy.write(line + b"\n")
        return number
    places = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'  # noqa: S608 - our tables
    cursor = _driver(connection).cursor()
    cursor.executemany(statement, (cells_of(line, "sqlite") for line in lines))
    number = max(int(cursor.rowcount), 0)
    cursor.close()
    return number


def empty(connection: Connection, tables: Sequence[Table]) -> None:
    """Take every row out of these tables, or out of none if the transaction fails."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in tables)
        connection.execute(text(f"TRUNCATE {names}"))
        return
    for table in reversed(tables):
        connection.execute(table.delete())


def count_on(connection: Connection, tables: Iterable[Table]) -> None:
    """New rows get numbers after those that are there; SQLite sees to it by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if "id" in table.columns:
            name = table.name
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'),"  # noqa: S608 - our own tables
                    f' coalesce((SELECT max(id) FROM "{name}"), 0) + 1, false)'
                )
            )


def cells_of(line: bytes, database: str) -> list[Cell]:
    """One row's values; from PostgreSQL all of them text."""
    if database == "postgresql":
        return [_unescaped(cell) for cell in line.decode().split("\t")]
    return [
        base64.b64decode(cell[_BYTES]) if isinstance(cell, dict) else cell
        for cell in json.loads(line)
    ]


def _copied_out(connection: Connection, statement: str) -> Iterator[bytes]:
    rest = b""
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            *lines, rest = (rest + bytes(block)).split(b"\n")
            yield from lines


def _listed(columns: Sequence[str], without: frozenset[str], nothing: str) -> str:
    return ", ".join(
        f'{nothing} AS "{name}"' if name in without else f'"{name}"' for name in columns
    )


def _told(cell: Any) -> Any:
    return {_BYTES: base64.b64encode(cell).decode()} if isinstance(cell, bytes) else cell


def _unescaped(cell: str) -> str | None:
    if cell == r"\N":
        return None
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), cell)


def _driver(connection: Connection) -> Any:
    return cast("Any", connection.connection.driver_connection)
