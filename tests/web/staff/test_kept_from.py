"""Whom a concern is about never opens, acknowledges or closes it, whatever their role (6.6, 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Thread
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ConcernExclusion,
    ConcernOutcome,
    ConcernState,
    Hearing,
)
from participation.care.safeguarding.route import Ladder, Route, RouteOf, Via
from participation.journeys import handling_concerns as handling
from participation.journeys import keeping_concerns_from as keeping
from participation.journeys.concerns_in_hand import Refused
from participation.journeys.keeping_concerns_from import About
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import press, signed_in

RED = "he hits me"


@dataclass(frozen=True)
class Case:
    """A red concern, and everybody who could open it."""

    page: str
    words: str
    people: dict[str, tuple[StaffMember, FlaskClient]]

    def browser(self, who: str) -> FlaskClient:
        return self.people[who][1]

    def staff(self, who: str) -> StaffMember:
        return self.people[who][0]


@pytest.fixture
def case(app: Flask, make: Make) -> Case:
    """The officer, a duty worker, and a social worker and a manager who were told of it."""
    people = {
        "officer": make.staff(Role.IRO, name="Sam Green"),
        "duty": make.staff(Role.SAFEGUARDING, name="Jo Hall"),
        "other_duty": make.staff(Role.SAFEGUARDING, name="Kit Lowe"),
        "social_worker": make.staff(Role.SOCIAL_WORKER, name="Ash Reed"),
        "manager": make.staff(Role.IRO_MANAGER, name="Bo Finch"),
    }
    child = make.child(officer=people["officer"])
    invitation = make.invitation(make.review(child), company="alone")
    Saying(make).text(invitation, "one_thing", RED)
    with transaction() as session:
        session.add(
            Assignment(
                child_id=child.id,
                staff_id=people["social_worker"].id,
                assigned_as=AssignedAs.SOCIAL_WORKER,
                from_on=make.today - timedelta(days=9),
            )
        )
        concern = session.scalars(select(Concern)).one()
        for who in ("social_worker", "manager"):
            steps.add_step(session, concern, ConcernDid.TOLD, about_id=people[who].id,
                           via=Via.TEXT, now=make.clock.now())  # fmt: skip
        words = session.scalars(select(Hearing)).one().public_id
        page = f"/staff/concerns/{concern.public_id}"
    browsers = {
        who: (staff, signed_in(app.test_client(), make, staff)) for who, staff in people.items()
    }
    return Case(page, f"/staff/words/{words}", browsers)


def mark(case: Case, by: str, whom: str, **fields: str) -> int:
    answer = press(
        case.browser(by),
        case.page,
        f"{case.page}/about",
        who=case.staff(whom).public_id.hex,
        **fields,
    )
    return int(answer.status_code)


def excluded() -> dict[int, str]:
    with transaction() as session:
        return {row.staff_id: row.why for row in session.scalars(select(ConcernExclusion))}


def state() -> ConcernState:
    with transaction() as session:
        return session.scalars(select(Concern)).one().state


EVERYBODY = ["officer", "duty", "social_worker", "manager"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_of_them_opens_it_until_it_is_about_them(case: Case, who: str) -> None:
    browser = case.browser(who)
    assert browser.get(case.page).status_code == 200
    before = browser.get("/staff/concerns").get_data(as_text=True)
    assert case.page in before
    assert "1 concern is waiting" in before
    assert mark(case, "other_duty", who) == 303
    assert browser.get(case.page).status_code == 404
    assert browser.get(f"{case.page}/referral").status_code == 404
    listed = browser.get("/staff/concerns").get_data(as_text=True)
    assert case.page not in listed
    assert "Aisha" not in listed
    assert "concern is waiting" not in listed, "no line on top of the page either"
    for deed, fields in (
        ("acknowledge", {"outcome": "contacted_child"}),
        ("note", {"note": "x"}),
        ("about", {"email": "somebody@council.example"}),
        ("close", {"ending": "x"}),
    ):
        answer = press(browser, "/staff/concerns", f"{case.page}/{deed}", **fields)
        assert answer.status_code == 404
    assert state() is ConcernState.RAISED


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_words_and_the_summary_are_closed_to_them_too(case: Case, who: str) -> None:
    mark(case, "other_duty", who)
    browser = case.browser(who)
    assert browser.get(case.words).status_code in (403, 404)
    with transaction() as session:
        review = session.scalars(select(Review)).one().external_id
    answer = browser.get(f"/staff/reviews/{review}/summary")
    assert answer.status_code in (403, 404)
    assert RED not in answer.get_data(as_text=True)


def test_somebody_else_reads_what_only_the_barred_officer_could(case: Case, make: Make) -> None:
    """Words kept for an officer whom they are about wait for the safeguarding team."""
    with transaction() as session:
        invitation = session.scalars(select(Invitation)).one()
        session.expunge_all()
    Saying(make).fill_in(invitation, "going_well", words="between us", only_officer=True)
    Saying(make).send(invitation)
    team = case.browser("other_duty")
    assert team.get("/staff/concerns").get_data(as_text=True).count("/staff/words/") == 1
    mark(case, "other_duty", "officer")
    assert team.get("/staff/concerns").get_data(as_text=True).count("/staff/words/") == 2


def test_who_had_it_in_hand_and_is_marked_loses_it_and_the_clock_goes_on(case: Case) -> None:
    press(case.browser("officer"), case.page, f"{case.page}/acknowledge", outcome="contacted_child")
    assert state() is ConcernState.ACKNOWLEDGED
    mark(case, "other_duty", "officer")
    with transaction() as session:
        concern = session.scalars(select(Concern)).one()
        assert (concern.state, concern.owner_id) == (ConcernState.RAISED, None)
        assert concern.next_at is not None


def test_manager_and_team_stay_unless_they_are_marked(case: Case, make: Make, app: Flask) -> None:
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


@pytest.mark.parametrize(
    "named",
    [
        lambda case: {"who": case.staff("duty").public_id.hex},
        lambda case: {"email": case.staff("duty").email},
    ],
    ids=["by name", "by address"],
)
def test_whoever_says_that_it_is_about_themselves_no_longer_has_it(
    case: Case, named: Callable[[Case], dict[str, str]]
) -> None:
    answer = press(case.browser("duty"), case.page, f"{case.page}/about", **named(case))
    assert answer.headers["Location"].endswith("/staff/concerns")
    assert case.browser("duty").get(case.page).status_code == 404


def test_d19_the_never_list_beats_having_been_told(case: Case, make: Make) -> None:
    with transaction() as session:
        child = session.scalars(select(Review)).one().child
        _ = child.key
        session.expunge_all()
    for who in EVERYBODY:
        make.never(child, case.staff(who))
        assert case.browser(who).get(case.page).status_code == 404


def test_who_was_told_loses_it_once_it_is_closed_and_who_took_it_on_keeps_it(case: Case) -> None:
    worker, manager = case.browser("social_worker"), case.browser("manager")
    press(worker, case.page, f"{case.page}/acknowledge", outcome="contacted_child")
    press(worker, case.page, f"{case.page}/close", ending="safe")
    assert state() is ConcernState.CLOSED
    assert worker.get(case.page).status_code == 200
    assert manager.get(case.page).status_code == 404


def test_an_officer_whom_it_is_about_gets_no_mail_that_something_new_came(
    case: Case, make: Make, work_off: Callable[[], int]
) -> None:
    mark(case, "other_duty", "officer")
    with transaction() as session:
        invitation = session.scalars(select(Invitation)).one()
        session.expunge_all()
    Saying(make).send(invitation)
    work_off()
    with transaction() as session:
        told = session.scalars(select(OutboxItem).where(OutboxItem.kind == "officer.tell")).one()
        assert (told.state, told.last_error) == ("queued", "no_officer")


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


def test_6_6_1_whoever_is_marked_while_they_press_does_not_quieten_it(
    app: Flask, case: Case, make: Make
) -> None:
    """Two browsers at one moment: the later of them looks again at what stands there."""
    for who in ("duty", "officer"):
        case.browser(who).get(case.page)
    concern, now = UUID(case.page.rpartition("/")[2]), make.clock.now()
    done: list[Refused | None] = []

    def acknowledge() -> None:
        with app.app_context(), transaction() as session:
            me = session.get_one(StaffMember, case.staff("duty").id)
            outcome, why = ConcernOutcome.NO_CONCERN, "it is nothing"
            done.append(handling.acknowledge(session, me, concern, outcome, why, now=now))

    other = Thread(target=acknowledge)
    with app.app_context(), transaction() as session:
        marks = session.get_one(StaffMember, case.staff("officer").id)
        about = About(staff=case.staff("duty").public_id)
        assert keeping.keep_from(session, marks, concern, about, managers={}, now=now) is None
        session.flush()
        other.start()
        other.join(0.5)
    other.join()
    assert done == [Refused.NOT_THERE]
    assert state() is ConcernState.RAISED


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
