"""After sending: who reads it by when, sleeps for the youngest, helplines, and my own copy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.authority.models import Helpline
from participation.care.consultations.models import Invitation
from participation.guard.sessions import RespondentSitting
from participation.kernel.db import db, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person

CANARY = "canary tangerine seventeen"


def _sent(person: Person, link: Link) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.press(say={"answer": "not_good"})
    person.skip_to_the_end()
    assert person.press("go=send").kind == "sent"


def _copy(person: Person, wanted: str = "copy") -> str:
    token = person.seen.form.offers("csrf_token")[0]
    answer = person.client.post("/q", data={"csrf_token": token, "go": wanted})
    return str(answer.get_data(as_text=True)) if answer.status_code == 200 else ""


def test_my_own_copy_shows_what_i_said_and_leaves_out_what_i_left_out(
    person: Person, link: Link
) -> None:
    _sent(person, link)
    assert "My own copy" in person.seen.words
    shown = _copy(person)
    assert CANARY in shown
    assert "Not good" in shown
    assert "left out" not in shown.lower()
    assert shown.count("<dt>") == 2


def test_words_added_after_sending_are_on_the_copy_too(person: Person, link: Link) -> None:
    _sent(person, link)
    person.press("go=add", say={"words": "and a second canary"})
    assert "and a second canary" in _copy(person)


def test_what_a_helper_wrote_is_marked_as_theirs_and_is_not_on_the_copy(
    person: Person, make: Make
) -> None:
    child = make.child(officer=make.staff(), age=6)
    token = make.link(make.invitation(make.review(child), form="child_4_7"))
    person.open(token)
    person.press("company=helped")
    person.press(say={"helped_by": "carer"})
    person.press("mode=questions")
    person.press(say={"words": CANARY})
    person.skip_until("helper_how")
    person.press(say={"words": "she pointed at the picture"})
    seen = person.skip_to_the_end()
    assert "How did the child answer? For the person who is helping she pointed" in seen.words
    person.press("go=send")
    for wanted in ("copy", "copy_file"):
        shown = _copy(person, wanted)
        assert CANARY in shown
        assert "pointed" not in shown


def test_only_a_helper_s_words_offer_no_copy(person: Person, make: Make) -> None:
    child = make.child(officer=make.staff(), age=6)
    token = make.link(make.invitation(make.review(child), form="child_4_7"))
    person.open(token)
    person.press("company=helped")
    person.press(say={"helped_by": "carer"})
    person.press("mode=questions")
    person.skip_until("helper_how")
    person.press(say={"words": "she would not say"})
    person.skip_to_the_end()
    assert "My own copy" not in person.press("go=send").words


def test_the_copy_as_a_file_is_plain_text_under_a_name_that_says_nothing(
    person: Person, link: Link
) -> None:
    _sent(person, link)
    token = person.seen.form.offers("csrf_token")[0]
    answer = person.client.post("/q", data={"csrf_token": token, "go": "copy_file"})
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="copy.txt"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert CANARY in answer.text
    assert "<" not in answer.text


def test_r1_the_copy_has_no_address_and_looking_again_shows_nothing_of_it(
    person: Person, link: Link
) -> None:
    _sent(person, link)
    assert CANARY in _copy(person)
    assert CANARY not in person.look("/q").html
    for address in ("/q?go=copy", "/q/copy", "/copy"):
        assert CANARY not in person.client.get(address).text


def test_r1_another_sitting_gets_no_copy(person: Person, another: Person, link: Link) -> None:
    _sent(person, link)
    for later in (another, person):
        later.begin(link.token)
        assert later.seen.kind == "sent"
        assert "My own copy" not in later.seen.words
        assert CANARY not in _copy(later)
        assert CANARY not in _copy(later, "copy_file")


def test_d14_after_twenty_quiet_minutes_there_is_no_copy(
    app: Flask, person: Person, link: Link
) -> None:
    _sent(person, link)
    with app.app_context(), transaction() as session:
        sitting = session.scalars(select(RespondentSitting)).one()
        sitting.last_seen -= timedelta(minutes=21)
    assert CANARY not in _copy(person)
    assert CANARY not in _copy(person, "copy_file")
    assert "My own copy" not in person.look("/q").words


def test_there_is_no_copy_before_it_is_sent(person: Person, link: Link) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    assert CANARY not in _copy(person)


def test_nothing_said_offers_no_copy(person: Person, link: Link) -> None:
    person.begin(link.token)
    person.skip_to_the_end()
    assert "My own copy" not in person.press("go=send").words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (5, "Your review is in 5 sleeps."),
        (1, "Your review is in 1 sleep."),
        (0, "Your review is today."),
    ],
)
def test_the_youngest_are_told_how_many_sleeps(
    person: Person, make: Make, days: int, words: str
) -> None:
    child = make.child(officer=make.staff(), age=6)
    token = make.link(make.invitation(make.review(child, in_days=days), form="child_4_7"))
    person.begin(token)
    person.skip_to_the_end()
    seen = person.press("go=send")
    assert words in seen.words
    assert seen.words.count("Your review is") == 1, "said once, with the day beside it"


def test_sleeps_are_nights_whatever_the_hour(
    person: Person, make: Make, clock: MovableClock
) -> None:
    child = make.child(officer=make.staff(), age=6)
    token = make.link(make.invitation(make.review(child, in_days=3), form="child_4_7"))
    clock.moment = clock.moment.replace(hour=23, minute=50)  # the same day in London
    person.begin(token)
    person.skip_to_the_end()
    assert "in 3 sleeps" in person.press("go=send").words


def test_a_review_that_was_to_be_long_ago_has_no_day_any_more(
    app: Flask, person: Person, link: Link, clock: MovableClock
) -> None:
    """Its round is open all the same: a review that is overdue is still asked about."""
    with app.app_context(), transaction() as session:
        invitation = session.get_one(Invitation, link.invitation_id)
        invitation.round.review.planned_on = clock.now().date() - timedelta(days=3)
    person.begin(link.token)
    person.skip_to_the_end()
    assert "Your review is on" not in person.press("go=send").words


def test_older_children_get_a_date_and_no_sleeps(person: Person, link: Link) -> None:
    _sent(person, link)
    assert "sleep" not in person.seen.words
    assert "Your review is on Monday 14 December." in person.seen.words


def test_helplines_say_when_somebody_last_rang_them(app: Flask, person: Person, link: Link) -> None:
    with app.app_context():
        with transaction() as session:
            session.add(
                Helpline(
                    audience="child",
                    name="Somebody to talk to",
                    number="07700 900900",
                    hours="day and night",
                    position=1,
                    checked_on=date(2026, 11, 3),
                    checked_by="S0001",
                )
            )
        app.extensions["participation"].councils.clear()
    _sent(person, link)
    assert "checked 3 November 2026" in person.seen.words


def test_only_my_officer_has_a_lock_beside_its_words(person: Person, link: Link) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY, "only_officer": "1"})
    seen = person.skip_to_the_end()
    assert seen.kind == "check"
    assert seen.html.count('class="lock"') == 1, "what was left out shows no reader at all"
    assert "Only Sam" in seen.words


def test_an_invitation_sent_once_says_so_and_not_that_we_did_it(
    app: Flask, person: Person, link: Link
) -> None:
    _sent(person, link)
    assert "You asked us to send it" not in person.seen.words
    with app.app_context():
        assert not db.session.get_one(Invitation, link.invitation_id).sent_for_them
