"""One concern on its page: what was said, who did what, and that only people close it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import (
    Concern,
    ConcernOutcome,
    ConcernState,
    ConcernStep,
)
from participation.care.safeguarding.rules import Level
from participation.guard.audit import AuditEvent
from participation.journeys import telling_at_once
from participation.journeys.telling_at_once import ToReach
from participation.kernel.db import transaction
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import press, signed_in

RED = "he hits me"


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green")


@pytest.fixture
def child(make: Make, officer: StaffMember) -> Invitation:
    return make.invitation(make.review(make.child(officer=officer)), company="alone")


@pytest.fixture
def page(make: Make, child: Invitation) -> str:
    """The address of a red concern: Aisha wrote it in a box and has not sent it."""
    Saying(make).fill_in(child, "one_thing", words=RED)
    return f"/staff/concerns/{concern().public_id}"


@pytest.fixture
def open_as(app: Flask, make: Make) -> Callable[..., FlaskClient]:
    def made(role: Role, name: str = "Jo Hall") -> FlaskClient:
        return signed_in(app.test_client(), make, make.staff(role, name=name))

    return made


def concern() -> Concern:
    with transaction() as session:
        row = session.scalars(select(Concern)).one()
        session.refresh(row)
        _ = row.key
        session.expunge_all()
        return row


def steps() -> list[tuple[str, str | None]]:
    with transaction() as session:
        rows = session.scalars(select(ConcernStep).order_by(ConcernStep.id))
        return [(row.what, row.note) for row in rows]


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def do(browser: FlaskClient, page: str, deed: str, **fields: str) -> Any:
    return press(browser, page, f"{page}/{deed}", **fields)


# --- what it shows --------------------------------------------------------------------------


def test_it_shows_what_was_said_exactly_how_it_came_and_what_flagged_it(
    browser: FlaskClient, page: str
) -> None:
    shown = text_of(browser.get(page))
    assert RED in shown
    assert "What is the one thing you want your reviewing officer to know?" in shown
    assert "Not sent yet." in shown
    assert "on the web" in shown
    assert "Found on the list for English" in shown
    assert "Nobody has acknowledged this yet." in shown


def test_opening_it_writes_who_opened_it_before_anything_is_shown(
    browser: FlaskClient, page: str, officer: StaffMember
) -> None:
    for _ in range(3):
        browser.get(page)
    assert steps() == [("raised", None), ("opened", None)]
    with transaction() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == "concern.read")).all()
        assert [(row.actor, row.outcome) for row in rows] == [
            (f"staff:{officer.public_id.hex}", "done")
        ] * 3


def test_r3_what_was_replaced_since_is_not_shown(
    browser: FlaskClient, page: str, make: Make, child: Invitation
) -> None:
    Saying(make).fill_in(child, "one_thing", words="it is fine")
    shown = text_of(browser.get(page))
    assert RED not in shown
    assert "changed these words since" in shown
    assert concern().state is ConcernState.RAISED


def test_a_choice_that_worries_says_what_was_chosen(
    browser: FlaskClient, make: Make, child: Invitation
) -> None:
    Saying(make).skip_to(child, "safe")
    Saying(make).fill_in(child, "safe", "home")
    shown = text_of(browser.get(f"/staff/concerns/{concern().public_id}"))
    assert "They chose: “Where I live”." in shown
    assert "Is there anywhere you do not feel safe?" in shown
    assert "An answer that was chosen" in shown


def test_the_button_shows_what_came_with_it_and_asks_nothing(
    browser: FlaskClient, make: Make, child: Invitation
) -> None:
    with transaction() as session:
        row = session.get_one(Invitation, child.id).child
        raised = telling_at_once.press(session, row, "child", typed="i was writing this",
                                       now=make.clock.now())  # fmt: skip
        reach = ToReach(safe="no", number="07700 900123", not_to="Dean")
        telling_at_once.tell_how_to_reach(session, raised.public_id, row, "child", reach)
    shown = text_of(browser.get(f"/staff/concerns/{concern().public_id}"))
    for expected in ("The safety button", "i was writing this", "07700 900123", "Dean"):
        assert expected in shown
    assert "No words came with it." in shown


def test_the_officer_sees_on_the_summary_who_has_it(
    browser: FlaskClient, page: str, open_as: Callable[..., FlaskClient]
) -> None:
    with transaction() as session:
        summary = f"/staff/reviews/{session.scalars(select(Review)).one().external_id}/summary"
    assert "Nobody has acknowledged it yet." in text_of(browser.get(summary))
    other = open_as(Role.SAFEGUARDING)
    do(other, page, "acknowledge", outcome="contacted_child")
    shown = text_of(browser.get(summary))
    assert "Jo Hall has it" in shown
    assert "the child was contacted" in shown
    assert page in shown


# --- acknowledging and closing --------------------------------------------------------------


def test_acknowledging_takes_an_outcome_and_stops_the_clock(
    browser: FlaskClient, page: str, officer: StaffMember
) -> None:
    assert concern().next_at is not None
    assert do(browser, page, "acknowledge").status_code == 422
    assert concern().state is ConcernState.RAISED
    assert do(browser, page, "acknowledge", outcome="contacted_child").status_code == 303
    row = concern()
    assert (row.state, row.owner_id, row.outcome, row.next_at) == (
        ConcernState.ACKNOWLEDGED,
        officer.id,
        ConcernOutcome.CONTACTED_CHILD,
        None,
    )
    assert "Sam Green has it" in text_of(browser.get(page))


@pytest.mark.parametrize("outcome", ["passed_on", "no_concern"])
def test_passing_on_and_no_concern_need_a_reason_and_give_back_what_was_chosen(
    browser: FlaskClient, page: str, outcome: str
) -> None:
    refused = do(browser, page, "acknowledge", outcome=outcome, why="  ")
    assert refused.status_code == 422
    assert f'value="{outcome}" checked' in text_of(refused)
    assert concern().state is ConcernState.RAISED
    assert do(browser, page, "acknowledge", outcome=outcome, why="the duty team").status_code == 303
    assert ("acknowledged", "the duty team") in steps()


def test_nobody_acknowledges_what_they_never_opened(app: Flask, make: Make, page: str) -> None:
    browser = signed_in(app.test_client(), make, make.staff(Role.SAFEGUARDING))
    answer = press(browser, "/staff/concerns", f"{page}/acknowledge", outcome="contacted_child")
    assert answer.status_code == 422
    assert "Look at it first." in text_of(answer)
    assert concern().state is ConcernState.RAISED


def test_it_is_closed_by_a_person_with_a_reason_once_it_is_acknowledged(
    browser: FlaskClient, page: str
) -> None:
    assert do(browser, page, "close", ending="done").status_code == 422
    do(browser, page, "acknowledge", outcome="contacted_child")
    assert do(browser, page, "close", ending="").status_code == 422
    assert concern().state is ConcernState.ACKNOWLEDGED
    assert do(browser, page, "close", ending="she is safe and with her aunt").status_code == 303
    assert concern().state is ConcernState.CLOSED
    assert steps()[-1] == ("closed", "she is safe and with her aunt")
    assert "No open concerns." in text_of(browser.get("/staff/concerns"))
    again = text_of(browser.get(page))
    assert "Closed by Sam Green" in again
    assert "<form" not in again.partition("<main")[2]


def test_a_closed_concern_takes_nothing_more(browser: FlaskClient, page: str) -> None:
    do(browser, page, "acknowledge", outcome="contacted_child")
    do(browser, page, "close", ending="done")
    before = steps()
    for deed, fields in (
        ("note", {"note": "x"}),
        ("acknowledge", {"outcome": "contacted_child"}),
        ("close", {"ending": "x"}),
        ("raise", {"because": "x"}),
    ):
        answer = press(browser, "/staff/reviews", f"{page}/{deed}", **fields)
        assert answer.status_code == 422
    assert steps() == before


def test_amber_can_be_made_red_and_red_is_never_made_less(
    browser: FlaskClient, make: Make, child: Invitation
) -> None:
    Saying(make).skip_to(child, "safe")
    Saying(make).fill_in(child, "safe", "visiting")
    page = f"/staff/concerns/{concern().public_id}"
    assert concern().level is Level.AMBER
    do(browser, page, "acknowledge", outcome="contacted_child")
    assert do(browser, page, "raise", because="").status_code == 422
    assert do(browser, page, "raise", because="bruises").status_code == 303
    row = concern()
    assert (row.level, row.state) == (Level.RED, ConcernState.RAISED)
    assert row.next_at is not None, "the route begins anew"
    assert (row.acknowledged_at, row.outcome) == (None, None), "the figures count it as waiting"
    assert "make it red" not in text_of(browser.get(page))
    do(browser, page, "raise", because="and a burn")  # from a page opened before
    assert steps()[-1] == ("note", "and a burn"), "no reason is lost"


# --- handing over ---------------------------------------------------------------------------


def test_r23_the_referral_has_the_exact_words_where_the_child_is_and_whose_area_that_is(
    browser: FlaskClient, page: str, child: Invitation
) -> None:
    assert do(browser, page, "where", where="her aunt’s").status_code == 422
    answer = do(browser, page, "where", where="her aunt’s in Hull", authority="Hull City Council")
    assert answer.status_code == 303
    shown = text_of(browser.get(answer.headers["Location"]))
    saved = browser.get(f"{page}/referral?save=1")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="referral.txt"'
    text = text_of(saved)
    for expected in (
        f"> {RED}",
        "her aunt’s in Hull",
        "Hull City Council",
        child.child.external_id,
        "Language of the words: English",
        "on the web",
        "Tue 24 Nov, 4.30pm",
        "Who was there: alone",
    ):
        assert expected in text
    assert "Still to be filled in" not in shown
    assert any("Hull City Council" in (note or "") for _what, note in steps())


def test_the_referral_says_what_is_still_missing(browser: FlaskClient, page: str) -> None:
    shown = text_of(browser.get(f"{page}/referral"))
    assert "where the child is now, whose area that is" in shown


def test_r22_who_was_rung_and_when_is_written_down(browser: FlaskClient, page: str) -> None:
    whole = {"by": "duty_team", "to": "Priya Shah", "at": "23:40", "reference": "EDT 77"}
    for left_out in ("by", "to", "at"):
        fields = {key: value for key, value in whole.items() if key != left_out}
        refused = do(browser, page, "sent", **fields)
        assert refused.status_code == 422
        assert '<details class="govuk-details" open>' in text_of(refused)
    assert do(browser, page, "sent", **whole).status_code == 303
    what, note = steps()[-1]
    assert what == "handed_over"
    assert note == (
        "The emergency duty team was rung. Taken by Priya Shah. 23:40. Reference EDT 77."
    )
    assert "Priya Shah" in text_of(browser.get(f"{page}/referral"))


def test_telling_the_child_is_written_down_and_so_is_why_not(
    browser: FlaskClient, page: str
) -> None:
    assert do(browser, page, "told", told="yes").status_code == 422
    do(browser, page, "told", told="not_safe", what="his phone is with the carer")
    assert steps()[-1][0] == "note"
    do(browser, page, "told", told="yes", what="we will look after you")
    assert steps()[-1] == ("child_told", "we will look after you")


# --- who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SAFEGUARDING])
def test_whoever_was_not_told_finds_nothing_and_leaves_a_row(
    open_as: Callable[..., FlaskClient], page: str, role: Role
) -> None:
    browser = open_as(role)
    assert browser.get(page).status_code == 404
    assert page not in text_of(browser.get("/staff/concerns"))
    assert browser.get(f"{page}/referral").status_code == 404
    for deed in ("acknowledge", "close", "note", "raise", "about", "where", "sent", "told"):
        answer = press(
            browser,
            "/staff/concerns",
            f"{page}/{deed}",
            outcome="contacted_child",
            note="x",
            ending="x",
            because="x",
            email="x@council.example",
            where="x",
            authority="x",
            by="police",
            to="x",
            at="x",
            told="yes",
            what="x",
        )
        assert answer.status_code == 404, deed
    assert steps() == [("raised", None)]
    with transaction() as session:
        refused = session.scalars(
            select(AuditEvent).where(
                AuditEvent.action == "concern.read", AuditEvent.outcome == "refused"
            )
        ).all()
        assert len(refused) == 2


@pytest.mark.parametrize("made_up", ["0" * 32, str(UUID(int=7)), "x", "1"])
def test_b53_a_guessed_concern_is_not_there(browser: FlaskClient, page: str, made_up: str) -> None:
    assert browser.get(f"/staff/concerns/{made_up}").status_code == 404
