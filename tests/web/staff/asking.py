"""A child with a social worker, an officer and two parents, and a review that is coming."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation, Task
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    Relationship,
    RelationshipKind,
    Role,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.journeys.opening import open_round
from participation.kernel.db import db, transaction
from participation.outbox.models import OutboxItem, OutboxState
from tests.factories import Make
from tests.web.staff.signing_in import signed_in

WHY = {
    "press": "not_asked",
    "basis": "harm",
    "why": "He has threatened her.",
    "decided_by": "Pat Manager",
    "decided_on": "2026-11-20",
}


@dataclass
class Family:
    """Loose rows; `stored` reads one anew."""

    make: Make
    child: Child
    worker: StaffMember
    officer: StaffMember
    mother: Relationship
    father: Relationship
    review: Review

    @property
    def page(self) -> str:
        return f"/staff/reviews/{self.review.external_id}/asked"

    def of(self, related: Relationship) -> str:
        return f"{self.page}/{related.public_id}"

    def open_round(self, review: Review | None = None) -> None:
        db.session.rollback()
        with transaction() as session:
            open_round(
                session,
                (review or self.review).id,
                self.make.today,
                hold=timedelta(0),
                house=self.make.house,
                now=self.make.clock.now(),
            )


def a_family(make: Make, **child: Any) -> Family:
    officer = make.staff(Role.IRO, name="Sam Green")
    worker = make.staff(Role.SOCIAL_WORKER, name="Jo Field")
    aisha = make.child(officer=officer, **child)
    assign(make, aisha, worker)
    mother, father = (make.adult(name) for name in ("Dana Carter", "Omar Carter"))
    for adult in (mother, father):
        make.contact(adult=adult)
    return Family(
        make,
        aisha,
        worker,
        officer,
        make.relationship(aisha, mother),
        make.relationship(aisha, father, RelationshipKind.FATHER),
        make.review(aisha, in_days=35),
    )


@pytest.fixture
def family(make: Make) -> Family:
    return a_family(make)


@pytest.fixture
def worker(app: Flask, make: Make, family: Family) -> FlaskClient:
    """The social worker's."""
    return signed_in(app.test_client(), make, family.worker)


@pytest.fixture
def officer(app: Flask, make: Make, family: Family) -> FlaskClient:
    """The reviewing officer's."""
    return signed_in(app.test_client(), make, family.officer)


def assign(
    make: Make,
    child: Child,
    staff: StaffMember,
    assigned_as: AssignedAs = AssignedAs.SOCIAL_WORKER,
) -> None:
    with transaction() as session:
        session.add(
            Assignment(
                child_id=child.id,
                staff_id=staff.id,
                assigned_as=assigned_as,
                from_on=make.today - timedelta(days=50),
            )
        )


def standing(browser: FlaskClient, path: str) -> dict[str, str]:
    """The decision that stands on a person's page, as its forms name it."""
    found = re.search(r'name="decision" value="(\w*)"', browser.get(path).get_data(as_text=True))
    assert found, path
    return {"decision": found[1]}


def left_out(related: Relationship, review: Review) -> Relationship:
    """People here decided not to ask them before this review."""
    with transaction() as session:
        row = session.get_one(Relationship, related.id)
        row.asked_here, row.asked_here_for = False, review.public_id.hex
    return related


def stored(related: Relationship) -> Relationship:
    db.session.expire_all()
    return db.session.get_one(Relationship, related.id)


def asked(related: Relationship, review: Review) -> Invitation:
    db.session.expire_all()
    return db.session.scalars(
        select(Invitation).where(
            Invitation.relationship_id == related.id,
            Invitation.round.has(review_id=review.id),
        )
    ).one()


def promised(related: Relationship, review: Review) -> list[OutboxState]:
    """What became of the first words to them, as often as they were promised."""
    one = asked(related, review)
    return list(
        db.session.scalars(
            select(OutboxItem.state)
            .where(OutboxItem.subject == one.public_id.hex, OutboxItem.kind == "invitation.send")
            .order_by(OutboxItem.id)
        )
    )


def tasks() -> list[tuple[str, str, str | None, str]]:
    """Kind, owner, reason and state."""
    db.session.expire_all()
    return [
        (row.kind.value, row.owner_role, row.reason, row.state.value)
        for row in db.session.scalars(select(Task).order_by(Task.id))
    ]
