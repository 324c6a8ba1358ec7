"""A device that was handed over: what its history holds opens nothing for whoever gets it next."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from participation.care.consultations.models import Invitation
from participation.care.people.models import Role
from participation.guard.sessions import RespondentSitting
from participation.journeys.handing_over_devices import HANDED_FOR
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.respond.walking import Person
from tests.web.staff.asking_in_person import invitation, page_of, review
from tests.web.staff.signing_in import press, signed_in
from tests.web.staff.ways_in import link_on, opens

__all__ = ["invitation", "review"]
pytestmark = on_sqlite


def handed(app: Flask, make: Make, invitation: Invitation) -> str:
    """The address that stands in the history of the device."""
    desk = signed_in(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT))
    page = press(desk, page_of(invitation), page_of(invitation, "/hand-over"))
    return link_on(page.get_data(as_text=True))


def begun(app: Flask, address: str) -> Person:
    """Somebody at the first question, on the device."""
    person = Person(app.test_client())
    person.look(address)
    person.press()
    for pressed in ("company=alone", "mode=questions"):
        if person.seen.kind != "question":
            person.press(pressed)
    return person


def sittings() -> int:
    db.session.remove()
    with reading() as session:
        return session.query(RespondentSitting).count()


def test_it_opens_until_they_leave_and_then_for_nobody(
    app: Flask, make: Make, invitation: Invitation
) -> None:
    device = app.test_client()
    address = handed(app, make, invitation)
    assert opens(device, address)
    assert opens(device, address), "by mistake gone back, they go on"
    device.post("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert not opens(device, address)
    assert not opens(app.test_client(), address)


def test_it_ends_when_they_have_sent(app: Flask, make: Make, invitation: Invitation) -> None:
    address = handed(app, make, invitation)
    person = begun(app, address)
    person.press(say={"words": "my brother"})
    person.skip_to_the_end()
    assert person.press("go=send").kind == "sent"
    assert not opens(app.test_client(), address)
    assert person.look().kind == "sent", "in the same sitting they may add words"


def test_it_ends_when_they_say_that_the_device_is_not_theirs(
    app: Flask, make: Make, invitation: Invitation
) -> None:
    address = handed(app, make, invitation)
    person = begun(app, address)
    person.press("go=later")
    person.press("go=stop", say={"device": "shared"})
    assert sittings() == 0
    assert not opens(person.client, address)


def test_left_without_signal_it_opens_nothing_in_that_browser(
    app: Flask, make: Make, invitation: Invitation
) -> None:
    device = app.test_client()
    address = handed(app, make, invitation)
    assert opens(device, address)
    device.set_cookie("left", "1")
    assert not opens(device, address)
    again = handed(app, make, invitation)
    assert opens(device, again), "handed over anew it opens, though somebody once left here"


def test_it_is_over_with_the_visit(app: Flask, make: Make, invitation: Invitation) -> None:
    address = handed(app, make, invitation)
    with app.app_context(), transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        assert row.handed_until is not None
        left = row.handed_until - system_now()
        assert timedelta(0) < left <= HANDED_FOR
        row.handed_until -= HANDED_FOR
    assert not opens(app.test_client(), address)


def test_a_code_for_their_own_phone_stays(app: Flask, make: Make, invitation: Invitation) -> None:
    """It is scanned from the page and stands in no history but their own."""
    handed(app, make, invitation)
    with app.app_context(), reading() as session:
        row = session.get_one(Invitation, invitation.id)
        assert row.code_hash is not None
        assert row.code_hash != row.handed_code_hash
