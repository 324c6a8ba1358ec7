"""A child's words, the list on which they wait to be read, and the concerns that they raised."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import (
    Concern,
    Hearing,
)
from participation.kernel.db import transaction
from tests.factories import Make
from tests.saying import Saying

RED = "he hits me"


@pytest.fixture
def say(make: Make) -> Saying:
    return Saying(make)


@pytest.fixture
def child(make: Make, officer: StaffMember) -> Invitation:
    """Aisha, who answers; her officer is `officer`."""
    return make.invitation(make.review(make.child(officer=officer)), company="alone")


def hearings() -> list[Hearing]:
    with transaction() as session:
        rows = session.scalars(select(Hearing).order_by(Hearing.id)).all()
        session.expunge_all()
        return list(rows)


def concern_ids() -> list[UUID]:
    with transaction() as session:
        return list(session.scalars(select(Concern.public_id).order_by(Concern.id)))


def text_of(browser: FlaskClient, path: str = "/staff/concerns") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def words_path(hearing: Hearing) -> str:
    return f"/staff/words/{hearing.public_id}"
