"""B88: a form's file is taken away while people answer it: they go on by the copy that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Invitation,
    InvitationState,
    StoredForm,
)
from participation.care.people.models import Role
from participation.journeys.services import Services
from participation.kernel.db import reading
from participation.questionnaire.library import Library, load_library, shipped_forms
from tests.factories import Make
from tests.texting import Texting, texting
from tests.web.respond.walking import Person
from tests.web.staff.signing_in import signed_in

__all__ = ["texting"]

OURS = "What should change at home?"
THEIRS = "How is it going where you live?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A council's own folder with its own words for children of eight."""
    shipped = (shipped_forms() / "child_8_11.toml").read_text(encoding="utf-8")
    own = shipped.replace('version = "1"', 'version = "1+local.1"', 1).replace(THEIRS, OURS)
    assert own.count(OURS) == 1
    (tmp_path / "child_8_11.toml").write_text(own, encoding="utf-8")
    return tmp_path


def with_library(app: Flask, make: Make, library: Library) -> None:
    """The house as it is after a restart with these forms."""
    house: Services = app.extensions["participation"]
    make.house = replace(house, library=library)
    app.extensions["participation"] = make.house


@pytest.fixture(autouse=True)
def _house_as_before(app: Flask) -> Iterator[None]:
    before = app.extensions["participation"]
    yield
    app.extensions["participation"] = before


def test_b88_open_consultations_go_on_by_the_stored_copy_and_new_ones_by_the_shipped_form(
    app: Flask, make: Make, folder: Path, person: Person, another: Person
) -> None:
    with_library(app, make, load_library(shipped_forms(), folder))
    child = make.child(officer=make.staff(), age=9)
    person.begin(make.link(make.invitation(make.review(child), form="child_8_11")))
    assert person.press("go=skip").words.count(OURS) == 1

    (folder / "child_8_11.toml").unlink()
    with_library(app, make, load_library(shipped_forms(), folder))
    assert OURS in person.look().words
    assert person.press(say={"answer": "good"}).status == 200
    assert person.skip_to_the_end().kind == "check"
    assert OURS in person.seen.words

    cousin = make.child(officer=make.staff(), age=9)
    another.begin(make.link(make.invitation(make.review(cousin), form="child_8_11")))
    assert THEIRS in another.press("go=skip").words


def test_b88_a_key_that_is_gone_altogether_is_answered_sent_and_read_by_the_officer(
    app: Flask, make: Make, person: Person
) -> None:
    officer = make.staff(Role.IRO)
    review = make.review(make.child(officer=officer, age=9))
    invitation = make.invitation(review, form="child_8_11")
    person.begin(make.link(invitation))
    library = app.extensions["participation"].library
    rest = {key: form for key, form in library.forms.items() if key != "child_8_11"}
    with_library(app, make, replace(library, forms=rest))
    person.press(say={"words": "my own room"})
    person.skip_to_the_end()
    assert person.press().kind == "sent"
    with app.app_context(), reading() as session:
        state = session.get_one(Invitation, invitation.id).state
    assert state is InvitationState.FINISHED
    page = signed_in(app.test_client(), make, officer).get(
        f"/staff/reviews/{review.external_id}/summary"
    )
    assert page.status_code == 200
    assert "my own room" in page.get_data(as_text=True)
    assert THEIRS in page.get_data(as_text=True)


def test_b88_a_conversation_by_text_goes_on_as_well(app: Flask, texting: Texting) -> None:
    asked = texting.asked_parent()
    assert texting.say(asked.number, "1", "He sleeps well")[-1].startswith("2 of 3.")
    library = texting.house.library
    rest = {key: form for key, form in library.forms.items() if key != "parent_text"}
    app.extensions["participation"] = replace(texting.house, library=replace(library, forms=rest))
    replies = texting.say(asked.number, "nothing", "2")
    assert replies[0].startswith("3 of 3.")
    assert replies[1].startswith("Thank you")
    assert len(texting.all(Answer)) == 3


def test_b88_the_copy_is_kept_once_for_all_who_were_asked_with_it(app: Flask, make: Make) -> None:
    for _ in range(2):
        child = make.child(officer=make.staff(), age=9)
        make.invitation(make.review(child), form="child_8_11")
    current = app.extensions["participation"].library.form("child_8_11")
    with app.app_context(), reading() as session:
        copies = session.scalars(select(StoredForm)).all()
        assert [copy.definition for copy in copies] == [current.source]
