"""A backup takes the place of its own house's file of keys, and of no other's: without its keys a
backup is worth nothing, and only the newest file is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from participation.care.people.models import Child
from participation.guard import append_only
from participation.guard.crypto import ChildKey, council_key, forget
from participation.kernel import whole_tables
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base
from tests.cli.test_backup import Run, run
from tests.factories import Make

__all__ = ["run"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def begin_with_an_empty_database(make: Make) -> None:
    """As `db upgrade` leaves a new file: nothing but a key of its own for the council."""
    db.session.rollback()
    with transaction() as session:
        connection = session.connection()
        guarded = append_only.take_off(connection)
        whole_tables.empty(connection, list(whole_tables.tables_of(Base.metadata)))
        if guarded:
            append_only.put_on(connection)
    make.house.ring.council_keys.clear()
    with transaction() as session:
        council_key(session, make.clock.now())


def backed_up(run: Run, make: Make, folder: Path) -> bytes:
    """A house with its backup of Monday; the file of keys as it was."""
    make.child(name="Omar", officer=make.staff())
    assert run("backup", folder / "monday").exit_code == 0
    return (folder / "child-keys.sealed").read_bytes()


def test_a_new_and_empty_database_does_not_close_the_backups_of_the_old_one(
    run: Run, make: Make, folder: Path
) -> None:
    """The disk is lost, the tables are made anew, and the nightly timer is quicker than whoever
    restores."""
    keys = backed_up(run, make, folder)
    ledger = (folder / "ledger.jsonl").read_bytes()
    begin_with_an_empty_database(make)
    said = run("backup", folder / "tuesday")
    assert said.exit_code == 1
    assert said.output.startswith("No backup was made: ")
    assert "restore first" in said.output
    assert "move what lies there" in said.output
    assert (folder / "child-keys.sealed").read_bytes() == keys
    assert (folder / "ledger.jsonl").read_bytes() == ledger, "a backup that is none is not noted"
    assert {file.name for file in folder.iterdir()} == {
        *("monday", "child-keys.sealed", "ledger.jsonl")
    }
    done = run("restore", folder / "monday")
    assert (done.exit_code, "HELD" in done.output) == (0, True), done.output
    with reading() as session:
        assert session.scalars(select(Child)).one().first_name == "Omar"
    make.house.ring.council_keys.clear()
    assert run("backup", folder / "tuesday").exit_code == 0, "of the house that has come back"


def test_another_database_makes_its_backups_in_a_folder_of_its_own(
    run: Run, make: Make, folder: Path
) -> None:
    backed_up(run, make, folder)
    begin_with_an_empty_database(make)
    (folder / "old").mkdir()
    for name in ("monday", "child-keys.sealed"):
        (folder / name).rename(folder / "old" / name)
    assert run("backup", folder / "tuesday").exit_code == 0
    assert run("backup", "--check", folder / "old" / "monday").exit_code == 0


def test_keys_of_children_who_came_since_are_not_lost_by_a_backup_of_an_older_copy(
    run: Run, make: Make, folder: Path
) -> None:
    """A copy of Monday, on a machine where somebody practises, and the same folder for backups."""
    backed_up(run, make, folder)
    newer = make.child(name="Aisha")
    assert run("backup", folder / "tuesday").exit_code == 0
    keys = (folder / "child-keys.sealed").read_bytes()
    with transaction() as session:
        session.execute(text("DELETE FROM children WHERE id = :id"), {"id": newer.id})
        session.execute(text("DELETE FROM child_keys WHERE id = :id"), {"id": newer.key_id})
    said = run("backup", folder / "wednesday")
    assert (said.exit_code, "1 keys of which this database knows nothing" in said.output) == (
        *(1, True),
    )
    assert (folder / "child-keys.sealed").read_bytes() == keys


def test_the_key_of_a_forgotten_child_goes_with_the_next_backup(
    run: Run, make: Make, folder: Path
) -> None:
    keys = backed_up(run, make, folder)
    with transaction() as session:
        child = session.scalars(select(Child)).one()
        assert forget(session, session.get_one(ChildKey, child.key_id).owner)
    assert run("backup", folder / "tuesday").exit_code == 0
    assert (folder / "child-keys.sealed").read_bytes() != keys
    assert "Destroyed since: 1." in run("backup", "--check", folder / "monday").output


def test_a_file_of_keys_that_nobody_can_read_is_not_replaced(
    run: Run, make: Make, folder: Path
) -> None:
    """Sealed with another backup key, say: its backups may be all that another house has."""
    backed_up(run, make, folder)
    kept = folder / "child-keys.sealed"
    kept.write_bytes(kept.read_bytes()[:-1])
    cut = kept.read_bytes()
    said = run("backup", folder / "tuesday")
    assert (said.exit_code, "nobody can tell whose it is" in said.output) == (1, True)
    assert kept.read_bytes() == cut


def test_a_check_refuses_what_restore_would(run: Run, make: Make, folder: Path) -> None:
    """The file of keys is a newer one, of another house, which the same settings open."""
    backed_up(run, make, folder)
    (folder / "child-keys.sealed").unlink()
    begin_with_an_empty_database(make)
    assert run("backup", folder / "tuesday").exit_code == 0
    for command in (("backup", "--check"), ("restore", "--replace")):
        said = run(*command, folder / "monday")
        assert said.exit_code == 1
        assert said.output.splitlines() == [
            "This backup cannot be used: the file of child keys lacks the council's own key."
        ]
