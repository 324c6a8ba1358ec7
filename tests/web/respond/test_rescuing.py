"""Something breaks after words arrived: they are kept, or the page says truthfully that they are
not (D6, I8). What breaks here is real: a form that cannot be read, a write lock, a closed table."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from participation.care.consultations.models import StoredForm
from participation.kernel.db import db, transaction
from tests.at_the_database import refusing
from tests.databases import on_sqlite
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person


def test_d6_words_are_kept_apart_when_the_answer_cannot_be_stored(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    with refusing(app, "answers"):
        seen = person.press(say={"words": "he is not kind to me"})
    assert seen.status == 500
    assert "Your words are kept" in seen.words
    assert "he is not kind to me" in seen.words
    assert kept().remarks == [("rescued", "he is not kind to me")]
    assert kept().hearings == ["draft"]
    assert kept().answers == []
    assert person.look("/q").question == "one_thing"


def test_d6_rescued_words_that_worry_us_raise_a_concern_all_the_same(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    with refusing(app, "answers"):
        person.press(say={"words": "he hits me and I am scared to go home"})
    assert kept().concerns == 1


def test_d6_pressing_again_after_a_rescue_keeps_the_words_once(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    sent = person.fields(None, {"words": "only once"})
    with refusing(app, "answers"):
        person.send(sent)
        person.send(sent)
    assert kept().words == ["only once"]


def test_d6_the_page_says_not_saved_when_even_that_fails_and_trying_again_works(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    with refusing(app):
        seen = person.press(say={"words": "hold on to this"})
    assert seen.status == 503
    assert "Not saved yet" in seen.words
    assert "are kept" not in seen.words
    assert seen.form.offers("words") == ["hold on to this"]
    assert kept().words == []
    assert person.press().question == "home"
    assert kept().words == ["hold on to this"]


def test_d6_a_stored_form_that_cannot_be_read_keeps_the_words_and_shows_them(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    house = app.extensions["participation"]
    with app.app_context(), transaction() as session:
        pinned = house.library.forms["child_8_11"].source_hash
        session.get_one(StoredForm, pinned).definition = "{}"
    forms = dict(house.library.forms)
    forms.pop("child_8_11")
    with pytest.MonkeyPatch.context() as change:
        change.setitem(
            app.extensions,
            "participation",
            replace(house, library=replace(house.library, forms=forms)),
        )
        seen = person.press(say={"words": "still here"})
    assert seen.status == 409
    assert "Not saved yet" not in seen.words
    assert "still here" in seen.words
    assert kept().words == ["still here"]


def test_i8_a_locked_database_says_not_saved_yet_and_loses_nothing(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name != "sqlite":
        lock = "LOCK TABLE answers, remarks IN ACCESS EXCLUSIVE MODE"
        impatient = "SET lock_timeout = '200ms'"
    else:
        lock, impatient = "UPDATE settings SET key = key", "PRAGMA busy_timeout = 200"
    patient = impatient.replace("200ms", "0").replace("200", "30000")

    def set_patience(connection: object, how: str) -> None:
        cursor = connection.cursor()
        cursor.execute(how)
        cursor.close()
        connection.commit()

    def on_checkout(connection: object, *_rest: object) -> None:
        set_patience(connection, impatient)

    def on_checkin(connection: object, *_rest: object) -> None:
        set_patience(connection, patient)

    with engine.connect() as holder:
        holder.execute(text(lock))
        event.listen(engine, "checkout", on_checkout)
        event.listen(engine, "checkin", on_checkin)
        try:
            seen = person.press(say={"words": "keep me on the screen"})
        finally:
            event.remove(engine, "checkout", on_checkout)
            event.remove(engine, "checkin", on_checkin)
        holder.rollback()
    assert seen.status == 503
    assert "Not saved yet. Keep this page open." in seen.words
    assert seen.form.offers("words") == ["keep me on the screen"]
    assert kept().words == []
    assert person.press().question == "home"
    assert kept().words == ["keep me on the screen"]


@on_sqlite
def test_f7_i9_on_a_full_disk_nothing_is_saved_or_lost_and_all_can_be_read(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    """SQLite may take no further page; `tests.faults.saving` fills a disk for real."""
    person.begin(link.token)
    long = " ".join(["hold on to this, it is long."] * 300)
    with app.app_context():
        engine = db.engine

    def no_page_more(connection: Any, *_rest: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # SQLite makes it what there are now
        while connection.execute("PRAGMA freelist_count").fetchone() != (0,):
            connection.execute("CREATE TABLE IF NOT EXISTS ballast (words)")
            connection.execute("INSERT INTO ballast VALUES (zeroblob(4000))")
        connection.commit()

    event.listen(engine, "checkout", no_page_more)
    try:
        seen = person.press(say={"words": long})
        assert person.look("/q").status == 200
    finally:
        event.remove(engine, "checkout", no_page_more)
        engine.dispose()
    assert seen.status == 503
    assert "Not saved yet. Keep this page open." in seen.words
    assert kept().words == []
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        connection.execute(text("DROP TABLE IF EXISTS ballast"))
        connection.commit()
    person.send(person.fields(None, {"words": long}))
    assert kept().words == [long]


def test_i13_two_presses_of_one_page_at_the_same_moment_are_one_answer(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    fields = dict(person.fields(None, {"words": "twice at once"}))
    cookie = person.client.get_cookie("sitting")
    assert cookie is not None
    together = threading.Barrier(4)
    came: list[int] = []

    def press() -> None:
        browser = app.test_client()
        browser.set_cookie("sitting", cookie.value)
        together.wait(5)
        came.append(browser.post("/q", data=fields).status_code)

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)
    assert came == [303] * 4
    assert kept().words == ["twice at once"]


def test_i13_two_browsers_answering_one_question_at_the_same_moment_keep_both_versions(
    app: Flask, person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    together = threading.Barrier(2)
    came: list[int] = []

    def press(who: Person, words: str) -> None:
        fields = dict(who.fields(None, {"words": words}))
        together.wait(5)
        came.append(who.client.post("/q", data=fields).status_code)

    person.begin(link.token)
    another.begin(link.token)
    presses = [
        threading.Thread(target=press, args=(person, "hers")),
        threading.Thread(target=press, args=(another, "his")),
    ]
    for one in presses:
        one.start()
    for one in presses:
        one.join(20)
    assert came == [303, 303]
    assert sorted(kept().words) == ["hers", "his"]
    assert kept().hearings == ["draft", "draft"]


def test_errors_in_the_log_hold_no_word(
    app: Flask, person: Person, link: Link, capsys: pytest.CaptureFixture[str]
) -> None:
    person.begin(link.token)
    with refusing(app):
        person.press(say={"words": "canaryword"})
    written = capsys.readouterr()
    assert "canaryword" not in written.out + written.err
    assert "OperationalError" in written.out + written.err
