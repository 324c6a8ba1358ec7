"""The golden stories once more, through the real pages of the chat: pressed, and typed.

Each ends with the same answers as on pages and by text (tests/questionnaire/test_flows.py).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from participation.care.consultations import said_so_far
from participation.care.consultations import service as consultations
from participation.care.consultations.models import Invitation
from participation.guard.sessions import RespondentSitting
from participation.kernel.db import db, reading, transaction
from participation.questionnaire import engine
from participation.questionnaire.definition import Answers, Audience, Kind
from tests.factories import Make
from tests.questionnaire.test_flows import told
from tests.questionnaire.walks import Story, stories
from tests.web.respond.chatting import fields, type_in
from tests.web.respond.walking import Person

# A chat takes words, so nobody draws in it; and what was asked last time is not known there yet.
STORIES = [
    story
    for story in stories()
    if story.form.audience is Audience.CHILD and not story.context["last_time"]
]
COMPANY = {"alone": "alone", "outside": "teacher", "carer": "carer"}

Way = Callable[[Person, Story, dict], None]


def begun(app: Flask, make: Make, story: Story) -> tuple[Person, int]:
    """Somebody in the story's company, before the first question of the story's form, in a chat."""
    with transaction() as session:
        consultations.pin_form(session, story.form)
    invitation = make.invitation(
        make.review(make.child(officer=make.staff())),
        form=story.form.key,
        form_hash=story.form.source_hash,
        form_version=story.form.version,
    )
    invitation_id, person = invitation.id, Person(app.test_client())
    company = COMPANY[story.context["company"]]
    person.open(make.link(invitation))
    person.press("company=alone" if company == "alone" else "company=helped")
    if company != "alone":
        person.press(say={"helped_by": company})
    with transaction() as session:  # the youngest are not offered a chat, and could yet be
        session.execute(update(RespondentSitting).values(mode="chat", showing=None))
    person.look()
    return person, invitation_id


def pressed(person: Person, story: Story, turn: dict) -> None:
    page = turn["page"]
    question = story.form.question(turn["question"])
    assert question is not None
    words = page.get("words", "")
    if "button" in page:
        person.press(f"go={page['button']}")
    elif question.kind is Kind.NUMBER:
        type_in(person, page["values"][0])
    elif not page.get("values"):
        type_in(person, words)
    else:
        chosen = [("answer", value) for value in page["values"]]
        person.send([*fields(person.seen, words=words), *chosen])
    if "more" in page:
        person.send([*fields(person.seen), ("change", f"more:{turn['question']}")])
        type_in(person, page["more"])


def typed(person: Person, story: Story, turn: dict) -> None:
    for body in turn["typed"]:
        assert person.seen.question == turn["question"]
        type_in(person, body)


def kept_answers(story: Story, invitation_id: int) -> Answers:
    db.session.remove()
    with reading() as session:
        invitation = session.scalars(select(Invitation).where(Invitation.id == invitation_id)).one()
        given = said_so_far.given(said_so_far.newest_answers(session, invitation))
    return engine.on_route(story.form, given, story.context)


@pytest.mark.parametrize("way", [pressed, typed])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_childs_story_ends_the_same_in_a_chat(
    app: Flask, make: Make, story: Story, way: Way
) -> None:
    person, invitation_id = begun(app, make, story)
    for turn in story.document["turn"]:
        if turn.get("back"):
            person.press("go=back")
        if "change" in turn:
            person.send([*fields(person.seen), ("change", turn["change"])])
        assert person.seen.question == turn["question"]
        way(person, story, turn)
        assert person.seen.status == 200
    assert person.seen.kind == "chat"
    expected = {
        key: (held.get("state", "answered"), held.get("values", []), held.get("words", ""))
        for key, held in story.document["expect"].items()
    }
    assert told(story, kept_answers(story, invitation_id)) == expected


def test_every_band_of_children_has_a_story_here() -> None:
    assert {story.form.band.value for story in STORIES} == {"4-7", "8-11", "12-15", "16-17", "easy"}
