"""Who sees what, what sending does, and what comes after it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Answer
from participation.kernel.db import db
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person


def _answers() -> list[Answer]:
    return list(db.session.scalars(select(Answer).order_by(Answer.id)))


def test_only_my_officer_and_the_screen_where_all_sharing_can_be_changed(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "just for Sam", "only_officer": "1"})
    person.press(say={"answer": "good"})
    person.skip_to_the_end()
    assert "Only Sam" in person.seen.words
    person.press("go=sharing")
    assert person.seen.form.offers("sharing-one_thing")[-1] == "only_officer"
    seen = person.press(
        say={"sharing-home": "everyone", "sharing-nonsense": "everyone", "sharing-school": "all"}
    )
    assert seen.kind == "check"
    with app.app_context():
        newest = {row.question_key: row.sharing.value for row in _answers()}
    assert newest["one_thing"] == "only_officer"
    assert newest["home"] == "everyone"
    person.press("go=send")
    assert kept().hearings == ["waiting"]


def test_a_change_of_who_sees_it_keeps_the_words_waiting_to_be_read(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "please read this"})
    person.skip_to_the_end()
    person.press("go=sharing")
    person.press(say={"sharing-one_thing": "only_officer"})
    assert kept().hearings == ["draft"]
    person.press("go=send")
    assert kept().hearings == ["waiting"]


def test_r3_nobody_is_to_read_a_draft_until_it_is_sent(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "my own words"})
    assert kept().hearings == ["draft"]
    person.skip_to_the_end()
    assert person.press("go=send").kind == "sent"
    assert kept().hearings == ["waiting"]


def test_r1_after_sending_more_can_be_added_and_nothing_is_read_back(
    person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": "canary one"})
    person.skip_to_the_end()
    seen = person.press()
    assert seen.kind == "sent"
    assert "canary" not in seen.html
    again = another.open(link.token)
    assert again.kind == "sent"
    added = another.press(say={"words": "canary two"})
    assert added.kind == "sent"
    assert "canary" not in added.html
    assert "We have that too" in added.words
    assert kept().remarks == [("added", "canary two")]
    assert kept().hearings == ["waiting", "waiting"]


def test_the_sent_page_names_a_day_helplines_and_no_hour_of_ours(
    person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.skip_to_the_end()
    seen = person.press()
    # It is Tuesday, after the last call.
    assert "Sam reads this by Wednesday 25 November" in seen.words
    assert seen.words.count("Wednesday 25 November") == 1, "the day is said once"
    assert "0800 1111" in seen.words


def test_before_anything_is_sent_the_day_is_that_of_sending_today(
    person: Person, link: Link
) -> None:
    seen = person.open(link.token)
    assert "If you send it today: Sam reads it by Wednesday 25 November." in seen.words


def test_r20_the_reply_to_words_is_the_same_whether_or_not_anything_was_noticed(
    person: Person, another: Person, link: Link, make: Make, kept: Callable[[], Kept]
) -> None:
    child = make.child(officer=make.staff(), age=9)
    calm = make.link(make.invitation(make.review(child), form="child_8_11"))
    pages = []
    for who, token, words in (
        (person, link.token, "he hits me and I am scared to go home"),
        (another, calm, "I like my new bike"),
    ):
        who.begin(token)
        who.press(say={"words": words})
        who.skip_to_the_end()
        pages.append(who.press().words)
    assert kept().concerns == 1
    assert pages[0] == pages[1]


def test_saving_and_coming_back_later_goes_on_at_the_next_question(
    person: Person, another: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"words": "canary"})
    seen = person.press("go=later", say={"answer": "good"})
    assert "What you said is kept." in seen.words
    assert "Monday 14 December" in seen.words
    assert another.begin(link.token).question == "listened_to"
    assert "canary" not in another.seen.html


def test_not_now_leaves_nothing_behind(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.open(link.token)
    seen = person.press("company=later")
    assert "Come back when you like" in seen.words
    assert kept().state == "sent"
    assert person.press().kind == "start"
