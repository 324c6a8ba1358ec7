"""A text to a child that there is something new: one, neutral, and only if it is still so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer, Message, MessageState
from participation.care.outcomes.models import Outcome
from participation.care.people.models import Child
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.going import run
from tests.web.respond.holding_cards import post
from tests.web.respond.walking import Person
from tests.web.staff.reviewed import CANARY, PIN, Reviewed, release, reviewed
from tests.web.staff.signing_in import press, signed_in

HAPPENED = "/mine/happened"


def texts() -> list[tuple[str, str, str]]:
    with reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id))
        return [(row.template or "", row.body or "", row.state.value) for row in rows]


@pytest.fixture
def with_phone(app: Flask, make: Make, clock: MovableClock) -> tuple[Reviewed, FlaskClient]:
    """A child of thirteen with a phone of their own, who said something with a key."""
    story = reviewed(app, make, age=13, form="child_12_15")
    make.contact(child=story.child)
    story.says()
    story.makes_a_key()
    story.is_held()
    return story, signed_in(app.test_client(), make, story.officer)


def test_r17_half_an_hour_after_releasing_one_neutral_text_goes_out(
    with_phone: tuple[Reviewed, FlaskClient], work_off: Callable[[], int], clock: MovableClock,
    app: Flask,
) -> None:  # fmt: skip
    story, staff = with_phone
    release(story, staff)
    work_off()
    assert texts() == []
    clock.moment += timedelta(minutes=31)
    work_off()
    ((template, body, _state),) = texts()
    assert template == "something_new"
    assert body.startswith("Sam here. There is something new for you to read: http")
    assert CANARY not in body
    assert "brother" not in body
    token = body.partition("/l/")[2].split(" ")[0]
    assert "There is something new for you to read." in Person(app.test_client()).open(token).words


def test_two_points_released_together_are_one_text_and_a_read_one_is_none(
    with_phone: tuple[Reviewed, FlaskClient], work_off: Callable[[], int], clock: MovableClock
) -> None:
    story, staff = with_phone
    page = release(story, staff)
    press(staff, page, f"{page}/take-back")
    press(staff, page, f"{page}/release")
    with reading() as session:
        kinds = list(session.scalars(select(OutboxItem.kind)))
    assert kinds.count("outcome.tell") == 1
    story.person.look(HAPPENED)
    clock.moment += timedelta(minutes=31)
    work_off()
    assert texts() == [], "they have read it: no text"


def test_a_letter_alone_is_something_new_until_it_is_read(
    with_phone: tuple[Reviewed, FlaskClient], work_off: Callable[[], int], clock: MovableClock,
    app: Flask,
) -> None:  # fmt: skip
    story, staff = with_phone
    page = release(story, staff)
    letter = f"{story.path}/letter"
    press(staff, letter, letter, words="Dear Aisha, your brother comes on Saturdays.")
    press(staff, page, f"{page}/drop")  # so that the letter alone is new
    press(staff, letter, f"{letter}/send", revision="1")
    clock.moment += timedelta(minutes=31)
    work_off()
    ((template, body, _state),) = texts()
    assert template == "something_new"
    assert "brother" not in body
    token = body.partition("/l/")[2].split(" ")[0]
    person = Person(app.test_client())
    assert "There is something new for you to read." in person.open(token).words
    assert "brother comes" not in person.look("/mine/letter").words
    person.look("/mine")
    post(person, {"kind": "pin", "go": "open", "pin": PIN}, "/mine")
    assert "your brother comes" in person.look("/mine/letter").words


def test_r2_no_text_says_that_there_is_something_new_where_the_page_shows_nothing(
    with_phone: tuple[Reviewed, FlaskClient], work_off: Callable[[], int], clock: MovableClock,
) -> None:  # fmt: skip
    """The letter closes between sending and the text: what it tells back was taken back."""
    story, staff = with_phone
    page = release(story, staff)
    letter = f"{story.path}/letter"
    press(staff, letter, letter, words="Dear Aisha, your brother comes on Saturdays.")
    press(staff, letter, f"{letter}/send", revision="1")
    press(staff, page, f"{page}/drop")
    with transaction() as session:
        words = session.scalars(select(Answer)).all()
        next(row for row in words if row.words == CANARY).withdrawn_at = clock.now()
    clock.moment += timedelta(minutes=31)
    work_off()
    assert texts() == []


def test_what_is_released_after_the_text_of_the_day_is_told_the_day_after(
    app: Flask, make: Make, work_off: Callable[[], int], clock: MovableClock
) -> None:
    story = reviewed(app, make, age=13, form="child_12_15")
    make.contact(child=story.child)
    story.says()
    story.person.press("go=add", say={"words": "and a cat"})
    story.makes_a_key()
    clock.moment -= timedelta(hours=5)
    staff = signed_in(app.test_client(), make, story.officer)
    release(story, staff)
    clock.moment += timedelta(hours=4, minutes=45)
    work_off()
    assert len(texts()) == 1
    clock.moment += timedelta(minutes=5)
    page = story.point(staff, "and a cat")
    story.write(staff, page, told="Not yet. The vet is asked.")
    press(staff, page, f"{page}/release")
    clock.moment += timedelta(minutes=31)
    work_off()
    assert len(texts()) == 1, "one a day"
    clock.moment += timedelta(days=1)
    work_off()
    assert len(texts()) == 2
    clock.moment += timedelta(days=1)
    work_off()
    assert len(texts()) == 2, "what was told is not told again"


def test_a_second_text_weeks_later_has_the_link_of_the_first(
    app: Flask, make: Make, work_off: Callable[[], int], clock: MovableClock
) -> None:
    """The words of our texts go after a week; the link that a child kept goes on working."""
    story = reviewed(app, make, age=13, form="child_12_15")
    make.contact(child=story.child)
    story.says()
    story.person.press("go=add", say={"words": "and a cat"})
    story.makes_a_key()
    staff = signed_in(app.test_client(), make, story.officer)
    release(story, staff)
    clock.moment += timedelta(minutes=31)
    work_off()
    first = texts()[-1][1].partition("/l/")[2].split()[0]
    clock.moment += timedelta(days=14)
    run(make)
    page = story.point(staff, "and a cat")
    story.write(staff, page, told="Not yet. The vet is asked.")
    press(staff, page, f"{page}/release")
    clock.moment += timedelta(minutes=31)
    work_off()
    assert len(texts()) == 2
    assert texts()[-1][1].partition("/l/")[2].split()[0] == first
    opened = Person(app.test_client()).open(first)
    assert "There is something new for you to read." in opened.words


def test_r18_what_is_taken_back_before_the_text_goes_is_not_announced(
    with_phone: tuple[Reviewed, FlaskClient], work_off: Callable[[], int], clock: MovableClock
) -> None:
    """Written in the evening, it waits for the morning, and is looked at once more then."""
    story, staff = with_phone
    clock.moment += timedelta(hours=2, minutes=20)  # 18:50: the half hour ends after hours
    page = release(story, staff)
    clock.moment += timedelta(minutes=31)
    work_off()
    ((_template, _body, state),) = texts()
    assert state == MessageState.QUEUED
    press(staff, page, f"{page}/take-back")
    clock.moment += timedelta(days=1)
    work_off()
    assert texts()[0][2] == MessageState.CANCELLED


def test_r16_no_text_is_begun_to_a_missing_child(
    with_phone: tuple[Reviewed, FlaskClient], work_off: Callable[[], int], clock: MovableClock
) -> None:
    story, staff = with_phone
    release(story, staff)
    with transaction() as session:
        session.get_one(Child, story.child.id).circumstances = ["missing"]
    clock.moment += timedelta(minutes=31)
    work_off()
    assert texts() == []


def test_r2_a_child_without_a_number_of_their_own_gets_no_text(
    app: Flask, make: Make, work_off: Callable[[], int], clock: MovableClock
) -> None:
    story = reviewed(app, make)
    story.says()
    story.makes_a_key()
    release(story, signed_in(app.test_client(), make, story.officer))
    clock.moment += timedelta(minutes=31)
    work_off()
    assert texts() == []
    with reading() as session:
        assert session.scalars(select(Outcome)).one().released_at is not None
