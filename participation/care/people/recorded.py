"""What a run over many rows did to each of them: as it stood before, and as it stands after.

An import that is to be shown first, and may be taken back for a day, puts a `Recording` into its
session; `bulk.BulkTable` tells it of every row. Sealed columns stay sealed in it.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

MOST_ROWS = 60_000
_KEY = "recording"
_CHUNK = 900
Values = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Touched:
    """One row. `before` None: it was made; `after` None: it was deleted."""

    table: str
    id: int
    before: Values | None
    after: Values | None


@dataclass(slots=True, repr=False)
class Recording:
    """Of one run. Past `MOST_ROWS` it keeps nothing and says so."""

    too_many: bool = False
    _tables: dict[str, Table] = field(default_factory=dict)
    _before: dict[tuple[str, int], Values] = field(default_factory=dict)
    _made: defaultdict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    _free: dict[str, int] = field(default_factory=dict)

    def changing(self, session: Session, table: Table, ids: Sequence[int]) -> None:
        """These rows are about to be changed or deleted."""
        if self._is_full(len(ids)):
            return
        self._tables[table.name] = table
        fresh = [key for key in ids if (table.name, key) not in self._before]
        for row in _rows(session, table, "id", fresh):
            self._before[table.name, row["id"]] = row

    def making(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """These rows are about to be inserted."""
        if self._is_full(len(rows)):
            return
        self._tables[table.name] = table
        if "public_id" in table.c:
            self._made[table.name] += [row["public_id"] for row in rows]
            return
        if table.name not in self._free:
            self._free[table.name] = session.scalar(select(func.max(table.c.id))) or 0
        self._made[table.name] += [dict(row) for row in rows]

    def touched(self, session: Session) -> list[Touched]:
        """Every row as it stood before the run and as it stands now."""
        done: list[Touched] = []
        for name, table in self._tables.items():
            ids = [key for place, key in self._before if place == name]
            now = {row["id"]: row for row in _rows(session, table, "id", ids)}
            for key in ids:
                before, after = self._before[name, key], now.get(key)
                if after is not None and after.get("public_id") != before.get("public_id"):
                    after = None  # deleted, and SQLite gave its key to a new row
                if before != after:
                    done.append(Touched(name, key, before, after))
            done += [Touched(name, row["id"], None, row) for row in self._new(session, table)]
        return done

    def _new(self, session: Session, table: Table) -> Iterable[Values]:
        made = self._made.get(table.name, [])
        if "public_id" in table.c:
            return _rows(session, table, "public_id", made)
        if not made:
            return []
        statement = select(table).where(table.c.id > self._free[table.name])
        later = [dict(row._mapping) for row in session.execute(statement)]
        wanted: defaultdict[tuple[str, ...], set[tuple[Any, ...]]] = defaultdict(set)
        for row in made:
            wanted[tuple(row)].add(tuple(row.values()))
        return [
            row
            for row in later
            if any(tuple(row[name] for name in names) in said for names, said in wanted.items())
        ]

    def _is_full(self, more: int) -> bool:
        held = len(self._before) + sum(map(len, self._made.values()))
        if self.too_many or held + more > MOST_ROWS:
            self.too_many = True
            self._before.clear()
            self._made.clear()
        return self.too_many


def record_into(session: Session, recording: Recording | None) -> None:
    """From now on, or no longer."""
    session.info.pop(_KEY, None)
    if recording is not None:
        session.info[_KEY] = recording


def recording_of(session: Session) -> Recording | None:
    found = session.info.get(_KEY)
    return found if isinstance(found, Recording) else None


def _rows(session: Session, table: Table, column: str, wanted: Sequence[Any]) -> list[Values]:
    found: list[Values] = []
    for first in range(0, len(wanted), _CHUNK):
        chunk = wanted[first : first + _CHUNK]
        statement = select(table).where(table.c[column].in_(chunk))
        found += [dict(row._mapping) for row in session.execute(statement)]
    return found


# --- as JSON, for as long as it may be taken back -------------------------------------------------


def packed(touched: Iterable[Touched]) -> list[list[Any]]:
    return [[one.table, one.id, _out(one.before), _out(one.after)] for one in touched]


def unpacked(rows: Iterable[Sequence[Any]]) -> list[Touched]:
    return [Touched(table, key, _in(before), _in(after)) for table, key, before, after in rows]


def _out(values: Values | None) -> Values | None:
    return None if values is None else {name: _as_json(value) for name, value in values.items()}


def _in(values: Values | None) -> Values | None:
    return None if values is None else {name: _of_json(value) for name, value in values.items()}


def _as_json(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case datetime():
            return {"$moment": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case UUID():
            return {"$id": value.hex}
        case bytes():
            return {"$bytes": base64.b64encode(value).decode()}
        case _:
            return value


def _of_json(value: Any) -> Any:
    match value:
        case {"$moment": text}:
            return datetime.fromisoformat(text)
        case {"$day": text}:
            return date.fromisoformat(text)
        case {"$id": text}:
            return UUID(text)
        case {"$bytes": text}:
            return base64.b64decode(text)
        case _:
            return value
