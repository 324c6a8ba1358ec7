"""What a database keeps of rows that are gone, in its own files, and how it is made to let go (P8).

SQLite overwrites what is deleted (`secure_delete`) but keeps the pages of before in the write-ahead
log until that is emptied. PostgreSQL keeps old versions of a row in the table's file until the
table is written anew. Neither can be done within a transaction, so it comes after the commit.

PostgreSQL also copies values of a table into its statistics, where they outlive the row. Of what is
sealed it is told to take none. Of the rest, with references and keyed hashes of numbers in it, it
takes new ones of the rows that are left, and then its statistics are written anew themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

_WAITS_FOR_A_TABLE = "5s"
_WAITS_FOR_READERS = 2_000  # milliseconds; writers wait meanwhile
PATIENCE = 5.0  # seconds for whoever began to read before
_A_TURN = 0.25
# Somebody here who looks at the rows as they were, or a transaction of anywhere on this server that
# began before: for its sake whatever rewrites a table looks at it as it was then.
_OLDER = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot()) <= CAST(:ours AS xid8)"
    " OR EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND age(backend_xmin) > age(CAST(:ours AS xid8)::xid))"
)

# Bytes are what is sealed and the keys to it; nothing is ever looked for by them.
_SAMPLED = text(
    "SELECT format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', attrelid::regclass, attname)"
    " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    " AND atttypid = 'bytea'::regtype AND attnum > 0 AND NOT attisdropped"
    " AND attstattarget IS DISTINCT FROM 0"
)
# What was taken before stays where nothing new is. Nobody but a superuser may delete it; PostgreSQL
# does so itself where a column is given a type, be it the one that it has.
_TAKEN_BEFORE = text(
    "SELECT format('ALTER TABLE %s ALTER COLUMN %I TYPE bytea', attrelid::regclass, taken.attname)"
    " FROM pg_stats AS taken JOIN pg_attribute ON pg_attribute.attname = taken.attname"
    " JOIN pg_class ON pg_class.oid = attrelid AND relname = tablename"
    " WHERE schemaname = current_schema() AND relkind = 'r'"
    " AND relnamespace = current_schema()::regnamespace AND atttypid = 'bytea'::regtype"
)
_STATISTICS = "pg_statistic"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`left`: tables whose old rows may still lie in a file, PostgreSQL's statistics among them, or
    the write-ahead log of SQLite; somebody was reading, or they belong to another role. The next
    run tries again."""

    left: tuple[str, ...] = ()


def clean(
    engine: Engine,
    tables: Iterable[str],
    *,
    patience: float = PATIENCE,
    before_each: Callable[[], None] | None = None,
) -> Cleaned:
    """Make the files hold nothing of rows that were deleted or changed in these tables.

    Args:
        before_each: of many tables each may take its time; whoever is at work says so before it.
    """
    if engine.dialect.name == "sqlite":
        return _empty_the_log(engine)
    alone = _wait_for_older(engine, patience)
    done = {}
    for name in tables:
        if before_each is not None:
            before_each()
        done[name] = _written_anew(engine, name) and alone
    # Whoever began to read meanwhile may look at the statistics as they were before.
    alone = alone and _wait_for_older(engine, patience)
    done[_STATISTICS] = _written_anew(engine, _STATISTICS) and alone
    return Cleaned(tuple(name for name, anew in done.items() if not anew))


def keep_out_of_statistics(connection: Connection) -> None:
    """From now on no sealed value is copied into PostgreSQL's statistics; SQLite keeps none of
    these. Doing it twice changes nothing; after a change of the tables it is done again."""
    if connection.dialect.name == "postgresql":
        for wanted in (_SAMPLED, _TAKEN_BEFORE):
            for statement in connection.scalars(wanted).all():
                connection.exec_driver_sql(statement)


def _empty_the_log(engine: Engine) -> Cleaned:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {_WAITS_FOR_READERS}")
        row = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {before}")
        cursor.close()
    finally:
        connection.close()
    busy = row is None or row[0] != 0
    return Cleaned(("write-ahead log",) if busy else ())


def _wait_for_older(engine: Engine, patience: float) -> bool:
    """Whoever began to read before now may still look at a row that is gone, and PostgreSQL keeps
    it for them. They are waited for a little; False where one of them stays."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        ours = connection.scalar(text("SELECT pg_current_xact_id()::text"))
        for _turn in range(1 + round(patience / _A_TURN)):
            if not connection.scalar(_OLDER, {"ours": ours}):
                return True
            connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": _A_TURN})
    return False


def _written_anew(engine: Engine, table: str) -> bool:
    """Whether the table stands in a new file, and the statistics know what is in that. Readers and
    writers of it wait meanwhile; where one of them takes long, they are not kept waiting: the next
    run does it."""
    where = text("SELECT pg_relation_filenode(to_regclass(:name))")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        before = connection.scalar(where, {"name": table})
        try:
            connection.exec_driver_sql(f"SET lock_timeout = '{_WAITS_FOR_A_TABLE}'")
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table}"')
        except DBAPIError:
            return False
        finally:
            connection.exec_driver_sql("SET lock_timeout = DEFAULT")
        # Whoever does not own a table is told so in a warning, and nothing happens.
        return bool(connection.scalar(where, {"name": table}) != before)
