"""What a person is to do today stands on the list of whom to ask, however many others wait."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select

from participation.care.consultations.models import Invitation, TaskKind
from participation.care.consultations.tasks import make_task
from participation.care.people.models import Role, StaffMember
from participation.journeys import finding_whom_to_ask as finding
from participation.kernel.db import reading, transaction
from participation.kernel.ids import new_public_id
from tests.factories import Make
from tests.web.staff.signing_in import signed_in


@pytest.fixture
def desk(make: Make) -> StaffMember:
    return make.staff(Role.BUSINESS_SUPPORT)


@pytest.fixture
def far(make: Make) -> Invitation:
    """Of a child who is to be rung today, long before their review; 200 others are nearer."""
    near = make.invitation(make.review(make.child(name="Aisha"), in_days=5))
    with transaction() as session:
        table = Invitation.__table__
        row = dict(session.execute(select(table).where(table.c.id == near.id)).mappings().one())
        del row["id"]
        more = [
            row | {"public_id": new_public_id(), "respondent": f"other {n}"}
            for n in range(finding.MOST)
        ]
        session.execute(insert(Invitation), more)
    far = make.invitation(make.review(make.child(name="Zainab"), in_days=30))
    with transaction() as session:
        one = session.get_one(Invitation, far.id)
        make_task(
            session, TaskKind.CALL, about=one.public_id.hex, key=one.child.key, owner_role="iro",
            due_on=make.today, child_id=one.child_id, invitation_id=one.id, now=make.clock.now(),
        )  # fmt: skip
    return far


def test_whoever_is_to_be_rung_today_stands_first_whatever_day_their_review_is(
    make: Make, desk: StaffMember, far: Invitation
) -> None:
    with reading() as session:
        staff = session.get_one(StaffMember, desk.id)
        found = finding.waiting(session, staff, make.clock.now())
        assert found.people[0].invitation.id == far.id
        assert (len(found.people), found.more) == (finding.MOST, 2)


def test_the_page_says_how_many_more_there_are(
    app: Flask, make: Make, desk: StaffMember, far: Invitation
) -> None:
    page = signed_in(app.test_client(), make, desk).get("/staff/in-person").get_data(as_text=True)
    assert "Today (1)" in page
    assert "Zainab" in page.split("Not answered yet")[0]
    assert "Not answered yet (201)" in page
    assert "And 2 more." in page
