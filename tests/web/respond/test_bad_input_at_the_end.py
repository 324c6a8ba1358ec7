"""Rows of the bad-input catalogue for stopping, sending, the copy and a cookie that went astray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.guard.sessions import COOKIE_ON_ITS_WAY, RespondentSitting
from participation.kernel.db import db, transaction
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person

CANARY = "canary tangerine seventeen"
AWKWARD = [
    pytest.param("👩‍👩‍👧‍👦 👍🏽 🇬🇧", id="B1 emoji"),
    pytest.param("name \u202eevil\u202c \u2066x\u2069", id="B2 bidi"),
    pytest.param("zero\u200bwidth\u200djoiner", id="B3 zero width"),
    pytest.param("z" + "\u0301" * 5_000, id="B4 combining marks"),
    pytest.param("e\u0301 é １２ ١٢ ²", id="B9 forms of letters and digits"),
    pytest.param("k", id="B11 one letter"),
    pytest.param('"><img src=x onerror=alert(1)><script>1</script>', id="B12 script"),
    pytest.param("{{7*7}} ${7*7} <%= 7 %> {0.__class__} %s%n %(officer)s", id="B13 templates"),
    pytest.param("' OR 1=1-- ; DROP TABLE answers; \\ % _", id="B14 sql"),
    pytest.param("Subject: x\nBcc: y", id="B15 line ends"),
    pytest.param("w" * 10_000, id="B16 one long word"),
]


def _sent(person: Person, link: Link, words: str) -> None:
    person.begin(link.token)
    person.press(say={"words": words})
    person.skip_to_the_end()
    assert person.press("go=send").kind == "sent"


def _token(person: Person) -> str:
    return person.seen.form.offers("csrf_token")[0]


@pytest.mark.parametrize("words", AWKWARD)
def test_words_are_exact_on_the_copy_in_the_file_and_when_added(
    person: Person, link: Link, kept: Callable[[], Kept], words: str
) -> None:
    _sent(person, link, words)
    page = person.client.post("/q", data={"csrf_token": _token(person), "go": "copy"})
    assert words in unescape(page.text)
    assert "<script>1" not in page.text
    file = person.client.post("/q", data={"csrf_token": _token(person), "go": "copy_file"})
    assert words in file.get_data(as_text=True)
    assert file.headers["Content-Disposition"] == 'attachment; filename="copy.txt"'  # B2, B15
    person.press("go=add", say={"words": words})
    assert kept().remarks == [("added", words)]


def test_b16_fifty_thousand_line_ends_added_after_sending_are_kept_and_said_to_be_too_long(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    _sent(person, link, "x")
    seen = person.press("go=add", say={"words": "a" + "\n" * 50_000 + "b"})
    assert seen.status == 413
    assert [kind for kind, _ in kept().remarks] == ["refused"]


@pytest.mark.parametrize(
    "said",
    [
        {"device": "nonsense"},
        {"device": "x" * 20_000},
        {"device": ["own", "shared"]},
        {"device": "\0"},
        {"if_forgotten": "\0" * 5},
        {"go": "x" * 5_000},
        {"later": "1" * 5_000},
        {"sent_for_them": "1", "if_forgotten_from": "2020-01-01"},
    ],
)
def test_b51_the_page_for_stopping_takes_what_it_offers_and_nothing_else(
    app: Flask, person: Person, link: Link, said: dict[str, str | list[str]]
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.press("go=later")
    assert person.press(None, say=said).status == 200
    assert person.look("/q").status == 200
    with app.app_context():
        invitation = db.session.get_one(Invitation, link.invitation_id)
        assert not invitation.sent_for_them
        assert (invitation.if_forgotten_from is not None) == ("if_forgotten" in said)
        assert invitation.state.value == "started"


@pytest.mark.parametrize("go", ["copy", "copy_file", "send", "stop"])
def test_b49_presses_that_belong_to_another_page_show_and_change_nothing(
    person: Person, link: Link, kept: Callable[[], Kept], go: str
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    answer = person.client.post("/q", data={"csrf_token": _token(person), "go": go})
    assert answer.status_code == 303
    assert person.look("/q").question == "home"
    assert kept().state == "started"


@pytest.mark.parametrize("go", ["copy", "copy_file"])
def test_b48_a_copy_is_for_a_press_on_our_own_page(person: Person, link: Link, go: str) -> None:
    _sent(person, link, CANARY)
    forged = person.client.post("/q", data={"csrf_token": "x" * 22, "go": go})
    elsewhere = person.client.post(
        "/q",
        data={"csrf_token": _token(person), "go": go},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    for answer in (forged, elsewhere):
        assert answer.status_code == 403
        assert CANARY not in answer.text


def test_b43_head_shows_nothing_and_changes_nothing(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    for path in ("/q", "/help", "/leave", "/code", f"/l/{link.token}"):
        answer = person.client.head(path)
        assert (answer.status_code, answer.data) == (200, b"")
    assert kept().words == [CANARY]
    assert person.look("/q").question == "home"


def test_b53_no_address_for_respondents_names_a_thing_by_an_id(app: Flask) -> None:
    """What cannot be named cannot be guessed, swapped or counted up."""
    taken = {
        (rule.rule, name)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("respond_")
        for name in rule.arguments
    }
    for rule, name in taken:
        assert "id" not in name.split("_"), rule
        assert not rule.startswith("/q")


@pytest.mark.parametrize("guess", ["1", "-1", "[1]", "0" * 5_000, "AAAA-BBBB", "\0", "1 OR 1=1"])
def test_b53_an_id_of_somebody_else_in_the_fields_reaches_nobody(
    app: Flask, person: Person, another: Person, link: Link, mothers_token: str, guess: str
) -> None:
    another.begin(mothers_token)
    person.begin(link.token)
    with app.app_context():
        rows = db.session.scalars(select(Invitation)).all()
        theirs = next(row for row in rows if row.id != link.invitation_id)
        their_id, before = theirs.id, (theirs.state, theirs.started_at)
    for value in (guess, str(their_id)):
        names = ("id", "invitation", "invitation_id", "child_id", "respondent", "sitting")
        extra: dict[str, str | list[str]] = dict.fromkeys(names, value)
        person.press(say={**extra, "words": CANARY})
        person.look("/q")
    with app.app_context():
        theirs = db.session.get_one(Invitation, their_id)
        assert (theirs.state, theirs.started_at) == before
    assert CANARY not in another.look("/q").html


@pytest.mark.parametrize("where", ["/\\evil.example", "javascript:alert(1)", "/q\r\nX: y"])
def test_b52_b15_no_field_says_where_a_press_leads(person: Person, link: Link, where: str) -> None:
    person.begin(link.token)
    answer = person.client.post(
        "/q", data={"csrf_token": _token(person), "go": where, "next": where, "change": where}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/q")


@pytest.mark.parametrize("path", ["/code", "/leave", "/l/AAAAAAAAAAAAAAAAAAAAAA"])
def test_b58_a_body_that_is_too_big_breaks_no_other_door(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"code": "z" * 2_000_000})
    assert answer.status_code < 500
    assert "Traceback" not in answer.text


# --- a cookie that went astray ---------------------------------------------------------------


def _browser_that_never_got_the_new_cookie(person: Person, link: Link) -> str:
    """The answer to Send, which carries the new cookie, is lost with the signal."""
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.skip_to_the_end()
    old = person.client.get_cookie("sitting")
    assert old is not None
    person.press("go=send")
    person.client.set_cookie("sitting", old.value)
    return str(old.value)


def test_i13_pressing_send_again_after_its_answer_was_lost_comes_to_the_sent_page(
    person: Person, link: Link
) -> None:
    old = _browser_that_never_got_the_new_cookie(person, link)
    answer = person.client.post("/q", data={"csrf_token": _token(person), "go": "send"})
    assert answer.status_code == 303
    assert person.look("/q").kind == "sent"
    new = person.client.get_cookie("sitting")
    assert new is not None
    assert new.value != old


def test_i13_an_answer_lost_soon_after_the_cookie_had_changed_shuts_nobody_out(
    person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.press("go=later")
    person.press("go=stop", say={"device": "own"})  # another cookie, which did arrive
    person.press("go=on")
    person.skip_to_the_end()
    token, arrived = _token(person), person.client.get_cookie("sitting")
    assert arrived is not None
    for _ in range(2):  # the answers to Send, and to Send again, are lost
        person.client.post("/q", data={"csrf_token": token, "go": "send"})
        person.client.set_cookie("sitting", arrived.value)
    assert person.look("/q").kind == "sent"


def test_b47_the_cookie_before_counts_for_some_minutes_only(
    app: Flask, person: Person, link: Link
) -> None:
    _browser_that_never_got_the_new_cookie(person, link)
    with app.app_context(), transaction() as session:
        sitting = session.scalars(select(RespondentSitting)).one()
        assert sitting.cookie_changed_at is not None
        sitting.cookie_changed_at -= COOKIE_ON_ITS_WAY + timedelta(seconds=1)
    assert person.look("/q").kind == "dead"


def test_t4_leaving_with_the_cookie_before_ends_the_sitting_as_well(
    app: Flask, person: Person, link: Link
) -> None:
    _browser_that_never_got_the_new_cookie(person, link)
    person.client.post("/leave", data={"csrf_token": _token(person)})
    with app.app_context():
        assert db.session.scalars(select(RespondentSitting)).all() == []


def test_d14_the_cookie_before_a_long_pause_reads_nothing_back(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    old = person.client.get_cookie("sitting")
    assert old is not None
    with app.app_context(), transaction() as session:
        session.scalars(select(RespondentSitting)).one().last_seen -= timedelta(minutes=21)
    person.press("go=skip")
    person.client.set_cookie("sitting", old.value)
    assert person.look("/q").status == 200
    person.client.post("/q", data={"csrf_token": _token(person), "change": "one_thing"})
    assert CANARY not in person.look("/q").html


def test_t4_somebody_who_left_without_signal_left_all_the_same(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.client.set_cookie("left", "1")  # as the script does when nothing can be sent
    assert person.look("/q").kind == "dead"
    assert person.client.post("/q", data={"csrf_token": "x", "go": "back"}).status_code == 404
    assert kept().words == [CANARY]
    assert person.begin(link.token).question == "home", "the link opens it again"
