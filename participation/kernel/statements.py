"""Statements put into a database's own words once, and what each value goes through on its way.

Putting a statement together costs as much as asking it, and a result that knows its columns by name
as much again; `rows.py` is where rows are read and written with these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final, cast

from sqlalchemy import (
    Column,
    Connection,
    Enum,
    Integer,
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
from sqlalchemy.orm import Mapper
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

from participation.kernel.model import Base

_PLACE: Final = re.compile(r"\$(\d+)")
_GIVES_BACK: Final = " RETURNING "

_Change = Callable[[Any], Any] | None
Columns = tuple[Any, ...]
Question = Select[*tuple[Any, ...]] | UpdateBase
"""Built once; a change that gives columns back is one too."""


@dataclass(frozen=True, slots=True)
class Told:
    """A statement in the database's own words, and what each value goes through on its way."""

    sql: str
    through: Sequence[tuple[str, _Change]]  # by place
    table: str = ""  # which one it changes

    def say(self, cursor: DBAPICursor, values: Mapping[str, Any]) -> None:
        cursor.execute(self.sql, self.ready(values))

    def ready(self, values: Mapping[str, Any]) -> list[Any]:
        """What is sent along, in its place."""
        ready: list[Any] = []
        for name, change in self.through:
            value = values[name]
            ready.append(value if value is None or change is None else change(value))
        return ready


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the database's own words, and what each column goes through on its way back."""

    told: Told
    fixed: Mapping[str, Any]  # what stands in the question itself
    back: tuple[_Change, ...]  # none where nothing comes back

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Columns]:
        back = self.back
        with cursor_of(connection) as cursor:
            self.told.say(cursor, {**self.fixed, **values})
            rows = cursor.fetchall() if back else ()
        return [
            tuple(
                [
                    value if change is None or value is None else change(value)
                    for value, change in zip(row, back, strict=True)
                ]
            )
            for row in rows
        ]


@contextmanager
def cursor_of(connection: Connection) -> Iterator[DBAPICursor]:
    """The driver's own cursor: a result that knows its columns by name costs as much as asking,
    and nothing here looks at a name. What goes wrong is named as for every other statement.
    """
    driver: Any = connection.dialect.loaded_dbapi
    if connection.dialect.name == "postgresql":
        # One that takes numbered places as they are: looking names up in a statement, each time,
        # takes longer than a short one takes to answer.
        cursor = driver.RawCursor(connection.connection.driver_connection)
    else:
        cursor = connection.connection.cursor()
    try:
        yield cursor
    except driver.Error as fault:
        raise DBAPIError.instance(
            "a row past the unit of work", None, fault, driver.Error, hide_parameters=True
        ) from fault
    finally:
        cursor.close()


# --- what a row holds ----------------------------------------------------------------------------


def values_of(mapper: Mapper[Any], row: Base) -> dict[str, Any]:
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
def attributes_of(kind: type[Base]) -> frozenset[str]:
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


# --- each put into words once --------------------------------------------------------------------


@lru_cache(maxsize=256)
def insert_into(mapper: Mapper[Any], dialect: Dialect) -> Told:
    # Inline: nobody asks for the new row's id, so it is not sent back.
    return _in_words(insert(_table(mapper)).inline().values(_binds(mapper)), mapper, dialect)


@lru_cache(maxsize=256)
def insert_once(mapper: Mapper[Any], unique: str, dialect: Dialect) -> Told:
    insert_on = postgresql_insert if dialect.name == "postgresql" else sqlite_insert
    table = _table(mapper)
    statement = insert_on(table).values(_binds(mapper))
    statement = statement.on_conflict_do_nothing(index_elements=[unique])
    return _in_words(statement.returning(table.c.id), mapper, dialect)


@lru_cache(maxsize=256)
def update_of(mapper: Mapper[Any], names: tuple[str, ...], dialect: Dialect) -> Told:
    table = _table(mapper)
    changed = {name: bindparam(name, type_=table.c[name].type) for name in names}
    statement = update(table).where(table.c.id == bindparam("row_id")).values(changed)
    return _in_words(statement, mapper, dialect)


@lru_cache(maxsize=256)
def asked(question: Question, dialect: Dialect) -> Asked:
    said: Any = question.compile(dialect=_with_numbers(dialect))
    fixed = {name: bind.value for name, bind in said.binds.items() if not bind.required}
    back = tuple(
        _said_once(column.type, column.type.dialect_impl(dialect).result_processor(dialect, None))
        for column in question.exported_columns
    )
    types = {name: bind.type for name, bind in said.binds.items()}
    table = question.table.description if isinstance(question, UpdateBase) else ""
    return Asked(_told(said, types, dialect, table), fixed, back)


@lru_cache(maxsize=256)
def all_in_one(told: tuple[Told, ...]) -> str:
    """Changes of PostgreSQL rows as one statement, which takes one round trip and a third of the
    processor's time of several. It brings back one line: the new `id` of each, or NULL.

    Each must be of another table: in which order they are carried out is not said, and none sees
    what another has done. What points to another's row is looked at when all are done.
    """
    parts: list[str] = []
    places = 0
    for number, one in enumerate(told):
        parts.append(f"w{number} AS ({_PLACE.sub(partial(_moved, places), one.sql)})")
        places += len(one.through)
    back = (
        f"(SELECT id FROM w{number})" if _GIVES_BACK in one.sql else "NULL"  # noqa: S608 - a place
        for number, one in enumerate(told)
    )
    return f"WITH {', '.join(parts)} SELECT {', '.join(back)}"


def _moved(places: int, place: re.Match[str]) -> str:
    return f"${int(place[1]) + places}"


@lru_cache(maxsize=8)
def _with_numbers(dialect: Dialect) -> Dialect:
    """The same database's words with `$1` for a value, on PostgreSQL."""
    if dialect.name != "postgresql":
        return dialect
    same: Any = type(dialect)
    numbered: Dialect = same(paramstyle="numeric_dollar")
    numbered.server_version_info = dialect.server_version_info
    return numbered


def _told(said: Any, types: Mapping[str, TypeEngine[Any]], dialect: Dialect, table: str) -> Told:
    through = tuple((name, _on_its_way(types[name], dialect)) for name in said.positiontup)
    return Told(str(said), through, table)


def _on_its_way(kind: TypeEngine[Any], dialect: Dialect) -> _Change:
    return _said_once(kind, kind.dialect_impl(dialect).bind_processor(dialect))


def _said_once(kind: TypeEngine[Any], change: _Change) -> _Change:
    """The few words of an enumeration are each looked up once."""
    return lru_cache(maxsize=64)(change) if change and isinstance(kind, Enum) else change


def _binds(mapper: Mapper[Any]) -> dict[str, Any]:
    columns = _table(mapper).c
    return {
        column: bindparam(column, type_=columns[column].type)
        for _attribute, column, _made in _columns_of(mapper)
    }


def _in_words(statement: UpdateBase, mapper: Mapper[Any], dialect: Dialect) -> Told:
    said: Any = statement.compile(dialect=_with_numbers(dialect))
    table = _table(mapper)
    types = {column.key: column.type for column in table.c}
    return _told(said, {**types, "row_id": Integer()}, dialect, table.name)


def _table(mapper: Mapper[Any]) -> Table:
    return cast("Table", mapper.local_table)
