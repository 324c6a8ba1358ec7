"""Interpreters of a review: made from what is declared, moved with it, ended with it, and told to
an agency without a word of who it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import TaskKind
from participation.care.interpreting import service as translating
from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import (
    Attended,
    Means,
    Stands,
    Why,
)
from participation.care.people.models import Adult, Child, RelationshipKind, Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.journeys import (
    booking_interpreters,
    chasing_interpreters,
    choosing_interpreters,
    following_care,
    rescheduling,
)
from participation.journeys.erasing.forgetting import forget_child
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.booking_office import CANARIES, Office, mails_to_agency, tasks_of
from tests.journeys.test_chasing_reading import look_and_work
from tests.standins.mail_server import MailServer


@pytest.fixture
def office(make: Make, clock: MovableClock) -> Office:
    return Office(make, clock)


def test_each_person_who_needs_one_has_a_booking_of_their_own_and_looking_again_makes_no_other(
    office: Office, make: Make
) -> None:
    mother, carer = make.adult("Kestrel Dunnock"), make.adult("Linnet Plover")
    make.relationship(office.child, mother)
    make.relationship(office.child, carer, RelationshipKind.FOSTER_CARER)
    teacher = make.adult("Wren Siskin")
    make.relationship(office.child, teacher, RelationshipKind.SCHOOL)
    father = make.adult("Redwing Dunnock")
    make.relationship(office.child, father, RelationshipKind.FATHER, may_be_asked=False)
    with transaction() as session:
        for one in (mother, teacher, father):
            row = session.get_one(Adult, one.id)
            row.spoken_language, row.interpreter_needed = "ar", True
        session.get_one(Adult, carer.id).communication = ["bsl"]
    office.looks()
    office.looks()
    found = [(row.role, row.means, row.language, row.gender, row.on_day) for row in office.rows()]
    day = date(2027, 1, 11)
    assert found == [
        ("child", Means.SPOKEN, "ti", "female", day),
        ("mother", Means.SPOKEN, "ar", None, day),
        ("foster_carer", Means.BSL, None, None, day),
    ]
    assert set(office.states()) == {"needed"}


def test_nobody_s_language_is_a_reason_by_itself(make: Make, clock: MovableClock) -> None:
    office = Office(make, clock, interpreter_needed=False, circumstances=["unaccompanied"])
    office.looks()
    assert office.rows() == []


def test_from_needed_to_confirmed_and_who_cannot_be(
    office: Office, make: Make, post: MailServer, work_off: Callable[[], int]
) -> None:
    make.relationship(office.child, make.adult("Kestrel Dunnock"))
    office.looks()
    selam = office.interpreter()
    assert office.confirms(selam) is Stands.NOT_NOW, "nobody was asked yet"
    assert office.asks() is None
    work_off()
    [mail] = mails_to_agency(post)
    row = office.rows()[0]
    for told in ("Tigrinya", "Highland", "a woman", "11 January 2027", "16:15", "16:00",
                 "90 minutes", "in the room", row.reference):  # fmt: skip
        assert told in mail
    for name in CANARIES:
        assert name not in mail

    unchecked = office.interpreter("Rahel Abraham", confidential_on=None)
    lapsing = office.interpreter("Hiwet Kidane", vetted_until=date(2027, 1, 10))
    aunt = office.interpreter("kestrel  dunnock")
    arabic = office.interpreter("Amal Aziz", languages=["ar"])
    assert office.confirms(unchecked) is Stands.NOT_CHECKED
    assert office.confirms(lapsing) is Stands.NOT_CHECKED
    assert office.confirms(aunt) is Stands.FAMILY
    assert office.confirms(arabic) is Stands.NOBODY
    assert office.confirms(selam, no_relative=False) is Stands.NOT_SAID
    assert office.states() == ["requested"]
    assert office.confirms(selam) is None
    assert office.states() == ["confirmed"]

    assert office.does("note_after", 0, Attended.CAME, 6500) is Stands.TOO_EARLY
    office.clock.moment = datetime(2027, 1, 11, 18, tzinfo=UTC)
    assert office.does("note_after", 0, Attended.LATE, 6500) is None
    assert (office.rows()[0].attended, office.rows()[0].cost_pence) == (Attended.LATE, 6500)


def test_a_translator_who_may_know_the_family_does_not_interpret_for_it_either(
    office: Office, make: Make
) -> None:
    office.looks()
    selam = office.interpreter()
    with transaction() as session:
        added = translating.Added(full_name="Selam Tesfay", email="s@agency.example", phone="",
                                  agency="", languages=["ti"])  # fmt: skip
        row = translating.add_translator(
            session, added, by_id=office.support.id, now=office.clock.now()
        )
        translating.keep_off(session, office.child.id, row.id, office.clock.now())
    office.asks()
    assert office.confirms(selam) is Stands.KNOWS_FAMILY


def test_a_review_that_moves_takes_its_booking_along_and_the_agency_hears_of_it(
    office: Office, post: MailServer, work_off: Callable[[], int]
) -> None:
    office.looks()
    selam = office.interpreter()
    office.asks()
    office.confirms(selam)
    work_off()
    assert mails_to_agency(post) == [], "it was rung before the mail had gone"
    office.moves(date(2027, 1, 20))
    [row] = office.rows()
    assert (row.on_day, row.state, row.reason) == (date(2027, 1, 20), "requested", Why.MOVED)
    assert row.wanted_again_id == selam.id
    work_off()
    [mail] = mails_to_agency(post)
    assert "20 January 2027" in mail
    assert "has changed" in mail
    assert [name for name in CANARIES if name in mail] == []

    office.moves(state=ReviewState.CANCELLED)
    assert office.states() == ["cancelled"]
    work_off()
    assert "not needed any more" in mails_to_agency(post)[-1]
    office.moves(state=ReviewState.PLANNED)
    assert office.states() == ["needed"], "it is planned after all"


def test_an_agency_without_an_address_is_rung_by_a_person(office: Office) -> None:
    office.looks()
    office.asks(email="")
    office.moves(date(2027, 1, 20))
    assert office.states() == ["needed"]
    assert tasks_of(TaskKind.INTERPRETER_MOVED) == ["open"]
    office.asks(email="")
    assert tasks_of(TaskKind.INTERPRETER_MOVED) == ["done"]


def test_moving_a_review_and_its_bookings_is_one_transaction(office: Office) -> None:
    office.looks()
    office.asks()
    with reading() as session:  # it is never committed
        row = session.get_one(Review, office.review.id)
        row.planned_on = date(2027, 1, 20)
        session.flush()
        rescheduling.retime(session, row.id, office.clock.now())
        [booking] = session.scalars(select(Booking)).all()
        assert booking.on_day == date(2027, 1, 20)
        session.rollback()
    assert office.rows()[0].on_day == date(2027, 1, 11)


def test_a_talk_before_keeps_its_day_as_long_as_that_is_before(office: Office) -> None:
    office.looks()
    for _twice in range(2):
        assert office.does("add_talk_before", 0, date(2027, 1, 6), "10:00") is None
    assert len(office.rows()) == 2, "pressed twice, it is one"
    office.moves(date(2027, 1, 20))
    assert office.rows()[1].on_day == date(2027, 1, 6)
    office.moves(date(2027, 1, 5))
    assert office.rows()[1].on_day is None
    assert office.asks(1) is Stands.NO_DAY
    office.moves(state=ReviewState.CANCELLED)
    assert office.states() == ["cancelled", "cancelled"]


def test_a_review_that_was_held_without_anybody_says_so(office: Office) -> None:
    office.looks()
    office.clock.moment = datetime(2027, 1, 11, 19, tzinfo=UTC)
    office.moves(state=ReviewState.HELD)
    assert [(row.state, row.reason) for row in office.rows()] == [("failed", Why.REVIEW_WITHOUT)]


def test_nobody_comes_on_the_planned_day_of_a_review_that_was_held_before(
    office: Office, post: MailServer, work_off: Callable[[], int]
) -> None:
    office.looks()
    office.asks()
    office.confirms(office.interpreter())
    work_off()
    with transaction() as session:
        row = session.get_one(Review, office.review.id)
        row.state, row.held_on = ReviewState.HELD, office.make.today - timedelta(days=1)
        session.flush()
        rescheduling.retime(session, row.id, office.clock.now())
    work_off()
    assert [(row.state, row.reason) for row in office.rows()] == [("cancelled", Why.REVIEW_GONE)]
    assert "Nobody has to come." in mails_to_agency(post)[-1]


def test_care_that_ends_ends_them(office: Office) -> None:
    office.looks()
    with transaction() as session:
        row = session.get_one(Child, office.child.id)
        row.ceased_on, row.ceased_reason = office.make.today, "died"
        session.flush()
        following_care.follow(session, [row.id], office.clock.now())
    assert [(row.state, row.reason) for row in office.rows()] == [("cancelled", Why.CARE_ENDED)]


def test_the_same_person_again_is_suggested_and_never_whoever_is_not_wanted(
    office: Office, make: Make, post: MailServer, work_off: Callable[[], int]
) -> None:
    office.looks()
    selam = office.interpreter()
    office.asks()
    office.confirms(selam)
    office.clock.moment = datetime(2027, 1, 12, 9, tzinfo=UTC)
    make.review(office.child, planned_on=date(2027, 3, 22))
    office.looks()
    with reading() as session:
        later = session.scalars(select(Booking).order_by(Booking.id.desc())).first()
        assert later is not None
        suggested = choosing_interpreters.suggested(session, later)
        assert suggested is not None
        assert suggested.id == selam.id
    office.asks(1, same_again=True)
    work_off()
    assert "EW-77" in mails_to_agency(post)[-1], "by the agency's own reference, not by name"

    office.confirms(selam, 1)
    assert office.does("refuse", 1, selam.public_id) is None
    row = office.rows()[1]
    assert (row.state, row.reason, row.wanted_again_id) == ("needed", Why.NOT_WANTED, None)
    with reading() as session:
        later = session.get_one(Booking, row.id)
        assert choosing_interpreters.suggested(session, later) is None
        assert choosing_interpreters.who_may_come(session, later) == []
    office.asks(1)
    assert office.confirms(selam, 1) is Stands.NOT_WANTED


def test_ten_working_days_before_business_support_is_told_once_and_no_longer_than_it_is_so(
    app: Flask, office: Office, post: MailServer, work_off: Callable[[], int], clock: MovableClock
) -> None:
    look_and_work(app, work_off)
    assert office.states() == ["needed"], "the hourly look makes what is needed"
    clock.moment = datetime(2026, 12, 22, 12, tzinfo=UTC)  # eleven, with Christmas and New Year
    with reading() as session:
        assert chasing_interpreters.not_ready(session, clock.now()) == []
    clock.moment += timedelta(days=1)
    with reading() as session:
        assert chasing_interpreters.not_ready(session, clock.now()) == [office.review.id]
    for _twice in range(2):
        look_and_work(app, work_off)
    told = [one for one in post.mails if office.support.email in str(one["To"])]
    assert len(told) == 1
    assert [name for name in CANARIES if name in told[0].get_content()] == []
    assert tasks_of(TaskKind.INTERPRETER) == ["open"]
    office.asks()
    office.confirms(office.interpreter())
    assert tasks_of(TaskKind.INTERPRETER) == ["done"]
    with reading() as session:
        assert chasing_interpreters.not_ready(session, clock.now()) == []


def test_somebody_who_does_not_handle_the_child_books_nothing(office: Office, make: Make) -> None:
    office.looks()
    other = make.staff(Role.IRO, name="Nobody Else")
    make.never(office.child, office.support)
    which = office.rows()[0].public_id
    for staff in (other, office.support):
        with transaction() as session:
            here = session.get_one(StaffMember, staff.id)
            assert booking_interpreters.begin_again(session, here, which, make.clock.now()) is None


def test_everything_of_it_goes_with_the_child(office: Office) -> None:
    office.looks()
    office.asks()
    office.does("refuse", 0, office.interpreter().public_id)
    with transaction() as session:
        forget_child(session, session.get_one(Child, office.child.id), office.clock.now())
    assert office.rows() == []
