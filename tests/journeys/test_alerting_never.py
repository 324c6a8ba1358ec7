"""Who is never told of a concern, in every combination, and that somebody always is (S6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from participation.care.people.models import NeverList, StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ExcludedAs,
    Hearing,
    HearingState,
    SourceKind,
)
from participation.care.safeguarding.rules import Level
from participation.journeys.alerting import route_trouble
from participation.kernel.db import reading, transaction
from participation.kernel.ids import new_public_id
from tests.conftest import MovableClock
from tests.factories import Make
from tests.paging import CAST, KNOW_THE_CHILD, Paging, number_of, paging

TUESDAY, SUNDAY_NIGHT = "2026-11-24T10:00", "2026-11-29T03:00"


@pytest.fixture
def route(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    with paging(app, make, clock) as found:
        yield found


def test_r26_what_was_said_past_the_officer_does_not_reach_the_officer(route: Paging) -> None:
    route.at(TUESDAY)
    with route.app.app_context(), transaction() as session:
        concern = route.raise_in(session)
        heard = Hearing(
            child_id=route.child_id,
            source_kind=SourceKind.ASK,
            source_id=new_public_id(),
            heard_at=route.clock.now(),
            screened=Level.RED,
            state=HearingState.WAITING,
            read_due=route.clock.now(),
            past_officer=True,
        )
        session.add(heard)
        session.flush()
        concern.hearing_id = heard.id
    route.work()
    assert route.mailed() == {"SW", "TM"}


@pytest.mark.parametrize("who", [*CAST, *KNOW_THE_CHILD])
@pytest.mark.parametrize("moment", [TUESDAY, SUNDAY_NIGHT])
def test_s6_whom_it_is_about_is_never_told_and_somebody_always_is(
    route: Paging, who: str, moment: str
) -> None:
    route.at(moment)
    route.raised_about([who])
    assert route.told() - {"IRO"}
    route.pass_minutes(61)
    assert who not in route.told()
    assert len(route.rung()) >= 3


def test_s6_everybody_in_the_line_is_left_out_and_the_senior_outside_it_is_told(
    route: Paging,
) -> None:
    route.at(TUESDAY)
    route.raised_about(["SW", "TM", "DUTY", "SERVICE", "HEAD", "IRO"])
    assert route.told() == {"SENIOR"}


def test_s6_the_senior_is_left_out_too_and_somebody_on_call_is_told(route: Paging) -> None:
    route.at(TUESDAY)
    route.raised_about(["SW", "TM", "DUTY", "SERVICE", "HEAD", "IRO", "SENIOR"])
    assert route.told() <= {"NIGHT1", "NIGHT2", "NIGHT3", "ADULT1", "ADULT2"}
    assert route.told()


def test_s6_everybody_there_is_is_left_out_and_it_says_so_and_stays_open(route: Paging) -> None:
    route.at(TUESDAY)
    route.raised_about([*CAST, *KNOW_THE_CHILD])
    assert not route.told()
    assert route.did(ConcernDid.NOT_TOLD) == 1
    route.pass_minutes(90)
    with reading() as session:
        assert route_trouble(session, route.house, route.clock.now()).overdue == 1


def test_6_6_1_nobody_on_the_never_list_is_told(route: Paging) -> None:
    route.at(TUESDAY)
    with route.app.app_context(), transaction() as session:
        child_key = session.get_one(StaffMember, route.staff["SW"].id).key
        for who in ("SW", "DUTY"):
            session.add(
                NeverList(
                    key=child_key,
                    child_id=route.child_id,
                    staff_id=route.staff[who].id,
                    since=route.clock.now(),
                )
            )
    route.raise_concern()
    route.pass_minutes(15)
    assert not {"SW", "DUTY"} & route.told()
    assert "TM" in route.rung()


def test_whoever_had_it_turns_out_to_be_the_subject_and_the_clock_goes_on(route: Paging) -> None:
    route.at(TUESDAY)
    concern = route.raise_concern()
    route.acknowledge(concern, "SW")
    route.pass_minutes(60)
    with route.app.app_context(), transaction() as session:
        steps.exclude(
            session,
            session.get_one(Concern, concern),
            route.staff["SW"].id,
            ExcludedAs.SUBJECT,
            by_id=route.staff["HEAD"].id,
            now=route.clock.now(),
        )
    calls = len(route.twilio.calls)
    route.work()
    since = {number for number, _words in route.twilio.calls[calls:]}
    assert number_of("SW") not in since
    assert number_of("DUTY") in since
