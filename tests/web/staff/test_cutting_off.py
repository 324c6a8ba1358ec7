"""A phone is lost, taken or in the wrong hands: one press ends everything over it (T1, T5)."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    MessageState,
    Remark,
    Task,
    TaskKind,
)
from participation.care.people.models import ContactPoint, ContactState, Role
from tests.texting import Texting
from tests.web.staff.at_the_desk import (
    DESK,
    came,
    conversation_path,
    deeds,
    officer_of,
    team,
)
from tests.web.staff.signing_in import press

__all__ = ["team"]


def test_t5_one_press_cuts_a_phone_off_for_everybody_who_has_it(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    child = texting.make.child(officer=texting.make.staff(Role.IRO))
    texting.make.contact(child=child, number=asked.number)
    text = came(texting, asked.number, "who is this")
    path = f"{DESK}/{text.public_id}"
    sent = len(texting.twilio.sent(asked.number))
    assert press(team, path, f"{path}/cut-off").status_code == 303
    assert {row.state for row in texting.all(ContactPoint)} == {ContactState.SUSPENDED}
    assert {row.state for row in texting.all(Conversation)} == {ConversationState.CLOSED}
    tasks = texting.all(Task, kind=TaskKind.WRONG_NUMBER)
    assert asked.invitation.id in {task.invitation_id for task in tasks}
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == sent  # the reply that waited went nowhere
    for body in ("START", "hello?", "She sleeps well"):
        assert came(texting, asked.number, body).state is MessageState.DESK
        texting.work()
    assert len(texting.twilio.sent(asked.number)) == sent
    assert texting.all(Answer) == []
    assert deeds(texting, "phone.cut_off") == [("phone.cut_off", "done")]


@pytest.mark.parametrize("orders", [("STOP",), ("STOP", "START"), ("WRONG", "STOP", "START")])
def test_t5_stop_and_start_from_a_phone_that_was_cut_off_make_nothing_theirs_again(
    texting: Texting, orders: tuple[str, ...]
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    browser, path = officer_of(texting, asked.child_id), conversation_path(texting)
    assert press(browser, path, f"{path}/cut-off").status_code == 303
    for order in orders:
        came(texting, asked.number, order)
    assert came(texting, asked.number, "she hits them").state is MessageState.DESK
    assert texting.all(Remark) == []
    assert {row.state for row in texting.all(ContactPoint)} == {ContactState.SUSPENDED}


def test_t5_a_wrong_number_stays_one_after_stop_and_start(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "WRONG", "STOP", "START")
    assert came(texting, asked.number, "me again").state is MessageState.DESK
    assert {row.state for row in texting.all(ContactPoint)} == {ContactState.SUSPENDED}


def test_t1_a_link_that_went_to_a_phone_stops_at_the_next_request_once_it_is_cut_off(
    texting: Texting,
) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO))
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    (invitation,) = texting.all(Invitation)
    token = make.link(invitation)
    visitor = texting.app.test_client()
    _come_in(visitor, token)
    assert visitor.get("/q").status_code == 200
    came(texting, number, "i lost my phone")  # a child's own words: they are not on the desk
    browser, path = officer_of(texting, child.id), conversation_path(texting)
    assert press(browser, path, f"{path}/cut-off").status_code == 303
    assert visitor.get("/q").status_code != 200
    late = texting.app.test_client()
    _come_in(late, token)
    assert late.get("/q").status_code != 200


def _come_in(visitor: FlaskClient, token: str) -> Any:
    return visitor.post(f"/l/{token}", headers={"Sec-Fetch-Site": "same-origin"})
