"""Managers see in numbers how far rounds are and how reviews were; nobody's words, and no number
that is somebody."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import InvitationState, Round
from participation.care.consultations.rules import NotHeard
from participation.care.outcomes.feedback import SETTLED_AFTER
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.journeys import asking_afterwards
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Occasion
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.reviewed import words_of
from tests.web.staff.signing_in import signed_in

HOW_IT_WAS = "/staff/rounds/afterwards"
KEPT = "zebrafinch"
LAST_QUARTER = date(2026, 9, 30)


def answered(
    make: Make, *chosen: str, over: bool = True, officer: StaffMember | None = None
) -> None:
    """So many parents say how well people listened, after a review of the last quarter."""
    say = Saying(make)
    for value in chosen:
        child = make.child(officer=officer)
        review = make.review(child, held_on=LAST_QUARTER, state=ReviewState.HELD)
        held = make.round(review, occasion=Occasion.AFTER,
                          closes_on=make.today + timedelta(days=9))  # fmt: skip
        related = make.relationship(child)
        asked = make.invitation(round=held, related=related, form="after_parent",
                                sent_at=make.clock.now())  # fmt: skip
        say.skip_to(asked, "heard")
        say.fill_in(asked, "heard", value)
        say.skip_to(asked, "better")
        say.fill_in(asked, "better", words=KEPT)
        say.send(asked)
        if over:
            with transaction() as session:
                session.get_one(Round, held.id).closed_at = make.clock.now()


@pytest.fixture
def manager(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.IRO_MANAGER))


def page(browser: FlaskClient, path: str = HOW_IT_WAS) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def test_answers_are_counted_by_who_was_asked_and_quarter_and_no_words_are_shown(
    manager: FlaskClient, make: Make
) -> None:
    answered(make, *["very_well"] * 6, *["poorly"] * 5)
    seen = page(manager)
    words = words_of(seen)
    assert "Parents July to September 2026: 11 asked, 11 answered." in words
    table = words[words.index("How well did people listen to you?") :]
    assert re.search(r"Very well 6 Quite well 0 Poorly 5", table)
    assert KEPT not in seen
    chart = re.search(r'<svg class="chart".*?</svg>', seen, re.DOTALL)
    assert chart is not None
    assert "Very well: 6. Quite well: 0. Poorly: 5." in chart[0]
    assert seen.index("<table", chart.end()) > chart.end()


def test_nobodys_answer_is_found_out_by_looking_again_when_their_round_has_closed(
    manager: FlaskClient, make: Make
) -> None:
    answered(make, *["very_well"] * 6, *["poorly"] * 5)
    answered(make, "poorly", over=False)
    assert "No quarter can be shown yet" in words_of(page(manager))
    with transaction() as session:
        session.query(Round).filter_by(closed_at=None).one().closed_at = make.clock.now()
    assert "Very well 6 Quite well 0 Poorly 6" in words_of(page(manager))


@pytest.mark.parametrize(("days", "shown"), [(27, False), (28, True)])
def test_a_quarter_is_shown_once_nobody_is_asked_any_more_about_a_review_of_it(
    manager: FlaskClient, make: Make, days: int, shown: bool
) -> None:
    """So long after its last day a round about it may begin, and its answers are added."""
    answered(make, *["very_well"] * 6)
    make.clock.moment = datetime(2026, 10, 1, 12, tzinfo=UTC) + timedelta(days=days)
    assert ("6 asked, 6 answered." in words_of(page(manager))) is shown
    assert timedelta(days=asking_afterwards.NOT_LATER_THAN * 7 / 5 + 7) < SETTLED_AFTER


def test_where_few_answered_nothing_is_shown_and_a_small_number_never(
    manager: FlaskClient, make: Make
) -> None:
    answered(make, *["very_well"] * 4)
    words = words_of(page(manager))
    assert "fewer than 5 asked." in words
    assert "Very well –" in words
    answered(make, *["very_well"] * 4, "poorly")
    words = words_of(page(manager))
    assert "Very well not shown" in words
    assert "Poorly not shown" in words
    assert "<svg" in page(manager)


def test_the_childs_officer_reads_what_was_said_as_the_questions_say_and_a_manager_does_not(
    app: Flask, make: Make, manager: FlaskClient
) -> None:
    officer = make.staff(Role.IRO)
    answered(make, "poorly", officer=officer)
    with reading() as session:
        path = f"/staff/reviews/{session.scalars(select(Review.external_id)).one()}/after"
    browser = signed_in(app.test_client(), make, officer)
    seen = words_of(page(browser, path))
    said = seen[seen.index("How the review was for them") :]
    assert "How well did people listen to you? Poorly" in said
    assert KEPT in said
    assert KEPT not in page(manager, path)


@pytest.mark.parametrize(
    ("role", "rounds", "feedback"),
    [
        (Role.IRO_MANAGER, 200, 200),
        (Role.BUSINESS_SUPPORT, 200, 403),
        (Role.IRO, 403, 403),
        (Role.SOCIAL_WORKER, 403, 403),
    ],
)
def test_managers_see_it_and_nobody_else(
    app: Flask, make: Make, role: Role, rounds: int, feedback: int
) -> None:
    browser = signed_in(app.test_client(), make, make.staff(role))
    assert browser.get("/staff/rounds").status_code == rounds
    assert browser.get(HOW_IT_WAS).status_code == feedback


def test_how_far_everybody_is_stands_in_a_chart_and_in_its_table(
    manager: FlaskClient, make: Make
) -> None:
    say = Saying(make)
    asked = make.invitation(sent_at=make.clock.now())
    make.invitation(sent_at=make.clock.now())
    say.fill_in(asked, "one_thing", words="x")
    answered(make, "very_well", over=False)  # no round before a review
    seen = page(manager, "/staff/rounds")
    words = words_of(seen)
    assert "2 rounds are open." in words
    table = words[words.rindex("People in the rounds that are open") :]
    assert "Invited 2 Reached by us, or came by themselves 2 Have begun 1 Have sent it 0" in table
    assert '<svg class="chart"' in seen


def test_rounds_of_reviews_that_will_not_be_and_people_whom_nobody_asks_are_not_counted(
    manager: FlaskClient, make: Make
) -> None:
    not_asked = InvitationState.NOT_POSSIBLE
    now = make.clock.now()
    asked = make.invitation(sent_at=now)
    for kind, state, reason in (
        ("mother", not_asked, NotHeard.RECORDED_DECISION),
        ("father", not_asked, NotHeard.NO_NUMBER),
        ("parental_responsibility", InvitationState.CLOSED, NotHeard.NOT_AROUND),
    ):
        related = make.relationship(asked.child, kind=kind)
        make.invitation(round=asked.round, related=related, form="parent_text", state=state,
                        not_heard_reason=reason)  # fmt: skip
    make.invitation(make.review(state=ReviewState.CANCELLED), sent_at=now)
    gone = make.child(ceased_on=make.today, ceased_reason="other")
    make.invitation(make.review(gone), sent_at=now)
    words = words_of(page(manager, "/staff/rounds"))
    assert "1 round is open." in words
    table = words[words.rindex("People in the rounds that are open") :]
    assert "Invited 2 Reached by us, or came by themselves 1" in table
    assert "Asked by a person, not by us 1" in table
