"""Many rows of one table at once: compare with what is stored, seal, insert, update.

An extract of 83,000 children is written in minutes this way, and in little memory: no object is
made of a row, and the database is asked once for a thousand of them. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Session

from participation.care.people.recorded import recording_of
from participation.guard.crypto import ChildKey, Sealed
from participation.kernel.model import Base

CHUNK = 1_000
NEEDS = (
    *("spoken_language", "reading_language", "reads", "interpreter_needed", "interpreter_gender"),
    *("dialect", "communication"),
)
Item = TypeVar("Item")
Progress = Callable[[str, int], None]
"""Told what is being done and how many rows of it are."""


def in_chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Lists of at most `size`, in order."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


@dataclass(frozen=True, slots=True)
class NumberLeft:
    """A mobile number that is not this person's any more, or no way to them: by their key."""

    number_hash: str
    child_id: int | None = None
    adult_id: int | None = None


@dataclass(slots=True)
class Tally:
    """What became of the rows that were given, the numbers that people no longer have, and those
    that were safe to text until now; and contacts that had gone and are there again."""

    new: int = 0
    changed: int = 0
    same: int = 0
    left: list[NumberLeft] = field(default_factory=list)
    not_safe_now: list[NumberLeft] = field(default_factory=list)
    back: list[int] = field(default_factory=list)

    def count(self, *, changed: bool) -> None:
        if changed:
            self.changed += 1
        else:
            self.same += 1


class BulkTable:
    """One table, its sealed attributes by name."""

    def __init__(
        self,
        model: type[Base],
        sealed: Mapping[str, Sealed[Any]] | None = None,
        said: Collection[str] = (),
    ) -> None:
        """`said`: attributes that people say here; `said_here` of a row lists those that they did,
        and `update` leaves them alone."""
        self.table = cast("Table", model.__table__)
        self._sealed = dict(sealed or {})
        self._said = {f"{name}_sealed" if name in self._sealed else name: name for name in said}

    def known(
        self, session: Session, column: str, values: Sequence[Any]
    ) -> Sequence[Row[tuple[Any, ...]]]:
        """Stored rows whose `column` is one of at most a chunk of values."""
        return session.execute(select(self.table).where(self.table.c[column].in_(values))).all()

    def sealing(
        self, words: Mapping[str, Any], key: ChildKey, public_id: UUID
    ) -> dict[str, bytes | None]:
        """Columns for words by attribute, sealed for the row of that public id."""
        return {
            f"{name}_sealed": None
            if words[name] is None
            else sealed.seal(key, public_id, words[name])
            for name, sealed in self._sealed.items()
        }

    def differs(
        self,
        row: Row[tuple[Any, ...]],
        plain: Mapping[str, Any],
        words: Mapping[str, Any],
        key: ChildKey,
    ) -> bool:
        """Whether a stored row says anything else; sealed words are opened and compared."""
        stored = row._mapping
        if any(stored[name] != value for name, value in plain.items()):
            return True
        return any(self.opened(row, name, key) != words[name] for name in self._sealed)

    def opened(self, row: Row[tuple[Any, ...]], name: str, key: ChildKey) -> Any:
        """One sealed attribute of a stored row."""
        sealed = row._mapping[f"{name}_sealed"]
        if sealed is None:
            return None
        return self._sealed[name].open(key, row._mapping["public_id"], sealed)

    def insert(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            if (recording := recording_of(session)) is not None:
                recording.making(session, self.table, rows)
            session.execute(insert(self.table), rows)

    def insert_ids(
        self, session: Session, rows: Sequence[Mapping[str, Any]], by: str
    ) -> dict[Any, int]:
        """Insert at most a chunk, and give the new keys by the value of one unique column.

        Asked for afterwards: a thousand rows with RETURNING are one statement of twenty thousand
        parameters, which costs PostgreSQL's driver more than the second question.
        """
        if not rows:
            return {}
        self.insert(session, rows)
        natural = self.table.c[by]
        made = session.execute(
            select(natural, self.table.c.id).where(natural.in_([row[by] for row in rows]))
        )
        return {row[0]: row[1] for row in made}

    def update(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Set columns by `id`; every row names the same columns.

        What somebody says here while an extract is compared and written stays: the database itself
        looks whether it was said, when this row's turn has come.
        """
        if not rows:
            return
        if (recording := recording_of(session)) is not None:
            recording.changing(session, self.table, [row["id"] for row in rows])
        columns = [name for name in rows[0] if name != "id"]
        statement = (
            update(self.table)
            .where(self.table.c.id == bindparam("row_id"))
            .values({name: self._written(name) for name in columns})
        )
        given = [
            {"row_id": row["id"], **{f"new_{name}": row[name] for name in columns}} for row in rows
        ]
        session.connection().execute(statement, given)

    def _written(self, column: str) -> ColumnElement[Any]:
        new = bindparam(f"new_{column}", type_=self.table.c[column].type)
        if column not in self._said:
            return new
        listed = func.coalesce(cast_to(self.table.c.said_here, Text), "")
        was_said = listed.contains(f'"{self._said[column]}"', autoescape=True)
        return case((was_said, self.table.c[column]), else_=new)

    def delete(self, session: Session, ids: Sequence[int]) -> None:
        """Take rows out by their keys, at most a chunk of them."""
        if not ids:
            return
        if (recording := recording_of(session)) is not None:
            recording.changing(session, self.table, ids)
        session.execute(delete(self.table).where(self.table.c.id.in_(ids)))


def keys_of(session: Session, key_ids: Iterable[int]) -> dict[int, ChildKey]:
    """The data keys with these ids, at most a chunk of them."""
    wanted = set(key_ids)
    return {key.id: key for key in session.scalars(select(ChildKey).where(ChildKey.id.in_(wanted)))}
