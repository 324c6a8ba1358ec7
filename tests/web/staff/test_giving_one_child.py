"""One child to another officer, from the page of the one before, who may be none at all."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people import queries as people
from participation.care.people.models import AssignedAs, Assignment, Child, Role, StaffMember
from participation.guard.audit import AuditEvent
from participation.kernel.db import db, reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.giving_children import HERE, cover, give_one, hand_over, page_of
from tests.web.staff.signing_in import press, signed_in, text_of

pytestmark = on_sqlite


@pytest.fixture
def sam(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green")


@pytest.fixture
def alex(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Alex Hill")


@pytest.fixture
def manager(app: Flask, make: Make) -> FlaskClient:
    return signed_in(app.test_client(), make, make.staff(Role.IRO_MANAGER, name="Kim Chief"))


def officer(make: Make, child: Child) -> str | None:
    db.session.remove()
    with reading() as session:
        found = people.officer_of(session, child.id, make.today)
        return found.full_name if found is not None else None


def no_officer_with(make: Make, *children: Child) -> StaffMember:
    """A social worker who is a child's officer by name, as extracts could make them once."""
    worker = make.staff(Role.SOCIAL_WORKER, name="Lee Reid")
    with transaction() as session:
        session.add_all(
            Assignment(
                child_id=child.id,
                staff_id=worker.id,
                assigned_as=AssignedAs.REVIEWING_OFFICER,
                from_on=make.today,
            )
            for child in children
        )
    return worker


def test_a_manager_gives_one_child_to_another_officer_and_the_others_stay(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    goes, stays = (make.child(officer=sam, name="Salma") for _ in range(2))
    page = text_of(manager, page_of(sam))
    for child in (goes, stays):
        assert f"Salma, {child.external_id}</option>" in page, "two are called alike"
    answer = give_one(manager, sam, goes, alex)
    assert (answer.status_code, answer.headers["Location"]) == (303, page_of(sam))
    assert (officer(make, goes), officer(make, stays)) == ("Alex Hill", "Sam Green")
    assert goes.external_id not in text_of(manager, page_of(sam))
    with reading() as session:
        noted = select(AuditEvent.child).where(AuditEvent.action == "officer.hand_over")
        assert session.scalars(noted).all() == [goes.public_id.hex]


def test_the_childs_page_leads_whoever_may_to_the_form_with_the_child_chosen(
    app: Flask, manager: FlaskClient, make: Make, sam: StaffMember
) -> None:
    child = make.child(officer=sam, looked_after_since=make.today - timedelta(days=30))
    path = f"/staff/find/{child.public_id}"
    link = re.search(r'href="([^"]+)">Give to another officer', text_of(manager, path))
    assert link is not None
    assert f'value="{child.public_id}" selected' in text_of(manager, link[1])
    officers_own = signed_in(app.test_client(), make, sam)
    assert "Give to another officer" not in text_of(officers_own, path)


@pytest.mark.parametrize(
    ("leave_out", "says", "box"),
    [("child", "Choose one of this officer’s children.", "#child"),
     ("to", "Choose an officer.", "#to-one")],
)  # fmt: skip
def test_without_a_child_or_an_officer_nothing_changes(
    manager: FlaskClient,
    make: Make,
    sam: StaffMember,
    alex: StaffMember,
    leave_out: str,
    says: str,
    box: str,
) -> None:
    child = make.child(officer=sam)
    typed = {"child": str(child.public_id), "to": str(alex.public_id)} | {leave_out: ""}
    path = page_of(sam)
    answer = press(manager, path, f"{path}/hand-over-one", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in page
    assert f'href="{box}"' in page
    assert officer(make, child) == "Sam Green"


def test_a_page_that_was_opened_before_somebody_else_gave_the_child_away_takes_them_from_nobody(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child, third = make.child(officer=sam), make.staff(Role.IRO, name="Jo Shaw")
    assert give_one(manager, sam, child, third).status_code == 303
    answer = give_one(manager, sam, child, alex)
    assert answer.status_code == 422
    assert officer(make, child) == "Jo Shaw"


def test_a_child_whom_the_manager_must_never_see_is_not_there_to_be_given(
    app: Flask, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    chief = make.staff(Role.IRO_MANAGER)
    manager, child = signed_in(app.test_client(), make, chief), make.child(officer=sam)
    make.never(child, chief)
    assert child.external_id not in text_of(manager, page_of(sam))
    assert give_one(manager, sam, child, alex).status_code == 404
    assert officer(make, child) == "Sam Green"


def test_whoever_is_no_officer_is_marked_and_gets_no_child_and_covers_for_nobody(
    manager: FlaskClient, make: Make, sam: StaffMember
) -> None:
    make.child(officer=sam)
    worker = no_officer_with(make, make.child())
    assert "not a reviewing officer" in text_of(manager, HERE)
    assert "they cannot read what these children say" in text_of(manager, page_of(worker))
    assert f'value="{worker.public_id}"' not in text_of(manager, page_of(sam))
    assert "They leave" not in text_of(manager, page_of(worker))
    assert "They leave" in text_of(manager, page_of(sam))


def test_every_child_can_be_taken_from_somebody_who_is_no_officer(
    manager: FlaskClient, make: Make, sam: StaffMember
) -> None:
    children = [make.child() for _ in range(3)]
    worker = no_officer_with(make, *children)
    assert cover(manager, worker, sam).status_code == 303
    assert give_one(manager, worker, children[0], sam).headers["Location"] == page_of(worker)
    answer = hand_over(manager, worker, sam)
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE)
    assert {officer(make, one) for one in children} == {"Sam Green"}
    assert manager.get(page_of(worker)).status_code == 404
    assert hand_over(manager, sam, worker).status_code == 422
