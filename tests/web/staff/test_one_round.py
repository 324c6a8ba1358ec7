"""The page of one round: how far people are, what is due, holding, days, and a test to oneself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.consultations.models import (
    Batch,
    Invitation,
    InvitationState,
    Message,
    Round,
)
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.journeys.trying_texts import A_DAY_AT_MOST
from tests.conftest import MovableClock
from tests.texting import Texting
from tests.web.staff.at_the_meeting import seen_on
from tests.web.staff.reviewed import words_of, words_on
from tests.web.staff.signing_in import press, signed_in

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday
MINE = "+447700900888"
CHILD, PARENT = "first_child.K.en", "first_adult.N.en"
USUAL = {
    "invite_adults_before": "20", "remind_child_before": "5", "remind_adults_before": "5",
    "half_way_child_hours": "24", "half_way_adults_hours": "24", "summary_before": "3",
    "close_before": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_a_tuesday(texting: Texting, clock: MovableClock) -> None:
    clock.moment = MORNING


@pytest.fixture
def browser(client: FlaskClient, texting: Texting) -> FlaskClient:
    return signed_in(client, texting.make, texting.make.staff(Role.BUSINESS_SUPPORT))


def opened(texting: Texting, officer: StaffMember | None = None) -> str:
    """A child of 14 and a mother are asked, a father cannot be; the page's address."""
    make = texting.make
    child, mother = make.child(officer=officer or make.staff(Role.IRO), age=14), make.adult("Dawn")
    make.contact(child=child)
    make.contact(adult=mother)
    make.relationship(child, mother)
    make.relationship(child, make.adult("Peter"), kind="father")
    texting.open_round_of(child)
    (review,) = texting.all(Review)
    return f"/staff/reviews/{review.external_id}/round"


def sent_tests(texting: Texting) -> list[str]:
    return [str(one.body) for one in texting.twilio.sent(MINE)]


def test_who_was_asked_when_by_what_and_what_became_of_it(
    texting: Texting, browser: FlaskClient
) -> None:
    path = opened(texting)
    texting.work()
    said = words_on(browser, path)
    assert "Mother Dawn by text, English" in said
    assert "asked Tue 24 Nov, 10am Tue 24 Nov, 10am, first text: on its way" in said
    assert "Father Peter by phone, English" in said
    assert "no mobile number No text. find another way" in said
    assert "business support, by" in said
    assert "What is due next 7 December 2026: the child is reminded" in said
    assert "9 December 2026: the officer has a summary" in said


