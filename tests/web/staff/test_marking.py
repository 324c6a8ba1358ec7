"""Who is marked as whom a concern is about, who leaves with them, and a wrong mark taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import (
    Concern,
)
from participation.care.safeguarding.route import Ladder, Route, RouteOf
from participation.kernel.db import transaction
from tests.factories import Make
from tests.web.staff.about_staff import Case, case, excluded, mark
from tests.web.staff.signing_in import press

__all__ = ["case"]


def test_manager_and_team_stay_unless_they_are_marked(case: Case) -> None:
    assert mark(case, "other_duty", "officer") == 303
    assert excluded() == {case.staff("officer").id: "subject"}
    assert case.browser("manager").get(case.page).status_code == 200


def test_a_marked_manager_is_found_by_role_and_leaves_too(case: Case) -> None:
    assert mark(case, "other_duty", "officer", manager="yes") == 303
    assert excluded() == {
        case.staff("officer").id: "subject",
        case.staff("manager").id: "manager",
    }
    assert case.browser("manager").get(case.page).status_code == 404


def test_a_manager_whom_nobody_knows_is_asked_for_and_nothing_is_done_halfway(
    case: Case,
) -> None:
    assert mark(case, "other_duty", "social_worker", manager="yes") == 422
    assert mark(case, "other_duty", "social_worker", team="yes") == 422
    assert excluded() == {}
    manager = case.staff("manager")
    done = mark(case, "other_duty", "social_worker", manager="yes",
                manager_email=manager.email or "")  # fmt: skip
    assert done == 303
    assert excluded()[manager.id] == "manager"


def test_a_marked_team_leaves_but_for_whoever_marked_it(case: Case, make: Make) -> None:
    with transaction() as session:
        for who in ("social_worker", "manager", "other_duty"):
            session.get_one(StaffMember, case.staff(who).id).team = "North"
    assert mark(case, "other_duty", "social_worker", team="yes") == 303
    assert excluded() == {
        case.staff("social_worker").id: "subject",
        case.staff("manager").id: "team",
    }
    assert case.browser("other_duty").get(case.page).status_code == 200


def test_it_is_about_somebody_by_their_work_address(case: Case) -> None:
    duty = case.staff("duty")
    answer = press(case.browser("officer"), case.page, f"{case.page}/about",
                   email=f" {(duty.email or '').upper()} ")  # fmt: skip
    assert answer.status_code == 303
    assert excluded() == {duty.id: "subject"}


def test_somebody_outside_shows_the_lado_line_and_keeps_it_from_nobody(case: Case) -> None:
    browser = case.browser("officer")
    assert "LADO" not in browser.get(case.page).get_data(as_text=True).partition("<details")[0]
    press(browser, case.page, f"{case.page}/about", outside="Dean, the carer", reason="she says so")
    shown = browser.get(case.page).get_data(as_text=True)
    assert "within one working day" in shown
    assert "Dean, the carer" in shown
    assert excluded() == {}


def test_nobody_named_is_said(case: Case) -> None:
    for fields in (
        {},
        {"email": "nobody@council.example"},
        {"email": "sma@council.example", "outside": "the duty worker"},  # mistyped: one of us
        {"who": "x"},
        {"who": UUID(int=1).hex},
    ):
        answer = press(case.browser("officer"), case.page, f"{case.page}/about", **fields)
        assert answer.status_code == 422
    assert excluded() == {}


def test_a_wrong_mark_is_taken_back_by_the_safeguarding_team_with_a_reason(case: Case) -> None:
    mark(case, "social_worker", "officer")
    officer = case.staff("officer").public_id.hex
    path = f"{case.page}/let-back"
    for who, fields, status in (
        ("social_worker", {"mistake": "the wrong Sam"}, 403),
        ("officer", {"mistake": "it is not about me"}, 404),
        ("other_duty", {"mistake": ""}, 422),
        ("other_duty", {"mistake": "the wrong Sam"}, 303),
    ):
        page = case.page if who == "other_duty" else "/staff/concerns"
        answer = press(case.browser(who), page, path, whom=officer, **fields)
        assert answer.status_code == status, who
    assert excluded() == {}
    assert case.browser("officer").get(case.page).status_code == 200
    shown = case.browser("officer").get(case.page).get_data(as_text=True)
    assert "kept from: Sam Green" in shown, "that it happened stays written down"
    assert "the wrong Sam" in shown


def test_whoever_is_marked_in_two_concerns_stays_away_when_one_mark_is_taken_back(
    case: Case, make: Make
) -> None:
    with transaction() as session:
        first = session.scalars(select(Concern)).one()
        second = safeguarding.raise_concern(
            session, child_id=first.child_id, level=first.level, cause="button", key=first.key,
            now=make.clock.now(),
        )  # fmt: skip
        pages = [case.page, f"/staff/concerns/{second.public_id}"]
    duty, officer = case.browser("other_duty"), case.staff("officer").public_id.hex
    for page in pages:
        duty.get(page)
        press(duty, page, f"{page}/about", who=officer)
    press(duty, pages[0], f"{pages[0]}/let-back", whom=officer, mistake="another Sam")
    assert case.browser("officer").get(case.words).status_code == 404
    press(duty, pages[1], f"{pages[1]}/let-back", whom=officer, mistake="another Sam")
    assert case.browser("officer").get(case.words).status_code == 200


def test_a_never_list_of_another_making_stays(case: Case, make: Make) -> None:
    with transaction() as session:
        child = session.scalars(select(Review)).one().child
        _ = child.key
        session.expunge_all()
    make.never(child, case.staff("officer"))
    mark(case, "other_duty", "officer")
    press(case.browser("other_duty"), case.page, f"{case.page}/let-back",
          whom=case.staff("officer").public_id.hex, mistake="x")  # fmt: skip
    assert excluded() == {}
    assert case.browser("officer").get(case.page).status_code == 404


@pytest.fixture
def with_managers(app: Flask) -> Iterator[Callable[[dict[str, str]], None]]:
    """The route's file knows who manages a team."""

    def put(managers: dict[str, str]) -> None:
        house = app.extensions["participation"]
        ladders = {of: Ladder((("S0000",),)) for of in RouteOf}
        route = Route({}, ladders, ladders, ("S0000",), managers)
        app.extensions["participation"] = replace(house, route=route)

    kept = app.extensions["participation"]
    yield put
    app.extensions["participation"] = kept


def test_a_marked_manager_is_found_in_the_routes_file(
    case: Case, with_managers: Callable[[dict[str, str]], None]
) -> None:
    with_managers({"North": case.staff("manager").external_id})
    with transaction() as session:
        session.get_one(StaffMember, case.staff("social_worker").id).team = "North"
    assert mark(case, "other_duty", "social_worker", manager="yes") == 303
    assert excluded()[case.staff("manager").id] == "manager"
