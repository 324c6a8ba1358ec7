"""The same questions as a conversation, to the end, and back to pages half-way."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from participation.care.consultations import service as consultations
from participation.care.consultations.models import Channel, Invitation, Remark
from participation.kernel.db import db, transaction
from participation.questionnaire.definition import Sharing
from participation.questionnaire.files import parse_form
from tests.factories import Make
from tests.web.respond.chatting import (
    HEARD,
    chat,
    fields,
    rows,
    type_in,
)
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person


def test_r33_the_first_bubble_says_that_it_is_no_person_and_who_reads_the_answers(
    person: Person, link: Link
) -> None:
    seen = chat(person, link.token)
    assert seen.words.index("I am not a person.") < seen.words.index("What do you most want Sam")
    assert "What you send goes to Sam." in seen.words
    assert 'role="log"' in seen.html


def test_a_press_answers_and_words_answer_where_they_can_be_read(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    assert type_in(person, "my own room").question == "home"
    assert person.press("answer=good").question == "listened_to"
    assert type_in(person, "1 and 3").question == "family_time"
    assert kept().answers == [
        ("one_thing", "answered", [], "my own room"),
        ("home", "answered", ["good"], ""),
        ("listened_to", "answered", ["at_home", "officer"], "1 and 3"),
    ]
    assert {row.channel for row in rows(app)} == {Channel.CHAT}


def test_what_was_said_stands_above_in_the_order_it_was_said(person: Person, link: Link) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    seen = person.press("answer=good")
    said = seen.words
    order = ["I am not a person.", "my own room", "How is it going", "Good", "Thank you. Next one."]
    assert [said.index(words) for words in order] == sorted(said.index(words) for words in order)


def test_only_the_last_six_turns_stand_on_a_page_and_the_rest_is_said_to_be_kept(
    person: Person, link: Link
) -> None:
    chat(person, link.token)
    type_in(person, "canary one")
    person.press("answer=good")
    for _ in range(4):
        assert "canary one" in person.press("go=skip").html
        assert "What you said before is kept." not in person.seen.words
    seen = type_in(person, "no")
    assert "canary one" not in seen.html
    assert "What you said before is kept." in seen.words


def test_the_four_ways_not_to_answer_are_all_there_and_are_what_they_say(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("answer=_dont_know")
    person.press("answer=_rather_not")
    person.press("go=skip")
    type_in(person, "skip")
    assert [(key, state) for key, state, *_ in kept().answers] == [
        ("one_thing", "unknown"),
        ("home", "declined"),
        ("listened_to", "skipped"),
        ("family_time", "skipped"),
    ]


def test_back_and_change_open_a_question_again_and_nothing_else_is_lost(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    type_in(person, "first words")
    person.press("answer=good")
    seen = person.press("go=back")
    assert seen.question == "home"
    assert "You can change this one." in seen.words
    assert person.press("answer=ok").question == "listened_to"
    seen = person.send([*fields(person.seen), ("change", "one_thing")])
    assert seen.form.offers("words") == ["first words"]
    assert type_in(person, "other words").question == "listened_to"
    newest = {key: (values, words) for key, _, values, words in kept().answers}
    assert newest == {"one_thing": ([], "other words"), "home": (["ok"], "")}


def test_words_can_be_put_beside_the_last_answer(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    person.press("answer=not_good")
    assert "Say more about this" in person.seen.words
    seen = person.send([*fields(person.seen), ("change", "more:home")])
    assert "What would you like to keep, or change?" in seen.words
    seen = type_in(person, "the noise")
    assert seen.question == "listened_to"
    assert HEARD in seen.words
    assert kept().answers[-1] == ("home", "answered", ["not_good"], "the noise")


def test_only_sam_keeps_its_promise_in_a_chat_too(person: Person, link: Link, app: Flask) -> None:
    chat(person, link.token)
    person.send(fields(person.seen, words="between us", only_officer="1"))
    assert rows(app)[0].sharing is Sharing.ONLY_OFFICER


def test_an_empty_send_asks_for_a_press_and_stores_nothing(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    seen = type_in(person, "  ")
    assert seen.question == "home"
    assert "Press an answer, or write one." in seen.words
    assert len(kept().answers) == 1


def test_the_end_is_looked_over_and_sent_like_any_other(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    seen = person.skip_to_the_end()
    assert "That was my last question." in seen.words
    seen = person.press("go=check")
    assert seen.kind == "check"
    person.press("go=sharing")
    assert person.press().kind == "check"
    assert person.press("change=one_thing").question == "one_thing"
    type_in(person, "my own room, please")
    person.press("go=check")
    assert person.press("go=send").kind == "sent"
    assert kept().state == "finished"


def test_changing_the_way_half_way_keeps_everything(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    person.press("go=how")
    seen = person.press("mode=questions")
    assert seen.question == "home"
    person.press(say={"answer": "good"})
    person.press("go=how")
    seen = person.press("mode=chat")
    assert seen.question == "listened_to"
    assert "my own room" in seen.words
    assert [row.channel for row in rows(app)] == [Channel.CHAT, Channel.FORM]
    person.skip_to_the_end()
    person.press("go=check")
    assert person.press("go=send").kind == "sent"


def test_r24_the_question_about_worries_is_not_put_beside_a_carer(
    person: Person, link: Link
) -> None:
    person.open(link.token)
    person.press("company=helped")
    person.press(say={"helped_by": "carer"})
    person.press("mode=chat")
    asked = []
    while person.seen.kind == "question":
        asked.append(person.seen.question)
        person.press("go=skip")
    assert "home" in asked
    assert "worries" not in asked
    assert "listened_to" not in asked


def test_adults_may_chat_too_in_words_of_their_own(
    app: Flask, person: Person, mothers_token: str
) -> None:
    seen = chat(person, mothers_token)
    assert "This is not a person." in seen.words
    seen = type_in(person, "we want to see him more")
    assert "Thank you for telling us." in seen.words
    assert "Only tell" not in seen.words
    person.send([*fields(person.seen), ("go", "call")])
    assert "We have asked a person at the council to call you by" in person.seen.words
    person.skip_to_the_end()
    person.press("go=check")
    assert person.press("go=send").kind == "sent"
    with app.app_context():
        db.session.remove()
        assert db.session.scalars(select(Invitation.state)).one().value == "finished"
        assert db.session.scalars(select(Remark)).all() == []


# --- statements -------------------------------------------------------------------------------

WITH_STATEMENTS = b"""
key = "said_by_the_way"
version = "1"
audience = "child"
band = "8-11"
title = "By the way"

