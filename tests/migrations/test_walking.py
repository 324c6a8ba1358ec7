"""A version up, back, and up again with rows in the tables; and a program meets later tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask

from participation.app import create_app, fit_to_serve, fit_to_touch
from participation.kernel import revision
from participation.kernel.db import db
from participation.settings import SettingsProblem
from tests.acceptance import loaded_command
from tests.conftest import settings_for_tests
from tests.databases import on_sqlite
from tests.embedded_postgres import empty_database
from tests.migrations.walking import NEXT, later_program, walk
from tests.test_settings import drill

ROWS = 400  # ten thousand by hand: python -m tests.migrations.walking


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path}/walked.db"
    return empty_database(f"walked_{os.getpid()}")


@pytest.fixture
def later(url: str, tmp_path: Path) -> Iterator[Flask]:
    """Our program over tables that a later one has migrated; durability is another's test."""
    app = create_app(settings_for_tests(url, tmp_path))
    with app.app_context():
        flask_migrate.upgrade()
        flask_migrate.upgrade(directory=later_program(tmp_path))
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_i26_every_row_is_as_it_was_after_a_version_up_and_back(url: str, tmp_path: Path) -> None:
    walked = walk(create_app(settings_for_tests(url, tmp_path)), tmp_path, ROWS)
    assert walked.rows >= ROWS
    assert walked.faults == []


def test_i26_our_own_migrations_stand_in_order() -> None:
    """As the library that runs them would find; here they are read as text."""
    files = sorted((revision._FOLDER).glob("[0-9]*.py"))
    assert len(revision.known()) == len(files)
    assert revision.known()[0] == "0001"


def test_i26_an_older_program_does_not_start_on_later_tables(later: Flask) -> None:
    with pytest.raises(SettingsProblem, match=f"later version .{NEXT}.; this program knows them"):
        fit_to_touch(later)
    with pytest.raises(SettingsProblem, match=NEXT):
        fit_to_serve(later)


def test_i26_tables_of_before_are_not_served_but_may_be_looked_at(url: str, tmp_path: Path) -> None:
    app = create_app(settings_for_tests(url, tmp_path))
    assert fit_to_touch(app) is app
    with pytest.raises(
        SettingsProblem, match=r"has no tables yet\. Run `participation db upgrade`"
    ):
        fit_to_serve(app)


@on_sqlite
def test_i26_as_an_operator_meets_it(later: Flask, url: str, tmp_path: Path) -> None:
    """Upgrade, a way back that needs the later program, and the words that say so."""
    queue = f"sqlite:///{tmp_path}/queue.db"
    env = {
        "PATH": os.environ["PATH"],
        **drill(PARTICIPATION_DATABASE_URL=url, PARTICIPATION_QUEUE_URL=queue),
    }

    def run(*words: str, code: int) -> str:
        done = loaded_command.run(words, env=env, cwd=tmp_path, timeout=120)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    for words in (("worker", "--once"), ("rounds", "status"), ("staff", "waiting"), ("serve",)):
        assert "later version" in run(*words, code=1)
    assert "Run this with the later program" in run("db", "upgrade", code=1)
    assert "Run this with the later program" in run("db", "downgrade", "0001", "--yes", code=1)
    assert f"the tables of {NEXT}" in run("db", "version", code=0)

    with later.app_context():
        flask_migrate.downgrade(directory=str(tmp_path / "later"), revision="0001")
        db.engine.dispose()
    assert "the tables of 0001" in run("db", "version", code=0)
    assert "the way back leads to nothing" in run("db", "downgrade", "base", "--yes", code=2)
    assert "pieces of work done" in run("worker", "--once", code=0)


@pytest.mark.parametrize("words", [("keys", "status"), ("audit", "verify"), ("staff", "waiting")])
def test_without_tables_a_command_says_how_to_make_them(
    url: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    env = {"PATH": os.environ["PATH"], **drill(PARTICIPATION_DATABASE_URL=url)}
    done = loaded_command.run(words, env=env, cwd=tmp_path, timeout=120)
    assert done.returncode == 1
    assert "Run `participation db upgrade`" in done.stderr
    assert "Error" not in done.stderr, "no name of a fault that nobody outside can read"
