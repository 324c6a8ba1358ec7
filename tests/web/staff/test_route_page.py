"""The route's tests on a page, and the lines on top of every staff page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Role
from participation.care.safeguarding.models import Concern, RouteDrill
from participation.care.safeguarding.rules import Level
from participation.guard.audit import AuditEvent
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.paging import Paging, paging
from tests.web.staff.signing_in import press, signed_in

TUESDAY = "2026-11-24T10:30"
PAGE = "/staff/route"


@pytest.fixture
def route(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    with paging(app, make, clock) as made:
        made.at(TUESDAY)
        yield made


def browser_of(route: Paging, make: Make, who: str) -> FlaskClient:
    return signed_in(route.app.test_client(), make, route.staff[who])


def text_of(browser: FlaskClient, path: str = PAGE) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def drills() -> list[RouteDrill]:
    with transaction() as session:
        rows = session.scalars(select(RouteDrill).order_by(RouteDrill.id)).all()
        session.expunge_all()
        return list(rows)


# --- tests ----------------------------------------------------------------------------------


def test_a_test_goes_to_everybody_and_is_answered_by_whom_it_went_to(
    route: Paging, make: Make
) -> None:
    lead = browser_of(route, make, "DUTY")
    assert "Nobody on call has answered a test" in text_of(lead)
    assert press(lead, PAGE, f"{PAGE}/test").status_code == 303
    route.work()
    assert {"NIGHT1", "NIGHT2", "SW", "TM"} <= route.rung()
    night = browser_of(route, make, "NIGHT1")
    assert "A test message went to you." in text_of(night, "/staff/concerns")
    mine = [row for row in drills() if row.staff_id == route.staff["NIGHT1"].id]
    other = browser_of(route, make, "NIGHT2")
    for drill in mine:
        path = f"{PAGE}/tests/{drill.public_id}/got-it"
        assert press(other, PAGE, path).status_code == 404, "not theirs to answer"
        assert press(night, PAGE, path).status_code == 303
    assert all(row.answered_at for row in drills() if row.staff_id == route.staff["NIGHT1"].id)
    assert "No test is waiting for you." in text_of(night)
    assert "A test message went to you." not in text_of(night, "/staff/concerns")
    assert "Nobody on call has answered a test" not in text_of(lead)
    with transaction() as session:
        assert session.scalars(select(AuditEvent).where(AuditEvent.action == "route.test")).one()


def test_a_second_press_sends_nobody_a_second_call(route: Paging, make: Make) -> None:
    lead = browser_of(route, make, "DUTY")
    press(lead, PAGE, f"{PAGE}/test")
    sent = len(drills())
    answer = press(lead, PAGE, f"{PAGE}/test")
    assert answer.status_code == 422
    assert len(drills()) == sent > 0


@pytest.mark.parametrize("role", [Role.IRO, Role.SOCIAL_WORKER, Role.BUSINESS_SUPPORT])
def test_who_does_not_look_after_the_route_sees_only_their_own_tests(
    route: Paging, make: Make, role: Role
) -> None:
    press(browser_of(route, make, "DUTY"), PAGE, f"{PAGE}/test")
    browser = signed_in(route.app.test_client(), make, make.staff(role))
    shown = text_of(browser)
    assert "Night1" not in shown
    assert "The whole route" not in shown
    assert press(browser, PAGE, f"{PAGE}/test").status_code == 403


# --- the lines on top -----------------------------------------------------------------------


def test_a_concern_stands_on_every_page_of_those_who_were_told_and_of_nobody_else(
    route: Paging, make: Make
) -> None:
    told, other = browser_of(route, make, "SW"), make.staff(Role.BUSINESS_SUPPORT)
    desk = signed_in(route.app.test_client(), make, other)
    route.raise_concern()
    for path in ("/staff/forms", "/staff/concerns", PAGE):
        assert "1 concern is waiting: nobody has acknowledged it." in text_of(told, path)
    assert "concern is waiting" not in text_of(desk, "/staff/tasks")
    assert "Aisha" not in text_of(told, "/staff/forms")
    route.acknowledge(route.concern().id, "SW")
    assert "concern is waiting" not in text_of(told, "/staff/forms")


def test_past_the_last_rung_it_says_that_everybody_was_told(route: Paging, make: Make) -> None:
    browser = browser_of(route, make, "DUTY")
    route.raise_concern()
    route.pass_minutes(59)
    assert "Everybody on the route has been told." not in text_of(browser, "/staff/concerns")
    route.pass_minutes(1)
    assert "Everybody on the route has been told." in text_of(browser, "/staff/concerns")


def test_a_heartbeat_that_failed_is_red_until_the_next_one_goes(route: Paging, make: Make) -> None:
    with transaction() as session:
        session.add_all(
            RouteDrill(staff_id=route.staff["DUTY"].id, via=via, kind="heartbeat", failed=failed,
                       made_at=route.clock.now(), sent_at=None if failed else route.clock.now())
            for via, failed in (("mail", False), ("text", True))
        )  # fmt: skip
    lead = browser_of(route, make, "DUTY")
    assert "The last daily test by text failed." in text_of(lead, "/staff/concerns")
    assert "The last daily test by mail failed." not in text_of(lead, "/staff/concerns")
    officer = browser_of(route, make, "IRO")
    assert "daily test" not in text_of(officer, "/staff/reviews"), "not theirs to mend"
    with transaction() as session:
        session.add(RouteDrill(staff_id=route.staff["DUTY"].id, via="text", kind="heartbeat",
                               made_at=route.clock.now(), sent_at=route.clock.now()))  # fmt: skip
    assert "by text failed" not in text_of(lead, "/staff/concerns")


def test_without_a_route_it_is_said(client: FlaskClient, make: Make) -> None:
    browser = signed_in(client, make, make.staff(Role.SAFEGUARDING))
    assert "No route is set up" in text_of(browser, "/staff/concerns")


# --- figures --------------------------------------------------------------------------------


def test_the_figures_are_for_the_lead_and_name_nobody(route: Paging, make: Make) -> None:
    first = route.raise_concern()
    route.pass_minutes(4)
    route.acknowledge(first, "SW")
    route.raise_concern(Level.AMBER, cause="person_worried")
    shown = text_of(browser_of(route, make, "DUTY"), "/staff/figures")
    this_week = shown.partition("Mon 23 Nov")[2].partition("</tr>")[0]
    assert '<strong>1</strong><br><span class="small">half in 4 minutes' in this_week
    assert ">1</strong></td>" in this_week  # the amber one that nobody has acknowledged
    assert "Aisha" not in shown
    officer = browser_of(route, make, "IRO")
    assert officer.get("/staff/figures").status_code == 403


def test_an_escalated_concern_shows_who_was_told_and_who_is_next(route: Paging, make: Make) -> None:
    browser = browser_of(route, make, "DUTY")
    route.raise_concern()
    with transaction() as session:
        page = f"/staff/concerns/{session.scalars(select(Concern)).one().public_id}"
    shown = text_of(browser, page)
    assert "<bdi>Sw</bdi>, by a telephone call" in shown
    assert "<bdi>Iro</bdi>, by mail. To know of it; somebody else is to act." in shown
    assert "told at Tue 24 Nov, 10.45am" in shown
    assert "Duty" in shown.partition("told at Tue 24 Nov, 10.45am")[2].partition("</p>")[0]
    route.pass_minutes(15)
    assert "<bdi>Duty</bdi>, by a telephone call" in text_of(browser, page)


@pytest.mark.parametrize("made_up", ["0" * 32, "x", "9" * 400])
def test_b53_an_id_that_is_no_tests_is_not_there(route: Paging, make: Make, made_up: str) -> None:
    browser = browser_of(route, make, "DUTY")
    assert press(browser, PAGE, f"{PAGE}/tests/{made_up}/got-it").status_code == 404


def test_r22_who_was_not_reached_stands_on_the_concern_though_it_was_tried_again(
    route: Paging, make: Make
) -> None:
    route.at("2026-11-29T03:00")
    route.twilio.down = True
    concern = route.raise_concern()
    route.pass_minutes(15)
    route.twilio.down = False
    route.rest_is_over()
    with transaction() as session:
        page = f"/staff/concerns/{session.get_one(Concern, concern).public_id}"
    browser = browser_of(route, make, "DUTY")
    for shown in (text_of(browser, page), text_of(browser, f"{page}/referral")):
        assert shown.count("not reached") >= 4, "two people by two ways"


def test_s6_that_nobody_on_the_route_could_be_told_stands_on_the_concern(
    route: Paging, make: Make
) -> None:
    route.raised_about(list(route.staff))
    with transaction() as session:
        page = f"/staff/concerns/{session.scalars(select(Concern)).one().public_id}"
    browser = signed_in(route.app.test_client(), make, make.staff(Role.SAFEGUARDING))
    assert "nobody on the route could be told" in text_of(browser, page)
