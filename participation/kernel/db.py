"""The database session, and the only place where a transaction ends.

Doors (views, hooks, jobs, commands) open exactly one `transaction()`; a page that only reads
opens `reading()`. Everything below receives the session as an argument and never commits (D6).

SQLite is made to behave like the larger database: foreign keys hold, `BEGIN` means what it says,
a write transaction begins IMMEDIATE so that two writers queue instead of failing, and a commit is
on disk before it says so (WAL with synchronous=FULL, D8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Dialect, Engine, Executable, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from participation.kernel.logs import get_logger
from participation.kernel.model import Base
from participation.kernel.private_files import make_ours

log = get_logger(__name__)


class HouseSession(Session):
    """A session on the one database; the extension's own looks for a bind at each statement."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(**options)
        self._one_engine = db.engines[None]

    def get_bind(self, *_: Any, **__: Any) -> Engine | Connection:
        return self._one_engine


# `create_savepoint` does nothing on an ordinary engine. A test may bind the session to one open
# connection; then a commit only releases a savepoint.
db = SQLAlchemy(
    metadata=Base.metadata,
    session_options={
        "join_transaction_mode": "create_savepoint",
        "expire_on_commit": False,  # a door reads what it has just written, then lets go
        "class_": HouseSession,
    },
)

Wake = Callable[[Sequence[int]], None]


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of work: commit on the way out, roll back on any exception.

    After the commit the worker is woken for what was promised in it. A lost wake-up costs one
    sweep, never a promise, so a failing queue does not undo what is already saved.
    """
    session = _session()
    try:
        yield session
        _note_outside(session.info.pop("ledger", ()))
        session.commit()
        _note_outside(session.info.pop("ledger_after", ()))
    except BaseException:
        session.rollback()
        raise
    finally:
        promised = session.info.pop("promised", [])
        for noted in ("ledger", "ledger_after"):
            session.info.pop(noted, None)
        if not session.in_transaction():
            db.session.remove()
    if promised:
        _wake(promised)


def peek(statement: Executable) -> Any:
    """One value, asked for by a connection of its own: no transaction of anybody's ends by it."""
    with db.engine.connect().execution_options(sqlite_begin="BEGIN") as connection:
        return connection.scalar(statement)


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that only reads and always rolls back; on SQLite it waits for no writer."""
    session = _session()
    if session.get_bind().dialect.name == "sqlite" and not session.in_transaction():
        session.connection(execution_options={"sqlite_begin": "BEGIN"})
    try:
        yield session
    finally:
        db.session.remove()  # closing rolls back


def _session() -> Session:
    session: Session = db.session()
    session.info.update(current_app.extensions.get("participation.session_info", {}))
    return session


def _note_outside(notes: Sequence[Any]) -> None:
    """What must stay taken back if an old backup returns goes into a file: before the commit, and
    what lets go after it. A disk that is full must not keep anybody's STOP from being obeyed."""
    append = current_app.extensions.get("participation.ledger")
    if not notes or append is None:
        return
    try:
        append(notes)
    except Exception as problem:  # noqa: BLE001 - see above
        g.unnoted = type(problem).__name__
        log.error("the ledger took no line", error=g.unnoted)


def unnoted() -> str | None:
    """What kept a line out of the ledger since this request, piece of work or command began."""
    fault: str | None = g.get("unnoted")
    return fault


def _wake(promised: Sequence[int]) -> None:
    wake: Wake | None = current_app.extensions.get("participation.wake")
    if wake is None:
        return
    try:
        wake(promised)
    except Exception as problem:
        log.warning("wake-up lost", exc_info=problem)


def engine_options(url: str, *, pool_size: int = 10) -> dict[str, Any]:
    """Options for Flask-SQLAlchemy's engine.

    Durable commits are asked of PostgreSQL too: a database whose default says otherwise must not
    make "saved" a lie (principle 7).
    """
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,  # an error's text must not carry what somebody wrote
            "pool_size": pool_size,
            "max_overflow": 10,
            "connect_args": {"timeout": 30},
        }
    return {
        "hide_parameters": True,
        "pool_size": pool_size,
        "max_overflow": 10,
        "pool_pre_ping": True,
        "connect_args": {"options": "-c synchronous_commit=on -c timezone=UTC"},
    }


def register(app: Flask) -> None:
    """Bind the session to the application; `app.config` must hold the database's address."""
    db.init_app(app)


@event.listens_for(Engine, "do_connect")
def _sqlite_before_connect(
    dialect: Dialect, _record: object, words: Sequence[Any], options: Mapping[str, Any]
) -> None:
    if dialect.name == "sqlite" and words and not options.get("uri") and words[0] != ":memory:":
        make_ours(Path(words[0]))


@event.listens_for(Engine, "connect")
def _sqlite_on_connect(dbapi_connection: Any, _record: object) -> None:
    if not type(dbapi_connection).__module__.startswith("sqlite3"):
        return
    dbapi_connection.isolation_level = None  # SQLAlchemy says BEGIN, the driver does not
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "secure_delete=ON",
        "trusted_schema=OFF",
        "recursive_triggers=ON",  # REPLACE asks the triggers about the row it takes out
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _sqlite_on_begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN IMMEDIATE"))
