"""One switch on a child's page stops everything that goes out about them (I16, R16)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation, InvitationState
from participation.care.people.models import Child, Role
from participation.guard.audit import AuditEvent
from participation.kernel.db import db
from participation.outbox.models import OutboxItem, OutboxState
from tests.factories import Make
from tests.web.staff.asking import Family, a_family
from tests.web.staff.signing_in import press, signed_in, text_of


def states(family: Family) -> set[tuple[InvitationState, str | None]]:
    db.session.remove()
    asked = db.session.scalars(
        select(Invitation).where(Invitation.relationship_id.is_not(None))
    ).all()
    return {(one.state, one.not_heard_reason) for one in asked}


def waiting() -> int:
    found = db.session.scalars(
        select(OutboxItem).where(
            OutboxItem.kind == "invitation.send", OutboxItem.state == OutboxState.QUEUED
        )
    )
    return len(found.all())


def test_i16_one_press_stops_everything_at_once_and_another_lets_it_go_on(
    app: Flask, make: Make
) -> None:
    family = a_family(make)
    family.open_round()
    before, asked = waiting(), states(family)
    assert before
    assert asked == {(InvitationState.TO_SEND, None)}
    browser = signed_in(app.test_client(), make, family.officer)
    path = f"/staff/find/{family.child.public_id}"
    assert press(browser, path, f"{path}/contact", press="stop").status_code == 422  # why?
    assert waiting() == before
    assert press(browser, path, f"{path}/contact", press="stop", why="court").status_code == 303
    assert states(family) == {(InvitationState.CLOSED, "contact_stopped")}
    assert waiting() == 0
    page = text_of(browser, path)
    assert "Nothing of ours goes out about this child." in page
    assert "Stopped on 24 November 2026: a court says so." in page
    assert press(browser, path, f"{path}/contact", press="go_on").status_code == 303
    assert states(family) == asked
    assert waiting() == before
    deeds = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.action.startswith("contact."))
    )
    assert list(deeds) == ["contact.stop", "contact.go_on"]


def test_only_the_childs_officer_and_the_manager_have_the_switch(app: Flask, make: Make) -> None:
    family = a_family(make)
    path = f"/staff/find/{family.child.public_id}"
    support = signed_in(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT))
    assert "Stop everything" not in text_of(support, path)
    stranger = signed_in(app.test_client(), make, make.staff(Role.IRO))
    both = signed_in(app.test_client(), make, make.staff(Role.IRO, Role.BUSINESS_SUPPORT))
    assert "Stop everything" not in text_of(both, path)
    for browser, answer in ((support, 403), (stranger, 404), (both, 404)):
        done = press(browser, "/staff/find", f"{path}/contact", press="stop", why="other")
        assert done.status_code == answer
    db.session.remove()
    assert db.session.get_one(Child, family.child.id).contact_stopped_on is None
    manager = signed_in(app.test_client(), make, make.staff(Role.IRO_MANAGER))
    assert press(manager, path, f"{path}/contact", press="stop", why="other").status_code == 303
