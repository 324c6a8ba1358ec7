"""Whoever is not asked has basis, decider, date, end and the officer's agreement (R7, R13)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.asking_models import AskingDecision
from participation.care.consultations.models import InvitationState
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import (
    AssignedAs,
    ContactPoint,
    ContactState,
    RelationshipKind,
    Role,
)
from participation.kernel.db import db
from participation.outbox.models import OutboxState
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking import (
    WHY,
    Family,
    a_family,
    asked,
    assign,
    family,
    officer,
    promised,
    standing,
    stored,
    tasks,
    worker,
)
from tests.web.staff.signing_in import press, signed_in, text_of

__all__ = ["family", "officer", "worker"]
LIST = "/staff/children"


def agree(browser: FlaskClient, path: str, how: str = "agree") -> Any:
    return press(browser, path, f"{path}/agree", press=how, **standing(browser, path))


# --- not asked --------------------------------------------------------------------------------


def test_r7_whoever_is_not_asked_has_basis_decider_date_end_and_the_officers_agreement(
    worker: FlaskClient, officer: FlaskClient, family: Family
) -> None:
    family.open_round()
    assert asked(family.father, family.review).state is InvitationState.TO_SEND
    assert press(worker, family.page, family.of(family.father), **WHY).status_code == 303
    one = asked(family.father, family.review)
    assert (one.state, one.not_heard_reason) == (
        InvitationState.NOT_POSSIBLE,
        NotHeard.RECORDED_DECISION,
    )
    assert promised(family.father, family.review) == [OutboxState.CANCELLED]
    assert asked(family.mother, family.review).state is InvitationState.TO_SEND
    assert ("agree_not_asked", "iro", None, "open") in tasks()
    page = text_of(worker, family.page)
    for said in (
        "Asking would put somebody in danger. “He has threatened her.”",
        "Decided by Pat Manager on 20 November 2026.",
        "Runs out at this review.",
        "The officer has not agreed yet.",
    ):
        assert said in page
    assert "Father, Omar Carter" in text_of(officer, LIST)
    mine = family.of(family.father)
    assert agree(officer, mine).status_code == 303
    assert "The officer agreed: Sam Green" in text_of(worker, family.page)
    assert ("agree_not_asked", "iro", None, "done") in tasks()
    row = db.session.scalars(select(AskingDecision)).one()
    assert (row.basis, row.agreed_by_id, row.noted_by_id) == (
        "harm",
        family.officer.id,
        family.worker.id,
    )
    db.session.remove()
    summary = text_of(officer, f"/staff/reviews/{family.review.external_id}/summary")
    assert "He has threatened her." in summary


def test_r7_where_the_officer_does_not_agree_the_person_is_asked_after_all(
    worker: FlaskClient, officer: FlaskClient, family: Family
) -> None:
    family.open_round()
    mine = family.of(family.father)
    assert press(worker, mine, mine, **WHY).status_code == 303
    assert agree(officer, mine, "no").status_code == 303
    one = asked(family.father, family.review)
    assert (one.state, one.not_heard_reason) == (InvitationState.TO_SEND, None)
    assert promised(family.father, family.review) == [OutboxState.CANCELLED, OutboxState.QUEUED]
    assert stored(family.father).asked_here is None


@on_sqlite
@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ({"basis": ""}, "Choose on which basis"),
        ({"basis": "childs_wish"}, "Choose on which basis"),  # alone it leaves no parent out
        ({"basis": "to_ask"}, "Choose on which basis"),
        ({"why": " "}, "Write the reason"),
        ({"decided_by": ""}, "Write who decided it"),
        ({"decided_on": "31/11/2026"}, "on which day"),
        ({"decided_on": "2026-11-25"}, "still to come"),
        ({"press": "reach"}, "Choose one of these"),
        ({"press": "to_ask"}, "nothing to decide about this person"),
        ({"press": "what?"}, "Choose one of these"),
    ],
)
def test_r7_a_decision_that_lacks_something_is_not_kept(
    worker: FlaskClient, family: Family, lacks: dict[str, str], says: str
) -> None:
    mine = family.of(family.father)
    answer = press(worker, mine, mine, **{**WHY, **lacks})
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert db.session.scalars(select(AskingDecision)).all() == []
    assert stored(family.father).asked_here is None


def test_r7_a_decision_runs_out_at_its_review_and_nobody_is_carried_on_silently(
    worker: FlaskClient, make: Make, family: Family
) -> None:
    mine = family.of(family.father)
    assert press(worker, mine, mine, **WHY).status_code == 303
    later = make.review(family.child, in_days=38)
    family.open_round(later)
    one = asked(family.father, later)
    assert one.not_heard_reason == NotHeard.DECISION_RAN_OUT
    assert ("no_safe_way", "social_worker", "decision_ran_out", "open") in tasks()
    assert asked(family.mother, later).state is InvitationState.TO_SEND
    page = f"/staff/reviews/{later.external_id}/asked"
    answer = press(worker, page, page)
    assert answer.status_code == 422
    assert "Decide first about whoever is marked below." in answer.get_data(as_text=True)
    again = f"{page}/{family.father.public_id}"
    assert "He has threatened her." in text_of(worker, again)  # prefilled, to be looked at
    assert press(worker, again, again, press="ask_again").status_code == 303
    assert asked(family.father, later).state is InvitationState.TO_SEND
    assert press(worker, page, page).status_code == 303


@on_sqlite
def test_r7_whom_the_case_system_leaves_out_is_not_asked_and_has_to_be_decided_about(
    worker: FlaskClient, make: Make
) -> None:
    family = a_family(make)
    child = make.child(officer=family.officer, name="Noor")
    assign(make, child, family.worker)
    mother = make.relationship(
        child, may_be_asked=False, not_asked_reason="order of 2024", parental_responsibility=True
    )
    make.relationship(
        child,
        kind=RelationshipKind.FATHER,
        may_be_asked=False,
        not_asked_reason="died in 2020",
    )
    review = make.review(child, in_days=20)
    family.open_round(review)
    assert asked(mother, review).not_heard_reason == NotHeard.RECORDED_DECISION
    page = f"/staff/reviews/{review.external_id}/asked"
    browser = signed_in(worker, make, family.worker)
    shown = text_of(browser, page)
    assert "The case system: “order of 2024”" in shown
    assert press(browser, page, page).status_code == 422
    path = f"{page}/{mother.public_id}"
    assert press(browser, path, path, **WHY | {"basis": "court_order"}).status_code == 303
    assert press(browser, page, page).status_code == 303


# --- people decide first ----------------------------------------------------------------------


def test_r13_with_a_placement_order_a_parent_is_asked_only_as_both_decide(
    app: Flask, make: Make
) -> None:
    family = a_family(make, legal_status="E1")
    family.open_round()
    assert asked(family.mother, family.review).not_heard_reason == NotHeard.PLACEMENT_ORDER
    mine = family.of(family.mother)
    said = WHY | {"press": "to_ask", "why": "She asked to be heard.", "basis": ""}
    officer = signed_in(app.test_client(), make, family.officer)
    worker = signed_in(app.test_client(), make, family.worker)
    assert press(officer, mine, mine, **said).status_code == 422  # the social worker first
    assert press(worker, mine, mine, **said).status_code == 303
    one = asked(family.mother, family.review)
    assert (one.state, one.not_heard_reason) == (
        InvitationState.NOT_POSSIBLE,
        NotHeard.PLACEMENT_ORDER,
    )
    assert agree(officer, mine).status_code == 303
    assert asked(family.mother, family.review).state is InvitationState.TO_SEND
    assert asked(family.father, family.review).not_heard_reason == NotHeard.PLACEMENT_ORDER


def test_r13_one_person_with_both_roles_is_not_both_deciders(app: Flask, make: Make) -> None:
    family = a_family(make, legal_status="E1")
    family.open_round()
    both = make.staff(Role.SOCIAL_WORKER, Role.IRO)
    assign(make, family.child, both)
    assign(make, family.child, both, AssignedAs.COVER)
    mine = family.of(family.mother)
    said = WHY | {"press": "to_ask", "why": "She asked to be heard.", "basis": ""}
    browser = signed_in(app.test_client(), make, both)
    assert press(browser, mine, mine, **said).status_code == 303
    answer = agree(browser, mine)
    assert answer.status_code == 422
    assert "Two people decide this." in answer.get_data(as_text=True)
    assert asked(family.mother, family.review).not_heard_reason == NotHeard.PLACEMENT_ORDER
    assert agree(signed_in(app.test_client(), make, family.officer), mine).status_code == 303
    assert asked(family.mother, family.review).state is InvitationState.TO_SEND


# --- somebody else changed it meanwhile (B87) -------------------------------------------------


@on_sqlite
def test_b87_the_officer_agrees_to_what_they_saw_and_to_nothing_else(
    worker: FlaskClient, officer: FlaskClient, family: Family
) -> None:
    mine = family.of(family.father)
    assert press(worker, mine, mine, **WHY, **standing(worker, mine)).status_code == 303
    seen = standing(officer, mine)
    other = WHY | {"basis": "court_order", "why": "An order of May."} | standing(worker, mine)
    assert press(worker, mine, mine, **other).status_code == 303
    for how in ("agree", "no"):
        answer = press(officer, mine, f"{mine}/agree", press=how, **seen)
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert "Somebody changed this while the page was open." in page
        assert "An order of May." in page
        assert "Written down by Jo Field, " in page
    assert stored(family.father).asked_here is False
    assert agree(officer, mine).status_code == 303
    row = db.session.scalars(select(AskingDecision).where(AskingDecision.ended_at.is_(None))).one()
    assert (row.basis, row.agreed_by_id) == ("court_order", family.officer.id)


@on_sqlite
def test_b87_nobody_overwrites_a_decision_they_have_not_seen_and_both_texts_stand_there(
    worker: FlaskClient, officer: FlaskClient, family: Family
) -> None:
    mine = family.of(family.father)
    seen = standing(officer, mine)
    assert press(worker, mine, mine, **WHY, **standing(worker, mine)).status_code == 303
    theirs = WHY | {"why": "He lives abroad.", **seen}
    for fields in (theirs, {"press": "ask_again", **seen}):
        answer = press(officer, mine, mine, **fields)
        assert answer.status_code == 422
        assert "He has threatened her." in answer.get_data(as_text=True)
    assert "He lives abroad." in press(officer, mine, mine, **theirs).get_data(as_text=True)
    row = db.session.scalars(select(AskingDecision)).one()
    assert (row.noted_by_id, row.ended_at) == (family.worker.id, None)
    db.session.remove()
    now_seen = theirs | standing(officer, mine)
    assert press(officer, mine, mine, **now_seen).status_code == 303


# --- hard to reach ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "task", "still_texted"),
    [
        ("no_number", ("no_safe_way", "business_support"), True),
        ("language_unknown", ("language", "business_support"), True),
        ("not_safe_to_text", ("no_safe_way", "business_support"), False),
        ("in_prison", ("no_safe_way", "social_worker"), False),
        ("whereabouts_unknown", ("no_safe_way", "social_worker"), False),
    ],
)
def test_r7_hard_to_reach_leaves_nobody_out_and_is_a_task_with_an_owner(
    worker: FlaskClient,
    family: Family,
    missing: str,
    task: tuple[str, str],
    still_texted: bool,
) -> None:
    family.open_round()
    mine = family.of(family.father)
    assert press(worker, mine, mine, press="reach", missing=missing).status_code == 303
    assert (*task, missing, "open") in tasks()
    one = asked(family.father, family.review)
    assert (one.state is InvitationState.TO_SEND) is still_texted
    point = db.session.scalars(
        select(ContactPoint).where(ContactPoint.adult_id == family.father.adult_id)
    ).one()
    assert (point.state is ContactState.USABLE) is still_texted
    assert asked(family.mother, family.review).state is InvitationState.TO_SEND
