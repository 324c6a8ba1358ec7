"""Stopping for now: whose phone it is, and "if I forget, send what I have said"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.consultations.rules import sent_for_them_on
from participation.care.reviews.models import Review
from participation.guard.sessions import READ_BACK_IDLE, RespondentSitting
from participation.journeys import rescheduling
from participation.kernel.db import db, transaction
from participation.kernel.working_days import BankHolidays
from tests.conftest import MovableClock
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person

WORDS = "canary tangerine seventeen"
ASKED = "If I forget, send what I have said"


@dataclass(frozen=True)
class Days:
    """The days after somebody stopped, and the worker's look at each."""

    app: Flask
    clock: MovableClock
    invitation_id: int
    work_off: Callable[[], int]

    def pass_until(self, day: date, hour: int = 10) -> None:
        self.clock.moment = self.clock.moment.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=0
        )
        self.work_off()

    @property
    def last(self) -> date:
        """On which the round closes."""
        with self.app.app_context():
            db.session.remove()
            return db.session.get_one(Invitation, self.invitation_id).round.closes_on

    @property
    def of_sending(self) -> date:
        return sent_for_them_on(self.last, date(2026, 11, 24), BankHolidays())


@pytest.fixture
def days(app: Flask, clock: MovableClock, link: Link, work_off: Callable[[], int]) -> Days:
    return Days(app, clock, link.invitation_id, work_off)


def _stop(person: Person, link: Link, **ticked: str) -> None:
    person.begin(link.token)
    person.press(say={"words": WORDS})
    person.press("go=later")
    person.press("go=stop", say=dict(ticked))


def test_a_draft_is_never_sent_without_being_asked_to(
    person: Person, link: Link, kept: Callable[[], Kept], days: Days
) -> None:
    last = days.last
    _stop(person, link)
    for day in (last - timedelta(days=2), last, last + timedelta(days=1), last + timedelta(9)):
        days.pass_until(day)
    assert kept().state == "started"


def test_if_i_forget_it_is_sent_two_working_days_before_and_marked(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept], days: Days
) -> None:
    _stop(person, link, if_forgotten="1", device="own")
    days.pass_until(days.of_sending - timedelta(days=1), hour=23)
    assert kept().state == "started", "not a day early"
    days.pass_until(days.of_sending)
    assert kept().state == "finished"
    assert kept().hearings == ["waiting"], "a person is to read it now"
    with app.app_context():
        assert db.session.get_one(Invitation, link.invitation_id).sent_for_them
    person.begin(link.token)
    assert person.seen.kind == "sent"
    assert "You asked us to send it" in person.seen.words
    assert WORDS not in person.seen.html


def test_the_page_says_the_day_on_which_it_is_sent(
    app: Flask, person: Person, link: Link, clock: MovableClock
) -> None:
    person.begin(link.token)
    person.press(say={"words": WORDS})
    seen = person.press("go=later")
    assert ASKED in seen.words
    assert "we send it to Sam on Thursday 10 December" in seen.words  # the review: Monday 14
    assert not any(c.ticked for c in seen.form.controls), "nothing is ticked beforehand"


def test_what_was_wished_last_counts(
    person: Person, link: Link, kept: Callable[[], Kept], days: Days
) -> None:
    _stop(person, link, if_forgotten="1", device="own")
    person.press("go=on")
    seen = person.press("go=later")
    ticked = [c for c in seen.form.controls if c.ticked]
    assert [c.name for c in ticked] == ["if_forgotten"]
    ticked[0].ticked = False
    person.press("go=stop")
    days.pass_until(days.last)
    assert kept().state == "started"


def test_sent_by_themselves_it_is_not_sent_for_them(
    app: Flask, person: Person, link: Link, days: Days
) -> None:
    _stop(person, link, if_forgotten="1", device="own")
    person.press("go=on")
    person.skip_to_the_end()
    assert person.press("go=send").kind == "sent"
    days.pass_until(days.last)
    with app.app_context():
        assert not db.session.get_one(Invitation, link.invitation_id).sent_for_them


