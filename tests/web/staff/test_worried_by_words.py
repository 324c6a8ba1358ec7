"""Somebody who reads words is worried by them, and the concern that they raise."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import (
    Concern,
    ConcernState,
    HearingState,
)
from participation.care.safeguarding.rules import Level
from participation.journeys import reading_words
from participation.kernel.db import transaction
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import press
from tests.web.staff.words_heard import RED, child, concern_ids, hearings, say, text_of, words_path

__all__ = ["child", "say"]


def test_words_that_no_list_flagged_are_raised_by_who_reads_them_once(
    browser: FlaskClient, say: Saying, officer: StaffMember, child: Invitation
) -> None:
    say.text(child, "one_thing", "i keep my shoes on at night now")
    (hearing,) = hearings()
    assert concern_ids() == []
    for _ in range(2):  # a double tap is one concern
        answer = press(browser, words_path(hearing), words_path(hearing) + "/worry",
                       level="red", note="ready to run?")  # fmt: skip
        assert answer.status_code == 303
    (concern,) = concern_ids()
    assert answer.headers["Location"].endswith(f"/staff/concerns/{concern}")
    with transaction() as session:
        row = session.scalars(select(Concern)).one()
        assert (row.cause, row.level, row.state) == ("person_worried", "red", ConcernState.RAISED)
        assert row.next_at is not None, "the route begins"
    page = text_of(browser, f"/staff/concerns/{concern}")
    assert "i keep my shoes on at night now" in page
    assert "ready to run?" in page
    assert hearings()[0].state is HearingState.WAITING, "being worried is not having read it"


def test_two_presses_at_one_moment_raise_one_concern(
    app: Flask, make: Make, say: Saying, officer: StaffMember, child: Invitation
) -> None:
    say.text(child, "one_thing", "i keep my shoes on at night now")
    words, me = hearings()[0].public_id, officer.id

    def worry(then: Callable[[], object] = bool) -> None:
        with app.app_context(), transaction() as session:
            staff = session.get_one(StaffMember, me)
            reading_words.worry(session, staff, words, Level.RED, "run?", now=make.clock.now())
            then()

    other = Thread(target=worry)
    worry(lambda: (other.start(), other.join(0.5)))
    other.join()
    assert len(concern_ids()) == 1


def test_a_reader_who_is_more_worried_later_makes_it_red_and_a_closed_one_is_raised_anew(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.text(child, "one_thing", "i keep my shoes on at night now")
    (hearing,) = hearings()
    path = words_path(hearing)
    press(browser, path, f"{path}/worry", level="amber", note="odd")
    press(browser, path, f"{path}/worry", level="red", note="she said it to her teacher too")
    (concern,) = concern_ids()
    page = f"/staff/concerns/{concern}"
    assert "she said it to her teacher too" in text_of(browser, page)
    with transaction() as session:
        assert session.scalars(select(Concern.level)).all() == ["red"]
    press(browser, path, f"{path}/worry", level="amber", note="and her shoes are wet")
    assert "and her shoes are wet" in text_of(browser, page)
    press(browser, page, f"{page}/acknowledge", outcome="contacted_child")
    press(browser, page, f"{page}/close", ending="at her aunt’s")
    press(browser, path, f"{path}/worry", level="red", note="again")
    with transaction() as session:
        states = session.scalars(select(Concern.state).order_by(Concern.id)).all()
    assert states == [ConcernState.CLOSED, ConcernState.RAISED]


def test_being_worried_needs_a_level_and_gives_the_note_back(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.text(child, "one_thing", "hello")
    (hearing,) = hearings()
    for level in ("", "green", "not_screened"):
        answer = press(browser, words_path(hearing), words_path(hearing) + "/worry",
                       level=level, note="my long note")  # fmt: skip
        assert answer.status_code == 422
        assert "my long note" in answer.get_data(as_text=True)
    assert concern_ids() == []


def test_reading_the_words_leaves_their_concern_open(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.text(child, "one_thing", RED)
    (hearing,) = hearings()
    press(browser, words_path(hearing), words_path(hearing) + "/read")
    with transaction() as session:
        assert session.scalars(select(Concern)).one().state is ConcernState.RAISED


def test_the_concern_is_first_on_the_officers_page(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.fill_in(child, "one_thing", words=RED)
    with transaction() as session:
        review = session.scalars(select(Review)).one().external_id
    page = text_of(browser, f"/staff/reviews/{review}/summary")
    assert "Look at this first" in page
    assert RED not in page  # still a draft
