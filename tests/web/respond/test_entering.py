"""The way in: looking does nothing, pressing opens a sitting, and what is dead is dead alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from participation.care.consultations.models import Invitation
from participation.guard.crypto import ring_of
from participation.guard.links import hash_of_code, shown_code
from participation.guard.sessions import RespondentSitting
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from participation.web.network import network_of
from participation.web.respond import code as code_door
from tests.at_the_database import statements
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person

MADE_UP = "A" * 22


def rows(app: Flask) -> dict[str, list[Any]]:
    """Everything in the database."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """What the database is asked while a test looks."""
    with statements(app) as seen:
        yield seen


def test_b43_t9_looking_at_a_link_a_hundred_times_changes_and_asks_nothing(
    app: Flask, client: FlaskClient, link: Link, asked: list[str]
) -> None:
    before = rows(app)
    asked.clear()
    for _ in range(50):
        got = client.get(f"/l/{link.token}", headers={"Sec-Purpose": "prefetch"})
        assert got.status_code == 200
        assert "Set-Cookie" not in got.headers
        assert client.head(f"/l/{link.token}").status_code == 200
    assert asked == []
    assert rows(app) == before
    assert asked, "and what is asked would have been seen"


@pytest.mark.parametrize(
    "path",
    [MADE_UP, "x", "A" * 10_000, "%00", "%ff%fe", "a%2Fb", "a/b", "..%2f..%2fetc%2fpasswd", "é"],
)
def test_b41_looking_gives_the_same_bytes_whatever_the_token(
    client: FlaskClient, link: Link, path: str
) -> None:
    real = client.get(f"/l/{link.token}")
    other = client.get(f"/l/{path}")
    assert (other.status_code, other.data) == (200, real.data)
    assert link.token not in real.text


def test_b44_the_token_is_on_no_page_and_is_told_to_no_other_site(
    person: Person, link: Link
) -> None:
    seen = person.begin(link.token)
    assert link.token not in seen.html
    assert seen.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in seen.headers["Cache-Control"]


def test_b41_b42_whatever_does_not_open_is_one_page_byte_for_byte(
    app: Flask, make: Make, client: FlaskClient, link: Link, clock: MovableClock
) -> None:
    dead = [
        client.post(f"/l/{token}")
        for token in (
            MADE_UP,
            link.token[:-1],
            link.token.swapcase(),
            link.token * 2,
            "A" * 10_000,
            "%00",
            "a/b",
            "%25" + link.token[1:],
        )
    ]
    with app.app_context(), transaction() as session:
        session.get_one(Invitation, link.invitation_id).link_hash = None
    dead.append(client.post(f"/l/{link.token}"))  # revoked
    with app.app_context():
        invitation = db.session.get_one(Invitation, link.invitation_id)
        late = make.link(invitation)
    clock.moment += timedelta(days=60)
    dead.append(client.post(f"/l/{late}"))  # the review is long over
    assert {answer.status_code for answer in dead} == {404}
    assert len({answer.data for answer in dead}) == 1
    assert 'data-page="dead"' in dead[0].text
    assert not any("Set-Cookie" in answer.headers for answer in dead)


def test_a_link_stays_open_until_the_day_after_the_review(
    person: Person, link: Link, clock: MovableClock
) -> None:
    clock.moment += timedelta(days=21)
    assert person.open(link.token).kind == "sent"
    clock.moment += timedelta(days=1)
    assert person.open(link.token).kind == "dead"


def test_t9_a_robot_that_presses_start_leaves_only_an_empty_sitting(
    app: Flask, person: Person, another: Person, link: Link
) -> None:
    before = rows(app)
    person.open(link.token)
    after = rows(app)
    assert len(after.pop("respondent_sittings")) == 1
    before.pop("respondent_sittings")
    assert after == before
    assert another.begin(link.token).question == "one_thing"


def test_r32_the_first_question_comes_by_the_third_tap(person: Person, link: Link) -> None:
    person.look(f"/l/{link.token}")
    assert person.press().kind == "start"  # tap 1: Start
    assert person.press().kind == "how"  # tap 2: on my own
    first = person.press()  # tap 3: the first card
    assert (first.kind, first.question) == ("question", "one_thing")


def test_t16_a_cookie_set_beforehand_is_not_adopted(app: Flask, person: Person, link: Link) -> None:
    person.client.set_cookie("sitting", "chosen-by-somebody-else")
    person.open(link.token)
    cookie = person.client.get_cookie("sitting")
    assert cookie is not None
    assert cookie.value != "chosen-by-somebody-else"
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.expires is None
    with app.app_context():
        stored = db.session.scalars(select(RespondentSitting)).one()
        assert cookie.value not in (stored.cookie_hash, stored.csrf)


def test_t16_a_link_pressed_from_another_site_opens_nothing(
    client: FlaskClient, link: Link
) -> None:
    answer = client.post(f"/l/{link.token}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


# --- codes -----------------------------------------------------------------------------------


@pytest.fixture
def card(app: Flask, link: Link) -> str:
    """The code on the child's card."""
    code = "k7mq2xw9d"
    with app.app_context(), transaction() as session:
        session.get_one(Invitation, link.invitation_id).code_hash = hash_of_code(
            ring_of(session), code
        )
    return code


