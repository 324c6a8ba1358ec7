"""A child with a link, and browsers to open it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Answer, Invitation, Remark
from participation.care.people.models import Adult, Child, Relationship
from participation.care.safeguarding.models import Concern, Hearing
from participation.kernel.db import db, reading
from tests.factories import Make
from tests.web.respond.holding_cards import Card
from tests.web.respond.walking import Person


@dataclass
class Link:
    """An invitation and the token of its link."""

    invitation_id: int
    token: str


@pytest.fixture
def link(make: Make) -> Link:
    """A child of nine, asked with the form of that age; Sam Green is the reviewing officer."""
    child = make.child(officer=make.staff(), age=9)
    invitation = make.invitation(make.review(child), form="child_8_11")
    return Link(invitation.id, make.link(invitation))


@pytest.fixture
def mothers_token(app: Flask, make: Make) -> str:
    """The link of the mother of a child in proceedings."""
    adult_id = make.adult().id
    officer = make.staff()
    child_id = make.child(officer=officer, circumstances=["in_proceedings"]).id
    mother = make.relationship(
        db.session.get_one(Child, child_id), db.session.get_one(Adult, adult_id)
    )
    mother_id = mother.id
    held = make.round(make.review(db.session.get_one(Child, child_id)))
    mother = db.session.get_one(Relationship, mother_id)
    return make.link(make.invitation(form="parent_web", related=mother, round=held))


@pytest.fixture
def person(app: Flask) -> Person:
    return Person(app.test_client())


@pytest.fixture
def another(app: Flask) -> Person:
    """Somebody at another browser."""
    return Person(app.test_client())


@pytest.fixture
def card(make: Make) -> Card:
    officer = make.staff(name="Sam Green")
    child = make.child(officer=officer, age=13)
    token, code = make.card(child)
    return Card(child, officer, token, code)


@pytest.fixture
def holder(person: Person, card: Card) -> Person:
    """The child, with the card opened."""
    person.look(f"/m/{card.token}")
    person.press()
    return person


@dataclass
class Kept:
    """What is stored, opened."""

    answers: list[tuple[str, str, list[str], str]]  # question, state, values, words; as they came
    remarks: list[tuple[str, str]]  # kind, words
    hearings: list[str]  # state
    concerns: int
    state: str

    @property
    def words(self) -> list[str]:
        return [said[3] for said in self.answers] + [said[1] for said in self.remarks]


@pytest.fixture
def kept(app: Flask, link: Link) -> Callable[[], Kept]:
    """Read everything stored for the link's invitation."""

    def read() -> Kept:
        with app.app_context():
            db.session.remove()
            with reading() as session:
                answers = session.scalars(select(Answer).order_by(Answer.id)).all()
                remarks = session.scalars(select(Remark).order_by(Remark.id)).all()
                return Kept(
                    answers=[
                        (row.question_key, row.state.value, list(row.value or ()), row.words or "")
                        for row in answers
                    ],
                    remarks=[(row.kind.value, row.words or "") for row in remarks],
                    hearings=[
                        row.state.value
                        for row in session.scalars(select(Hearing).order_by(Hearing.id))
                    ],
                    concerns=len(session.scalars(select(Concern)).all()),
                    state=session.get_one(Invitation, link.invitation_id).state.value,
                )

    return read
