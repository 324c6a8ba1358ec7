"""Read and write single rows where the unit of work would cost more than it gives.

A row is told to the database in words put together once for each table, and each value goes
through its column's own type, so that what is stored is what the unit of work would have stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value
from sqlalchemy.sql.dml import UpdateBase

from participation.kernel.ids import new_public_id
from participation.kernel.model import Base, Named
from participation.kernel.statements import (
    Columns,
    Question,
    Told,
    all_in_one,
    asked,
    attributes_of,
    cursor_of,
    insert_into,
    insert_once,
    update_of,
    values_of,
)

_WAITING = "written together"
_AT_HAND = "connection at hand"
Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True, slots=True)
class _Write:
    """A row that is to be written, and who wants to know the `id` it got."""

    told: Told
    values: dict[str, Any]
    then: Callable[[int], None] | None = None

    def say(self, cursor: DBAPICursor) -> None:
        self.told.say(cursor, self.values)

    def tell(self, cursor: DBAPICursor) -> None:
        if self.then is not None and (made := cursor.fetchone()) is not None:
            self.then(made[0])


def ask(session: Session, question: Question, **values: Any) -> list[Columns]:
    """The columns that a question built once brings back, without making objects of them.

    What was changed on objects and not flushed is not seen, nor do objects see what a question
    changes.

    Args:
        values: what its `bindparam`s stand for.
    """
    return asked(question, _dialect(session)).run(_connection(session), values)


def jotted(kind: type[Row], /, **values: Any) -> Row:
    """A row for `write_down` and `write_once` alone: nothing notes what is set on it, so it must
    not be added to a session."""
    row = looked_at(kind, {})
    held = row.__dict__
    # Sealed attributes are bound to the public id and need the key: both are set first.
    held["public_id"] = values.pop("public_id", None) or new_public_id()
    if "key" in values:
        held["key"] = values.pop("key")
    plain = attributes_of(kind)
    for name, value in values.items():
        if name in plain:
            held[name] = value
        else:
            setattr(row, name, value)
    return row


def write_down(session: Session, row: Base) -> None:
    """Insert a row that is not changed again in this transaction: words that arrive.

    It takes a third of the time of adding and flushing, which is what keeps the doors quick. The
    row stays outside the session and has no `id`; what it points to must be stored already.
    """
    mapper = type(row).__mapper__
    _write(session, _Write(insert_into(mapper, _dialect(session)), values_of(mapper, row)))


def write_once(session: Session, row: Base, unique: str) -> int | None:
    """The same, unless a row with this value in the unique column is there already: then None.

    The database decides, so of two that come at the same moment one is written (A51).

    Returns:
        The new row's `id`.
    """
    made: list[int] = []
    _write_now(session, _once(session, row, unique, made.append))
    return made[0] if made else None


def write_once_then(
    session: Session, row: Base, unique: str, then: Callable[[int], None] | None
) -> None:
    """The same for a row that may be written together with others; `then`, if somebody wants to
    know, is told the new row's `id`."""
    _write(session, _once(session, row, unique, then))


def write_over(session: Session, row: Named, **values: Any) -> None:
    """Change some columns of a stored row at once, in the database and in the row at hand."""
    told = update_of(inspect(type(row)), tuple(values), _dialect(session))
    _write(session, _Write(told, {"row_id": row.id, **values}))
    for name, value in values.items():
        set_committed_value(row, name, value)


def change(session: Session, built: UpdateBase, **values: Any) -> None:
    """A change built once that brings nothing back; it may be written together with others.

    Args:
        values: what its `bindparam`s stand for.
    """
    said = asked(built, _dialect(session))
    _write(session, _Write(said.told, {**said.fixed, **values}))


def seat(
    session: Session, kind: type[Row], values: Mapping[str, Any], *, afresh: bool = False
) -> Row:
    """A stored row whose columns were read by a plain statement, taken into the session.

    It is then as if the session had loaded it; columns not among `values` are asked for when
    somebody looks at them. A row that is in the session already stays as it is.

    Args:
        values: by attribute, `id` among them.
        afresh: a row that is in the session already becomes what was read just now.
    """
    known = in_session(session, kind, values["id"])
    if known is not None:
        for attribute, value in values.items() if afresh else ():
            set_committed_value(known, attribute, value)
        return known
    row = looked_at(kind, values)
    # What the unit of work does with a row it loads; adding one would look at all that hangs on it.
    state = instance_state(row)
    state.key = kind.__mapper__.identity_key_from_primary_key((values["id"],))
    state.session_id = session.hash_key
    state.expired_attributes.update(attributes_of(kind) - values.keys())
    session.identity_map.add(state)
    return row


def in_session(session: Session, kind: type[Row], row_id: int) -> Row | None:
    """The row, if this session has it already."""
    name = kind.__mapper__.identity_key_from_primary_key((row_id,))
    return cast("Row | None", session.identity_map.get(name))


def looked_at(kind: type[Row], values: Mapping[str, Any]) -> Row:
    """A stored row to look at only, outside the session: changing it changes nothing.

    Args:
        values: by attribute: all of its columns, and what its sealed words need.
    """
    row = cast("Row", kind.__mapper__.class_manager.new_instance())
    row.__dict__.update(values)
    return row


@contextmanager
def writing_together(session: Session) -> Iterator[None]:
    """What this block writes by `write_down`, `write_over` and `change` goes out in one go.

    On PostgreSQL rows of different tables are one statement. Nothing in the block may read these
    rows back from the database, or flush rows that point to them.
    """
    session.info[_WAITING] = waiting = list[_Write]()
    try:
        yield
    finally:
        del session.info[_WAITING]
    connection = _connection(session)
    if connection.dialect.name == "postgresql":
        for writes in _of_different_tables(waiting):
            _write_as_one(connection, writes)
    else:
        for write in waiting:
            _write_now(session, write)


def _of_different_tables(waiting: Iterable[_Write]) -> Iterator[list[_Write]]:
    """In their order, broken off where a table comes again."""
    group = list[_Write]()
    for write in waiting:
        if any(write.told.table == other.told.table for other in group):
            yield group
            group = []
        group.append(write)
    if group:
        yield group


def _write_as_one(connection: Connection, waiting: Sequence[_Write]) -> None:
    statement = all_in_one(tuple(write.told for write in waiting))
    values = [value for write in waiting for value in write.told.ready(write.values)]
    with cursor_of(connection) as cursor:
        cursor.execute(statement, values)
        made = cursor.fetchone() or ()
    for write, row_id in zip(waiting, made, strict=True):
        if write.then is not None and row_id is not None:
            write.then(row_id)


def _write(session: Session, write: _Write) -> None:
    waiting: list[_Write] | None = session.info.get(_WAITING)
    if waiting is None:
        _write_now(session, write)
    else:
        waiting.append(write)


def _write_now(session: Session, write: _Write) -> None:
    with cursor_of(_connection(session)) as cursor:
        write.say(cursor)
        write.tell(cursor)


def _once(session: Session, row: Base, unique: str, then: Callable[[int], None] | None) -> _Write:
    mapper = type(row).__mapper__
    return _Write(insert_once(mapper, unique, _dialect(session)), values_of(mapper, row), then)


def _connection(session: Session) -> Connection:
    """The connection of the session's transaction: finding it anew for each row costs as much as
    a short row."""
    held: tuple[object, Connection] | None = session.info.get(_AT_HAND)
    if held is None or held[0] is not session.get_transaction():
        connection = session.connection()
        session.info[_AT_HAND] = held = (session.get_transaction(), connection)
    return held[1]


def _dialect(session: Session) -> Dialect:
    return session.get_bind().dialect
