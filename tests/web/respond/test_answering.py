"""A child walks through the questions: skipping, going back, changing, saying more."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from participation.care.consultations.models import Answer, Channel
from participation.kernel.db import db
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person


def test_a_robot_that_presses_the_first_button_of_the_first_form_gets_to_the_end(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.look(f"/l/{link.token}")
    kinds = []
    for _ in range(40):
        seen = person.press()
        kinds.append(seen.kind)
        assert seen.status < 500
        if seen.kind == "sent":
            break
    assert kinds[0] == "start"
    assert kinds[-2:] == ["check", "sent"]
    assert kept().state == "finished"
    assert {answer[1] for answer in kept().answers} == {"skipped"}


def test_what_a_child_says_is_kept_word_for_word_with_how_it_came(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    said = "I want to see my brother 💛 {{7*7}} <b>now</b>"
    person.begin(link.token)
    person.press(say={"words": said})
    person.press(say={"answer": "not_good"})
    assert kept().answers == [
        ("one_thing", "answered", [], said),
        ("home", "answered", ["not_good"], ""),
    ]
    with app.app_context():
        row = db.session.query(Answer).order_by(Answer.id).first()
        assert row is not None
        assert (row.channel, row.language) == (Channel.FORM, "en")
        assert said.encode() not in row.words_sealed


def test_skipping_and_not_wanting_to_answer_are_as_good_as_answers(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press(say={"answer": "_rather_not"})
    person.press(say={"answer": "_dont_know"})
    assert [answer[1] for answer in kept().answers] == ["skipped", "declined", "unknown"]


def test_nothing_chosen_says_what_to_do_and_a_second_press_goes_on(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    seen = person.press()
    assert (seen.status, seen.question) == (422, "home")
    assert "I do not want to answer" in seen.words
    assert seen.title.startswith("Error:")
    assert person.press().question == "listened_to"
    assert kept().answers[-1][:2] == ("home", "skipped")


def test_back_shows_what_was_said_in_this_sitting_and_changes_it(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "first thought"})
    seen = person.press("go=back")
    assert seen.question == "one_thing"
    assert seen.form.offers("words") == ["first thought"]
    assert person.press(say={"words": "second thought"}).question == "home"
    assert [answer[3] for answer in kept().answers] == ["first thought", "second thought"]


def test_words_typed_before_pressing_back_are_not_lost(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "one"})
    person.press(say={"answer": "good"})
    person.press("go=back", say={"answer": "teacher"})
    assert ("listened_to", "answered", ["teacher"], "") in kept().answers


def test_saying_more_puts_words_beside_the_choice(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    page = person.press("go=more", say={"answer": "ok"})
    assert page.form.offers("more") == ["1"]
    assert person.press(say={"words": "too loud at night"}).question == "listened_to"
    assert kept().answers[-1] == ("home", "answered", ["ok"], "too loud at night")


def test_saying_more_and_leaving_it_empty_changes_nothing(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press("go=more", say={"answer": "ok"})
    assert person.press().question == "listened_to"
    assert len(kept().answers) == 2


def test_the_check_page_shows_this_sitting_and_a_change_comes_back_to_it(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "see my brother"})
    seen = person.skip_to_the_end()
    assert seen.kind == "check"
    assert "see my brother" in seen.words
    changing = person.press("change=one_thing")
    assert changing.form.offers("words") == ["see my brother"]
    assert person.press(say={"words": "see my sister"}).kind == "check"
    assert "see my sister" in person.seen.words
    assert "see my brother" not in person.seen.words
