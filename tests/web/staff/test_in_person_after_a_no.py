"""Somebody who said no is found by the child's number, and may say something after all."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from participation.care.consultations.models import Invitation, InvitationState
from tests.databases import on_sqlite
from tests.web.respond.walking import Person
from tests.web.staff.asking_in_person import LIST, invitation, note, page_of, review, state_of
from tests.web.staff.signing_in import press
from tests.web.staff.ways_in import link_on

__all__ = ["invitation", "review"]
pytestmark = on_sqlite


def test_a_child_who_said_no_and_wants_to_say_something_after_all_is_handed_the_device(
    app: Flask, desk: FlaskClient, invitation: Invitation
) -> None:
    note(desk, invitation, how="visit", result="said_no", words="not today")
    found = press(desk, LIST, LIST, child=invitation.child.external_id).get_data(as_text=True)
    assert str(invitation.public_id) in found
    page = desk.get(page_of(invitation)).get_data(as_text=True)
    assert "They said no. If they want to say something after all" in page
    assert "the time for answers is over" not in page
    shown = press(desk, page_of(invitation), page_of(invitation, "/hand-over"))
    child = Person(app.test_client())
    child.look(link_on(shown.get_data(as_text=True)))
    assert child.press().kind == "start"
    assert state_of(invitation)[0] is InvitationState.DECLINED, "a press alone takes no no back"
    for pressed in ("company=alone", "mode=questions"):
        if child.seen.kind != "question":
            child.press(pressed)
    child.press(say={"words": "I want to see Omar"})
    assert state_of(invitation) == (InvitationState.STARTED, None)
