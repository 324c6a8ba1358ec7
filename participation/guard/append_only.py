"""The audit log is only added to, and the database itself holds that.

Triggers on both databases refuse to change or take out a row, so that no slip of ours and no
statement through a hole in a page can; on SQLite neither can INSERT OR REPLACE, which takes out a
row without saying so. Whoever owns the tables can take the triggers off again; on
PostgreSQL the processes that serve people therefore sign in as a role that does not own them
(`service_rights`). On SQLite whoever has the file has everything: there the chain and its anchors
tell that something was changed.

`db upgrade` puts the triggers on each time. Restoring a backup sets them aside in its own
transaction and puts them back.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from participation.guard.audit import AuditEvent

TABLE = AuditEvent.__tablename__
_SAID = "the audit log is only added to"
_STANDS_THERE = f"SELECT 1 FROM {TABLE} WHERE id = NEW.id OR place = NEW.place"  # noqa: S608 - our table
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_SAID}' USING ERRCODE = 'insufficient_privilege'; END $$
"""
_SQLITE = (
    *(
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{what} BEFORE {what} ON {TABLE}"
        f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
        for what in ("update", "delete")
    ),
    (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_replace BEFORE INSERT ON {TABLE}"
        f" WHEN EXISTS ({_STANDS_THERE})"
        f" BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    ),
)
_POSTGRESQL = (
    _FUNCTION,
    (
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}"
        f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_only_added_to()"
    ),
    (
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_only_added_to()"
    ),
)
_NAMES = {"sqlite": ("update", "delete", "replace"), "postgresql": ("change", "truncate")}
_OFF = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {TABLE}_no_{what}" for what in _NAMES["sqlite"]),
    "postgresql": tuple(
        f"DROP TRIGGER IF EXISTS {TABLE}_no_{what} ON {TABLE}" for what in _NAMES["postgresql"]
    ),
}


def put_on(connection: Connection) -> None:
    """From now on rows are added and nothing else; doing it twice changes nothing."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def take_off(connection: Connection) -> bool:
    """For restoring a backup, within its transaction; whether they were on."""
    if not are_on(connection):
        return False
    for statement in _OFF[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    return True


def are_on(connection: Connection) -> bool:
    """Whether the database refuses to change the log."""
    if connection.dialect.name == "sqlite":
        listed = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"
    else:
        listed = (
            "SELECT tgname FROM pg_trigger"
            " WHERE tgrelid = to_regclass(:name) AND NOT tgisinternal AND tgenabled <> 'D'"
        )
    on = {row[0] for row in connection.execute(text(listed), {"name": TABLE})}
    return {f"{TABLE}_no_{what}" for what in _NAMES[connection.dialect.name]} <= on


def service_rights(role: str, *, schema: str = "public") -> tuple[str, ...]:
    """Statements for PostgreSQL, run as the owner of the tables: what a role needs to serve people
    and work, and no more. It adds to the log and reads it; it owns nothing, so that it can neither
    change a table nor take a trigger off."""
    everywhere = f"ALL TABLES IN SCHEMA {schema}"
    return (
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM {role}, PUBLIC",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {everywhere} TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
        f"REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON {schema}.{TABLE} FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON {schema}.alembic_version FROM {role}",
    )
