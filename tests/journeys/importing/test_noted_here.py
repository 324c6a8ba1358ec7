"""What an officer noted of a review is not taken back by an extract that does not know it yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from participation.care.consultations.models import InvitationState
from participation.care.people.models import StaffMember
from participation.care.reviews.models import HeldAs, Review, ReviewState
from participation.care.reviews.rules import DueRule
from participation.care.reviews.taking_place import TookPlace, What
from participation.journeys import noting_reviews
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.problems import Asked, FileKind
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.importing.conftest import TODAY, BringIn, Council, by_id
from tests.journeys.importing.handing_over import (
    IMPORTED,
    HandOver,
    answer,
    answer_and_confirm,
    confirm,
    rows,
    shown,
    state_of,
    to_be_asked,
    undo,
)

LATER = date(2026, 12, 9)


def note(app: Flask, what: What, on: date, held_as: HeldAs = HeldAs.MEETING) -> None:
    """The officer of R1 writes down what became of it."""
    with transaction() as session:
        officer = by_id(session, StaffMember, "S1")
        now = app.extensions["participation"].now()
        done = noting_reviews.note_taking_place(
            session, officer, "R1", TookPlace(what, on, held_as), now
        )
        assert isinstance(done, Review)


def r1() -> Review:
    with reading() as session:
        return by_id(session, Review, "R1")


@pytest.fixture
def planned(council: Council, bring_in: BringIn) -> Council:
    """R1 stands in the case system for tomorrow."""
    council.reviews[0]["clar_cla_review_date"] = "2026-11-25"
    bring_in()
    return council


def test_a_moved_review_stays_moved_and_its_round_goes_on(
    app: Flask, planned: Council, bring_in: BringIn, make: Make, clock: MovableClock
) -> None:
    invitation = to_be_asked(make)
    note(app, What.MOVED, LATER)
    for _night in range(3):  # past the day on which the case system still has it
        result = bring_in()
        assert (r1().state, r1().planned_on) == (ReviewState.PLANNED, LATER)
        assert [one.asks for one in result.problems] == []
        assert result.files[FileKind.REVIEWS].changed == 0
        clock.moment += timedelta(days=1)
    assert state_of(invitation) is InvitationState.TO_SEND


def test_r15_an_adjourned_review_stays_begun_and_its_20_days_run(
    app: Flask, planned: Council, bring_in: BringIn, clock: MovableClock
) -> None:
    planned.reviews[0]["clar_cla_review_date"] = "2026-11-24"
    bring_in()
    note(app, What.PART_ONE, TODAY)
    clock.moment += timedelta(days=1)
    bring_in()
    found = r1()
    assert (found.state, found.part_one_on, found.held_on) == (ReviewState.PART_HELD, TODAY, None)
    assert (found.due_rule, found.due_computed) == (
        DueRule.SECOND_PART_20_WORKING_DAYS,
        date(2026, 12, 22),
    )


def test_a_review_held_on_another_day_without_a_meeting_stays_so(
    app: Flask, planned: Council, bring_in: BringIn, clock: MovableClock
) -> None:
    note(app, What.HELD, TODAY, HeldAs.OTHER)
    clock.moment += timedelta(days=2)
    bring_in()
    planned.reviews[0]["clar_cla_review_date"] = TODAY.isoformat()  # the case system knows it now
    assert bring_in().problems == []
    found = r1()
    assert (found.state, found.held_on, found.held_as) == (ReviewState.HELD, TODAY, HeldAs.OTHER)


def test_once_the_case_system_has_caught_up_it_is_followed_again(
    app: Flask, planned: Council, bring_in: BringIn, clock: MovableClock
) -> None:
    note(app, What.MOVED, LATER)
    planned.reviews[0]["clar_cla_review_date"] = LATER.isoformat()
    assert bring_in().problems == []
    planned.reviews[0]["clar_cla_review_date"] = "2026-12-11"
    assert bring_in().problems == []
    assert r1().planned_on == date(2026, 12, 11)
    clock.moment += timedelta(days=20)
    bring_in()
    assert (r1().state, r1().held_on) == (ReviewState.HELD, date(2026, 12, 11))


def test_where_the_case_system_says_something_else_again_a_person_decides(
    app: Flask, planned: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    note(app, What.MOVED, LATER)
    planned.reviews[0]["clar_cla_review_date"] = "2026-12-02"
    key = hand_over()
    (asked,) = shown(key).questions
    assert (asked.asks, asked.about, asked.row) == (Asked.NOTED_HERE, "R1", 2)
    assert confirm(app, key) is Confirmed.NOT_READY
    answer_and_confirm(app, key, yes=False, kind=Asked.NOTED_HERE)
    assert r1().planned_on == LATER
    again = hand_over()  # the next night: it was answered
    assert shown(again).questions == []
    assert confirm(app, again) is Confirmed.DONE
    assert r1().planned_on == LATER


def test_yes_follows_the_case_system_and_undo_brings_the_note_back(
    app: Flask, planned: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    note(app, What.HELD, TODAY)
    before = rows(*IMPORTED)
    planned.reviews[0]["clar_cla_review_date"] = "2026-12-02"
    key = hand_over()
    found = answer(app, key, yes=True, kind=Asked.NOTED_HERE)
    assert ("state", "held", "planned") in found.changed[0].fields
    assert confirm(app, key) is Confirmed.DONE
    assert (r1().state, r1().planned_on) == (ReviewState.PLANNED, date(2026, 12, 2))
    assert undo(app, key) == set()
    assert rows(*IMPORTED) == before
    assert bring_in().imported
