"""The route is tried on quiet days, and a route that nobody tried is not relied on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text

from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import Concern, DrillKind, RouteDrill
from participation.care.safeguarding.route import Via
from participation.journeys.alerting import route_trouble, seen_when
from participation.journeys.checking_route import faults_of_route
from participation.journeys.drilling import (
    answer,
    latest,
    open_drills,
    send_test,
    text_did_not_arrive,
)
from participation.journeys.watching_route import RouteTrouble
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem
from participation.worker import timetable
from tests.conftest import MovableClock
from tests.factories import Make
from tests.paging import CAST, Paging, number_of, paging

SUNDAY_NIGHT = "2026-11-29T03:00"


@pytest.fixture
def route(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    with paging(app, make, clock) as found:
        yield found


def sent_to_everybody(route: Paging, people: int = 11) -> None:
    with route.app.app_context(), transaction() as session:
        assert len(send_test(session, route.house, route.clock.now())) == 3 * people
    route.work()


def answered(route: Paging, who: str, *, by: str | None = None) -> bool:
    with route.app.app_context(), transaction() as session:
        drill = session.scalars(
            select(RouteDrill).where(
                RouteDrill.staff_id == route.staff[who].id, RouteDrill.via == Via.TEXT
            )
        ).first()
        assert drill is not None
        presses = session.get_one(StaffMember, route.staff[by or who].id)
        return answer(session, presses, drill.public_id, route.clock.now())


def trouble(route: Paging) -> RouteTrouble:
    with route.app.app_context(), reading() as session:
        return route_trouble(session, route.house, route.clock.now())


def test_a_test_goes_to_everybody_by_every_way_and_says_that_it_is_one(route: Paging) -> None:
    sent_to_everybody(route)
    everybody = {*CAST, "SW", "TM"}
    assert route.texted() == route.rung() == route.mailed() == everybody
    said = [text.body for text in route.twilio.sent()] + [str(mail) for mail in route.post.mails]
    said += [words for _number, words in route.twilio.calls]
    for words in said:
        assert "test" in words
        assert "urgent" not in words
    with reading() as session:
        assert not session.scalars(select(Concern)).all(), "a test is no concern"


def test_r22_only_whoever_got_it_can_say_so_and_then_the_child_is_told_truly(
    route: Paging,
) -> None:
    sent_to_everybody(route)
    assert not answered(route, "NIGHT1", by="HEAD")
    assert trouble(route).not_drilled
    route.at(SUNDAY_NIGHT)
    assert answered(route, "NIGHT1")
    assert not trouble(route).not_drilled
    with route.app.app_context(), reading() as session:
        assert seen_when(session, route.house, now=route.clock.now()).at_once
        member = session.get_one(StaffMember, route.staff["NIGHT1"].id)
        left = {drill.via for drill in open_drills(session, member, route.clock.now())}
        assert left == {Via.MAIL, Via.VOICE}
    route.clock.moment += timedelta(days=32)
    with route.app.app_context(), reading() as session:
        assert not seen_when(session, route.house, now=route.clock.now()).at_once
    assert trouble(route).not_drilled


def test_r22_a_test_that_did_not_arrive_is_answered_by_nobody_and_counts_for_nothing(
    route: Paging,
) -> None:
    def lost() -> None:
        with route.app.app_context(), transaction() as session:
            theirs = RouteDrill.staff_id == route.staff["NIGHT1"].id
            row = session.scalars(select(RouteDrill).where(theirs, RouteDrill.via == Via.TEXT))
            text_did_not_arrive(session, row.one().public_id)

    sent_to_everybody(route)
    assert answered(route, "NIGHT1")
    assert not trouble(route).not_drilled
    lost()  # they pressed for the text when only the mail was there
    assert trouble(route).not_drilled
    assert not answered(route, "NIGHT1")
    with route.app.app_context(), reading() as session:
        member = session.get_one(StaffMember, route.staff["NIGHT1"].id)
        waiting = {drill.via for drill in open_drills(session, member, route.clock.now())}
    assert waiting == {Via.MAIL, Via.VOICE}


def test_config_check_names_who_is_not_here_and_which_route_was_not_tried(route: Paging) -> None:
    with route.app.app_context(), transaction() as session:
        session.get_one(StaffMember, route.staff["HEAD"].id).active_until = (
            route.clock.now() - timedelta(days=3)
        ).date()
    sent_to_everybody(route, people=10)
    assert answered(route, "NIGHT2")
    assert route.house.route is not None
    with route.app.app_context(), reading() as session:
        faults = list(faults_of_route(session, route.house.route, route.clock.now()))
    assert [fault.split(",")[0] for fault in faults[:1]] == ["names HEAD"]
    assert len(faults) == 2
    assert "for the adult's route" in faults[1]


def test_the_heartbeat_goes_once_a_day_by_itself_and_rings_nobody(route: Paging) -> None:
    route.at("2026-11-24T09:59")
    timetable.keep(route.app)
    route.work()
    assert not route.texted()
    route.at("2026-11-24T10:01")
    route.rest_is_over()
    assert route.texted() == {"DUTY", "NIGHT1", "ADULT1"}
    assert route.mailed() >= route.texted()
    assert not route.twilio.calls
    assert not trouble(route).heartbeat_missing
    route.rest_is_over()
    assert len(route.twilio.sent(number_of("DUTY"))) == 1
    route.at("2026-11-25T10:01")
    route.rest_is_over()
    assert len(route.twilio.sent(number_of("DUTY"))) == 2


def test_a_heartbeat_that_fails_is_a_red_banner_until_one_goes(route: Paging) -> None:
    route.at("2026-11-24T10:01")
    route.twilio.telephone_down = True
    timetable.keep(route.app)
    route.work()
    for _ in range(3):
        route.rest_is_over()
    assert trouble(route).heartbeat_failed == (Via.VOICE,)
    route.twilio.telephone_down = False
    route.at("2026-11-25T10:01")
    route.rest_is_over()
    assert trouble(route).heartbeat_failed == ()
    with reading() as session:
        kinds = {drill.kind for drill in latest(session)}
    assert kinds == {DrillKind.HEARTBEAT}


def test_a_heartbeat_that_fails_for_one_person_is_not_hidden_by_one_that_reached_another(
    route: Paging,
) -> None:
    route.at("2026-11-24T10:01")
    timetable.keep(route.app)
    route.work()
    assert trouble(route).heartbeat_failed == ()
    with route.app.app_context(), transaction() as session:
        beats = session.scalars(
            select(RouteDrill).where(RouteDrill.via == Via.TEXT).order_by(RouteDrill.id)
        )
        text_did_not_arrive(session, next(iter(beats)).public_id)
    assert trouble(route).heartbeat_failed == (Via.TEXT,)


def test_a_day_without_a_heartbeat_is_a_red_banner_too(route: Paging) -> None:
    assert trouble(route).heartbeat_missing


def test_a_clock_that_no_promise_reached_is_found_by_the_watch(route: Paging) -> None:
    """Somebody mended the outbox by hand, or restored it: the concern is looked at all the same."""
    route.at(SUNDAY_NIGHT)
    route.raise_concern()
    with route.app.app_context(), transaction() as session:
        for item in session.scalars(select(OutboxItem)):
            session.delete(item)
    timetable.keep(route.app)
    route.pass_minutes(15)
    assert "NIGHT2" in route.rung()


def test_a_clock_that_cannot_be_looked_at_stops_neither_the_others_nor_the_heartbeat(
    route: Paging,
) -> None:
    route.at("2026-11-24T10:01")
    with route.app.app_context(), transaction() as session:
        broken = route.raise_in(session)
        route.clock.moment += timedelta(minutes=1)
        whole = route.raise_in(session).id
        session.flush()
        session.execute(text("UPDATE concerns SET route = 'x' WHERE id = :id"), {"id": broken.id})
        session.execute(delete(OutboxItem))
    timetable.keep(route.app)
    route.work()
    with reading() as session:
        rung = session.scalar(select(Concern.rung).where(Concern.id == whole))
    assert rung == 0
    assert not trouble(route).heartbeat_missing
