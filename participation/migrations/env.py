"""Runs migrations against the application's own engine; on SQLite tables are rebuilt in batches.

A rebuild drops a table. With foreign keys on, SQLite would then delete or refuse rows of others,
so they are off for the time of the migration and checked at its end. A rebuild loses triggers too:
those that keep the audit log from being changed are put on after every run, and new columns of
sealed words are kept out of the database's statistics.
"""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, inspect, text

from participation.guard import append_only
from participation.kernel.leftovers import keep_out_of_statistics

database = current_app.extensions["migrate"].db
options = dict(current_app.extensions["migrate"].configure_args)


def run() -> None:
    with database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(connection=connection, target_metadata=database.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            _refuse_orphans(connection)
    with database.engine.begin() as connection:
        if inspect(connection).has_table(append_only.TABLE):
            append_only.put_on(connection)
        keep_out_of_statistics(connection)
    database.engine.dispose()  # a pooled connection would keep foreign keys off


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if orphans:
        raise RuntimeError(f"{len(orphans)} rows point to nothing after the migration")


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database, not as a script.")
run()
