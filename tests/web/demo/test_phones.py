"""The page of simulated phones: a reply goes the way of a real text; in a demonstration only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation.care.consultations.models import Message
from participation.care.people.models import Role
from participation.guard.passwords import LocalAccount, is_right
from participation.journeys.opening import open_round
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.web.demo import sign_ins
from participation.web.demo.devices import in_pieces
from tests.factories import Make

STRANGER = "07700 900987"


def shown(page: FlaskClient) -> str:
    return page.get("/demo/phones").get_data(as_text=True)


def text_as(page: FlaskClient, number: str, words: str) -> int:
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown(page))
    assert token is not None
    form = {"csrf_token": token[1], "number": number, "words": words}
    return page.post("/demo/phones", data=form).status_code


def messages_kept() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def a_parent_who_is_asked(people: Make) -> str:
    """The number of a mother who has been promised her first text."""
    child = people.child(officer=people.staff())
    mother = people.adult("Christine Brown")
    people.relationship(child, mother)
    number = people.contact(adult=mother).value or ""
    review = people.review(child)
    with transaction() as session:
        open_round(
            session,
            review.id,
            people.today,
            hold=timedelta(0),
            house=people.house,
            now=people.clock.now(),
        )
    return number


def test_a_parent_s_reply_leads_to_the_first_question(
    page: FlaskClient, people: Make, send_what_is_due: Callable[[], int]
) -> None:
    number = a_parent_who_is_asked(people)
    send_what_is_due()
    assert "Reply 1 to begin" in shown(page) or "1 begin" in shown(page)
    assert text_as(page, number, "1") == 303
    send_what_is_due()
    after = shown(page)
    assert "what is going well?" in after
    assert "mother of Aisha" in after


def test_a_text_from_a_strange_phone_is_kept_and_answered(
    page: FlaskClient, send_what_is_due: Callable[[], int]
) -> None:
    assert text_as(page, STRANGER, "who is this?") == 303
    send_what_is_due()
    after = shown(page)
    assert "Somebody unknown" in after
    assert "who is this?" in after
    assert "We do not know this phone" in after


def test_what_somebody_texts_is_shown_as_words_and_never_as_markup(page: FlaskClient) -> None:
    text_as(page, STRANGER, '<script>alert(1)</script> http://localhost/l/x" onclick=')
    after = shown(page)
    assert "<script>alert(1)</script>" not in after
    assert 'href="http://localhost/l/x' not in after


def test_another_site_cannot_text_as_somebody(page: FlaskClient) -> None:
    form = {"number": STRANGER, "words": "not from here", "csrf_token": "guessed"}
    assert page.post("/demo/phones", data=form).status_code == 403
    assert messages_kept() == 0


def test_a_number_that_cannot_text_is_refused_and_the_words_are_given_back(
    page: FlaskClient,
) -> None:
    assert text_as(page, "020 7946 0123", "landline words") == 422
    assert messages_kept() == 0


def test_our_own_links_can_be_tapped_with_and_without_their_scheme() -> None:
    pieces = in_pieces(
        "See http://127.0.0.1:8000/l/abc or 127.0.0.1:8000/help Text CALL", "http://127.0.0.1:8000"
    )
    assert [piece.href for piece in pieces if piece.href] == [
        "http://127.0.0.1:8000/l/abc",
        "http://127.0.0.1:8000/help",
    ]
    assert "".join(piece.words for piece in pieces).endswith("/help Text CALL")


def test_an_address_elsewhere_is_no_link() -> None:
    assert all(
        piece.href is None
        for piece in in_pieces("https://elsewhere.example/l/abc", "http://127.0.0.1:8000")
    )


def test_the_sign_in_that_is_shown_is_right(demo: Flask, page: FlaskClient, people: Make) -> None:
    staff = people.staff(Role.IRO)
    secret_key = people.house.settings.secret_key
    with transaction() as session:
        sign_ins.add(session, session.merge(staff), secret_key=secret_key, now=people.clock.now())
    with reading() as session:
        one = sign_ins.all_of(session, secret_key=secret_key, system=system_now())[0]
        account = session.scalars(select(LocalAccount)).one()
        assert is_right(account, one.password, one.code, system_now())
    assert one.password in shown(page)


def test_whoever_opens_the_bare_address_is_led_to_the_phones(page: FlaskClient) -> None:
    assert page.get("/").headers["Location"] == "/demo/phones"


def test_there_are_no_phones_outside_the_demonstration(client: FlaskClient) -> None:
    assert client.get("/demo/phones").status_code == 404
    assert client.post("/demo/phones").status_code == 404
