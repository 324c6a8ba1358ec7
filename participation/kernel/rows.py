"""Read and write single rows where the unit of work would cost more than it gives.

A row is told to the database in words put together once for each table, and each value goes
through its column's own type, so that what is stored is what the unit of work would have stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import (
    Column,
    Connection,
    Select,
    Table,
    bindparam,
    insert,
    inspect,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from participation.kernel.ids import new_public_id
from participation.kernel.model import Base, Named

if TYPE_CHECKING:
    import psycopg

_WAITING = "written together"
_AT_HAND = "connection at hand"
Row = TypeVar("Row", bound=Base)
_Change = Callable[[Any], Any] | None
_Columns = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement in the database's own words, and what each value goes through on its way."""

    sql: str
    order: tuple[str, ...] | None  # the values' places; None where they go by name
    through: Mapping[str, _Change]

    def say(self, cursor: DBAPICursor, values: Mapping[str, Any]) -> None:
        through = self.through
        ready = {
            name: value if value is None or (change := through[name]) is None else change(value)
            for name, value in values.items()
        }
        cursor.execute(
            self.sql, ready if self.order is None else tuple([ready[name] for name in self.order])
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in the database's own words, and what each column goes through on its way back."""

    told: _Told
    fixed: Mapping[str, Any]  # what stands in the question itself
    back: tuple[_Change, ...]

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[_Columns]:
        back = self.back
        with _cursor(connection) as cursor:
            self.told.say(cursor, {**self.fixed, **values})
            rows = cursor.fetchall()
        return [
            tuple(
                [
                    value if change is None or value is None else change(value)
                    for value, change in zip(row, back, strict=True)
                ]
            )
            for row in rows
        ]


@dataclass(frozen=True, slots=True)
class _Write:
    """A row that is to be written, and who wants to know the `id` it got."""

    told: _Told
    values: dict[str, Any]
    then: Callable[[int], None] | None = None

    def say(self, cursor: DBAPICursor) -> None:
        self.told.say(cursor, self.values)

    def tell(self, cursor: DBAPICursor) -> None:
        if self.then is not None and (made := cursor.fetchone()) is not None:
            self.then(made[0])


@contextmanager
def _cursor(connection: Connection) -> Iterator[DBAPICursor]:
    """The driver's own cursor: a result that knows its columns by name costs as much as asking,
    and nothing here looks at a name. What goes wrong is named as for every other statement.
    """
    driver = connection.dialect.loaded_dbapi
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except driver.Error as fault:
        raise DBAPIError.instance(
            "a row past the unit of work", None, fault, driver.Error, hide_parameters=True
        ) from fault
    finally:
        cursor.close()


def ask(session: Session, question: Select[*tuple[Any, ...]], **values: Any) -> list[_Columns]:
    """The columns that a question built once brings back, without making objects of them.

    Args:
        values: what its `bindparam`s stand for.
    """
    return _asked(question, _dialect(session)).run(_connection(session), values)


def jotted(kind: type[Row], /, **values: Any) -> Row:
    """A row for `write_down` and `write_once` alone: nothing notes what is set on it, so it must
    not be added to a session."""
    row = looked_at(kind, {})
    held = row.__dict__
    # Sealed attributes are bound to the public id and need the key: both are set first.
    held["public_id"] = values.pop("public_id", None) or new_public_id()
    if "key" in values:
        held["key"] = values.pop("key")
    plain = _attributes_of(kind)
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
    mapper = inspect(type(row))
    _write(session, _Write(_insert_into(mapper, _dialect(session)), _values(mapper, row)))


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
    told = _update_of(inspect(type(row)), tuple(values), _dialect(session))
    _write(session, _Write(told, {"row_id": row.id, **values}))
    for name, value in values.items():
        set_committed_value(row, name, value)


def seat(session: Session, kind: type[Row], values: Mapping[str, Any]) -> Row:
    """A stored row whose columns were read by a plain statement, taken into the session.

    It is then as if the session had loaded it; columns not among `values` are asked for when
    somebody looks at them. A row that is in the session already stays as it is.

    Args:
        values: by attribute, `id` among them.
    """
    name = inspect(kind).identity_key_from_primary_key((values["id"],))
    known = session.identity_map.get(name)
    if known is not None:
        return cast("Row", known)
    row = looked_at(kind, values)
    make_transient_to_detached(row)
    session.add(row)
    return row


def looked_at(kind: type[Row], values: Mapping[str, Any]) -> Row:
    """A stored row to look at only, outside the session: changing it changes nothing.

    Args:
        values: by attribute: all of its columns, and what its sealed words need.
    """
    row = cast("Row", inspect(kind).class_manager.new_instance())
    row.__dict__.update(values)
    return row


@contextmanager
def writing_together(session: Session) -> Iterator[None]:
    """What `write_down` and `write_over` write in this block goes out at its end, in one go.

    On PostgreSQL that is one round trip instead of one for each row. Nothing in the block may read
    these rows back from the database, or flush rows that point to them.
    """
    session.info[_WAITING] = waiting = list[_Write]()
    try:
        yield
    finally:
        del session.info[_WAITING]
    connection = _connection(session)
    if connection.dialect.name == "postgresql":
        _write_in_one_go(connection, waiting)
    else:
        for write in waiting:
            _write_now(session, write)


def _write_in_one_go(connection: Connection, waiting: Sequence[_Write]) -> None:
    wire = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    with ExitStack() as open_until_told:
        cursors = [open_until_told.enter_context(_cursor(connection)) for _ in waiting]
        with wire.pipeline():
            for cursor, write in zip(cursors, waiting, strict=True):
                write.say(cursor)
        for cursor, write in zip(cursors, waiting, strict=True):
            write.tell(cursor)


def _write(session: Session, write: _Write) -> None:
    waiting: list[_Write] | None = session.info.get(_WAITING)
    if waiting is None:
        _write_now(session, write)
    else:
        waiting.append(write)


def _write_now(session: Session, write: _Write) -> None:
    with _cursor(_connection(session)) as cursor:
        write.say(cursor)
        write.tell(cursor)


def _once(session: Session, row: Base, unique: str, then: Callable[[int], None] | None) -> _Write:
    mapper = inspect(type(row))
    return _Write(_insert_once(mapper, unique, _dialect(session)), _values(mapper, row), then)


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


# --- what a row holds ----------------------------------------------------------------------------


def _values(mapper: Mapper[Any], row: Base) -> dict[str, Any]:
    """By column, all but `id`; what was not given is the column's default in Python, or NULL."""
    held = row.__dict__
    values: dict[str, Any] = {}
    for attribute, column, default in _columns_of(mapper):
        value = held.get(attribute)
        values[column] = default() if value is None and default is not None else value
    if "key" in held and values["key_id"] is None:
        values["key_id"] = held["key"].id
    return values


@lru_cache(maxsize=256)
def _attributes_of(kind: type[Base]) -> frozenset[str]:
    return frozenset(attribute.key for attribute in inspect(kind).column_attrs)


@lru_cache(maxsize=256)
def _columns_of(mapper: Mapper[Any]) -> tuple[tuple[str, str, Callable[[], Any] | None], ...]:
    found = ((attribute.key, _column(attribute.columns[0])) for attribute in mapper.column_attrs)
    return tuple((name, column.key, _default(column)) for name, column in found if name != "id")


def _column(column: object) -> Column[Any]:
    return cast("Column[Any]", column)


def _default(column: Column[Any]) -> Callable[[], Any] | None:
    made: Any = column.default
    if made is None:
        return None
    if made.is_callable:
        return lambda: made.arg(None)
    return lambda: made.arg


# --- statements, each put into words once --------------------------------------------------------


@lru_cache(maxsize=256)
def _insert_into(mapper: Mapper[Any], dialect: Dialect) -> _Told:
    # Inline: nobody asks for the new row's id, so it is not sent back.
    return _told(insert(_table(mapper)).inline().values(_binds(mapper)), mapper, dialect)


@lru_cache(maxsize=256)
def _insert_once(mapper: Mapper[Any], unique: str, dialect: Dialect) -> _Told:
    insert_on = postgresql_insert if dialect.name == "postgresql" else sqlite_insert
    table = _table(mapper)
    statement = insert_on(table).values(_binds(mapper))
    statement = statement.on_conflict_do_nothing(index_elements=[unique])
    return _told(statement.returning(table.c.id), mapper, dialect)


@lru_cache(maxsize=256)
def _update_of(mapper: Mapper[Any], names: tuple[str, ...], dialect: Dialect) -> _Told:
    table = _table(mapper)
    changed = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = update(table).where(table.c.id == bindparam("row_id")).values(changed)
    return _told(statement, mapper, dialect)


@lru_cache(maxsize=256)
def _asked(question: Select[*tuple[Any, ...]], dialect: Dialect) -> _Asked:
    said: Any = question.compile(dialect=dialect)
    through = {name: _on_its_way(bind.type, dialect) for name, bind in said.binds.items()}
    fixed = {name: bind.value for name, bind in said.binds.items() if not bind.required}
    back = tuple(
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in question.selected_columns
    )
    order = tuple(said.positiontup) if said.positional else None
    return _Asked(_Told(str(said), order, through), fixed, back)


def _on_its_way(kind: TypeEngine[Any], dialect: Dialect) -> _Change:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _binds(mapper: Mapper[Any]) -> dict[str, Any]:
    columns = _table(mapper).c
    return {
        column: bindparam(column, type_=columns[column].type)
        for _attribute, column, _made in _columns_of(mapper)
    }


def _told(statement: UpdateBase, mapper: Mapper[Any], dialect: Dialect) -> _Told:
    said: Any = statement.compile(dialect=dialect)
    through = {column.key: _on_its_way(column.type, dialect) for column in _table(mapper).c}
    order = tuple(said.positiontup) if said.positional else None
    return _Told(str(said), order, through | {"row_id": None})


def _table(mapper: Mapper[Any]) -> Table:
    return cast("Table", mapper.local_table)
