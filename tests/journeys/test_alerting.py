"""From a raised concern to a person who acknowledged it, over providers that fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.people.models import Assignment, StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    AlertState,
    Concern,
    ConcernAlert,
    ConcernDid,
    ConcernState,
    ConcernStep,
)
from participation.care.safeguarding.route import RouteOf, Via
from participation.care.safeguarding.rules import Level
from participation.journeys.alerting import MOST_AT_ONCE, next_told, route_trouble, seen_when
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem
from tests.conftest import MovableClock
from tests.factories import Make
from tests.paging import Paging, number_of, paging
from tests.standins.twilio_server import Fault

TUESDAY, SUNDAY_NIGHT = "2026-11-24T10:00", "2026-11-29T03:00"


@pytest.fixture
def route(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    with paging(app, make, clock) as found:
        yield found


def test_r21_those_who_know_the_child_are_told_by_every_way_and_the_officer_need_not_act(
    route: Paging,
) -> None:
    route.at(TUESDAY)
    route.raise_concern()
    assert route.mailed() == {"SW", "TM", "IRO"}
    assert route.texted() == route.rung() == {"SW", "TM"}
    assert route.concern().first_told_at == route.clock.now()


def test_6_6_2_what_is_said_names_nobody_and_nothing(route: Paging) -> None:
    route.at(TUESDAY)
    route.raise_concern()
    route.raise_concern(Level.AMBER)
    said = [str(mail) for mail in route.post.mails]
    said += [text.body for text in route.twilio.sent()]
    said += [words for _number, words in route.twilio.calls]
    assert len(said) == 10  # the amber one by mail only, in hours
    for words in said:
        for secret in ("Aisha", "afeguard", "oncern", "child", "red", "amber", "button"):
            assert secret not in words.replace("shared", "")
        assert "/staff/sign-in" in words or "<Say" in words


def test_nobody_acknowledges_and_the_next_is_told_until_somebody_does(route: Paging) -> None:
    route.at(TUESDAY)
    concern = route.raise_concern()
    route.pass_minutes(14)
    assert "DUTY" not in route.told()
    route.pass_minutes(1)
    assert "DUTY" in route.rung()
    assert len([n for n, _ in route.twilio.calls if n == number_of("SW")]) == 2, "rung again"
    route.pass_minutes(15)
    assert "SERVICE" in route.rung()
    route.acknowledge(concern, "SERVICE")
    before = len(route.twilio.calls)
    for _ in range(4):
        route.pass_minutes(15)
    assert len(route.twilio.calls) == before, "a person has it"
    assert "HEAD" not in route.told()
    row = route.concern()
    assert (row.state, row.next_at) == (ConcernState.ACKNOWLEDGED, None)
    assert route.did(ConcernDid.ESCALATED) == 2


def test_6_6_6_nothing_but_a_person_stops_the_clock(route: Paging) -> None:
    """A night passes; everybody was told, and it is as open as at the beginning."""
    route.at(SUNDAY_NIGHT)
    route.raise_concern()
    for _ in range(10):
        route.pass_minutes(60)
    row = route.concern()
    assert row.state is ConcernState.RAISED
    assert row.next_at is not None
    assert row.next_at <= route.clock.now() + timedelta(minutes=15)
    with reading() as session:
        assert route_trouble(session, route.house, route.clock.now()).overdue == 1


def test_s2_after_a_night_without_a_worker_everybody_due_is_told_at_once(route: Paging) -> None:
    route.at("2026-11-29T03:00")
    route.raise_concern()
    route.clock.moment += timedelta(hours=2)
    route.work()
    assert {"NIGHT1", "NIGHT2", "NIGHT3", "SENIOR"} <= route.rung()


def test_s4_texts_down_the_telephone_still_rings_and_nobody_is_woken_for_it(route: Paging) -> None:
    route.at(SUNDAY_NIGHT)
    for _ in range(6):
        route.twilio.fault(Fault.RESET_BEFORE)
    route.raise_concern()
    assert route.rung() == {"NIGHT1"}
    assert not route.texted()
    route.rest_is_over()
    assert route.did(ConcernDid.NOT_TOLD) == 1


def test_s4_telephone_down_the_text_arrives(route: Paging) -> None:
    route.at(SUNDAY_NIGHT)
    route.twilio.telephone_down = True
    route.raise_concern()
    assert route.texted() == {"NIGHT1"}
    route.twilio.telephone_down = False
    route.rest_is_over()
    assert route.rung() == {"NIGHT1"}, "tried again for as long as nobody has acknowledged"


def test_s4_mail_down_text_and_telephone_carry_it(route: Paging) -> None:
    route.at(TUESDAY)
    route.post.refuse_recipients("451 later")
    route.raise_concern()
    assert route.texted() == route.rung() == {"SW", "TM"}
    assert "DUTY" not in route.told()


def test_s4_text_and_telephone_down_the_next_person_is_told_at_once_by_mail(route: Paging) -> None:
    route.at(TUESDAY)
    route.twilio.down = True
    route.raise_concern()
    assert route.mailed() == {"SW", "TM", "IRO", "DUTY", "SERVICE", "HEAD", "SENIOR"}
    row = route.concern()
    assert row.state is ConcernState.RAISED
    assert row.next_at == route.clock.now() + timedelta(minutes=15), "no storm of tries"
    route.twilio.down = False
    route.rest_is_over()
    assert {"SW", "TM"} <= route.rung()


def test_after_an_hour_without_a_telephone_it_rings_once_and_not_for_every_quarter(
    route: Paging,
) -> None:
    route.at(SUNDAY_NIGHT)
    route.twilio.telephone_down = True
    route.raise_concern()
    for _ in range(3):
        route.pass_minutes(15)
    route.twilio.telephone_down = False
    route.rest_is_over()
    assert len([n for n, _ in route.twilio.calls if n == number_of("NIGHT1")]) == 1
    assert "NIGHT3" in route.rung()


def test_a_dead_line_brings_the_next_person_at_once(route: Paging) -> None:
    route.at(SUNDAY_NIGHT)
    route.twilio.dead_lines.add(number_of("NIGHT1"))
    route.twilio.fault(Fault.LANDLINE, to=number_of("NIGHT1"))
    route.raise_concern()
    assert route.rung() == {"NIGHT2"}
    assert "NIGHT3" not in route.told()


def test_a_text_that_the_telephone_never_got_is_a_failed_alert(route: Paging) -> None:
    """Taken by the provider, then reported undelivered; the line is dead as well."""
    route.at(SUNDAY_NIGHT)
    route.twilio.dead_lines.add(number_of("NIGHT1"))
    route.raise_concern()
    assert route.told() == {"NIGHT1"}
    (text,) = route.twilio.sent(number_of("NIGHT1"))
    route.twilio.report(text.sid, "undelivered", via=route.app.test_client(), error_code="30003")
    route.work()
    assert "NIGHT2" in route.rung()


def test_a_text_that_went_at_the_second_try_and_never_arrived_is_a_failed_alert_too(
    route: Paging,
) -> None:
    route.at(SUNDAY_NIGHT)
    route.twilio.down = True
    route.raise_concern()
    route.twilio.down = False
    route.rest_is_over()
    (text,) = route.twilio.sent(number_of("NIGHT1"))
    route.twilio.report(text.sid, "undelivered", via=route.app.test_client(), error_code="30003")
    route.work()
    with reading() as session:
        wanted = select(ConcernAlert.state).where(
            ConcernAlert.staff_id == route.staff["NIGHT1"].id, ConcernAlert.via == Via.TEXT
        )
        assert session.scalars(wanted).all() == [AlertState.FAILED]


def test_i15_an_officer_and_social_worker_who_leave_are_followed_by_those_who_come(
    route: Paging,
) -> None:
    route.at(TUESDAY)
    route.raise_concern()
    with route.app.app_context(), transaction() as session:
        for row in session.scalars(
            select(Assignment).where(Assignment.staff_id == route.staff["SW"].id)
        ):
            row.staff_id = route.staff["ADULT1"].id
    route.pass_minutes(15)
    assert len([n for n, _ in route.twilio.calls if n == number_of("SW")]) == 1
    assert "ADULT1" in route.rung()


def test_i15_whoever_left_is_not_told_and_their_rung_is_passed_over(route: Paging) -> None:
    route.at(TUESDAY)
    with route.app.app_context(), transaction() as session:
        session.get_one(StaffMember, route.staff["DUTY"].id).active_until = (
            route.clock.now() - timedelta(days=1)
        ).date()
    route.raise_concern()
    route.pass_minutes(15)
    assert "DUTY" not in route.told()
    assert "SERVICE" in route.rung(), "an empty rung is passed over"


def test_r25_an_adults_words_go_their_own_way(route: Paging) -> None:
    route.at(SUNDAY_NIGHT)
    route.raise_concern(Level.RED, RouteOf.ADULT)
    assert route.rung() == {"ADULT1"}


def test_the_alert_is_promised_in_the_transaction_of_the_concern(route: Paging) -> None:
    """S3: nothing is between them that a crash could fall into."""
    route.at(TUESDAY)
    with suppress(RuntimeError), route.app.app_context(), transaction() as session:
        route.raise_in(session)
        raise RuntimeError("the process dies")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 0
        assert session.scalar(select(func.count()).select_from(OutboxItem)) == 0
    with route.app.app_context(), transaction() as session:
        route.raise_in(session)
    with reading() as session:
        assert session.scalars(select(OutboxItem.kind)).all() == [steps.STEP]


def test_raised_and_looked_at_twice_is_told_once(route: Paging) -> None:
    route.at(TUESDAY)
    route.raise_concern()
    route.rest_is_over()
    route.work()
    assert len(route.twilio.calls) == 2
    with reading() as session:
        alerts = session.scalar(select(func.count()).select_from(ConcernAlert))
    assert alerts == 7  # three ways for two, mail for the officer


def test_a_flood_of_red_does_not_keep_a_telephone_engaged(route: Paging) -> None:
    """Whoever texts red words from many phones would else have the duty worker rung for hours."""
    route.at(SUNDAY_NIGHT)
    for _ in range(12):
        route.raise_concern()
    assert len(route.twilio.calls) == MOST_AT_ONCE
    route.clock.moment += timedelta(minutes=14)
    route.raise_concern()
    assert len(route.twilio.calls) == MOST_AT_ONCE + 1, "a later one rings again"
    with reading() as session:
        on_page = select(func.count()).where(ConcernStep.via == Via.PAGE)
        assert session.scalar(on_page) == 13, "every one of them stands on the page"


def test_t24_many_amber_ones_do_not_keep_a_red_one_from_the_telephone(route: Paging) -> None:
    """They were told that something waits today; that it is urgent is news."""
    route.at(SUNDAY_NIGHT)
    for _ in range(MOST_AT_ONCE + 1):
        route.raise_concern(Level.AMBER)
    assert len(route.twilio.sent(number_of("NIGHT1"))) == MOST_AT_ONCE
    route.raise_concern()
    *_today, urgent = route.twilio.sent(number_of("NIGHT1"))
    assert "urgent" in urgent.body
    assert route.rung() == {"NIGHT1"}


def test_what_a_child_is_told_about_time_is_true(route: Paging) -> None:
    route.at(TUESDAY)
    with route.app.app_context(), reading() as session:
        seen = seen_when(session, route.house, child_id=route.child_id, now=route.clock.now())
        assert seen.at_once
        route.at(SUNDAY_NIGHT)
        seen = seen_when(session, route.house, child_id=route.child_id, now=route.clock.now())
    assert not seen.at_once, "nobody on call has answered a test"
    assert seen.by.isoformat() == "2026-11-30T09:00:00+00:00"


def test_who_is_told_next_can_be_shown(route: Paging) -> None:
    route.at(TUESDAY)
    concern = route.raise_concern()
    with route.app.app_context(), reading() as session:
        row = session.get_one(Concern, concern)
        found = next_told(session, row, route.house, route.clock.now())
    assert found.at == route.clock.now() + timedelta(minutes=15)
    assert route.staff["DUTY"].id in found.staff_ids
