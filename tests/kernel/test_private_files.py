"""Started by hand, with whatever a shell lets others read, the database is readable by us alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from participation.app import create_app
from participation.cli.database import bring_up_to_date
from participation.kernel.db import db, transaction
from tests.conftest import settings_for_tests


@pytest.fixture
def a_shell_that_lets_others_read() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("a_shell_that_lets_others_read")
def test_a_database_of_ours_and_the_queue_are_readable_by_us_alone(tmp_path: Path) -> None:
    queue = f"sqlite:///{tmp_path}/queue.db"
    app = create_app(settings_for_tests(f"sqlite:///{tmp_path}/p.db", tmp_path, queue_url=queue))
    with app.app_context():
        bring_up_to_date()
        with transaction() as session:
            session.execute(text("DELETE FROM holds"))
            modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("*.db*")}
        db.engine.dispose()
    assert {"p.db", "p.db-wal", "p.db-shm", "queue.db"} <= set(modes)
    assert set(modes.values()) == {0o600}


@pytest.mark.usefixtures("a_shell_that_lets_others_read")
def test_what_is_there_already_keeps_the_rights_that_somebody_gave_it(tmp_path: Path) -> None:
    file = tmp_path / "p.db"
    file.touch(mode=0o640)
    app = create_app(settings_for_tests(f"sqlite:///{file}", tmp_path))
    with app.app_context():
        bring_up_to_date()
        db.engine.dispose()
    assert file.stat().st_mode & 0o777 == 0o640
