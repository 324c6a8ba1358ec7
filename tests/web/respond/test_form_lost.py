"""A stored form that nobody can read any more: words are taken, shown, and a person is told."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from sqlalchemy import select, update

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    Remark,
    StoredForm,
    Task,
    TaskKind,
)
from participation.care.people.models import Role
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.texting import Texting, texting
from tests.web.respond.walking import Person
from tests.web.staff.signing_in import signed_in

__all__ = ["texting"]

UNREADABLE = '{"key":"child_8_11","question":[{"kind":"hologram"}]}'


def lose(app: Flask, key: str) -> None:
    """The library has the form no more, and the copy is of a kind this version cannot read."""
    house = app.extensions["participation"]
    rest = {name: form for name, form in house.library.forms.items() if name != key}
    app.extensions["participation"] = replace(house, library=replace(house.library, forms=rest))
    with app.app_context(), transaction() as session:
        session.execute(update(StoredForm).values(definition=UNREADABLE))


def lost(app: Flask) -> list[str]:
    with app.app_context(), reading() as session:
        wanted = select(Task.owner_role).where(Task.kind == TaskKind.FORM_LOST)
        return list(session.scalars(wanted))


def test_a_child_can_still_write_and_the_officer_reads_all_of_it_and_is_told(
    app: Flask, make: Make, person: Person
) -> None:
    before = app.extensions["participation"]
    officer = make.staff(Role.IRO)
    review = make.review(make.child(officer=officer, age=9))
    link = make.link(make.invitation(review, form="child_8_11"))
    person.begin(link)
    person.press(say={"words": "my own room"})
    try:
        lose(app, "child_8_11")
        assert person.look().status == 200
        person.press(say={"words": "and a cat"})
        assert lost(app) == ["iro"]
        person.press(say={"words": "and a dog"})
        assert lost(app) == ["iro"]  # once for each person asked
        with app.app_context(), reading() as session:
            kept = {remark.words for remark in session.scalars(select(Remark))}
            assert {"and a cat", "and a dog"} <= kept
        desk = signed_in(app.test_client(), make, officer)
        page = desk.get(f"/staff/reviews/{review.external_id}/summary")
        assert page.status_code == 200
        assert "and a cat" in page.get_data(as_text=True)
        listed = desk.get("/staff/tasks").get_data(as_text=True)
        assert "the questions they began with cannot be put any more" in listed
    finally:
        app.extensions["participation"] = before


def test_opening_the_link_is_enough_for_a_person_to_be_told(
    app: Flask, make: Make, person: Person
) -> None:
    before = app.extensions["participation"]
    review = make.review(make.child(officer=make.staff(Role.IRO), age=9))
    link = make.link(make.invitation(review, form="child_8_11"))
    try:
        lose(app, "child_8_11")
        person.open(link)
        assert lost(app) == ["iro"]
    finally:
        app.extensions["participation"] = before


def test_a_parent_half_way_is_heard_and_told_that_it_came(app: Flask, texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "He sleeps well")
    before = app.extensions["participation"]
    try:
        lose(app, "parent_text")
        replies = texting.say(asked.number, "his school is too far away")
        assert replies[0].startswith("Thank you")
        assert lost(app) == ["business_support"]
        assert [answer.words for answer in texting.all(Answer)] == ["He sleeps well"]
        assert "his school is too far away" in [remark.words for remark in texting.all(Remark)]
    finally:
        app.extensions["participation"] = before


def test_a_conversation_whose_form_nobody_can_name_is_heard_as_well(
    app: Flask, texting: Texting
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    with app.app_context(), transaction() as session:
        session.execute(update(Invitation).values(form_hash=None))
    assert texting.say(asked.number, "he is too far away")[0].startswith("Thank you")
    assert lost(app) == ["business_support"]
    assert "he is too far away" in [remark.words for remark in texting.all(Remark)]


def test_a_parent_who_wants_to_begin_is_rung(app: Flask, texting: Texting) -> None:
    asked = texting.asked_parent()
    before = app.extensions["participation"]
    try:
        lose(app, "parent_text")
        texting.say(asked.number, "1")
        assert lost(app) == ["business_support"]
        assert TaskKind.CALL in [task.kind for task in texting.all(Task)]
        assert [c.state for c in texting.all(Conversation)] == [ConversationState.DONE]
    finally:
        app.extensions["participation"] = before
