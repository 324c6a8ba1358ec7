"""A server that loads `wsgi:app` gets the same house on the same terms as `participation serve`."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from participation.app import create_app
from participation.cli.database import bring_up_to_date
from participation.kernel.db import db
from participation.settings import Settings, SettingsProblem
from tests.test_settings import drill

WSGI = Path(__file__).parent.parent / "wsgi.py"


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Every database says "committed" before the disk has it."""

    def forget(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    event.listen(Engine, "connect", forget)
    yield
    event.remove(Engine, "connect", forget)


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    places = drill(
        PARTICIPATION_DATABASE_URL=f"sqlite:///{tmp_path}/here.db",
        PARTICIPATION_QUEUE_URL=f"sqlite:///{tmp_path}/queue.db",
    )
    for name, value in places.items():
        monkeypatch.setenv(name, value)
    app = create_app(Settings.from_env(places))
    with app.app_context():
        bring_up_to_date()
        db.engine.dispose()


def loaded() -> Flask:
    app: Flask = runpy.run_path(str(WSGI))["app"]
    return app


@pytest.mark.usefixtures("environ")
def test_a_server_gets_the_application() -> None:
    assert loaded().test_client().get("/healthz").status_code == 200


@pytest.mark.usefixtures("environ", "forgetful")
def test_b90_a_database_that_may_forget_commits_is_not_served() -> None:
    with pytest.raises(SettingsProblem, match="does not keep commits: SQLite does not wait"):
        loaded()
