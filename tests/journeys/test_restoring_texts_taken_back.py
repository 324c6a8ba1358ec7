"""Words that were somebody else's do not stand with the wrong person after a disaster (T6)."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from participation.care.consultations.models import Answer, Message, MessageState, Placement, Remark
from participation.care.people.models import Role
from participation.care.safeguarding.models import Hearing
from participation.guard.ledger import Happened
from participation.questionnaire.definition import AnswerState
from tests.copies import Copies, copies
from tests.texting import Texting
from tests.web.staff.at_the_desk import (
    DESK,
    STRANGER,
    WORDS,
    came,
    conversation_path,
    officer_of,
    page_of,
)
from tests.web.staff.signing_in import press, signed_in

__all__ = ["copies"]
THREE_DAYS = timedelta(days=3)
PLACED = f"{DESK}/placed"


def team(texting: Texting) -> FlaskClient:
    make = texting.make
    return signed_in(texting.app.test_client(), make, make.staff(Role.SAFEGUARDING))


def put(browser: FlaskClient, text: Message, invitation: str) -> None:
    path = f"{DESK}/{text.public_id}"
    assert press(browser, path, f"{path}/place", invitation=invitation).status_code == 303


def take_back(browser: FlaskClient, text: Message) -> None:
    path = f"{PLACED}/{text.public_id}"
    assert press(browser, DESK, f"{path}/take-back").status_code == 303


def test_t6_what_a_person_put_wrongly_and_took_back_since_is_on_the_desk(
    copies: Copies, texting: Texting
) -> None:
    asked = texting.asked_parent()
    text, reader = came(texting), team(texting)
    put(reader, text, asked.invitation.public_id.hex)
    copies.back_up(ago=THREE_DAYS)
    take_back(reader, text)
    assert WORDS not in copies.ledger.path.read_text()
    done = copies.restore()
    assert done.taken_back.done[Happened.TEXT_TAKEN_BACK] == 1
    (remark,) = texting.all(Remark)
    assert remark.withdrawn_at is not None
    kept = texting.all(Message, id=text.id)[0]
    assert (kept.body, kept.number, kept.state) == (WORDS, STRANGER, MessageState.DESK)
    assert (kept.key_id, kept.invitation_id) == (text.key_id, None), "not under the child's key"
    assert [row.child_id for row in texting.all(Hearing)] == [None]
    assert [row.what for row in texting.all(Placement)] == ["placed", "taken_back"]
    listed = page_of(team(texting), DESK)
    assert f"{PLACED}/{text.public_id}" not in listed
    assert f"{DESK}/{text.public_id}" in listed


def test_i2_what_a_rule_placed_is_out_of_the_conversation_and_the_answers(
    copies: Copies, texting: Texting
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    texting.at(texting.house.now() + timedelta(minutes=5))
    wrong = came(texting, asked.number, "tell nobody, this is Aisha, on mums phone")
    copies.back_up(ago=THREE_DAYS)
    browser, path = officer_of(texting, asked.child_id), conversation_path(texting)
    press(browser, path, f"{path}/take-back", text=wrong.public_id.hex)
    copies.restore()
    kept = texting.all(Message, id=wrong.id)[0]
    assert (kept.body, kept.state, kept.conversation_id) == (wrong.body, MessageState.DESK, None)
    before, after, again = texting.all(Answer)
    assert (before.withdrawn_at is None, after.withdrawn_at is None) == (True, False)
    assert (again.question_key, again.state) == (after.question_key, AnswerState.SKIPPED)


def test_what_was_put_with_the_right_person_afterwards_stays_there(
    copies: Copies, texting: Texting
) -> None:
    """The ledger is read from an hour before the backup on."""
    wrong, right = texting.asked_parent(), texting.asked_parent()
    text = came(texting)
    put(team(texting), text, wrong.invitation.public_id.hex)
    take_back(team(texting), text)
    put(team(texting), text, right.invitation.public_id.hex)
    copies.back_up(ago=timedelta(minutes=1))
    done = copies.restore()
    assert Happened.TEXT_TAKEN_BACK not in done.taken_back.done
    kept = texting.all(Message, id=text.id)[0]
    assert (kept.state, kept.invitation_id) == (MessageState.PLACED, right.invitation.id)
    assert [row.withdrawn_at is None for row in texting.all(Remark)] == [False, True]


def test_a_text_that_the_copy_does_not_know_is_no_fault(copies: Copies, texting: Texting) -> None:
    asked = texting.asked_parent()
    copies.back_up(ago=THREE_DAYS)
    text = came(texting)
    put(team(texting), text, asked.invitation.public_id.hex)
    take_back(team(texting), text)
    done = copies.restore()
    assert done.taken_back.not_here >= 1
    assert texting.all(Remark) == []