def test_somebody_who_is_writing_at_that_moment_is_not_cut_off(
    person: Person, link: Link, kept: Callable[[], Kept], days: Days
) -> None:
    _stop(person, link, if_forgotten="1", device="own")
    days.clock.moment = days.clock.moment.replace(
        year=days.of_sending.year, month=days.of_sending.month, day=days.of_sending.day, hour=9
    )
    person.press("go=on")
    person.press(say={"answer": "not_good"})
    days.clock.moment += timedelta(hours=1)
    days.work_off()
    assert kept().state == "started"
    days.clock.moment += timedelta(hours=2)
    days.work_off()
    assert kept().state == "finished"


def test_i17_a_review_that_moves_takes_the_day_along(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept], days: Days
) -> None:
    _stop(person, link, if_forgotten="1", device="own")
    with app.app_context(), transaction() as session:
        review = session.scalars(select(Review)).one()
        review.planned_on = date(2026, 12, 3)
        rescheduling.retime(session, review.id, days.clock.now())
    days.pass_until(date(2026, 11, 30))
    assert kept().state == "started"
    days.pass_until(date(2026, 12, 1))
    assert kept().state == "finished"


def test_nothing_said_is_nothing_to_send(
    person: Person, link: Link, kept: Callable[[], Kept], days: Days
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press("go=later")
    person.press("go=stop", say={"if_forgotten": "1"})
    days.pass_until(days.last)
    assert kept().state == "started"


def test_d14_on_a_shared_phone_stopping_ends_the_sitting_in_that_browser(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    _stop(person, link, device="shared")
    assert "It is saved" in person.seen.words
    assert person.seen.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert person.client.get_cookie("sitting") is None
    with app.app_context():
        assert db.session.scalars(select(RespondentSitting)).all() == []
    assert person.look("/q").kind == "dead"
    assert kept().words == [WORDS]
    assert person.begin(link.token).question == "home"


def test_d14_it_ends_as_well_when_somebody_comes_back_to_that_page_after_a_long_while(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": WORDS})
    person.press("go=later")
    with app.app_context(), transaction() as session:
        session.scalars(select(RespondentSitting)).one().last_seen -= READ_BACK_IDLE * 2
    seen = person.press("go=stop", say={"device": "shared"})
    assert seen.status == 200
    assert "It is saved" in seen.words
    with app.app_context():
        assert db.session.scalars(select(RespondentSitting)).all() == []
    assert person.look("/q").kind == "dead"
    assert kept().words == [WORDS]


def test_words_in_a_box_that_was_then_left_out_are_sent_as_well(
    person: Person, link: Link, kept: Callable[[], Kept], days: Days
) -> None:
    person.begin(link.token)
    person.press("go=skip", say={"words": WORDS})
    person.press("go=later")
    person.press("go=stop", say={"if_forgotten": "1"})
    days.pass_until(days.last)
    assert kept().state == "finished"


def test_on_their_own_phone_the_way_back_outlives_the_browser_and_nowhere_else(
    person: Person, another: Person, link: Link
) -> None:
    person.begin(link.token)
    before = person.client.get_cookie("sitting")
    assert before is not None
    assert before.max_age is None, "until somebody says whose phone it is, it ends with the browser"
    _stop(person, link, device="own")
    own = person.client.get_cookie("sitting")
    assert own is not None
    assert own.max_age == 20 * 60 * 60
    assert person.press("go=on").question == "home"
    _stop(another, link)
    unsaid = another.client.get_cookie("sitting")
    assert unsaid is not None
    assert unsaid.max_age is None


def test_r32_whose_phone_it_is_is_asked_once(person: Person, link: Link) -> None:
    _stop(person, link, device="own")
    person.press("go=on")
    assert "your own phone" not in person.press("go=later").words


@pytest.mark.parametrize(
    ("closes_on", "asked_on", "expected"),
    [
        (date(2026, 12, 14), date(2026, 11, 24), date(2026, 12, 10)),  # over a weekend
        (date(2026, 12, 29), date(2026, 11, 24), date(2026, 12, 23)),  # Christmas, a substitute day
        (date(2026, 12, 14), date(2026, 12, 10), date(2026, 12, 11)),  # never the same day
        (date(2026, 12, 14), date(2026, 12, 14), date(2026, 12, 15)),
    ],
)
def test_the_day_leaves_time_to_read_and_time_to_think_again(
    closes_on: date, asked_on: date, expected: date
) -> None:
    assert sent_for_them_on(closes_on, asked_on, BankHolidays()) == expected
