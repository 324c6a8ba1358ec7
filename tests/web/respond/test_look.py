"""A council's colour, logo and words on respondents' pages, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_settings_look import png
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person


@pytest.fixture
def council(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A council that has chosen a look."""

    def chosen(**changes: object) -> None:
        house = app.extensions["participation"]
        settings = replace(house.settings, **changes)
        monkeypatch.setitem(app.extensions, "participation", replace(house, settings=settings))

    return chosen


def stylesheet(html: str) -> str:
    return html.partition('rel="stylesheet" href="')[2].partition('"')[0]


def test_without_a_look_the_plain_stylesheet_serves(client: FlaskClient) -> None:
    assert stylesheet(client.get("/code").text).startswith("/static/respond.css?v=")


def test_a_colour_and_a_logo_come_in_one_stylesheet_that_browsers_keep(
    client: FlaskClient, council: Callable[..., None]
) -> None:
    council(colour="#7a1f5c", logo=png())
    page = client.get("/code").text
    address = stylesheet(page)
    got = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert got.status_code == 200
    assert got.mimetype == "text/css"
    assert "immutable" in got.headers["Cache-Control"]
    assert "Set-Cookie" not in got.headers
    assert len(got.data) < 5_000
    plain = client.get(address).text
    assert "--go:#7a1f5c" in plain
    assert "url(data:image/png;base64," in plain
    assert page.count("<link") == 2, "the icon and one stylesheet"
    council(colour="#003366", logo=b"")
    assert stylesheet(client.get("/code").text) != address


def test_local_words_stand_on_pages_and_in_forms_and_in_no_word_of_a_person(
    person: Person, link: Link, council: Callable[..., None]
) -> None:
    council(local_words=(("review", "catch-up"),))
    seen = person.open(link.token)
    assert "My catch-up" in seen.words
    assert "That is called your catch-up" in seen.words  # the form's own intro
    assert "review " not in seen.words.replace("reviewing", "")
    person.press("company=alone")
    person.press("mode=questions")
    person.press(say={"words": "my review is boring"})
    person.skip_to_the_end()
    assert "my review is boring" in person.seen.words


def test_staff_read_our_own_words(client: FlaskClient, council: Callable[..., None]) -> None:
    before = client.get("/staff/sign-in").text
    council(local_words=(("review", "catch-up"),))
    after = client.get("/staff/sign-in").text
    assert "catch-up" not in after
    assert ("review" in before) is ("review" in after)


def test_help_says_whose_pages_these_are(client: FlaskClient) -> None:
    assert "These pages belong to North Shire Council." in client.get("/help").text