[[question]]
key = "first"
kind = "statement"
text = "This is said first."

[[question]]
key = "colour"
kind = "one_of"
text = "Which colour do you like?"
choices = [{ value = "red", label = "Red" }, { value = "blue", label = "Blue" }]

[[question]]
key = "between"
kind = "statement"
text = "This is said between."

[[question]]
key = "years"
kind = "number"
text = "How many years is that?"
minimum = 0
maximum = 9

[[question]]
key = "last"
kind = "statement"
text = "This is said at the end."
"""


def test_statements_are_just_said_and_a_number_is_typed(
    app: Flask, make: Make, person: Person
) -> None:
    form, faults = parse_form(WITH_STATEMENTS, "said_by_the_way.toml")
    assert form is not None, faults
    with transaction() as session:
        consultations.pin_form(session, form)
    invitation = make.invitation(
        make.review(make.child(age=9)), form="child_8_11", form_hash=form.source_hash
    )
    seen = chat(person, make.link(invitation))
    assert seen.question == "colour"
    assert "This is said first." in seen.words
    seen = person.press("answer=red")
    assert seen.question == "years"
    assert "This is said between." in seen.words
    assert "Write a number from 0 to 9." in type_in(person, "many").words
    assert type_in(person, "seven").question == "last"
    seen = person.press()
    assert seen.kind == "chat"
    assert {row.question_key: list(row.value or []) for row in rows(app)} == {
        "first": [],
        "colour": ["red"],
        "between": [],
        "years": ["7"],
        "last": [],
    }
    assert "This is said" not in seen.words
