"""R16: every door stays open to a missing child, and using one is a sign of life, red at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.safeguarding.models import Concern
from participation.guard.crypto import ring_of
from participation.guard.links import hash_of_code, shown_code
from participation.kernel.db import db, reading, transaction
from tests.conftest import MovableClock
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person

CODE = "k7mq2xw9d"


@pytest.fixture
def missing(app: Flask, link: Link) -> None:
    """The child of `link` has gone missing since they were asked; their card has a code."""
    with app.app_context(), transaction() as session:
        invitation = session.get_one(Invitation, link.invitation_id)
        invitation.child.circumstances = ["missing"]
        invitation.code_hash = hash_of_code(ring_of(session), CODE)


def concerns(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        db.session.remove()
        with reading() as session:
            rows = session.scalars(select(Concern).order_by(Concern.id))
            return [(row.level.value, row.cause) for row in rows]


SIGN = ("red", "sign_of_life")


@pytest.mark.usefixtures("missing")
def test_opening_the_link_is_a_sign_of_life_and_looking_at_it_is_none(
    app: Flask, person: Person, link: Link
) -> None:
    person.look(f"/l/{link.token}")
    assert concerns(app) == []
    person.press()
    assert concerns(app) == [SIGN]


@pytest.mark.usefixtures("missing")
def test_typing_the_code_of_the_card_is_a_sign_of_life(app: Flask, person: Person) -> None:
    person.look("/code")
    person.press(say={"code": shown_code(CODE)})
    assert concerns(app) == [SIGN]


@pytest.mark.usefixtures("missing")
def test_words_are_another_sign_of_life_and_ticks_within_the_hour_are_not(
    app: Flask, person: Person, link: Link, clock: MovableClock
) -> None:
    person.begin(link.token)
    person.press(say={"words": "i am ok"})
    assert concerns(app) == [SIGN, SIGN]
    person.press(say={"answer": "good"})
    assert concerns(app) == [SIGN, SIGN]
    clock.moment += timedelta(minutes=61)
    person.open(link.token)
    assert concerns(app) == [SIGN] * 3


def test_a_child_who_is_not_missing_raises_nothing_by_opening(
    app: Flask, person: Person, link: Link
) -> None:
    person.open(link.token)
    assert concerns(app) == []
