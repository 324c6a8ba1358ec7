"""Write one row at once, where the unit of work would cost more than it gives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, Executable, Insert, Table, Update, bindparam, insert, inspect, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import set_committed_value

from participation.kernel.model import Base, Named

if TYPE_CHECKING:
    import psycopg

_WAITING = "written together"
_Write = tuple[Executable, dict[str, Any]]


def write_down(session: Session, row: Base) -> None:
    """Insert a row that is not changed again in this transaction: words that arrive.

    It takes a third of the time of adding and flushing, which is what keeps the doors quick. The
    row stays outside the session and has no `id`; what it points to must be stored already.
    """
    mapper = inspect(type(row))
    _write(session, _insert_into(mapper), _values(mapper, row))


def write_once(session: Session, row: Base, unique: str) -> bool:
    """The same, unless a row with this value in the unique column is there already: then False.

    The database decides, so of two that come at the same moment one is written (A51).
    """
    mapper = inspect(type(row))
    statement = _insert_once(mapper, unique, session.get_bind().dialect.name)
    return session.connection().execute(statement, _values(mapper, row)).first() is not None


def write_over(session: Session, row: Named, **values: Any) -> None:
    """Change some columns of a stored row at once, in the database and in the row at hand."""
    statement = _update_of(inspect(type(row)), tuple(values))
    _write(session, statement, {"row_id": row.id, **values})
    for name, value in values.items():
        set_committed_value(row, name, value)


@contextmanager
def writing_together(session: Session) -> Iterator[None]:
    """What `write_down` and `write_over` write in this block goes out at its end, in one go.

    On PostgreSQL that is one round trip instead of one for each row. Nothing in the block may read
    these rows back from the database, or flush rows that point to them. SQLite is not asked over
    a wire, and writes at once.
    """
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    session.info[_WAITING] = waiting = list[_Write]()
    try:
        yield
    finally:
        del session.info[_WAITING]
    connection = session.connection()
    wire = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with wire.pipeline():
        for statement, values in waiting:
            connection.execute(statement, values)


def _write(session: Session, statement: Executable, values: dict[str, Any]) -> None:
    waiting: list[_Write] | None = session.info.get(_WAITING)
    if waiting is None:
        session.connection().execute(statement, values)
    else:
        waiting.append((statement, values))


def _values(mapper: Mapper[Any], row: Base) -> dict[str, Any]:
    held = row.__dict__
    values = {
        column: held[name] for name, column in _columns_of(mapper) if held.get(name) is not None
    }
    if "key" in held and "key_id" not in values:
        values["key_id"] = held["key"].id
    return values


@cache
def _columns_of(mapper: Mapper[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((attribute.key, _name(attribute.columns[0])) for attribute in mapper.column_attrs)


def _name(column: object) -> str:
    return str(cast("Column[Any]", column).key)


@cache
def _insert_into(mapper: Mapper[Any]) -> Insert:
    # Inline: nobody asks for the new row's id, so it is not sent back.
    return insert(cast("Table", mapper.local_table)).inline()


@cache
def _update_of(mapper: Mapper[Any], names: tuple[str, ...]) -> Update:
    table = cast("Table", mapper.local_table)
    changed = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return update(table).where(table.c.id == bindparam("row_id")).values(changed)


@cache
def _insert_once(mapper: Mapper[Any], unique: str, dialect: str) -> Executable:
    table = cast("Table", mapper.local_table)
    insert_on = postgresql_insert if dialect == "postgresql" else sqlite_insert
    return (
        insert_on(table).on_conflict_do_nothing(index_elements=[unique]).returning(table.c[unique])
    )
