"""What somebody answered for an extract of the folder outlives the night, and a long weekend; what
nobody comes back to goes all the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.imports.models import Import, ImportedFile, ImportState
from participation.journeys.importing import keeping, watching
from participation.journeys.importing.problems import Asked
from participation.journeys.importing.said import Said
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading
from participation.outbox import service as outbox
from participation.outbox.service import Claimed
from participation.settings.imports import ImportSettings
from participation.worker import imports
from tests.conftest import MovableClock
from tests.journeys.importing.conftest import BringIn, Council
from tests.journeys.importing.handing_over import answer, shown

STILL = timedelta(seconds=watching.STILL_SECONDS + 60)
FAR = "2027-03-09"
Worker = Callable[[], None]


@pytest.fixture
def looks(app: Flask, council: Council, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """The worker's look at imports, as it comes every two minutes."""
    house: Services = app.extensions["participation"]
    later = system_now() + STILL
    monkeypatch.setattr(imports, "system_now", lambda: later)
    council.folder.mkdir(exist_ok=True)
    there = replace(
        house, settings=replace(house.settings, imports=ImportSettings(council.folder, ""))
    )
    work = Claimed(0, outbox.NOBODY, "imports.look", "", 1, house.now())
    return lambda: imports.look(work, there)


@pytest.fixture
def answered(app: Flask, council: Council, bring_in: BringIn, looks: Worker) -> int:
    """An extract of the folder that asked something, and has its answer."""
    assert bring_in().imported
    council.reviews[2]["clar_cla_review_date"] = FAR
    council.write()
    looks()
    key = waiting().id
    answer(app, key, yes=True, kind=Asked.FAR_MOVE)
    return key


def waiting() -> Import:
    with reading() as session:
        one = session.scalars(select(Import).where(Import.state == ImportState.WAITING)).one()
        _ = one.said
        return one


def still_asked() -> int:
    one = waiting()
    return keeping.waiting(shown(one.id), Said.of(one).answers)


@pytest.mark.parametrize(
    "until_the_next",
    [
        pytest.param(timedelta(hours=23, minutes=59), id="a little early"),
        pytest.param(timedelta(hours=24, minutes=1), id="the next night"),
        pytest.param(timedelta(days=3, hours=1), id="a weekend"),
        pytest.param(timedelta(days=5, minutes=1), id="Easter"),
    ],
)
def test_an_answer_is_there_when_the_next_extract_comes(
    council: Council,
    answered: int,
    looks: Worker,
    clock: MovableClock,
    until_the_next: timedelta,
) -> None:
    clock.moment += until_the_next - timedelta(minutes=2)
    looks()  # the folder is empty
    clock.moment += timedelta(minutes=2)
    council.children.insert(0, {**council.children[0], "pers_person_id": "P0", "mobile": ""})
    council.write()
    looks()
    assert waiting().id != answered
    assert still_asked() == 0


def test_an_answer_lives_as_long_as_the_same_files_come_every_night(
    council: Council, answered: int, looks: Worker, clock: MovableClock
) -> None:
    for _ in range(8):
        clock.moment += timedelta(days=1)
        council.write()
        looks()
    assert waiting().id == answered
    assert still_asked() == 0


def test_a_look_takes_the_next_extract_in_before_it_ends_what_is_over(
    council: Council, answered: int, looks: Worker, clock: MovableClock
) -> None:
    """The worker stood still for a while."""
    clock.moment += keeping.FOLDER_KEPT
    council.children.insert(0, {**council.children[0], "pers_person_id": "P0", "mobile": ""})
    council.write()
    looks()
    assert waiting().id != answered
    assert still_asked() == 0


@pytest.mark.parametrize("folder", ["empty", "faulty"])
def test_what_nobody_comes_back_to_is_gone_whatever_becomes_of_the_folder(
    council: Council,
    answered: int,
    looks: Worker,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    clock.moment += keeping.FOLDER_KEPT
    if folder == "faulty":
        monkeypatch.setattr(imports, "empty", breaks)
        with pytest.raises(ZeroDivisionError):
            looks()
    else:
        looks()
    with reading() as session:
        one = session.get_one(Import, answered)
        assert (one.state, one.said_sealed) == (ImportState.DROPPED, None)
        assert session.scalar(select(func.count()).select_from(ImportedFile)) == 0
