"""A child draws: lines reach the officer as lines, beside the words, and never as text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.consultations.models import Invitation
from participation.care.people.models import Role, StaffMember
from participation.guard.tokens import add_token
from participation.kernel.db import db, transaction
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person
from tests.web.staff.signing_in import signed_in

STROKES = "[[1,100,100,500,700],[4,10,10]]"
RED = 'stroke="#c62828"'


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO)


@pytest.fixture
def link(make: Make, officer: StaffMember) -> Link:
    """A child of six, asked with the form of that age, which begins with a drawing."""
    invitation = make.invitation(make.review(make.child(officer=officer, age=6)), form="child_4_7")
    return Link(invitation.id, make.link(invitation))


def test_a_drawing_and_the_words_beside_it_are_kept_together(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    assert person.begin(link.token).question == "one_thing"
    person.press(say={"drawing": STROKES, "words": "my dog"})
    assert person.seen.question == "bed_and_toys"
    assert kept().answers == [("one_thing", "answered", ["drawing"], f"{STROKES}\nmy dog")]


def test_without_a_script_words_alone_are_the_answer(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    seen = person.begin(link.token)
    assert '<div class="draw" hidden>' in seen.html  # a sheet that cannot be drawn on is not shown
    person.press(say={"words": "I would draw my dog"})
    assert kept().answers == [("one_thing", "answered", [], "I would draw my dog")]


def test_back_shows_the_drawing_and_the_words_apart_and_changes_both(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"drawing": STROKES, "words": "my dog"})
    seen = person.press("go=back")
    assert seen.form.offers("drawing") == [STROKES]
    assert seen.form.offers("words") == ["my dog"]
    person.press(say={"drawing": "[[0,1,1,9,9]]", "words": ""})
    assert kept().answers[-1] == ("one_thing", "answered", ["drawing"], "[[0,1,1,9,9]]")


@pytest.mark.parametrize(
    ("button", "say", "state", "words"),
    [
        (None, {"answer": "_rather_not"}, "declined", ""),
        ("go=skip", {}, "skipped", ""),
        ("go=skip", {"words": "a dog"}, "skipped", "a dog"),
        (None, {"answer": "_dont_know"}, "answered", STROKES),
        ("go=later", {}, "answered", STROKES),
    ],
)
def test_who_does_not_want_to_answer_takes_the_drawing_back_and_nobody_else_does(
    person: Person,
    link: Link,
    kept: Callable[[], Kept],
    button: str | None,
    say: dict[str, str | list[str]],
    state: str,
    words: str,
) -> None:
    person.begin(link.token)
    person.press(button, say={"drawing": STROKES, **say})
    assert kept().answers == [
        ("one_thing", state, ["drawing"] if state == "answered" else [], words)
    ]


def test_what_is_no_drawing_says_what_to_do_and_loses_no_words(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    seen = person.press(say={"drawing": "[[9,1,2]]", "words": "my dog"})
    assert seen.status == 422
    assert "Your drawing did not reach us" in seen.words
    assert seen.form.offers("words") == ["my dog"]
    assert seen.form.offers("drawing") == [""]
    assert person.press().question == "bed_and_toys"
    assert kept().answers == [("one_thing", "answered", [], "my dog")]


def test_too_many_words_beside_a_drawing_lose_neither(person: Person, link: Link) -> None:
    person.begin(link.token)
    seen = person.press(say={"drawing": STROKES, "words": "x" * 10_001})
    assert seen.status == 413
    assert seen.form.offers("drawing") == [STROKES]
    assert seen.form.offers("words") == ["x" * 10_001]


def test_a_drawing_that_comes_too_late_is_kept_as_words_that_came_late(
    person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    old = person.fields(None, {"drawing": STROKES})
    another.begin(link.token)
    another.skip_to_the_end()
    another.press()
    assert person.send(old).status == 409
    assert kept().remarks[0][1] == STROKES


def test_the_officer_sees_the_drawing_drawn_and_never_its_numbers_as_text(
    app: Flask,
    client: FlaskClient,
    make: Make,
    officer: StaffMember,
    person: Person,
    link: Link,
    work_off: Callable[[], int],
) -> None:
    person.begin(link.token)
    person.press(say={"drawing": STROKES, "words": "my dog"})
    person.skip_to_the_end()
    assert RED in person.seen.html  # on the check page, in the same sitting
    person.press()
    work_off()
    browser = signed_in(client, make, officer)
    path = f"/staff/reviews/{_review_of(link)}/summary"
    page = browser.get(path).get_data(as_text=True)
    assert page.count(RED) == 2  # the one thing, and the answer
    assert page.count("my dog") == 2
    assert STROKES not in page
    with transaction() as session:
        token = add_token(
            session,
            name="case system",
            scopes=["summaries:read_all"],
            secret="s" * 40,
            now=make.clock.now(),
        )
    body = client.get(
        f"/api/v1/reviews/{_review_of(link)}/summary", headers={"Authorization": f"Bearer {token}"}
    ).get_json()
    drawing = body["one_thing"]["drawing"]
    assert drawing["strokes"][0] == {"colour": "red", "points": [[100, 100], [500, 700]]}
    assert (drawing["side"], body["one_thing"]["own_words"]) == (1000, "my dog")


def test_words_beside_a_drawing_are_heard_like_any_others(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"drawing": STROKES, "words": "my dog"})
    assert kept().concerns == 0
    person.press("go=back")
    person.press(say={"drawing": STROKES, "words": "he hits me"})
    assert kept().concerns == 1


def test_the_officers_reading_list_opens_a_drawing_as_a_drawing(
    client: FlaskClient, make: Make, officer: StaffMember, person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"drawing": STROKES, "words": "my dog"})
    person.skip_to_the_end()
    person.press()
    browser = signed_in(client, make, officer)
    listed = browser.get("/staff/concerns").get_data(as_text=True)
    address = re.findall(r'href="(/staff/words/[0-9a-f-]{36})"', listed)[0]
    page = browser.get(address).get_data(as_text=True)
    assert RED in page
    assert "my dog" in page
    assert STROKES not in page


def _review_of(link: Link) -> str:
    return db.session.get_one(Invitation, link.invitation_id).round.review.external_id


def test_a_drawing_sent_when_the_sitting_is_over_is_not_lost(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.client.delete_cookie("sitting")
    shut = person.press(say={"drawing": STROKES, "words": "my dog"})
    assert "Not saved" in shut.words
    assert shut.form.offers("drawing") == [STROKES]
    assert shut.form.offers("words") == ["my dog"]
    assert kept().answers == []
    person.open(link.token)
    person.seen = shut
    person.press()
    person.press()
    assert kept().answers == [("one_thing", "answered", ["drawing"], f"{STROKES}\nmy dog")]
