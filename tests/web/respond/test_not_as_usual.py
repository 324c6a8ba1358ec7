"""A helper beside the child, a parent, a closed round, a lost form, a look at help half-way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from participation.care.consultations.models import Answer
from participation.kernel.db import db
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person


@pytest.mark.parametrize(
    ("helper", "asked"), [("carer", False), ("advocate", True), ("somebody-forged", False)]
)
def test_r24_the_worry_question_is_not_put_in_front_of_a_carer(
    person: Person, link: Link, kept: Callable[[], Kept], helper: str, asked: bool
) -> None:
    person.open(link.token)
    assert person.press("company=helped").kind == "start"
    person.press(say={"helped_by": helper})
    person.press("mode=questions")
    met = []
    while person.seen.kind == "question":
        met.append(person.seen.question)
        person.press("go=skip")
    assert ("worries" in met) is asked


def test_nobody_named_who_helps_counts_as_somebody_of_the_household(
    app: Flask, person: Person, link: Link
) -> None:
    person.open(link.token)
    person.press("company=helped")
    person.press()
    assert person.press("mode=questions").question == "one_thing"
    person.press("go=skip")
    with app.app_context():
        row = db.session.query(Answer).one()
        assert row.helped_by == "other"


def test_r6_a_parent_is_told_before_the_first_question_who_may_read_it(
    person: Person, mothers_token: str
) -> None:
    seen = person.open(mothers_token)
    assert "court" in seen.words
    assert "solicitor" in seen.words
    assert "Aisha" not in seen.html
    assert person.press().kind == "how"
    assert person.press().question == "one_thing"
    assert "Only tell" not in person.seen.words


def test_a_parent_is_not_told_the_day_of_the_review_or_a_childs_helpline(
    person: Person, mothers_token: str
) -> None:
    person.begin(mothers_token)
    person.skip_to_the_end()
    assert "Who sees it" not in person.seen.words
    seen = person.press()
    assert seen.kind == "sent"
    assert "Thank you. I have your answers and will read them before the review." in seen.words
    assert "Is there something you want your child to hear?" in seen.words
    assert "thinks about it" not in seen.words
    assert "14 December" not in seen.words
    assert "Childline" not in seen.words


def test_words_after_the_round_closed_are_kept_as_late(
    person: Person, link: Link, kept: Callable[[], Kept], clock: MovableClock
) -> None:
    person.begin(link.token)
    clock.moment += timedelta(days=21)
    seen = person.press(say={"words": "typed before midnight"})
    assert seen.status == 409
    assert "typed before midnight" in seen.words
    person.look("/q")
    assert person.seen.kind == "sent"
    person.press(say={"words": "and one more thing"})
    assert kept().remarks == [("late", "typed before midnight"), ("late", "and one more thing")]
    assert set(kept().hearings) == {"waiting"}


def test_i22_an_open_consultation_keeps_the_form_it_began_with(
    app: Flask, person: Person, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.begin(link.token)
    house = app.extensions["participation"]
    published = replace(house.library, forms={"child_8_11": house.library.forms["child_12_15"]})
    monkeypatch.setitem(app.extensions, "participation", replace(house, library=published))
    assert person.press("go=skip").question == "home"
    assert "How is it going where you live?" in person.seen.words


def test_no_form_for_this_person_still_leaves_room_for_words(
    app: Flask, person: Person, make: Make, kept: Callable[[], Kept]
) -> None:
    child = make.child(officer=make.staff(), age=6)
    invitation = make.invitation(make.review(child), form_key=None, form_hash=None)
    seen = person.open(make.link(invitation))
    assert seen.kind == "sent"
    person.press(say={"words": "I drew my dog"})
    assert kept().remarks == [("late", "I drew my dog")]


@pytest.mark.parametrize("aside", ["help", "language"])
def test_b11_looking_at_help_or_languages_keeps_what_stands_in_the_box(
    person: Person, link: Link, kept: Callable[[], Kept], aside: str
) -> None:
    person.begin(link.token)
    person.press(f"go={aside}", say={"words": "half a sen"})
    assert person.path == f"/{aside}"
    assert kept().words == ["half a sen"]
    seen = person.look("/q")
    assert seen.question == "one_thing"
    assert "half a sen" in seen.form.offers("words")
    person.press(say={"words": "half a sentence"})
    person.press("go=more", say={"answer": "good"})
    person.press(f"go={aside}", say={"words": "and more"})
    assert "and more" in person.look("/q").form.offers("words")


def test_looking_at_help_with_an_empty_page_answers_nothing(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press("go=help")
    assert person.path == "/help"
    assert [row[0] for row in kept().answers] == ["one_thing"]
    assert person.look("/q").question == "home"
