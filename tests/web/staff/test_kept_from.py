"""Whom a concern is about never opens, acknowledges or closes it, whatever their role (6.6, 1)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import (
    Concern,
    ConcernOutcome,
    ConcernState,
)
from participation.journeys import handling_concerns as handling
from participation.journeys import keeping_concerns_from as keeping
from participation.journeys.concerns_in_hand import Refused
from participation.journeys.keeping_concerns_from import About
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.about_staff import EVERYBODY, RED, Case, case, mark, state
from tests.web.staff.signing_in import press

__all__ = ["case"]


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
