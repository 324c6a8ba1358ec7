"""`participation backup`, `restore` and `release-hold`: what they say, and when they refuse."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from participation.guard.ledger import Happened, Ledger
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.outbox.holding import hold, hold_of
from participation.settings.backup import BackupSettings
from tests.copies import KEY, everything
from tests.factories import Make

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Iterator[Run]:
    """Commands of a house that has a backup key and a ledger."""
    before: Services = app.extensions["participation"]
    backup = BackupSettings(key=KEY, ledger=tmp_path / "ledger.jsonl")
    settings = replace(before.settings, backup=backup)
    app.extensions["participation"] = replace(before, settings=settings)

    def invoke(*words: object, typed: str | None = None) -> Result:
        with app.app_context():
            db.session.remove()
        return app.test_cli_runner().invoke(args=[str(word) for word in words], input=typed)

    yield invoke
    app.extensions["participation"] = before


def test_a_backup_says_what_it_holds_and_where_the_keys_are(
    run: Run, make: Make, tmp_path: Path
) -> None:
    make.child()
    copy = tmp_path / "monday"
    said = run("backup", copy)
    assert said.exit_code == 0, said.output
    assert f"tables in {copy}" in said.output
    assert str(tmp_path / "child-keys.sealed") in said.output
    assert (tmp_path / "ledger.jsonl").exists(), "so that one that is lost is missed"
    checked = run("backup", "--check", copy)
    assert checked.exit_code == 0
    assert "Keys that open: 1. Destroyed since: 0." in checked.output
    assert "follows without a gap" in checked.output
    assert {file.name for file in tmp_path.iterdir()} == {
        *("monday", "child-keys.sealed", "ledger.jsonl")
    }
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


def test_without_a_backup_key_nothing_is_written(
    run: Run, app: Flask, make: Make, tmp_path: Path
) -> None:
    house: Services = app.extensions["participation"]
    settings = replace(house.settings, backup=BackupSettings())
    app.extensions["participation"] = replace(house, settings=settings)
    said = run("backup", tmp_path / "monday")
    assert said.exit_code == 1
    assert "PARTICIPATION_BACKUP_KEY is not set" in said.output
    assert list(tmp_path.iterdir()) == []


def test_a_backup_never_takes_the_place_of_another(run: Run, make: Make, tmp_path: Path) -> None:
    copy = tmp_path / "monday"
    run("backup", copy)
    before = copy.read_bytes()
    said = run("backup", copy)
    assert (said.exit_code, "there already" in said.output) == (1, True)
    assert copy.read_bytes() == before


def test_two_backups_at_once_do_not_spoil_the_file_of_keys(
    run: Run, make: Make, tmp_path: Path
) -> None:
    run("backup", tmp_path / "monday")
    keys = (tmp_path / "child-keys.sealed").read_bytes()
    other = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(other, fcntl.LOCK_EX)
        said = run("backup", tmp_path / "tuesday")
    finally:
        os.close(other)
    assert (said.exit_code, "another one is being written" in said.output) == (1, True)
    assert (tmp_path / "child-keys.sealed").read_bytes() == keys
    assert not list(tmp_path.glob("*.part"))
    assert run("backup", tmp_path / "tuesday").exit_code == 0


def test_tables_that_are_not_up_to_date_are_one_plain_line(
    run: Run, make: Make, tmp_path: Path
) -> None:
    """Rows go in and out by the driver itself, whose errors are nobody else's."""
    with transaction() as session:
        session.execute(text("ALTER TABLE holds RENAME TO holds_of_before"))
    try:
        said = run("backup", tmp_path / "monday")
    finally:
        with transaction() as session:
            session.execute(text("ALTER TABLE holds_of_before RENAME TO holds"))
    assert said.exit_code == 1
    assert len(said.output.splitlines()) == 1
    assert "participation db upgrade" in said.output
    assert not (tmp_path / "monday").exists()