@pytest.mark.parametrize(
    "typed", ["k7mq2xw9d", "K7MQ2XW9D", " k7m-q2x-w9d ", "k7m q2x w9d", "k7m–q2x–w9d"]
)
def test_b45_a_code_opens_however_it_is_written(person: Person, card: str, typed: str) -> None:
    assert shown_code(card) == "k7m-q2x-w9d"
    person.look("/code")
    assert person.press(say={"code": typed}).kind == "start"


@pytest.mark.parametrize(
    "typed", ["", "k7mq2xw9", "k7mq2xw9e", "O0O0O0O0O", "كككككككك", "\0", "x" * 5000, "' OR 1=1--"]
)
def test_b45_whatever_is_wrong_with_a_code_the_line_is_the_same(
    person: Person, card: str, typed: str
) -> None:
    person.look("/code")
    seen = person.press(say={"code": typed})
    assert seen.status == 422
    assert "Look at each letter, wait a moment and try again." in seen.words
    assert "Set-Cookie" not in seen.headers


def test_b46_ten_thousand_wrong_codes_slow_the_guesser_and_shut_nobody_out(
    app: Flask, person: Person, another: Person, card: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[float] = []
    monkeypatch.setattr(code_door.time, "sleep", held.append)
    person.look("/code")
    for _ in range(code_door.FREE_PER_NETWORK + 3):
        last = person.press(say={"code": "zzzzzzzzz"})
    assert len(held) == 3
    assert "try again" in last.words
    another.look("/code")  # the same network, the right code
    assert another.press(say={"code": card}).kind == "start"
    assert len(held) == 3


def test_b46_waiting_guesses_cannot_hold_every_thread(
    app: Flask, person: Person, card: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_door, "FREE_PER_NETWORK", 0)
    monkeypatch.setattr(code_door.time, "sleep", lambda _seconds: None)
    person.look("/code")
    with code_door._held_up.turn("203.0.113.7"), code_door._held_up.turn("203.0.113.8"):
        seen = person.press(say={"code": "zzzzzzzzz"})
    assert (seen.status, seen.headers["Retry-After"]) == (429, "2")
    assert "zzzzzzzzz" in seen.form.offers("code")
    with code_door._held_up.turn("203.0.113.7"):
        assert person.press(say={"code": "zzzzzzzzz"}).status == 422


def test_b46_a_right_code_opens_while_every_wrong_one_is_told_to_wait(
    app: Flask, person: Person, card: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four wrong codes a second would otherwise shut every child out, from wherever they come."""
    monkeypatch.setattr(code_door, "FREE_FOR_ALL", 0)
    person.look("/code")
    with code_door._held_up.turn("203.0.113.7"), code_door._held_up.turn("203.0.113.8"):
        assert person.press(say={"code": "zzzzzzzzz"}).status == 429
        assert person.press(say={"code": card}).kind == "start"


def test_b46_no_address_is_stored_with_the_attempts(app: Flask, person: Person, card: str) -> None:
    person.look("/code")
    person.press(say={"code": "zzzzzzzzz"})
    with app.app_context(), db.engine.connect() as connection:
        stored = connection.execute(text("SELECT what, key FROM attempts")).all()
    assert len(stored) == 2
    assert "127.0.0.1" not in repr(stored)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_household_is_one_network(address: str | None, network: str) -> None:
    assert network_of(address) == network


# --- a code in a square that a phone reads ------------------------------------------------------


def test_t9_a_square_is_looked_at_without_anything_happening(
    app: Flask, client: FlaskClient, card: str, link: Link, asked: list[str]
) -> None:
    before = rows(app)
    asked.clear()
    pages = {client.get(f"/c/{code}").data for code in (card, "zzzzzzzzz", "a/b", "%00")}
    assert client.head(f"/c/{card}").status_code == 200
    assert pages == {client.get(f"/l/{link.token}").data}
    assert asked == []
    assert rows(app) == before
    assert asked, "and what is asked would have been seen"


def test_pressing_start_behind_a_square_opens_what_its_code_opens(
    person: Person, another: Person, card: str
) -> None:
    person.look(f"/c/{shown_code(card)}")
    assert person.press().kind == "start"
    another.look("/c/zzzzzzzzz")
    seen = another.press()
    assert seen.status == 422
    assert "try again" in seen.words
    assert "zzzzzzzzz" in seen.form.offers("code")


def test_t16_a_square_pressed_from_another_site_opens_nothing(
    client: FlaskClient, card: str
) -> None:
    answer = client.post(f"/c/{card}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
