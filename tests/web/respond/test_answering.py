"""A child walks through the questions: skipping, going back, changing, sending, adding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Answer, Channel
from participation.kernel.db import db
from tests.conftest import MovableClock
from tests.factories import Make
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
        row = db.session.query(Answer).first()
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


@pytest.mark.parametrize(
    ("helper", "asked"), [("carer", False), ("advocate", True), ("somebody-forged", False)]
)
def test_r24_the_worry_question_is_not_put_in_front_of_a_carer(
    person: Person, link: Link, kept: Callable[[], Kept], helper: str, asked: bool
) -> None:
    person.open(link.token)
    assert person.press("company=helped").kind == "start"
    person.press(say={"helped_by": helper})
    person.press("mode=questions")
    met = []
    while person.seen.kind == "question":
        met.append(person.seen.question)
        person.press("go=skip")
    assert ("worries" in met) is asked


def test_nobody_named_who_helps_counts_as_somebody_of_the_household(
    app: Flask, person: Person, link: Link
) -> None:
    person.open(link.token)
    person.press("company=helped")
    person.press()
    assert person.press("mode=questions").question == "one_thing"
    person.press("go=skip")
    with app.app_context():
        row = db.session.query(Answer).one()
        assert row.helped_by == "other"


def test_r6_a_parent_is_told_before_the_first_question_who_may_read_it(
    person: Person, mothers_token: str
) -> None:
    seen = person.open(mothers_token)
    assert "court" in seen.words
    assert "solicitor" in seen.words
    assert "Aisha" not in seen.html
    assert person.press().kind == "how"
    assert person.press().question == "one_thing"
    assert "Only tell" not in person.seen.words


def test_a_parent_is_not_told_the_day_of_the_review_or_a_childs_helpline(
    person: Person, mothers_token: str
) -> None:
    person.begin(mothers_token)
    person.skip_to_the_end()
    assert "Who sees it" not in person.seen.words
    seen = person.press()
    assert seen.kind == "sent"
    assert "Thank you. I have your answers and will read them before the review." in seen.words
    assert "Is there something you want your child to hear?" in seen.words
    assert "thinks about it" not in seen.words
    assert "14 December" not in seen.words
    assert "Childline" not in seen.words


def test_words_after_the_round_closed_are_kept_as_late(
    person: Person, link: Link, kept: Callable[[], Kept], clock: MovableClock
) -> None:
    person.begin(link.token)
    clock.moment += timedelta(days=21)
    seen = person.press(say={"words": "typed before midnight"})
    assert seen.status == 409
    assert "typed before midnight" in seen.words
    person.look("/q")
    assert person.seen.kind == "sent"
    person.press(say={"words": "and one more thing"})
    assert kept().remarks == [("late", "typed before midnight"), ("late", "and one more thing")]
    assert set(kept().hearings) == {"waiting"}


def test_i22_an_open_consultation_keeps_the_form_it_began_with(
    app: Flask, person: Person, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.begin(link.token)
    house = app.extensions["participation"]
    published = replace(house.library, forms={"child_8_11": house.library.forms["child_12_15"]})
    monkeypatch.setitem(app.extensions, "participation", replace(house, library=published))
    assert person.press("go=skip").question == "home"
    assert "How is it going where you live?" in person.seen.words


def test_no_form_for_this_person_still_leaves_room_for_words(
    app: Flask, person: Person, make: Make, kept: Callable[[], Kept]
) -> None:
    child = make.child(officer=make.staff(), age=6)
    invitation = make.invitation(make.review(child), form_key=None, form_hash=None)
    seen = person.open(make.link(invitation))
    assert seen.kind == "sent"
    person.press(say={"words": "I drew my dog"})
    assert kept().remarks == [("late", "I drew my dog")]


@pytest.mark.parametrize("aside", ["help", "language"])
def test_b11_looking_at_help_or_languages_keeps_what_stands_in_the_box(
    person: Person, link: Link, kept: Callable[[], Kept], aside: str
) -> None:
    person.begin(link.token)
    person.press(f"go={aside}", say={"words": "half a sen"})
    assert person.path == f"/{aside}"
    assert kept().words == ["half a sen"]
    seen = person.look("/q")
    assert seen.question == "one_thing"
    assert "half a sen" in seen.form.offers("words")
    person.press(say={"words": "half a sentence"})
    person.press("go=more", say={"answer": "good"})
    person.press(f"go={aside}", say={"words": "and more"})
    assert "and more" in person.look("/q").form.offers("words")


def test_looking_at_help_with_an_empty_page_answers_nothing(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press("go=help")
    assert person.path == "/help"
    assert [row[0] for row in kept().answers] == ["one_thing"]
    assert person.look("/q").question == "home"
