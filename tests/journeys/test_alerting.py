"""From a raised concern to a person who acknowledged it, over providers that fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.people.models import Assignment, Child, NeverList, StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernAlert,
    ConcernDid,
    ConcernState,
    ConcernStep,
    ExcludedAs,
    Hearing,
    HearingState,
    SourceKind,
)
from participation.care.safeguarding.route import RouteOf, Via
from participation.care.safeguarding.rules import Level
from participation.care.safeguarding.service import raise_concern
from participation.journeys.alerting import MOST_AT_ONCE, next_told, route_trouble, seen_when
from participation.kernel.db import reading, transaction
from participation.kernel.ids import new_public_id
from participation.outbox.models import OutboxItem
from tests.conftest import MovableClock
from tests.factories import Make
from tests.paging import CAST, KNOW_THE_CHILD, Paging, number_of, paging
from tests.standins.twilio_server import Fault

TUESDAY, SUNDAY_NIGHT = "2026-11-24T10:00", "2026-11-29T03:00"


@pytest.fixture
def route(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    with paging(app, make, clock) as found:
        yield found


def did(session_steps: ConcernDid) -> int:
    with reading() as session:
        wanted = select(func.count()).where(ConcernStep.what == session_steps)
        return session.scalar(wanted) or 0


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
    assert did(ConcernDid.ESCALATED) == 2


def test_6_6_6_nothing_but_a_person_stops_the_clock(route: Paging) -> None:
    """Three nights and days pass; everybody was told, and it is as open as at the beginning."""
    route.at(SUNDAY_NIGHT)
    route.raise_concern()
    for _ in range(3 * 24):
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
    assert did(ConcernDid.NOT_TOLD) == 1


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


def test_r26_what_was_said_past_the_officer_does_not_reach_the_officer(route: Paging) -> None:
    route.at(TUESDAY)
    with route.app.app_context(), transaction() as session:
        concern = _raise_in(session, route)
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


@pytest.mark.parametrize("who", [*CAST, *KNOW_THE_CHILD])
@pytest.mark.parametrize("moment", [TUESDAY, SUNDAY_NIGHT])
def test_s6_whom_it_is_about_is_never_told_and_somebody_always_is(
    route: Paging, who: str, moment: str
) -> None:
    route.at(moment)
    _raised_about(route, [who])
    assert route.told() - {"IRO"}
    route.pass_minutes(61)
    assert who not in route.told()
    assert len(route.rung()) >= 3


def test_s6_everybody_in_the_line_is_left_out_and_the_senior_outside_it_is_told(
    route: Paging,
) -> None:
    route.at(TUESDAY)
    _raised_about(route, ["SW", "TM", "DUTY", "SERVICE", "HEAD", "IRO"])
    assert route.told() == {"SENIOR"}


def test_s6_the_senior_is_left_out_too_and_somebody_on_call_is_told(route: Paging) -> None:
    route.at(TUESDAY)
    _raised_about(route, ["SW", "TM", "DUTY", "SERVICE", "HEAD", "IRO", "SENIOR"])
    assert route.told() <= {"NIGHT1", "NIGHT2", "NIGHT3", "ADULT1", "ADULT2"}
    assert route.told()


def test_s6_everybody_there_is_is_left_out_and_it_says_so_and_stays_open(route: Paging) -> None:
    route.at(TUESDAY)
    _raised_about(route, [*CAST, *KNOW_THE_CHILD])
    assert not route.told()
    assert did(ConcernDid.NOT_TOLD) == 1
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


def test_r25_an_adults_words_go_their_own_way(route: Paging) -> None:
    route.at(SUNDAY_NIGHT)
    route.raise_concern(Level.RED, RouteOf.ADULT)
    assert route.rung() == {"ADULT1"}


def test_the_alert_is_promised_in_the_transaction_of_the_concern(route: Paging) -> None:
    """S3: nothing is between them that a crash could fall into."""
    route.at(TUESDAY)
    with suppress(RuntimeError), route.app.app_context(), transaction() as session:
        _raise_in(session, route)
        raise RuntimeError("the process dies")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 0
        assert session.scalar(select(func.count()).select_from(OutboxItem)) == 0
    with route.app.app_context(), transaction() as session:
        _raise_in(session, route)
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


def _raise_in(session: Session, route: Paging) -> Concern:
    child = session.get_one(Child, route.child_id)
    return raise_concern(
        session,
        child_id=child.id,
        level=Level.RED,
        cause="button",
        key=child.key,
        now=route.clock.now(),
    )


def _raised_about(route: Paging, names: list[str]) -> int:
    """Marked in the moment of raising, before the worker looks."""
    with route.app.app_context(), transaction() as session:
        _raise_in(session, route)
        concern = session.scalars(select(Concern)).one()
        for who in names:
            steps.exclude(
                session,
                concern,
                route.staff[who].id,
                ExcludedAs.SUBJECT,
                by_id=None,
                now=route.clock.now(),
            )
        found = concern.id
    route.work()
    return found