def test_first_texts_that_have_not_gone_are_held_and_let_go_again(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    path = opened(texting)
    texting.work()  # the mother's has gone; the child's is worded and waits for school to be over
    assert "The first text to 1 person has not gone yet." in words_on(browser, path)
    assert press(browser, path, f"{path}/hold").status_code == 303
    assert "waits until somebody lets it go" in words_on(browser, path)
    clock.moment = MORNING.replace(hour=17)
    texting.work()
    child = next(one for one in texting.all(Invitation) if one.role == "child")
    assert child.state is InvitationState.TO_SEND
    assert press(browser, path, f"{path}/hold").status_code == 303  # again: nothing to hold
    assert len(texting.all(Batch)) == 1
    press(browser, path, "/staff/first-texts", people="1")
    assert "take them back" in words_on(browser, path)
    clock.moment += timedelta(minutes=16)
    texting.work()
    child = next(one for one in texting.all(Invitation) if one.role == "child")
    assert child.state is InvitationState.SENT
    holds = texting.all(AuditEvent, action="texts.hold")
    assert len(holds) == 3, "two presses, of which the first held somebody"


def test_days_of_this_round_alone_are_kept_or_refused_with_what_to_do(
    texting: Texting, browser: FlaskClient
) -> None:
    path = opened(texting)
    usual = USUAL | {"seen": seen_on(browser, f"{path}/days", page=path)}
    answer = press(browser, path, f"{path}/days", **usual | {"close_before": "1"})
    assert answer.status_code == 303
    (held,) = texting.all(Round)
    assert held.timetable.get("close_before") == 1
    assert "remind_child_before" not in held.timetable
    assert "11 December 2026: the round ends" in words_on(browser, path)
    usual["seen"] = seen_on(browser, f"{path}/days", page=path)
    wrong = usual | {"remind_adults_before": "20", "summary_before": "²"}
    refused = press(browser, path, f"{path}/days", **wrong)
    assert refused.status_code == 422
    assert "The officer has a summary: Give working days" in words_of(
        refused.get_data(as_text=True)
    )
    refused = press(browser, path, f"{path}/days", **usual | {"remind_adults_before": "20"})
    assert "A reminder comes after the invitation" in words_of(refused.get_data(as_text=True))
    assert texting.all(Round)[0].timetable.get("close_before") == 1


def test_b87_days_that_somebody_else_has_chosen_since_are_not_saved_over_unseen(
    app: Flask, texting: Texting, browser: FlaskClient
) -> None:
    path = opened(texting)
    days = f"{path}/days"
    jo = texting.make.staff(Role.IRO_MANAGER, name="Jo Field")
    shown = seen_on(browser, days, page=path)
    other_desk = signed_in(app.test_client(), texting.make, jo)
    theirs = USUAL | {"summary_before": "4", "seen": seen_on(other_desk, days, page=path)}
    assert press(other_desk, path, days, **theirs).status_code == 303
    stale = USUAL | {"summary_before": "5", "seen": shown}
    refused = press(browser, path, days, **stale)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Last changed by Jo Field, Tue 24 Nov, 10am." in words_of(page)
    assert "<strong>The officer has a summary</strong>: 4" in page
    assert "The round ends</strong>" not in page, "that is as they typed it"
    assert re.search(r'name="summary_before"[^>]*value="5"', page), "what was typed is kept"
    mistyped = press(browser, path, days, **stale | {"close_before": "9"})
    assert f'name="seen" value="{shown}"' in mistyped.get_data(as_text=True)
    assert texting.all(Round)[0].timetable["summary_before"] == 4
    same = stale | {"summary_before": "4"}
    assert press(browser, path, days, **same).status_code == 303, "what stands is no fault"
    looked = re.search(r'name="seen" value="([^"]+)"', page)
    assert looked is not None
    assert press(browser, path, days, **stale | {"seen": looked[1]}).status_code == 303
    assert texting.all(Round)[0].timetable["summary_before"] == 5


def test_a_test_goes_to_ones_own_phone_and_names_nobody_of_ours(
    texting: Texting, browser: FlaskClient
) -> None:
    path = opened(texting)
    texting.work()
    links = [one.link_hash for one in texting.all(Invitation)]
    for which in (CHILD, PARENT):
        answer = press(browser, path, f"{path}/test", which=which, number="07700 900888")
        assert answer.status_code == 303
        assert "The test is on its way" in words_on(browser, answer.headers["Location"])
    texting.work()
    first, second = sent_tests(texting)
    assert first.startswith("Test: Hi A")
    assert second.startswith("Test: ")
    for said in (first, second):
        assert [name for name in ("Aisha", "Dawn", "Peter") if name in said] == []
    after = [one.link_hash for one in texting.all(Invitation)]
    assert after == links, "a test makes no way in"
    deeds = [row for row in texting.all(AuditEvent) if row.action == "texts.test"]
    assert deeds
    assert not [row for row in deeds if "900888" in repr(vars(row))]


def test_a_test_keeps_the_hours_and_stop(
    texting: Texting, browser: FlaskClient, clock: MovableClock
) -> None:
    path = opened(texting)
    clock.moment = MORNING.replace(hour=21)
    press(browser, path, f"{path}/test", which=PARENT, number=MINE)
    texting.work()
    assert sent_tests(texting) == []
    clock.moment = MORNING + timedelta(days=1)
    texting.work()
    assert len(sent_tests(texting)) == 1
    texting.say(MINE, "STOP")
    press(browser, path, f"{path}/test", which=PARENT, number=MINE)
    texting.work()
    assert len([one for one in sent_tests(texting) if one.startswith("Test: ")]) == 1


def test_a_test_goes_to_a_mobile_that_is_nobodys_of_ours_and_five_times_a_day(
    texting: Texting, browser: FlaskClient
) -> None:
    path = opened(texting)
    texting.work()
    (mothers,) = [one.to for one in texting.twilio.sent()]
    before = len(texting.all(Message))
    for number, said in (
        ("020 7946 0000", "UK mobile number"),
        ("x", "UK mobile number"),
        (mothers, "A test does not go to this number"),
    ):
        answer = press(browser, path, f"{path}/test", which=CHILD, number=number)
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert said in words_of(page)
        assert f'<option value="{CHILD}" selected>' in page, "which text is not chosen anew"
        assert mothers not in page
    assert press(browser, path, f"{path}/test", which="x", number=MINE).status_code == 422
    assert len(texting.all(Message)) == before
    for _ in range(A_DAY_AT_MOST - 1):  # the mother's number was a try as well
        assert press(browser, path, f"{path}/test", which=CHILD, number=MINE).status_code == 303
    answer = press(browser, path, f"{path}/test", which=CHILD, number=MINE)
    assert "Five tests in a day are enough" in words_of(answer.get_data(as_text=True))
    assert len(texting.all(Message)) == before + A_DAY_AT_MOST - 1


def test_an_officer_sees_their_own_and_lets_nothing_go(
    texting: Texting, client: FlaskClient
) -> None:
    officer = texting.make.staff(Role.IRO)
    path = opened(texting, officer)
    own = signed_in(client, texting.make, officer)
    said = words_on(own, path)
    assert "Hold the first texts" not in said
    assert "A test to your own phone" in said
    assert press(own, path, f"{path}/hold").status_code == 403
    other = signed_in(texting.app.test_client(), texting.make, texting.make.staff(Role.IRO))
    assert other.get(path).status_code == 404
