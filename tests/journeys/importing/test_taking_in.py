"""The watched folder: nothing half-written is read, and what asks something waits for somebody."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.imports.models import Import, ImportState, ImportWay
from participation.care.people.models import Child
from participation.journeys.importing import keeping, matching, said, watching
from participation.journeys.importing.taking_in import Taken, take_in
from participation.journeys.importing.watching import Waits, Whole
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.settings.imports import ImportSettings
from participation.worker.imports import empty
from tests.journeys.importing.conftest import Council, by_id

STILL = timedelta(seconds=watching.STILL_SECONDS + 60)
EXTRACT = {"staff.csv", "children.csv", "contacts.csv", "reviews.csv"}
Look = Callable[[], Taken | None]


@pytest.fixture
def look(app: Flask, council: Council, monkeypatch: pytest.MonkeyPatch) -> Look:
    """The worker's look some minutes after the files were written."""
    house: Services = app.extensions["participation"]
    later = system_now() + STILL
    monkeypatch.setattr("participation.worker.imports.system_now", lambda: later)
    council.folder.mkdir(exist_ok=True)
    set_to = ImportSettings(council.folder, "")
    there = replace(house, settings=replace(house.settings, imports=set_to))

    def run() -> Taken | None:
        with app.app_context():
            return empty(council.folder, there)

    return run


def lies_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_nothing_is_taken_while_a_file_is_missing_or_may_still_be_written(
    council: Council,
) -> None:
    folder = council.write()
    now = system_now()
    assert state(folder, now).changing
    assert isinstance(watching.state(folder, now + STILL), Whole)
    (folder / "reviews.csv").rename(folder / ".reviews.csv.part")  # as copying programs do
    assert [kind.value for kind in state(folder, now + STILL).missing] == ["reviews.csv"]
    (folder / "ready").touch()
    assert isinstance(watching.state(folder, now), Whole)


def test_a_ready_that_was_left_over_says_nothing_of_the_next_set(council: Council) -> None:
    council.folder.mkdir()
    ready = council.folder / "ready"
    ready.touch()
    time.sleep(0.05)  # the clock of files may be coarse
    folder = council.write()
    assert state(folder, system_now()).changing
    ready.touch()
    assert isinstance(watching.state(folder, system_now()), Whole)


def state(folder: Path, now: object) -> Waits:
    found = watching.state(folder, now)
    assert isinstance(found, Waits)
    return found


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_look(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = watching.state(council.write(), system_now() + STILL)
    assert isinstance(found, Whole)
    read_bytes = Path.read_bytes

    def while_somebody_writes(path: Path) -> bytes:
        content = read_bytes(path)
        with path.open("ab") as file:
            file.write(b"more")
        return content

    monkeypatch.setattr(Path, "read_bytes", while_somebody_writes)
    assert watching.take(found) is None


def test_what_asks_nothing_is_imported_and_put_away_for_us_alone(
    app: Flask, council: Council, look: Look
) -> None:
    for path in council.write().iterdir():
        (council.folder.parent / f"theirs-{path.name}").hardlink_to(path)
    assert look() is Taken.DONE
    assert lies_in(council.folder) == set()
    (done,) = (council.folder / "done").iterdir()
    assert lies_in(done) == EXTRACT
    assert {stat.S_IMODE(path.stat().st_mode) for path in done.iterdir()} == {0o600}
    with app.app_context(), reading() as session:
        one = session.scalars(select(Import)).one()
        assert (one.state, one.way, one.counts["children.csv"]["new"]) == (
            ImportState.DONE,
            ImportWay.FOLDER,
            3,
        )
    # Files of our own: of another user's we could not say who may read them.
    assert {path.stat().st_nlink for path in done.iterdir()} == {1}
    council.write()
    assert look() is Taken.DONE  # the same files again change nothing
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Import)) == 1


def test_a_newer_extract_that_comes_while_one_is_taken_in_stays_for_the_next_look(
    app: Flask, council: Council, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def while_a_newer_one_comes(*first: Any, **named: Any) -> Taken:
        taken = take_in(*first, **named)
        council.children[0]["first_name"] = "Amina"
        council.write()
        (council.folder / "ready").touch()
        return taken

    (council.write() / "ready").touch()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("participation.worker.imports.take_in", while_a_newer_one_comes)
        assert look() is Taken.DONE
    assert lies_in(council.folder) == {*EXTRACT, "ready"}
    (done,) = (council.folder / "done").iterdir()
    assert lies_in(done) == EXTRACT
    assert "Aisha" in (done / "children.csv").read_text(), "what was taken in, and nothing else"
    assert look() is Taken.DONE
    assert lies_in(council.folder) == set()
    with app.app_context(), reading() as session:
        assert by_id(session, Child, "P1").first_name == "Amina"


def test_a_set_that_changed_between_being_seen_and_read_is_not_taken(council: Council) -> None:
    found = watching.state(council.write(), system_now() + STILL)
    assert isinstance(found, Whole)
    council.children[0]["first_name"] = "Amina Rose"
    council.write()
    assert watching.take(found) is None


def test_what_asks_something_waits_for_business_support_with_a_task(
    app: Flask, council: Council, look: Look
) -> None:
    council.write()
    look()
    council.reviews[2]["clar_cla_review_date"] = "2027-03-09"
    council.write()
    assert look() is Taken.WAITS
    assert lies_in(council.folder) == set()
    assert (council.folder / "problem").exists()
    with app.app_context(), reading() as session:
        task = session.scalars(select(Task)).one()
        assert (task.kind, task.owner_role) == (TaskKind.IMPORT_WAITS, "business_support")
    council.write()
    assert look() is Taken.WAITED  # killed after the commit, before the files were moved
    council.reviews[2]["clar_cla_review_date"] = "2027-03-10"
    council.write()
    assert look() is Taken.WAITS
    house: Services = app.extensions["participation"]
    with app.app_context(), transaction() as session:
        waiting = session.scalars(
            select(Import).where(Import.state == ImportState.WAITING)
        ).one()  # today's extract has overtaken yesterday's
        found = keeping.preview_of(waiting)
        assert found is not None
        said.answer(waiting, {one.key: True for one in found.questions}, skips=False)
        keeping.check(session, waiting, house, house.now())
        done = keeping.confirm(session, waiting, by=None, house=house, now=house.now())
        assert done is keeping.Confirmed.DONE
    with app.app_context(), reading() as session:
        open_ = select(func.count()).where(Task.state == TaskState.OPEN)
        assert session.scalar(open_) == 0


def test_a_mistake_imports_nothing_and_lays_it_before_somebody(
    app: Flask, council: Council, look: Look
) -> None:
    council.children[0]["pers_dob"] = "31/04/2014"
    council.write()
    assert look() is Taken.WAITS
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(Child)) == 0


def test_the_folder_knows_the_columns_that_a_person_matched(
    app: Flask, council: Council, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    for child in council.children:
        child["Date of Birth"] = child.pop("pers_dob")
    council.write()
    assert look() is Taken.WAITS
    house: Services = app.extensions["participation"]
    with app.app_context(), transaction() as session:
        matched = {"children.csv": {"date of birth": "pers_dob"}}
        matching.keep(session, "Our export", matched, house.now())
    settings = replace(house.settings, imports=ImportSettings(council.folder, "Our export"))
    council.write()
    with app.app_context():
        assert empty(council.folder, replace(house, settings=settings)) is Taken.DONE
        with reading() as session:
            assert by_id(session, Child, "P1").born_on.year == 2014
