"""The tables of the migrations are the tables of the models, up and down, on both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text

from participation.app import create_app
from participation.kernel.db import db
from participation.kernel.model import Base
from tests.conftest import settings_for_tests
from tests.databases import on_postgresql
from tests.embedded_postgres import empty_database


@pytest.fixture
def fresh(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application over a database that has no table yet."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path}/fresh.db"
    else:
        url = empty_database(f"fresh_{os.getpid()}")
    app = create_app(settings_for_tests(url, tmp_path))
    with app.app_context():
        yield app
        db.engine.dispose()


def _tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrating_makes_exactly_the_tables_of_the_models(fresh: Flask) -> None:
    flask_migrate.upgrade()
    assert _tables() == set(Base.metadata.tables)
    flask_migrate.check()  # ends the test when a column or an index differs


def test_up_and_down_and_up_again(fresh: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert _tables() == set()
    flask_migrate.upgrade()
    assert _tables() == set(Base.metadata.tables)


def test_foreign_keys_hold_again_after_a_migration(fresh: Flask) -> None:
    """They are off while tables are rebuilt; a pooled connection must not keep it so."""
    flask_migrate.upgrade()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL


@on_postgresql
def test_p8_no_sealed_value_is_copied_into_the_databases_statistics(fresh: Flask) -> None:
    """A server does that by itself, and what it copied would outlive the row."""
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO child_keys (public_id, owner, wrapped, wrapped_by, made_at)"
                " SELECT gen_random_uuid(), 'o' || n, decode(md5(n::text), 'hex'), 'm', now()"
                " FROM generate_series(1, 300) n"
            )
        )
        connection.execute(text("ANALYZE"))
        sampled = set(
            connection.scalars(text("SELECT attname FROM pg_stats WHERE tablename = 'child_keys'"))
        )
    assert "owner" in sampled
    assert "wrapped" not in sampled
