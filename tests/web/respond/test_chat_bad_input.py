"""Rows of the bad-input catalogue in a chat, and whose words a chat shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from participation.guard.sessions import RespondentSitting
from participation.kernel.db import transaction
from participation.questionnaire.definition import AnswerState
from tests.web.respond.chatting import (
    ALREADY,
    LONGEST,
    chat,
    fields,
    rows,
    type_in,
)
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person

# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("👩‍👩‍👧‍👦 👍🏽 🇬🇧", id="B1 emoji"),
        pytest.param("name \u202eevil\u202c \u2066x\u2069", id="B2 bidi"),
        pytest.param("w" * LONGEST, id="B10 as long as it may be"),
        pytest.param("k", id="B11 one letter"),
        pytest.param('"><img src=x onerror=alert(1)><script>1</script>', id="B12 script"),
        pytest.param("{{7*7}} ${7*7} {0.__class__} %s%n %(officer)s {officer} {day}", id="B13"),
    ],
)
def test_words_are_kept_exactly_and_shown_as_words(
    person: Person, link: Link, kept: Callable[[], Kept], words: str
) -> None:
    chat(person, link.token)
    seen = type_in(person, words)
    assert seen.question == "home"
    assert kept().answers[-1][3] == words
    assert words in seen.words
    assert "<script>1" not in seen.html
    assert "<img" not in seen.html
    type_in(person, words)
    assert kept().remarks[-1][1] == words


def test_b2_b12_the_words_stand_in_a_bubble_of_their_own_direction(
    person: Person, link: Link
) -> None:
    chat(person, link.token)
    assert re.search(
        r'<p class="said" dir="auto">(?:<span[^>]*>[^<]*</span>)?مرحبا</p>',
        type_in(person, "مرحبا").html,
    )


def test_b5_nul_is_replaced(person: Person, link: Link, kept: Callable[[], Kept]) -> None:
    chat(person, link.token)
    type_in(person, "before\0after")
    assert kept().words == ["before\ufffdafter"]


@pytest.mark.parametrize("length", [LONGEST + 1, 60_000])
def test_b10_what_is_too_long_stays_on_the_screen_and_is_heard(
    person: Person, link: Link, kept: Callable[[], Kept], length: int
) -> None:
    chat(person, link.token)
    words = "x" * length
    seen = type_in(person, words)
    assert (seen.status, seen.form.offers("words")) == (413, [words])
    assert "more than one box can hold" in seen.words
    assert kept().remarks == [("refused", words)]
    assert type_in(person, "shorter").question == "home"


def test_b11_an_empty_box_is_a_question_missed_out(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    assert type_in(person, " \n ").question == "home"
    assert kept().answers == [("one_thing", "skipped", [], "")]


def test_b48_a_forged_press_is_given_back_with_a_way_to_try_again(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    seen = person.send(fields(person.seen, csrf_token="forged", words="my words"))
    assert seen.status == 403
    assert "my words" in seen.html
    assert kept().words == []
    assert person.press().question == "home"
    assert kept().words == ["my words"]


@pytest.mark.parametrize("key", ["worries", "review_wishes", "menu_who", "no_such_question"])
def test_b49_an_answer_out_of_turn_is_closed_and_its_words_are_kept(
    person: Person, link: Link, kept: Callable[[], Kept], key: str
) -> None:
    chat(person, link.token)
    seen = person.send(fields(person.seen, question=key, words="out of turn"))
    assert seen.status == 409
    assert "out of turn" in seen.words
    assert kept().answers == []
    assert "out of turn" in kept().words


def test_b50_a_double_tap_is_one_answer(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    twice = fields(person.seen, words="once")
    person.send(twice)
    seen = person.send(twice)
    assert seen.question == "home"
    assert ALREADY not in seen.words
    assert kept().words == ["once"]


def test_b51_fields_that_no_page_has_are_ignored(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    extra = [("is_admin", "1"), ("child_id", "9"), ("visibility", "all"), ("sent", "1")]
    assert person.send([*fields(person.seen, words="mine"), *extra]).question == "home"
    assert rows(app)[0].state is AnswerState.ANSWERED
    assert kept().state == "started"


# --- whose words are shown --------------------------------------------------------------------


def test_d14_a_chat_opened_anew_goes_on_and_shows_nothing_said_before(
    person: Person, another: Person, link: Link
) -> None:
    chat(person, link.token)
    type_in(person, "canary words")
    type_in(person, "canary unread")
    another.open(link.token)
    another.press("company=alone")
    another.press("go=how")
    seen = another.press("mode=chat")
    assert seen.question == "home"
    assert "canary" not in seen.html
    assert "What you said before is kept." in seen.words
    assert "canary" not in another.press("go=back").html


def test_d14_after_a_long_pause_nothing_is_read_back_and_the_next_press_is_taken(
    person: Person, link: Link, app: Flask, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    type_in(person, "canary words")
    type_in(person, "canary unread")
    with app.app_context(), transaction() as session:
        seen_before = session.scalars(select(RespondentSitting.last_seen)).one()
        session.execute(
            update(RespondentSitting).values(last_seen=seen_before - timedelta(minutes=25))
        )
    seen = person.look()
    assert seen.question == "home"
    assert "canary" not in seen.html
    seen = person.press("answer=good")
    assert seen.question == "listened_to"
    assert "canary" not in seen.html


def test_after_sending_a_chat_page_left_open_adds_words_and_shows_none(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    left_open = fields(person.look(), words="too late")
    person.look()
    person.skip_to_the_end()
    person.press("go=check")
    person.press("go=send")
    sitting = [pair for pair in person.seen.form.filled() if pair[0] == "csrf_token"]
    person.send([pair for pair in left_open if pair[0] != "csrf_token"] + sitting)
    assert "too late" in kept().words
