"""Somebody who can be reached by no text, and staff who note and type in what they say."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.consultations.models import Invitation, InvitationState
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.kernel.db import reading
from participation.questionnaire.definition import Form, Question
from tests.factories import Make
from tests.web.staff.signing_in import press

LIST = "/staff/in-person"


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer, name="Aisha", age=13))


@pytest.fixture
def invitation(make: Make, review: Review) -> Invitation:
    """A child's without a number."""
    return make.invitation(review, state=InvitationState.NOT_POSSIBLE, not_heard_reason="no_number")


def page_of(invitation: Invitation, more: str = "") -> str:
    return f"{LIST}/{invitation.public_id}{more}"


def note(browser: FlaskClient, invitation: Invitation, **fields: str) -> Any:
    """A visit or a call."""
    return press(browser, page_of(invitation), page_of(invitation, "/note"), **fields)


def type_in(browser: FlaskClient, invitation: Invitation, **fields: str) -> Any:
    """A paper that somebody filled in."""
    path = page_of(invitation, "/paper")
    more = {"language": "en", "reference": "SCAN-7"}
    return press(browser, path, path, **(more | fields))


def question_with_ticks(app: Flask, invitation: Invitation) -> Question:
    """The first of their form where one box is to be ticked."""
    form: Form = app.extensions["participation"].library.forms[invitation.form_key]
    return next(one for one in form.questions if one.kind == "one_of" and not one.company)


def state_of(invitation: Invitation) -> tuple[InvitationState, str | None]:
    with reading() as session:
        row = session.get_one(Invitation, invitation.id)
        return row.state, row.not_heard_reason
