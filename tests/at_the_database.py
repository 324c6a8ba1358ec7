"""What the database is asked, and a database that keeps nothing more, seen from its own side.

Not every statement of ours goes by the events of the toolkit: single rows are told to the driver
(`kernel/rows.py`). So a table refuses by a trigger, and what is asked is noted by the driver.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Engine, event, text

from participation.kernel.db import db
from participation.kernel.model import Base

_NO_MORE = """
CREATE FUNCTION keep_no_more() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$
"""
_ASKS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def refusing(app: Flask, *tables: str) -> Iterator[None]:
    """These tables take no new row, as on a full disk; none does where none is named."""
    engine = _engine(app)
    named = tables or tuple(table.name for table in Base.metadata.sorted_tables)
    postgresql = engine.dialect.name == "postgresql"
    # In SQLite what a trigger does is looked at when it is done: there is no such table.
    does = "EXECUTE FUNCTION keep_no_more()" if postgresql else "BEGIN DELETE FROM full_disk; END"
    begin = [f"CREATE TRIGGER no_more_{one} BEFORE INSERT ON {one} {does}" for one in named]
    on = " ON {}" if postgresql else ""
    end = [f"DROP TRIGGER no_more_{one}{on.format(one)}" for one in named]
    if postgresql:
        begin, end = [_NO_MORE, *begin], [*end, "DROP FUNCTION keep_no_more"]
    _run(engine, begin)
    try:
        yield
    finally:
        _run(engine, end)


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every SELECT, INSERT, UPDATE and DELETE that reaches the database while it is open."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if statement.lstrip().upper().startswith(_ASKS):
            seen.append(statement)

    class Noting(psycopg.Cursor[Any]):
        """A cursor that tells what it is given."""

        def execute(self, query: Any, *given: Any, **more: Any) -> Any:
            note(query if isinstance(query, str) else query.decode())
            return super().execute(query, *given, **more)

    def watch(connection: Any, *_rest: object) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = Noting
        else:
            connection.set_trace_callback(note)

    def leave(connection: Any, *_rest: object) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = psycopg.Cursor
        elif connection is not None:
            connection.set_trace_callback(None)

    engine = _engine(app)
    event.listen(engine, "checkout", watch)
    event.listen(engine, "checkin", leave)
    try:
        yield seen
    finally:
        event.remove(engine, "checkout", watch)
        event.remove(engine, "checkin", leave)


def _engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def _run(engine: Engine, statements: list[str]) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        for statement in statements:
            connection.exec_driver_sql(statement)
