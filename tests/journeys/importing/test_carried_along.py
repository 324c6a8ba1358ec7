"""An extract waits for a person and the next night's takes its place: what they answered and typed
goes along where it is about the same, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.imports.models import Import, ImportState
from participation.care.people.models import Child
from participation.care.reviews.models import Review
from participation.journeys.importing import keeping, said
from participation.journeys.importing.given import in_hand
from participation.journeys.importing.headings import AS_DOCUMENTED
from participation.journeys.importing.problems import Asked, FileKind
from participation.journeys.importing.said import Said
from participation.journeys.importing.taking_in import Taken, take_in
from participation.kernel.db import reading, transaction
from tests.journeys.importing.conftest import BringIn, Council, by_id
from tests.journeys.importing.handing_over import answer, confirm, shown

Night = Callable[[], Taken]
FAR, FARTHER = "2027-03-09", "2027-03-16"


@pytest.fixture
def night(app: Flask, council: Council) -> Night:
    """The case system's extract, as it stands on paper, comes by the folder."""

    def run() -> Taken:
        house, folder = app.extensions["participation"], council.write()
        files = [folder / kind.value for kind in FileKind]
        givens = [in_hand(path.name, path.read_bytes()) for path in files if path.exists()]
        with transaction() as session:
            return take_in(session, givens, names=AS_DOCUMENTED, house=house, now=house.now())

    return run


def waits() -> Import:
    with reading() as session:
        one = session.scalars(select(Import).where(Import.state == ImportState.WAITING)).one()
        _ = one.said
        return one


def still_asked() -> int:
    one = waits()
    return keeping.waiting(shown(one.id), Said.of(one).answers)


def types(app: Flask, row: int, column: str, text: str) -> None:
    house = app.extensions["participation"]
    with transaction() as session:
        one = session.get_one(Import, waits().id)
        said.fix(one, {("children.csv", row, column): text})
        keeping.check(session, one, house, house.now())


def a_row_before(council: Council) -> None:
    """Somebody new stands first, so every other row has another number."""
    council.children.insert(0, {**council.children[0], "pers_person_id": "P0", "mobile": ""})


def test_an_answer_goes_along_to_the_next_extract_and_a_person_still_confirms_it(
    app: Flask, council: Council, bring_in: BringIn, night: Night
) -> None:
    assert bring_in().imported
    council.reviews[2]["clar_cla_review_date"] = FAR
    assert night() is Taken.WAITS
    answer(app, waits().id, yes=True, kind=Asked.FAR_MOVE)
    a_row_before(council)
    council.reviews.insert(0, council.reviews.pop())
    assert night() is Taken.WAITS
    assert still_asked() == 0
    with reading() as session:
        assert by_id(session, Review, "R3").planned_on.isoformat() != FAR
    assert confirm(app, waits().id) is keeping.Confirmed.DONE


def test_what_asks_something_else_by_now_is_asked(
    app: Flask, council: Council, bring_in: BringIn, night: Night
) -> None:
    assert bring_in().imported
    council.reviews[2]["clar_cla_review_date"] = FAR
    night()
    answer(app, waits().id, yes=True, kind=Asked.FAR_MOVE)
    council.reviews[2]["clar_cla_review_date"] = FARTHER
    assert night() is Taken.WAITS
    assert still_asked() == 1


def test_a_cell_that_somebody_typed_goes_along_with_its_row_wherever_that_stands(
    app: Flask, council: Council, night: Night, bring_in: BringIn
) -> None:
    council.children[0]["pers_dob"] = "31/04/2014"
    assert night() is Taken.WAITS
    types(app, 2, "pers_dob", "30/04/2014")
    a_row_before(council)
    council.children[0]["pers_dob"] = "02/05/2014"
    assert night() is Taken.WAITS
    assert waits().said["fixes"] == {"children.csv": {"3": {"pers_dob": "30/04/2014"}}}
    assert confirm(app, waits().id) is keeping.Confirmed.DONE
    with reading() as session:
        assert by_id(session, Child, "P1").born_on.isoformat() == "2014-04-30"


@pytest.mark.parametrize("change", ["put right", "wrong otherwise", "twice", "gone"])
def test_a_cell_that_says_something_else_by_now_counts_as_it_stands(
    app: Flask, council: Council, night: Night, bring_in: BringIn, change: str
) -> None:
    council.children[0]["pers_dob"] = "31/04/2014"
    council.children[1]["pers_dob"] = "31/06/2018"  # waits whatever becomes of the first
    night()
    types(app, 2, "pers_dob", "30/04/2014")
    match change:
        case "put right":
            council.children[0]["pers_dob"] = "29/04/2014"
        case "wrong otherwise":
            council.children[0]["pers_dob"] = "32/04/2014"
        case "twice":
            council.children.append({**council.children[0]})
        case _:
            council.children[0]["pers_person_id"] = "P9"
    assert night() is Taken.WAITS
    assert waits().said["fixes"] == {}
