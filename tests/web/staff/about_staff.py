"""A red concern that turns out to be about one of those who could open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ConcernExclusion,
    ConcernState,
    Hearing,
)
from participation.care.safeguarding.route import Via
from participation.kernel.db import transaction
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import press, signed_in

RED = "he hits me"


@dataclass(frozen=True)
class Case:
    """A red concern, and everybody who could open it."""

    page: str
    words: str
    people: dict[str, tuple[StaffMember, FlaskClient]]

    def browser(self, who: str) -> FlaskClient:
        return self.people[who][1]

    def staff(self, who: str) -> StaffMember:
        return self.people[who][0]


@pytest.fixture
def case(app: Flask, make: Make) -> Case:
    """The officer, a duty worker, and a social worker and a manager who were told of it."""
    people = {
        "officer": make.staff(Role.IRO, name="Sam Green"),
        "duty": make.staff(Role.SAFEGUARDING, name="Jo Hall"),
        "other_duty": make.staff(Role.SAFEGUARDING, name="Kit Lowe"),
        "social_worker": make.staff(Role.SOCIAL_WORKER, name="Ash Reed"),
        "manager": make.staff(Role.IRO_MANAGER, name="Bo Finch"),
    }
    child = make.child(officer=people["officer"])
    invitation = make.invitation(make.review(child), company="alone")
    Saying(make).text(invitation, "one_thing", RED)
    with transaction() as session:
        session.add(
            Assignment(
                child_id=child.id,
                staff_id=people["social_worker"].id,
                assigned_as=AssignedAs.SOCIAL_WORKER,
                from_on=make.today - timedelta(days=9),
            )
        )
        concern = session.scalars(select(Concern)).one()
        for who in ("social_worker", "manager"):
            steps.add_step(session, concern, ConcernDid.TOLD, about_id=people[who].id,
                           via=Via.TEXT, now=make.clock.now())  # fmt: skip
        words = session.scalars(select(Hearing)).one().public_id
        page = f"/staff/concerns/{concern.public_id}"
    browsers = {
        who: (staff, signed_in(app.test_client(), make, staff)) for who, staff in people.items()
    }
    return Case(page, f"/staff/words/{words}", browsers)


def mark(case: Case, by: str, whom: str, **fields: str) -> int:
    answer = press(
        case.browser(by),
        case.page,
        f"{case.page}/about",
        who=case.staff(whom).public_id.hex,
        **fields,
    )
    return int(answer.status_code)


def excluded() -> dict[int, str]:
    with transaction() as session:
        return {row.staff_id: row.why for row in session.scalars(select(ConcernExclusion))}


def state() -> ConcernState:
    with transaction() as session:
        return session.scalars(select(Concern)).one().state


EVERYBODY = ["officer", "duty", "social_worker", "manager"]
