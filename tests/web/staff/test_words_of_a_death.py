"""The case system's reason spoke of a death and has run out: people say whose it was, before any
text goes (R16)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import InvitationState, Way
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import ContactPoint, Relationship
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.journeys.coming_to_meetings import people_of
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxState
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking import (
    WHY,
    Family,
    a_family,
    asked,
    officer,
    promised,
    standing,
    stored,
    tasks,
    worker,
)
from tests.web.staff.signing_in import press, signed_in, text_of

__all__ = ["officer", "worker"]
HIS_FATHERS = WHY | {"press": "to_ask", "basis": "", "why": "It was his own father who died."}
SPEAKS_OF_A_DEATH = "If it was somebody else’s, this person can be asked"


def says(related: Relationship, reason: str, **values: Any) -> None:
    """The case system's reason, whose day was yesterday."""
    with transaction() as session:
        row = session.get_one(Relationship, related.id)
        row.may_be_asked, row.not_asked_reason = False, reason
        for name, value in values.items():
            setattr(row, name, value)


@pytest.fixture
def family(make: Make) -> Family:
    """A father of whom the case system said "Father died in 2019" until yesterday."""
    family = a_family(make)
    says(family.father, "Father died in 2019", not_asked_until=make.today - timedelta(days=1))
    family.open_round()
    return family


def agree(browser: FlaskClient, path: str) -> Any:
    return press(browser, path, f"{path}/agree", press="agree", **standing(browser, path))


@on_sqlite
def test_r16_somebody_who_lives_is_asked_by_text_once_both_decide_so(
    worker: FlaskClient, officer: FlaskClient, family: Family
) -> None:
    mine = family.of(family.father)
    page = text_of(worker, mine)
    assert SPEAKS_OF_A_DEATH in page
    assert page.count("Father died in 2019") == 1, "what was said of a death is no reason to ask"
    assert press(officer, mine, mine, **HIS_FATHERS).status_code == 422, "the social worker first"
    assert press(worker, mine, mine, **HIS_FATHERS).status_code == 303
    one = asked(family.father, family.review)
    assert (one.state, one.not_heard_reason) == (
        InvitationState.NOT_POSSIBLE,
        NotHeard.DECISION_RAN_OUT,
    )
    assert promised(family.father, family.review) == []
    to_decide = ("no_safe_way", "social_worker", "decision_ran_out")
    assert {(*to_decide, "open"), ("agree_not_asked", "iro", None, "open")} <= set(tasks())
    assert agree(officer, mine).status_code == 303
    one = asked(family.father, family.review)
    assert (one.state, one.not_heard_reason, one.way) == (InvitationState.TO_SEND, None, Way.TEXT)
    assert promised(family.father, family.review) == [OutboxState.QUEUED]
    assert {(*to_decide, "done"), ("agree_not_asked", "iro", None, "done")} <= set(tasks())
    deeds = db.session.scalars(select(AuditEvent.action)).all()
    assert {"asked.to_ask", "asked.agreed"} <= set(deeds)
    page = text_of(worker, mine)
    assert "It was his own father who died." in page
    assert SPEAKS_OF_A_DEATH not in page


@on_sqlite
def test_whoever_is_asked_after_all_is_left_out_of_nothing_before_this_review_alone(
    worker: FlaskClient, officer: FlaskClient, make: Make, family: Family
) -> None:
    def left_out(review: Review) -> bool:
        with reading() as session:
            around = people_of(session, review, None, make.today)
            return next(one for one in around if one.who == family.father.public_id.hex).not_asked

    mine = family.of(family.father)
    assert press(worker, mine, mine, **HIS_FATHERS).status_code == 303
    assert left_out(family.review)
    assert agree(officer, mine).status_code == 303
    assert not left_out(family.review)
    later = make.review(family.child, in_days=38)
    family.open_round(later)
    assert asked(family.father, later).not_heard_reason == NotHeard.DECISION_RAN_OUT
    assert left_out(later)
    assert SPEAKS_OF_A_DEATH in text_of(
        worker, f"/staff/reviews/{later.external_id}/asked/{family.father.public_id}"
    )


@on_sqlite
def test_the_same_checks_as_for_everybody_else_stand_before_the_text(
    worker: FlaskClient, officer: FlaskClient, family: Family
) -> None:
    with transaction() as session:
        for point in session.scalars(
            select(ContactPoint).where(ContactPoint.adult_id == family.father.adult_id)
        ):
            point.safe_to_text = False
    mine = family.of(family.father)
    assert press(worker, mine, mine, **HIS_FATHERS).status_code == 303
    assert agree(officer, mine).status_code == 303
    one = asked(family.father, family.review)
    assert (one.state, one.not_heard_reason) == (
        InvitationState.NOT_POSSIBLE,
        NotHeard.NOT_SAFE_TO_TEXT,
    )
    assert promised(family.father, family.review) == []


@on_sqlite
def test_r16_it_turns_out_to_be_theirs_and_nothing_goes_though_both_had_decided(
    worker: FlaskClient, officer: FlaskClient, family: Family
) -> None:
    mine = family.of(family.father)
    assert press(worker, mine, mine, **HIS_FATHERS).status_code == 303
    says(family.father, "died 12/03/2025")
    assert agree(officer, mine).status_code == 303
    one = asked(family.father, family.review)
    assert one.not_heard_reason == NotHeard.RECORDED_DECISION
    assert promised(family.father, family.review) == []


@on_sqlite
def test_r7_people_may_decide_again_not_to_ask_on_the_same_page(
    worker: FlaskClient, family: Family
) -> None:
    mine = family.of(family.father)
    assert press(worker, mine, mine, **WHY).status_code == 303
    assert asked(family.father, family.review).not_heard_reason == NotHeard.RECORDED_DECISION
    assert stored(family.father).asked_here is False


@on_sqlite
@pytest.mark.parametrize("reason", ["Order of 2024", "died 12/03/2025"])
def test_a_reason_that_leaves_no_question_offers_no_such_press(
    worker: FlaskClient, family: Family, reason: str
) -> None:
    says(family.father, reason)
    mine = family.of(family.father)
    assert SPEAKS_OF_A_DEATH not in text_of(worker, mine)
    assert press(worker, mine, mine, **HIS_FATHERS).status_code == 422
    assert stored(family.father).asked_here is None


def test_who_may_not_decide_about_the_child_finds_no_such_page(
    app: Flask, make: Make, family: Family
) -> None:
    other = a_family(make)
    stranger = signed_in(app.test_client(), make, other.worker)
    mine = family.of(family.father)
    assert press(stranger, "/staff/children", mine, **HIS_FATHERS).status_code == 404
    assert stored(family.father).asked_here is None
