"""A database that may forget what it committed is found out before the house opens (B90)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from participation.kernel.db import engine_options
from participation.kernel.durability import durability_fault
from tests.conftest import postgres_or_skip
from tests.embedded_postgres import drop_database


@pytest.fixture(scope="module")
def durable_postgres_url() -> Iterator[str]:
    """On the server that waits for the disk, as a council's does and most tests' does not."""
    name = f"durable_{os.getpid()}"
    yield postgres_or_skip(name, durable=True)
    drop_database(name, durable=True)


@pytest.mark.postgres
def test_b90_a_server_that_does_not_wait_for_the_disk_is_named(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert durability_fault(connection) == "fsync is off on the server"
    engine.dispose()


@pytest.mark.postgres
def test_b90_a_server_that_commits_before_the_disk_has_it_is_named(
    durable_postgres_url: str,
) -> None:
    engine = create_engine(durable_postgres_url)
    with engine.connect() as connection:
        assert durability_fault(connection) is None
        connection.execute(text("SET synchronous_commit = off"))
        assert durability_fault(connection) == "synchronous_commit is off on the server"
    engine.dispose()


def test_b90_a_file_that_is_not_waited_for_is_named(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.cursor().execute("PRAGMA synchronous=OFF")  # before anything begins a transaction
        assert durability_fault(connection) == "SQLite does not wait for the disk"
        connection.invalidate()
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_b90_the_house_s_own_connections_wait_for_the_disk(
    kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "durable_postgres_url")
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        assert durability_fault(connection) is None
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_t23_a_database_s_error_does_not_repeat_what_somebody_wrote(
    kind: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(f"{'sqlite' if kind == 'sqlite' else 'postgres'}_url")
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("SELECT * FROM nowhere WHERE words = :w"), {"w": "kestrel"})
    assert "kestrel" not in str(failed.value)
    engine.dispose()
