"""Texts that no rule could place, and conversations: who sees them, what a person does (I24)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Message,
    MessageState,
    Placement,
    Remark,
)
from participation.care.people.models import (
    Child,
    Role,
)
from participation.care.safeguarding.models import Concern, Hearing, HearingState
from participation.care.summaries.models import Summary
from participation.kernel.db import transaction
from tests.texting import Texting
from tests.web.staff.at_the_desk import (
    DESK,
    STRANGER,
    WORDS,
    came,
    conversation_path,
    deeds,
    officer_of,
    page_of,
    team,
)
from tests.web.staff.signing_in import press, signed_in

__all__ = ["team"]


# --- the list -----------------------------------------------------------------------------------


def test_an_unknown_numbers_text_waits_on_the_desk_with_the_clock_of_all_words(
    texting: Texting, team: FlaskClient
) -> None:
    text = came(texting)
    listed = page_of(team, DESK)
    assert f"{DESK}/{text.public_id}" in listed
    assert WORDS not in listed
    assert STRANGER[-9:] not in listed
    assert '<strong class="look">late</strong>' not in listed
    texting.at(texting.house.now() + timedelta(days=5))
    assert '<strong class="look">late</strong>' in page_of(team, DESK)


@pytest.mark.parametrize("role", [Role.BUSINESS_SUPPORT, Role.SOCIAL_WORKER, Role.ADMIN])
def test_other_roles_do_not_come_to_the_desk(texting: Texting, role: Role) -> None:
    text = came(texting)
    browser = signed_in(texting.app.test_client(), texting.make, texting.make.staff(role))
    assert browser.get(DESK).status_code == 403
    assert browser.get(f"{DESK}/{text.public_id}").status_code == 403


def test_an_officer_does_not_see_a_strangers_text(texting: Texting) -> None:
    text = came(texting)
    browser = signed_in(texting.app.test_client(), texting.make, texting.make.staff(Role.IRO))
    assert str(text.public_id) not in page_of(browser, DESK)
    assert browser.get(f"{DESK}/{text.public_id}").status_code == 404
    assert deeds(texting, "text.read") == [("text.read", "refused")]


def test_the_words_open_after_the_audit_row_and_nothing_is_closed_by_looking(
    texting: Texting, team: FlaskClient
) -> None:
    text = came(texting)
    assert WORDS in page_of(team, f"{DESK}/{text.public_id}")
    assert deeds(texting, "text.read") == [("text.read", "done")]
    assert [row.state for row in texting.all(Hearing)] == [HearingState.WAITING]
    assert texting.all(Message, id=text.id)[0].state is MessageState.DESK


def test_b20_a_picture_without_words_waits_on_the_desk_too(
    texting: Texting, team: FlaskClient
) -> None:
    text = came(texting, body="", NumMedia="1")
    shown = page_of(team, f"{DESK}/{text.public_id}")
    assert "We do not fetch pictures" in shown
    assert "no words" in page_of(team, DESK)


# --- placing ------------------------------------------------------------------------------------


def test_i24_a_text_of_two_peoples_number_is_placed_by_a_person_and_read_by_the_officer(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    texting.make.contact(adult=texting.make.adult("Dawn Brown"), number=asked.number)
    text = came(texting, asked.number)
    path = f"{DESK}/{text.public_id}"
    shown = page_of(team, path)
    assert "Different people on record have this number." in shown
    assert asked.invitation.public_id.hex in shown
    due = texting.all(Hearing)[0].read_due
    answer = press(team, path, f"{path}/place", invitation=asked.invitation.public_id.hex)
    assert answer.status_code == 303
    (remark,) = texting.all(Remark)
    assert (remark.words, remark.kind, remark.invitation_id) == (
        WORDS, "placed", asked.invitation.id,
    )  # fmt: skip
    (hearing,) = texting.all(Hearing)
    assert (hearing.child_id, hearing.source_id) == (asked.child_id, remark.public_id)
    assert (hearing.state, hearing.read_due) == (HearingState.WAITING, due)
    assert [one.child_id for one in texting.all(Concern)] == [asked.child_id]
    kept = texting.all(Message, id=text.id)[0]
    assert (kept.body, kept.state) == (WORDS, MessageState.PLACED)
    assert WORDS in page_of(
        officer_of(texting, asked.child_id), f"/staff/words/{hearing.public_id}"
    )
    assert f"{DESK}/{text.public_id}" not in page_of(team, DESK)
    assert deeds(texting, "text.place") == [("text.place", "done")]


def test_d11_a_childs_words_that_a_person_placed_are_under_the_childs_key(
    texting: Texting, team: FlaskClient
) -> None:
    child = texting.make.child(officer=texting.make.staff(Role.IRO), age=14)
    invitation = texting.make.invitation(texting.make.review(child))
    text = came(texting)
    assert text.key_id != child.key_id
    path = f"{DESK}/{text.public_id}"
    assert press(team, path, f"{path}/place", invitation=invitation.public_id.hex).status_code < 400
    kept = texting.all(Message, id=text.id)[0]
    assert (kept.key_id, kept.body, kept.number) == (child.key_id, WORDS, STRANGER)


def test_words_that_somebody_else_has_read_are_read_again_by_the_childs_officer(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    text = came(texting)
    read = f"/staff/words/{texting.all(Hearing)[0].public_id}"
    press(team, read, f"{read}/read")
    child = texting.all(Child)[0]
    path = f"{DESK}/{text.public_id}"
    shown = page_of(team, f"{path}?case={child.external_id}")
    assert asked.invitation.public_id.hex in shown
    press(team, path, f"{path}/place", invitation=asked.invitation.public_id.hex)
    states = [(row.state, row.child_id) for row in texting.all(Hearing)]
    assert states == [(HearingState.READ, None), (HearingState.WAITING, asked.child_id)]


def test_d19_nobody_places_words_with_a_child_who_is_closed_to_them(texting: Texting) -> None:
    asked = texting.asked_parent()
    member = texting.make.staff(Role.SAFEGUARDING)
    texting.make.never(texting.all(Child)[0], member)
    browser = signed_in(texting.app.test_client(), texting.make, member)
    text = came(texting)
    path = f"{DESK}/{text.public_id}"
    child = texting.all(Child)[0]
    assert asked.invitation.public_id.hex not in page_of(
        browser, f"{path}?case={child.external_id}"
    )
    answer = press(browser, path, f"{path}/place", invitation=asked.invitation.public_id.hex)
    assert answer.status_code == 404
    assert texting.all(Remark) == []
    assert ("text.place", "refused") in deeds(texting, "text.place")


@pytest.mark.parametrize("chosen", ["", "nonsense", "0" * 32, "9" * 5000])
def test_a_choice_that_is_none_places_nothing(
    texting: Texting, team: FlaskClient, chosen: str
) -> None:
    text = came(texting)
    path = f"{DESK}/{text.public_id}"
    answer = press(team, path, f"{path}/place", invitation=chosen)
    assert answer.status_code in (404, 422)
    assert texting.all(Message, id=text.id)[0].state is MessageState.DESK


def test_not_for_us_needs_a_reason_and_the_words_are_still_to_be_read(
    texting: Texting, team: FlaskClient
) -> None:
    text = came(texting, body="your parcel is here")
    path = f"{DESK}/{text.public_id}"
    assert press(team, path, f"{path}/not-ours").status_code == 422
    assert texting.all(Message, id=text.id)[0].state is MessageState.DESK
    assert press(team, path, f"{path}/not-ours", note="an advert").status_code == 303
    assert texting.all(Message, id=text.id)[0].state is MessageState.NOT_OURS
    assert [row.state for row in texting.all(Hearing)] == [HearingState.WAITING]
    assert [(row.what, row.note) for row in texting.all(Placement)] == [("not_ours", "an advert")]
    assert press(team, DESK, f"{path}/not-ours", note="again").status_code == 404


def test_a_press_from_elsewhere_does_nothing(texting: Texting, team: FlaskClient) -> None:
    text = came(texting)
    for name in ("place", "not-ours", "cut-off"):
        answer = team.post(f"{DESK}/{text.public_id}/{name}", data={"note": "x"})
        assert answer.status_code == 403
    assert texting.all(Message, id=text.id)[0].state is MessageState.DESK


# --- a conversation -----------------------------------------------------------------------------


def test_a_conversation_is_read_with_what_became_of_each_text(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    first = texting.twilio.sent(asked.number)[0]
    texting.twilio.report(first.sid, "undelivered", via=texting.app.test_client())
    came(texting, asked.number, "She sleeps well", NumMedia="1")
    shown = page_of(officer_of(texting, asked.child_id), conversation_path(texting))
    assert "She sleeps well" in shown
    assert "did not arrive" in shown
    assert "on its way; the phone has not answered yet" in shown
    assert "We do not fetch pictures" in shown
    assert deeds(texting, "conversation.read") == [("conversation.read", "done")]


def test_a_conversation_is_closed_to_everybody_else(texting: Texting, team: FlaskClient) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    path = conversation_path(texting)
    other = signed_in(texting.app.test_client(), texting.make, texting.make.staff(Role.IRO))
    assert other.get(path).status_code == 404
    assert team.get(path).status_code == 403
    for name in ("take-back", "cut-off"):
        answer = press(other, DESK, f"{path}/{name}", text="0" * 32)
        assert answer.status_code == 404
    assert texting.all(Conversation)[0].state is not ConversationState.CLOSED


def test_i2_a_text_that_is_not_theirs_is_taken_back_and_what_was_said_before_counts_again(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    texting.at(texting.house.now() + timedelta(minutes=5))
    wrong = came(texting, asked.number, "tell nobody, this is Aisha, on mums phone")
    (before, after) = texting.all(Answer)
    assert after.words == wrong.body
    browser, path = officer_of(texting, asked.child_id), conversation_path(texting)
    answer = press(browser, path, f"{path}/take-back", text=wrong.public_id.hex)
    assert answer.status_code == 303
    kept = texting.all(Message, id=wrong.id)[0]
    assert (kept.body, kept.state, kept.conversation_id) == (wrong.body, MessageState.DESK, None)
    assert wrong.body not in page_of(browser, path)
    waiting = [row for row in texting.all(Hearing) if row.source_id == wrong.public_id]
    assert [(row.child_id, row.state) for row in waiting] == [(None, HearingState.WAITING)]
    assert wrong.body in page_of(team, f"{DESK}/{wrong.public_id}")
    texting.at(texting.house.now() + timedelta(hours=1))
    texting.work()
    with transaction() as session:
        newest = session.scalars(select(Summary).order_by(Summary.id.desc())).first()
        assert newest is not None
        assert "tell nobody" not in str(newest.content)
        assert before.words in str(newest.content)
    place = f"{DESK}/{wrong.public_id}"
    press(team, place, f"{place}/place", invitation=asked.invitation.public_id.hex)
    assert [row.words for row in texting.all(Remark)] == [wrong.body]
    assert [row.what for row in texting.all(Placement)] == ["taken_back", "placed"]


def test_r8_a_text_about_siblings_that_was_taken_back_is_on_the_desk_once(
    texting: Texting, team: FlaskClient
) -> None:
    number, officer = texting.parent_of_two()
    texting.say(number, "1")
    text = came(texting, number, "they sleep badly")
    browser, path = (
        signed_in(texting.app.test_client(), texting.make, officer),
        conversation_path(texting),
    )
    for heard in texting.all(Hearing)[:1]:  # one of the two was read before
        read = f"/staff/words/{heard.public_id}"
        press(browser, read, f"{read}/read")
    texting.at(texting.house.now() + timedelta(days=5))
    press(browser, path, f"{path}/take-back", text=text.public_id.hex)
    assert page_of(team, DESK).count(f"{DESK}/{text.public_id}") == 1


def test_a_text_of_another_conversation_cannot_be_taken_back_through_this_one(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    strange = came(texting)
    browser, path = officer_of(texting, asked.child_id), conversation_path(texting)
    answer = press(browser, path, f"{path}/take-back", text=strange.public_id.hex)
    assert answer.status_code == 404


def test_words_that_came_by_text_lead_to_their_conversation_or_to_the_desk(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    (heard,) = texting.all(Hearing)
    browser = officer_of(texting, asked.child_id)
    page = page_of(browser, f"/staff/words/{heard.public_id}")
    assert conversation_path(texting) in page
    assert f"{DESK}/" not in page
    text = came(texting)
    strange = texting.all(Hearing)[-1]
    assert f"{DESK}/{text.public_id}" in page_of(team, f"/staff/words/{strange.public_id}")
    assert conversation_path(texting) not in page_of(team, f"/staff/words/{heard.public_id}")
