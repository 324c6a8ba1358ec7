"""What happened with what I said: it opens with one's own key, word for word, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer
from participation.care.people.models import Child
from participation.guard.audit import AuditEvent
from participation.guard.cards import CardSitting
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.respond.holding_cards import post
from tests.web.respond.told_back import HAPPENED, end_readings, officer, released, replies, story
from tests.web.respond.walking import Person
from tests.web.staff.reviewed import CANARY, PIN, TOLD, Reviewed, release, reviewed
from tests.web.staff.signing_in import press, signed_in

__all__ = ["officer", "released", "story"]


def test_r2_it_says_what_i_said_what_happened_who_and_by_when(released: Reviewed) -> None:
    seen = released.person.look(HAPPENED)
    for words in ("You said", CANARY, "What happened", TOLD, "your social worker",
                  "Monday 14 December", "Is that right?"):  # fmt: skip
        assert words in seen.words, words
    assert seen.headers["Cache-Control"] == "no-store"
    assert "I do not feel safe" in seen.words
    assert "Leave this page" in seen.words


def test_t3_reading_it_leaves_a_row_and_the_officer_sees_that_it_was_read(
    released: Reviewed, officer: FlaskClient
) -> None:
    assert "Not read yet." in officer.get(released.path).get_data(as_text=True)
    released.person.look(HAPPENED)
    assert "First read on" in officer.get(released.path).get_data(as_text=True)
    with reading() as session:
        actions = [row.action for row in session.scalars(select(AuditEvent))]
    assert "outcome.read" in actions


def test_r2_without_the_key_the_link_shows_nothing_of_it(
    released: Reviewed, another: Person
) -> None:
    another.open(released.token)
    for place in ("/q", "/mine", HAPPENED, f"{HAPPENED}/1"):
        seen = another.look(place)
        assert TOLD not in seen.html, place
        assert CANARY not in seen.html, place
    assert "Type your six numbers" in seen.words


def test_r2_nothing_is_there_before_it_is_released(story: Reviewed, officer: FlaskClient) -> None:
    page = story.point(officer)
    story.write(officer, page, told=TOLD)
    seen = story.person.look(HAPPENED)
    assert TOLD not in seen.html
    assert "There is nothing new here" in seen.words


def test_r3_a_wording_that_was_replaced_or_taken_back_is_never_shown(
    story: Reviewed, officer: FlaskClient
) -> None:
    page = release(story, officer)
    story.write(officer, page, told="It is different now.")
    assert TOLD not in story.person.look(HAPPENED).html
    press(officer, page, f"{page}/release")
    seen = story.person.look(HAPPENED)
    assert "It is different now." in seen.words
    assert TOLD not in seen.html
    press(officer, page, f"{page}/take-back")
    assert "There is nothing new here" in story.person.look(HAPPENED).words


def test_words_that_proved_to_be_somebody_elses_take_the_point_with_them(
    released: Reviewed,
) -> None:
    with transaction() as session:
        for row in session.scalars(select(Answer)):
            row.withdrawn_at = released.make.clock.now()
    seen = released.person.look(HAPPENED)
    assert CANARY not in seen.html
    assert TOLD not in seen.html


def test_adr_31_a_strangers_key_opens_what_the_stranger_typed_and_nothing_of_the_child(
    app: Flask, make: Make, another: Person
) -> None:
    """The child answers and makes no key; whoever finds the link adds words and makes one."""
    story = reviewed(app, make)
    story.says()
    another.open(story.token)
    another.press("go=add", say={"words": "from somebody else"})
    another.look("/mine")
    post(another, {"kind": "pin"}, "/mine")
    post(another, {"kind": "pin", "go": "make", "pin": PIN}, "/mine")
    staff = signed_in(app.test_client(), make, story.officer)
    page = story.point(staff)
    story.write(staff, page, told=TOLD)
    assert press(staff, page, f"{page}/release").status_code == 422
    assert TOLD not in another.look(HAPPENED).html


def test_r16_whoever_left_care_is_still_told_and_nobody_whose_contact_was_stopped(
    released: Reviewed,
) -> None:
    with transaction() as session:
        session.get_one(Child, released.child.id).ceased_on = released.make.today
    assert TOLD in released.person.look(HAPPENED).words
    with transaction() as session:
        child = session.get_one(Child, released.child.id)
        child.ceased_on, child.contact_stopped_on = None, released.make.today
    assert TOLD not in released.person.look(HAPPENED).html


def test_the_key_leads_straight_to_it_and_closing_shuts_it(released: Reviewed) -> None:
    end_readings()
    released.opens()
    assert released.person.path == HAPPENED
    post(released.person, {"go": "close"}, "/mine")
    assert TOLD not in released.person.look(HAPPENED).html


def test_weeks_later_the_same_link_leads_to_the_key_and_then_it_is_over(
    released: Reviewed, another: Person, clock: MovableClock
) -> None:
    clock.moment += timedelta(days=30)
    seen = another.open(released.token)
    assert "There is something new for you to read." in seen.words
    assert "It opens with your own key." in seen.words
    another.look("/mine")
    post(another, {"kind": "pin", "go": "open", "pin": PIN}, "/mine")
    assert TOLD in another.seen.words
    clock.moment += timedelta(days=13)
    assert another.open(released.token).kind == "dead"


def test_what_was_kept_for_the_officer_is_not_among_it_unless_marked_safe(
    app: Flask, make: Make
) -> None:
    story = reviewed(app, make)
    story.says(private=True)
    story.makes_a_key()
    staff = signed_in(app.test_client(), make, story.officer)
    page = story.point(staff)
    story.write(staff, page, told=TOLD)
    press(staff, page, f"{page}/release")
    assert TOLD not in story.person.look(HAPPENED).html
    story.write(staff, page, told=TOLD, safe_to_show="yes")
    press(staff, page, f"{page}/release")
    assert TOLD in story.person.look(HAPPENED).words


def test_r2_ones_own_key_opens_nothing_of_somebody_else_at_the_same_browser(
    app: Flask, make: Make, released: Reviewed
) -> None:
    """Somebody reads with their own key, and has the child's card: they press from its page."""
    other = reviewed(app, make)
    other.says()
    other.makes_a_key()
    card, _code = make.card(released.child)
    other.person.look(f"/m/{card}")
    other.person.press()
    with transaction() as session:  # their own link is what they used last
        for sitting in session.scalars(select(CardSitting)):
            sitting.last_seen -= timedelta(minutes=1)
    for words in ("", "mine", "x" * 100_000):
        theirs = {"outcome": uuid4().hex, "go": "no", "words": words}
        seen = post(other.person, theirs, HAPPENED)
        assert TOLD not in seen.html
        assert CANARY not in seen.html
        other.person.look("/card")
    assert replies() == []


def test_only_what_stood_on_a_page_counts_as_read(app: Flask, make: Make) -> None:
    story = reviewed(app, make)
    story.says()
    story.person.press("go=add", say={"words": "and a cat"})
    story.makes_a_key()
    staff = signed_in(app.test_client(), make, story.officer)
    for words in (CANARY, "and a cat"):
        page = story.point(staff, words)
        story.write(staff, page, told=TOLD)
        press(staff, page, f"{page}/release")
    story.person.look(HAPPENED)
    seen = staff.get(story.path).get_data(as_text=True)
    assert (seen.count("First read on"), seen.count("Not read yet.")) == (1, 1)
    story.person.look(f"{HAPPENED}/2")
    assert "Not read yet." not in staff.get(story.path).get_data(as_text=True)


def test_nothing_new_is_announced_once_it_was_taken_back(
    story: Reviewed, officer: FlaskClient, another: Person
) -> None:
    page = release(story, officer)
    assert "There is something new for you to read." in another.open(story.token).words
    press(officer, page, f"{page}/take-back")
    assert "There is something new for you to read." not in another.look("/q").words
