"""A person sees what first texts are, lets them go, and can take them back (ux.md 3.7)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.authority.models import Setting
from participation.care.authority.service import choose
from participation.care.consultations.models import (
    Batch,
    Invitation,
    InvitationState,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people.models import ContactPoint, RelationshipKind, Role, StaffMember
from participation.care.reviews.models import ReviewState
from participation.guard.audit import AuditEvent
from participation.journeys import asking_later, releasing, rescheduling
from participation.journeys.opening import open_round, promise_first_text
from participation.kernel.clock import london_day
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem, OutboxState
from tests.conftest import MovableClock
from tests.texting import Texting
from tests.web.staff.reviewed import words_on
from tests.web.staff.signing_in import press, signed_in

PAGE = "/staff/first-texts"
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_person_lets_texts_go(texting: Texting, clock: MovableClock) -> None:
    with transaction() as session:
        for key, value in (("hold_first_texts", True), ("pence_per_part", 3.5)):
            session.add(Setting(key=key, value=value, changed_at=texting.house.now()))
    texting.house.councils.clear()
    clock.moment = MORNING


@pytest.fixture
def browser(client: FlaskClient, texting: Texting) -> FlaskClient:
    return signed_in(client, texting.make, texting.make.staff(Role.BUSINESS_SUPPORT))


def mother(texting: Texting, *, own: bool = True, reads: str = "en") -> str:
    """A mother to be asked about a child; the round is opened. Her number."""
    make, number = texting.make, texting.make.number()
    child, adult = make.child(officer=make.staff(Role.IRO)), make.adult()
    make.relationship(child, adult, RelationshipKind.MOTHER)
    make.contact(adult=adult, number=number, own_and_private=own)
    texting.change(adult, reading_language=reads)
    texting.open_round_of(child)
    return number


def young_person(texting: Texting) -> str:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO), age=14)
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    return number


def shown(browser: FlaskClient) -> str:
    return words_on(browser, PAGE)


def let_go(browser: FlaskClient) -> Any:
    """Press the button, for as many people as the page says."""
    found = re.search(r'name="people" value="(\d+)"', browser.get(PAGE).get_data(as_text=True))
    return press(browser, PAGE, PAGE, people=found[1] if found else "")


def take_back_path(browser: FlaskClient) -> str:
    found = re.search(r'action="([^"]+/take-back)"', browser.get(PAGE).get_data(as_text=True))
    assert found is not None
    return found[1]


def test_nothing_goes_before_a_person_says_so(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    number = mother(texting)
    for _ in range(3):
        texting.work()
        clock.moment += timedelta(hours=2)
    assert texting.twilio.sent(number) == []
    (task,) = texting.all(Task, kind=TaskKind.LET_TEXTS_GO)
    assert (task.owner_role, task.state) == ("business_support", TaskState.OPEN)


def test_who_gets_what_in_which_language_and_what_it_costs(
    texting: Texting, browser: FlaskClient
) -> None:
    numbers = [
        mother(texting),
        mother(texting, own=False),
        mother(texting, own=False, reads="pl"),
        young_person(texting),
    ]
    said = shown(browser)
    assert "4 texts wait, for 4 reviews. They are billed as 4 parts, about £0.14 at 3.5p" in said
    assert "Mother first text with their name, the officer’s name and a day" in said
    assert "Mother first text, neutral: no name, no day" in said
    assert "Polish 1 1 £0.04" in said
    assert "Child link, with their name" in said
    page = browser.get(PAGE).get_data(as_text=True)
    for hidden in (*(number[3:] for number in numbers), "Aisha", "Christopher"):
        assert hidden not in page


def test_whoever_cannot_be_texted_any_more_is_counted_with_the_reason(
    texting: Texting, browser: FlaskClient
) -> None:
    mother(texting)
    texting.change(texting.all(ContactPoint)[0], safe_to_text=False)
    assert "1: not safe to text" in shown(browser)
    assert "0 texts wait" in shown(browser)


def test_they_go_a_quarter_of_an_hour_after_they_were_let_go(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    numbers = [mother(texting), mother(texting), young_person(texting)]
    assert let_go(browser).status_code == 303
    assert "3 people are asked." in shown(browser)
    clock.moment = MORNING + timedelta(minutes=14)
    texting.work()
    assert texting.twilio.sent() == []
    clock.moment = MORNING + timedelta(minutes=15)
    texting.work()
    assert [len(texting.twilio.sent(number)) for number in numbers] == [1, 1, 0]
    clock.moment = MORNING.replace(hour=16)  # a young person's hours
    texting.work()
    assert [len(texting.twilio.sent(number)) for number in numbers] == [1, 1, 1]
    assert texting.all(Task, kind=TaskKind.LET_TEXTS_GO)[0].state is TaskState.DONE
    deeds = [row.action for row in texting.all(AuditEvent) if row.action.startswith("texts.")]
    assert deeds == ["texts.release"]


def test_taken_back_they_wait_again_and_can_be_let_go_again(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    number = mother(texting)
    let_go(browser)
    clock.moment += timedelta(minutes=14)
    assert press(browser, PAGE, take_back_path(browser)).status_code == 303
    clock.moment += timedelta(minutes=30)
    texting.work()
    assert texting.twilio.sent(number) == []
    assert texting.all(Invitation)[-1].state is InvitationState.TO_SEND
    assert texting.all(Task, kind=TaskKind.LET_TEXTS_GO)[0].state is TaskState.OPEN
    let_go(browser)
    clock.moment += timedelta(minutes=15)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1


def test_too_late_to_take_back_changes_nothing(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    number = mother(texting)
    let_go(browser)
    path = take_back_path(browser)
    mother(texting)  # something to press on the page for
    clock.moment += timedelta(minutes=15)
    press(browser, PAGE, path)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    assert [row.action for row in texting.all(AuditEvent)].count("texts.take_back") == 0


def test_pressed_twice_or_by_two_people_each_is_asked_once(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    number = mother(texting)
    answers = [let_go(browser).status_code for _ in range(2)]
    assert answers == [303, 303]
    clock.moment += timedelta(minutes=15)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    assert len(texting.all(OutboxItem, kind="invitation.send")) == 1


@pytest.mark.parametrize("people", ["1", "3", "", "x", "²"])
def test_what_the_page_did_not_show_is_not_let_go(
    texting: Texting, browser: FlaskClient, people: str
) -> None:
    for _ in range(2):
        mother(texting)
    assert press(browser, PAGE, PAGE, people=people).status_code == 303
    assert "2 texts wait" in shown(browser)
    assert texting.all(OutboxItem, kind="invitation.send") == []


def test_what_is_taken_back_joins_what_waits_by_now(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    first = mother(texting)
    let_go(browser)
    second = mother(texting)
    assert "1 text waits" in shown(browser)
    press(browser, PAGE, take_back_path(browser))
    assert "2 texts wait" in shown(browser)
    let_go(browser)
    clock.moment += timedelta(minutes=15)
    texting.work()
    assert [len(texting.twilio.sent(number)) for number in (first, second)] == [1, 1]
    assert len([row for row in texting.all(Batch) if row.state == "waiting"]) == 0


def test_r8_a_siblings_round_does_not_pull_a_held_text_along(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    make, number, adult = texting.make, texting.make.number(), texting.make.adult()
    make.contact(adult=adult, number=number)
    for name in ("Aisha", "Omar"):
        child = make.child(officer=make.staff(Role.IRO), name=name)
        make.relationship(child, adult)
        texting.open_round_of(child)
        if name == "Aisha":
            let_go(browser)
    clock.moment += timedelta(minutes=15)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    states = [row.state for row in texting.all(Invitation) if row.role == "mother"]
    assert states == [InvitationState.SENT, InvitationState.TO_SEND]


def test_a_round_that_ends_while_its_texts_wait_leaves_nobody_unexplained(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    mother(texting)
    clock.moment += timedelta(days=30)
    let_go(browser)
    clock.moment += timedelta(minutes=15)
    texting.work()
    held = next(row for row in texting.all(Invitation) if row.role == "mother")
    assert (held.state, held.not_heard_reason) == (
        InvitationState.CLOSED,
        "not_asked_in_time",
    )


@pytest.mark.parametrize("role", [Role.IRO, Role.SOCIAL_WORKER, Role.PARTICIPATION])
def test_whose_work_it_is_not_may_neither_look_nor_press(
    texting: Texting, client: FlaskClient, role: Role
) -> None:
    mother(texting)
    other = signed_in(client, texting.make, texting.make.staff(role))
    assert other.get(PAGE).status_code == 403
    assert press(other, "/staff/forms", PAGE).status_code == 403
    assert texting.all(OutboxItem, kind="invitation.send", state=OutboxState.QUEUED) == []


def test_where_the_council_did_not_choose_so_texts_go_by_themselves(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    with transaction() as session:
        session.merge(Setting(key="hold_first_texts", value=False, changed_at=clock.moment))
    texting.house.councils.clear()
    number = mother(texting)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    assert "First texts go by themselves" in shown(browser)


def test_a_round_that_opens_while_texts_are_let_go_leaves_nobody_unasked(
    texting: Texting, browser: FlaskClient
) -> None:
    mother(texting)
    make = texting.make
    child, adult, staff = make.child(officer=make.staff(Role.IRO)), make.adult(), make.staff()
    make.relationship(child, adult)
    make.contact(adult=adult, number=make.number())
    review_id = int(make.review(child, in_days=20).id)
    people = len(texting.all(Invitation, state=InvitationState.TO_SEND))

    def open_it() -> None:
        with texting.app.app_context(), transaction() as session:
            now = texting.house.now()
            day = london_day(now)
            open_round(session, review_id, day, hold=timedelta(0), house=texting.house, now=now)

    opening = Thread(target=open_it)
    with transaction() as session:
        releasing.release(session, session.get_one(StaffMember, staff.id), people, MORNING)
        session.flush()
        opening.start()
        opening.join(1)  # as far as anybody can come while this is not committed
    opening.join()
    waiting = {row.id for row in texting.all(Batch) if row.state == "waiting"}
    promised = {item.subject for item in texting.all(OutboxItem, kind="invitation.send")}
    asked = texting.all(Invitation, state=InvitationState.TO_SEND)
    assert len(asked) == people + 1
    assert all(one.batch_id in waiting or one.public_id.hex in promised for one in asked)


@pytest.mark.parametrize("meanwhile", ["the child answers", "cancelled by mistake", "promised"])
def test_the_quarter_of_an_hour_is_kept_whatever_happens_to_the_round_meanwhile(
    texting: Texting, browser: FlaskClient, clock: MovableClock, meanwhile: str
) -> None:
    with transaction() as session:
        choose(session, "invite_adults_before", 30, clock.moment)
    make, number = texting.make, texting.make.number()
    child, adult = make.child(officer=make.staff(Role.IRO), age=14), make.adult()
    make.relationship(child, adult)
    make.contact(adult=adult, number=number)
    texting.open_round_of(child, in_days=(date(2027, 1, 7) - make.today).days)
    if meanwhile != "the child answers":  # for whom adults wait
        texting.change(texting.all(Invitation, role="mother")[0], asked_from=make.today)
    let_go(browser)
    clock.moment += timedelta(minutes=1)
    with transaction() as session:
        (held,) = session.scalars(select(Round)).all()
        match meanwhile:
            case "the child answers":
                childs = next(one for one in held.invitations if one.asked_through is None)
                childs.state, childs.finished_at = InvitationState.FINISHED, clock.moment
                asking_later.follow(session, held, clock.moment)
            case "cancelled by mistake":
                for state in (ReviewState.CANCELLED, ReviewState.PLANNED):
                    held.review.state = state
                    session.flush()
                    rescheduling.retime(session, held.review_id, clock.moment)
            case _:
                asked = next(one for one in held.invitations if one.asked_through)
                promise_first_text(session, asked, clock.moment, clock.moment)
    texting.work()
    assert texting.twilio.sent(number) == []
    clock.moment += timedelta(minutes=14)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
