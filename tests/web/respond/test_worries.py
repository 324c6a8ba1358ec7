"""What a child picks, or says to the question about being scared, brings a person (R22, R24)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.safeguarding.models import Concern
from participation.kernel.db import db
from participation.questionnaire.library import load_library, shipped_forms
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person

MARKED = [
    (question.key, choice.value, choice.concern)
    for question in load_library(shipped_forms()).form("child_8_11").questions
    for choice in question.choices
    if not question.module
]


def raised(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        db.session.remove()
        rows = db.session.scalars(select(Concern)).all()
        return [(row.level.value, row.cause) for row in rows]


def walk_to(person: Person, link: Link, key: str) -> None:
    person.begin(link.token)
    person.skip_until(key)


@pytest.mark.parametrize(
    ("said", "worried"),
    [
        ("yes", True),
        ("Yes.", True),
        ("yeah at night", True),
        ("no", False),
        ("not really", False),
        ("nothing, I am fine", False),
    ],
)
def test_r24_a_yes_to_being_scared_brings_a_person_though_no_word_of_it_is_on_a_list(
    app: Flask, person: Person, link: Link, said: str, worried: bool
) -> None:
    walk_to(person, link, "worries")
    person.press(say={"words": said})
    assert raised(app) == ([("amber", "worry_yes")] if worried else [])


@pytest.mark.parametrize(("key", "value", "concern"), MARKED)
def test_r22_a_choice_brings_a_person_as_soon_as_its_form_says(
    app: Flask, person: Person, link: Link, key: str, value: str, concern: str | None
) -> None:
    walk_to(person, link, key)
    person.press(say={"answer": value})
    assert raised(app) == ([(str(concern), "chosen_answer")] if concern else [])