def test_a_folder_that_is_not_there_is_one_plain_line(run: Run, tmp_path: Path) -> None:
    said = run("backup", tmp_path / "nowhere" / "monday")
    assert said.exit_code == 1
    assert said.output.strip() == "A file cannot be used: No such file or directory"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-1]), "cut off"),
        (lambda file: file.write_bytes(b"SQLite format 3"), "no backup"),
    ],
)
def test_a_check_that_finds_something_ends_with_1(
    run: Run, make: Make, tmp_path: Path, harm: Callable[[Path], object], said: str
) -> None:
    copy = tmp_path / "monday"
    run("backup", copy)
    harm(copy)
    found = run("backup", "--check", copy)
    assert found.exit_code == 1
    assert found.output.startswith("This backup cannot be used: ")
    assert said in found.output
    assert len(found.output.splitlines()) == 1


def test_a_house_that_is_lived_in_is_not_replaced_unasked(
    run: Run, make: Make, tmp_path: Path
) -> None:
    make.child()
    run("backup", tmp_path / "monday")
    before = everything()
    said = run("restore", tmp_path / "monday")
    assert (said.exit_code, "--replace" in said.output) == (1, True)
    assert everything() == before


def test_a_ledger_that_is_missing_is_asked_for(run: Run, make: Make, tmp_path: Path) -> None:
    run("backup", tmp_path / "monday")
    (tmp_path / "ledger.jsonl").unlink()
    said = run("restore", tmp_path / "monday", "--replace")
    assert (said.exit_code, "--without-ledger" in said.output) == (1, True)
    with reading() as session:
        assert hold_of(session) is None


def test_a_ledger_that_was_begun_after_the_backup_is_not_taken_for_it(
    run: Run, make: Make, tmp_path: Path
) -> None:
    """The new house was started too early, and somebody said STOP to it."""
    run("backup", tmp_path / "monday")
    kept = (tmp_path / "ledger.jsonl").rename(tmp_path / "kept.jsonl")
    begun = Ledger(tmp_path / "ledger.jsonl", lookup_key(make))
    begun.append([(Happened.NUMBER_STOPPED, "a1")], system_now())
    said = run("restore", tmp_path / "monday", "--replace")
    assert (said.exit_code, "does not know of this backup" in said.output) == (1, True)
    with reading() as session:
        assert hold_of(session) is None
    both = ("--ledger", kept, "--ledger", begun.path)
    said = run("restore", tmp_path / "monday", "--replace", *both)
    assert (said.exit_code, "number.stopped, 1" in said.output) == (0, True)


def lookup_key(make: Make) -> bytes:
    return make.house.ring.lookup


def held(make: Make) -> None:
    with transaction() as session:
        hold(session, since=system_now(), copy_of=system_now() - timedelta(days=3))


def test_letting_go_asks_first(run: Run, make: Make) -> None:
    held(make)
    no = run("release-hold", typed="n\n")
    assert no.exit_code == 1
    assert "Nothing waits." in no.output
    with reading() as session:
        assert hold_of(session) is not None
    yes = run("release-hold", typed="y\n")
    assert (yes.exit_code, "Released." in yes.output) == (0, True)
    assert run("release-hold").output == "Nothing is held.\n"


def test_a_moment_that_is_none_is_a_slip_of_usage(run: Run, make: Make) -> None:
    held(make)
    assert run("release-hold", "--stopped-at", "yesterday").exit_code == 2


def test_a_moment_that_has_not_come_cancels_nothing(run: Run, make: Make) -> None:
    """A slip in the year would cancel whatever is to go out until then."""
    held(make)
    now = make.clock.now()
    said = run("release-hold", "--yes", "--stopped-at", (now + timedelta(minutes=1)).isoformat())
    assert (said.exit_code, "has not come yet" in said.output) == (2, True)
    with reading() as session:
        assert hold_of(session) is not None
    assert run("release-hold", "--yes", "--stopped-at", now.isoformat()).exit_code == 0


def test_no_round_opens_while_a_copy_is_held(run: Run, make: Make) -> None:
    """Whom the lost days asked already nobody asks again at night by a timer."""
    make.review(make.child(officer=make.staff()))
    held(make)
    said = run("rounds", "open")
    assert (said.exit_code, "held" in said.output) == (1, True)
    run("release-hold", "--yes")
    assert "1 rounds opened" in run("rounds", "open").output
