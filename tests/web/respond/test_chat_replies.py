"""What the chat answers: the same to all words, twice more to what it cannot read, and a call."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Task
from participation.kernel.db import db, reading
from participation.questionnaire.definition import Sharing
from participation.web.respond import council_files
from tests.factories import Make
from tests.web.respond.chatting import (
    FLAGGED,
    HARMLESS,
    HEARD,
    LONGEST,
    chat,
    fields,
    rows,
    type_in,
)
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person, Seen

# --- the fixed reply --------------------------------------------------------------------------


def without_what_differs(seen: Seen, words: str) -> str:
    """The page without what they typed and the keys of this page."""
    html = seen.html.replace(words, "")
    for name in ("csrf_token", "page_key"):
        html = re.sub(rf'name="{name}" value="[^"]*"', f'name="{name}"', html)
    return html


@pytest.mark.parametrize("key", ["one_thing", "home", "worries", "review_wishes"])
def test_r20_the_reply_to_words_is_the_same_whatever_they_say(
    app: Flask, make: Make, key: str
) -> None:
    pages = []
    for words in (HARMLESS, FLAGGED):
        officer = make.staff()
        invitation = make.invitation(
            make.review(make.child(officer=officer, age=9)), form="child_8_11"
        )
        person = Person(app.test_client())
        chat(person, make.link(invitation))
        while person.seen.question != key:
            person.press("go=skip")
        pages.append(without_what_differs(type_in(person, words), words))
    assert pages[0] == pages[1]
    assert "Childline" in pages[0]
    assert "0800 1111" in pages[0]
    assert "Shall a person call you?" in pages[0]
    with app.app_context():  # one of the two was noticed, or this shows nothing
        db.session.remove()
        levels = db.session.execute(db.text("SELECT level FROM concerns")).all()
        assert len(levels) == 1


def test_r20_the_last_answer_of_all_is_given_the_card_too(person: Person, link: Link) -> None:
    chat(person, link.token)
    person.skip_until("review_wishes")
    person.press("answer=_dont_know")
    assert person.seen.kind == "chat"
    person.send([*fields(person.seen), ("change", "more:review_wishes")])
    seen = type_in(person, HARMLESS)
    assert seen.kind == "chat"
    assert HEARD in seen.words
    assert "Shall a person call you?" in seen.words


def test_no_words_are_followed_up_with_a_question_about_them(person: Person, link: Link) -> None:
    chat(person, link.token)
    person.skip_until("worries")
    seen = type_in(person, FLAGGED)
    assert seen.question == "review_wishes"
    assert "Say more about this" not in seen.words
    assert "sorry" not in seen.words.casefold()


# --- words that are not read ------------------------------------------------------------------


def test_d5_unread_words_are_asked_again_twice_and_then_stand(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    tries = ["it is loud", "loud i said", "just loud"]
    for number, words in enumerate(tries[:2], 1):
        seen = type_in(person, words)
        assert seen.question == "home"
        assert "Shall a person call you?" in seen.words
        assert [words in seen.words for words in tries] == [n < number for n in range(3)]
    assert type_in(person, tries[2]).question == "listened_to"
    assert kept().answers[-1] == ("home", "answered", [], "\n".join(tries))
    assert kept().remarks == [("refused", words) for words in tries[:2]]
    assert len(kept().hearings) == 3


def test_a_question_opened_again_begins_with_no_tries_behind_it(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    type_in(person, "it is loud")
    person.press("answer=ok")
    person.press("go=back")
    assert "it is loud" not in type_in(person, "hm hm hm").words
    type_in(person, "hm hm")
    assert type_in(person, "hm").question == "listened_to"
    assert kept().answers[-1][3] == "hm hm hm\nhm hm\nhm"


def test_words_for_sam_alone_stay_so_when_they_become_the_answer(
    person: Person, link: Link, app: Flask
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    seen = person.send(fields(person.seen, words="only you", only_officer="1"))
    assert ("only_officer", "1") in seen.form.filled()
    person.send([pair for pair in fields(seen, words="really") if pair[0] != "only_officer"])
    type_in(person, "no idea what to say about it")
    assert rows(app)[-1].sharing is Sharing.ONLY_OFFICER


@pytest.mark.parametrize("typed", ["help", "STOP", "stop"])
def test_words_that_phones_act_on_are_heard_here_like_any_others(
    person: Person, link: Link, kept: Callable[[], Kept], typed: str
) -> None:
    chat(person, link.token)
    type_in(person, typed)
    assert kept().answers == [("one_thing", "answered", [], typed)]
    seen = type_in(person, typed)
    assert seen.question == "home"
    assert kept().remarks == [("refused", typed)]
    assert len(kept().hearings) == 2
    assert "Childline" in seen.words


def test_back_typed_goes_back(person: Person, link: Link) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    assert type_in(person, "back").question == "one_thing"


# --- a call -----------------------------------------------------------------------------------


def calls(app: Flask) -> list[Task]:
    with app.app_context():
        db.session.remove()
        with reading() as session:
            found = list(session.scalars(select(Task)))
            session.expunge_all()
            return found


def test_somebody_who_wants_a_call_is_told_the_day_that_a_person_has(
    person: Person, link: Link, app: Flask
) -> None:
    chat(person, link.token)
    type_in(person, HARMLESS)
    person.send([*fields(person.seen), ("go", "call")])
    assert "We have asked Sam to call you. It should be by Wednesday 25 November." in (
        person.seen.words
    )
    assert person.seen.question == "home"
    assert [(task.kind.value, task.due_on.isoformat()) for task in calls(app)] == [
        ("call", "2026-11-25")
    ]
    assert "Shall a person call you?" not in person.seen.words
    assert "Childline" in person.seen.words


def test_what_was_being_typed_is_kept_when_somebody_asks_for_a_call(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    type_in(person, HARMLESS)
    person.send([*fields(person.seen, words="not good at all"), ("go", "call")])
    assert "not good at all" in kept().words
    assert len(calls(app)) == 1
    assert "We have asked Sam to call you." in person.seen.words


def test_a_call_asked_for_at_the_end_or_with_far_too_much_typed_is_still_asked_for(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    seen = person.send([*fields(person.seen, words="x" * (LONGEST + 1)), ("go", "call")])
    assert seen.status == 413
    assert len(calls(app)) == 1
    person.look()
    person.skip_to_the_end()
    person.send([*fields(person.seen), ("go", "call")])
    assert "We have asked Sam to call you." in person.seen.words
    assert len(calls(app)) == 1


def test_somebody_else_than_the_officer_can_be_asked_for(person: Person, link: Link) -> None:
    chat(person, link.token)
    type_in(person, HARMLESS)
    assert "Someone else" in person.seen.words
    person.send([*fields(person.seen), ("go", "someone")])
    assert "advocate" in person.seen.words


def test_the_newest_question_can_be_heard_where_somebody_recorded_it(
    person: Person, link: Link, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = tmp_path / "en" / "child_8_11" / "home.mp3"
    recorded.parent.mkdir(parents=True)
    recorded.write_bytes(b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\0" * 64)
    files = council_files.read(None, tmp_path, app.extensions["participation"].library)
    monkeypatch.setitem(app.extensions, council_files.KEY, files)
    assert "<audio" not in chat(person, link.token).html
    assert 'src="/sounds/en/child_8_11/home.mp3?v=' in person.press("go=skip").html
