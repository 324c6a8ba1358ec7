"""The youngest and easy readers: pictures, stones, symbols of the council's own, and sound."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from participation.questionnaire.library import load_library, shipped_forms
from participation.web.respond import council_files
from participation.web.respond.pictures import PATHS
from tests.channels.form.test_council_files import MP3, PNG, SVG, put
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person, Seen

LIBRARY = load_library(shipped_forms())


@pytest.fixture
def link(make: Make) -> Link:
    """A child of six, asked with the form of that age."""
    child = make.child(officer=make.staff(), age=6)
    invitation = make.invitation(make.review(child), form="child_4_7")
    return Link(invitation.id, make.link(invitation))


def in_pictures(person: Person, link: Link, question: str = "") -> Seen:
    person.open(link.token)
    person.press("company=alone")
    if person.seen.kind == "how":
        person.press("mode=pictures")
    return person.skip_until(question) if question else person.seen


def tiles(seen: Seen) -> list[str]:
    return re.findall(r'<label class="o">.*?</label>', seen.html, re.DOTALL)


def test_every_picture_is_small_and_only_a_drawing() -> None:
    for name, path in PATHS.items():
        assert len(path) <= 600, name
        assert re.fullmatch(r"[MmLlHhVvQqTtAaZz0-9 .-]+", path), name


@pytest.mark.parametrize("form", ["child_4_7", "child_easy_read"])
def test_every_question_and_choice_of_the_forms_in_pictures_has_one(form: str) -> None:
    for question in LIBRARY.form(form).questions:
        assert question.key in PATHS or question.topic.value in PATHS, question.key
    assert {"dont_know", "rather_not"} <= set(PATHS)


def test_a_question_in_pictures_shows_what_it_is_about_and_a_picture_on_every_tile(
    person: Person, link: Link
) -> None:
    seen = in_pictures(person, link, "family_time")
    assert 'class="big pic"' in seen.html
    assert PATHS["family_time"] in seen.html
    shown = tiles(seen)
    assert len(shown) == 5
    assert all("<svg" in tile for tile in shown)
    assert all('aria-hidden="true"' in tile for tile in shown)  # the words say the same


def test_three_faces_and_two_ways_not_to_say_look_alike(person: Person, link: Link) -> None:
    seen = in_pictures(person, link, "feelings")
    assert [tile.count("<svg") for tile in tiles(seen)] == [1, 1, 1, 1, 1]
    assert seen.html.count('<circle class="f') == 3


def test_stones_say_how_far_it_is_and_screen_readers_hear_the_number(
    person: Person, link: Link
) -> None:
    seen = in_pictures(person, link, "feelings")
    assert 'aria-hidden="true">●●●○○</span><span class="vh">Question 3 of 5</span>' in seen.html
    assert seen.title.startswith("Question 3 of 5")


def test_the_same_form_as_questions_has_no_large_pictures(person: Person, link: Link) -> None:
    person.open(link.token)
    person.press("company=alone")
    person.press("mode=questions")
    seen = person.skip_until("family_time")
    assert "pict" not in seen.html
    assert 'class="big"' in seen.html


def test_somebody_who_opens_the_link_again_goes_on_in_pictures(
    person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    in_pictures(person, link, "bed_and_toys")
    person.press(say={"answer": "happy"})
    seen = in_pictures(another, link)
    assert (seen.question, 'class="big pic"' in seen.html) == ("feelings", True)


@pytest.fixture
def own_files(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> council_files.CouncilFiles:
    """A council with four symbols and one recording."""
    for name in ("feelings.svg", "happy.svg", "dont_know.svg"):
        put(tmp_path / "symbols", name, SVG)
    put(tmp_path / "symbols", "family_time.more.png", PNG)
    put(tmp_path / "sounds", "en/child_4_7/feelings.mp3", MP3)
    files = council_files.read(tmp_path / "symbols", tmp_path / "sounds", LIBRARY)
    monkeypatch.setitem(app.extensions, council_files.KEY, files)
    return files


def test_a_councils_own_symbols_stand_in_place_of_ours(
    person: Person, link: Link, own_files: council_files.CouncilFiles
) -> None:
    seen = in_pictures(person, link, "feelings")
    assert PATHS["feelings"] not in seen.html
    addresses = re.findall(r'<img class="pict" src="([^"]+)"[^>]*alt="">', seen.html)
    assert [address.partition("?")[0] for address in addresses] == [
        "/symbols/feelings", "/symbols/happy", "/symbols/dont_know",
    ]  # fmt: skip
    assert seen.html.count('<circle class="f') == 2  # the other two faces are ours
    more = in_pictures(person, link, "family_time")
    assert "/symbols/family_time.more?v=" in more.html


def test_a_symbol_runs_nothing_even_when_opened_by_itself_and_browsers_may_keep_it(
    person: Person, own_files: council_files.CouncilFiles
) -> None:
    address = own_files.addresses["happy"]
    shown = person.client.get(address)
    assert (shown.data, shown.mimetype) == (SVG, "image/svg+xml")
    assert shown.headers["Content-Security-Policy"].endswith("sandbox")
    assert "immutable" in shown.headers["Cache-Control"]
    assert "Set-Cookie" not in shown.headers
    for path in ("/symbols/nothing", "/symbols/../settings.py", "/symbols/happy.svg"):
        assert person.client.get(path).status_code == 404


def test_a_recording_plays_without_a_script_and_only_where_there_is_one(
    person: Person, link: Link, own_files: council_files.CouncilFiles
) -> None:
    seen = in_pictures(person, link, "feelings")
    (address,) = re.findall(r'<audio controls preload="none" src="([^"]+)"', seen.html)
    assert address.startswith("/sounds/en/child_4_7/feelings.mp3?v=")
    assert "media-src 'self'" in seen.headers["Content-Security-Policy"]
    assert 'class="quiet say"' not in seen.html
    whole = person.client.get(address)
    assert (whole.data, whole.mimetype) == (MP3, "audio/mpeg")
    part = person.client.get(address, headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.data) == (206, b"ID3")
    assert person.client.get("/sounds/ar/child_4_7/feelings.mp3").status_code == 404
    silent = person.press("go=skip")
    assert "<audio" not in silent.html
    assert re.search(r'<button[^>]*class="quiet say"[^>]*hidden>', silent.html)


# --- R34: under 8 -------------------------------------------------------------------------------


def test_r34_the_child_picks_the_helpers_picture_and_the_helper_is_told_not_to_suggest(
    person: Person, link: Link
) -> None:
    person.open(link.token)
    seen = person.press("company=helped")
    assert seen.form.offers("helped_by") == [
        "carer", "family", "social_worker", "teacher", "other",
    ]  # fmt: skip
    assert len([tile for tile in tiles(seen) if "<svg" in tile]) == 5
    assert "Do not suggest an answer." in seen.words
    person.press(say={"helped_by": "teacher"})
    assert person.press("mode=pictures").question == "one_thing"


def test_r34_what_the_helper_says_stays_apart_from_the_child(person: Person, link: Link) -> None:
    person.open(link.token)
    person.press("company=helped")
    person.press(say={"helped_by": "teacher"})
    person.press("mode=pictures")
    person.press(say={"words": "my dog"})  # something of the child's own, or there is no copy
    seen = person.skip_until("helper_how")
    assert "For the person who is helping" in seen.words
    assert "●" not in seen.html
    person.press(say={"words": "she pointed"})
    person.skip_to_the_end()
    person.press()
    assert "she pointed" not in _keepsake(person).html


def _keepsake(person: Person) -> Seen:
    copies = next(form for form in person.seen.forms if "keepsake" in form.offers("go"))
    fields = [*copies.filled(), ("go", "keepsake")]
    return person.send(fields)


def test_r34_a_picture_to_keep_shows_faces_and_the_drawing_and_not_one_word_that_was_written(
    person: Person, link: Link
) -> None:
    in_pictures(person, link)
    person.press(say={"drawing": "[[1,100,100,500,700]]", "words": "first canary"})
    person.press(say={"answer": "sad"})
    person.press("go=skip")
    person.press(say={"answer": ["more"]})
    person.press(say={"words": "second canary"})
    person.skip_to_the_end()
    person.press()
    assert person.seen.kind == "sent"
    seen = _keepsake(person)
    assert seen.status == 200
    assert 'stroke="#c62828"' in seen.html
    assert ("Sad" in seen.words, "I want to see someone more" in seen.words) == (True, True)
    assert "canary" not in seen.html
    assert "c62828" not in person.look().html  # the page that comes next reads nothing back


def test_the_picture_is_for_the_same_sitting_only(
    person: Person, another: Person, link: Link
) -> None:
    in_pictures(person, link)
    person.press(say={"drawing": "[[1,100,100,500,700]]"})
    person.skip_to_the_end()
    person.press()
    another.open(link.token)
    assert another.seen.kind == "sent"
    assert not any("keepsake" in form.offers("go") for form in another.seen.forms)
    another.send([*another.seen.form.filled(), ("go", "keepsake")])
    assert another.seen.kind == "sent"
    assert "c62828" not in another.seen.html
