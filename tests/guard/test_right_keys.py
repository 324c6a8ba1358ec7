"""Nothing starts, and no command touches a row, with keys that are not those of the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import update

from participation.app import create_app, fit_to_serve, fit_to_touch
from participation.cli.config import group as config
from participation.cli.database import bring_up_to_date
from participation.guard import append_only
from participation.guard.audit import AuditEvent, Deed, record
from participation.kernel.clock import system_now
from participation.kernel.db import db, transaction
from participation.settings import SettingsProblem
from tests.conftest import settings_for_tests
from tests.databases import on_sqlite
from tests.embedded_postgres import empty_database
from tests.test_settings import drill

OTHER: dict[str, tuple[dict[str, object], str]] = {
    "another k1": ({"encryption_keys": (("k1", b"\x09" * 32),)}, "has another k1 than the one"),
    "k1 is missing": ({"encryption_keys": (("k2", b"\x09" * 32),)}, "lacks k1, by which keys"),
    "another lookup key": ({"lookup_key": b"the lookup key of another house"}, "LOOKUP_KEY is not"),
}


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> str:
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path}/right.db"
    return empty_database(f"right_keys_{id(tmp_path)}")


@pytest.fixture
def written(url: str, tmp_path: Path) -> Iterator[Flask]:
    """A database with the council's key and three lines of the audit; durability is another's."""
    app = create_app(settings_for_tests(url, tmp_path))
    with app.app_context():
        bring_up_to_date()
        for number in range(3):
            deed = Deed(actor="command", action="drill", subject=f"line:{number}")
            with transaction() as session:
                record(session, deed, system_now())
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("which", OTHER)
def test_t11_nothing_starts_and_nothing_is_touched_with_another_key(
    written: Flask, url: str, tmp_path: Path, which: str
) -> None:
    changes, why = OTHER[which]
    app = create_app(settings_for_tests(url, tmp_path, **changes))
    for fit in (fit_to_touch, fit_to_serve):
        with pytest.raises(SettingsProblem, match=why) as told:
            fit(app)
        assert "Put back the copy that was kept apart" in str(told.value)


def test_with_its_own_keys_all_goes_on(written: Flask) -> None:
    assert fit_to_touch(written) is written


@on_sqlite
def test_and_it_is_served(written: Flask) -> None:
    assert fit_to_serve(written) is written


def test_a_key_that_was_added_in_front_is_no_wrong_one(
    written: Flask, url: str, tmp_path: Path
) -> None:
    keys = (("k2", b"\x02" * 32), ("k1", b"\x01" * 32))
    app = create_app(settings_for_tests(url, tmp_path, encryption_keys=keys))
    assert fit_to_touch(app) is app


@pytest.mark.parametrize("place", [1, 3])
def test_a_line_that_somebody_changed_is_for_the_check_of_the_log_and_stops_nobody(
    written: Flask, place: int
) -> None:
    with written.app_context(), db.engine.begin() as connection:
        append_only.take_off(connection)
        changed = update(AuditEvent).where(AuditEvent.place == place)
        connection.execute(changed.values(action="something else"))
    assert fit_to_touch(written) is written


def test_a_database_without_a_row_takes_any_keys(url: str, tmp_path: Path) -> None:
    app = create_app(settings_for_tests(url, tmp_path))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    assert fit_to_touch(app) is app


@on_sqlite
def test_the_check_of_the_settings_names_it(
    written: Flask, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings of the drill hold other keys than those that wrote this database."""
    for name, value in drill(PARTICIPATION_DATABASE_URL=url).items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(config, ["check"])
    assert done.exit_code == 1
    assert "PARTICIPATION_ENCRYPTION_KEYS" in done.output.splitlines()[-2]
    assert "this database was written with. Put back" in done.output
