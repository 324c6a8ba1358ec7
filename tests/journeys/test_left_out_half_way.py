"""A parent is left out while their talk by text is open: no further question, every word kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from participation.care.consultations.models import (
    Answer,
    Conversation,
    Invitation,
    Message,
    MessageState,
    Remark,
)
from participation.care.people.models import Relationship
from participation.care.safeguarding.models import Concern, Hearing
from participation.channels.sms.wording import TextKey
from participation.journeys import gathering, reminding
from participation.kernel.db import reading
from tests.journeys.ways_to_be_left_out import DOOR_SHUTS, Way, leave_out, take_decision_back
from tests.texting import Asked, Texting

FIRST, NEXT = "It is going well at school.", "I want to see her more, I will hurt myself"


@pytest.fixture
def asked(texting: Texting) -> Asked:
    """A mother who has answered our first question by text, and has the second."""
    mother = texting.asked_parent()
    texting.say(mother.number, "1", FIRST)
    return mother


def out_since(texting: Texting, before: int) -> list[tuple[str, MessageState]]:
    """What we wrote since, and what became of it."""
    rows = texting.all(Message, direction="out")[before:]
    return [(row.template, row.state) for row in rows]


def written(texting: Texting) -> int:
    return len(texting.all(Message, direction="out"))


def answer_to(way: Way) -> list[str]:
    """What goes back, in texts that everybody gets whose questions are over."""
    if way is Way.STOPPED:
        return []
    return [TextKey.UNKNOWN_NUMBER if way in DOOR_SHUTS else TextKey.RECEIPT_ADULT]


@pytest.mark.parametrize("way", Way)
def test_r7_whoever_is_left_out_half_way_is_put_no_further_question_and_is_heard(
    texting: Texting, asked: Asked, way: Way
) -> None:
    answers = len(texting.all(Answer))
    leave_out(texting.make, asked.invitation.id, way)
    before = written(texting)
    texting.say(asked.number, NEXT)
    gone = [key for key, state in out_since(texting, before) if state is not MessageState.CANCELLED]
    assert gone == answer_to(way)
    assert not any(key.startswith(gathering.QUESTION) for key, _state in out_since(texting, before))
    came = texting.all(Message, direction="in")[-1]
    if way in DOOR_SHUTS:
        assert (came.state, came.body) == (MessageState.DESK, NEXT)
        assert texting.all(Hearing, source_id=came.public_id)
    else:
        (kept,) = texting.all(Remark, invitation_id=asked.invitation.id)
        assert texting.all(Hearing, source_id=kept.public_id)
    assert texting.all(Concern), "screened like every word"
    assert len(texting.all(Answer)) == answers


@pytest.mark.parametrize("way", [Way.DECISION, Way.ORDER, Way.STOPPED, Way.EXCLUSION])
def test_r16_a_question_that_waited_when_they_were_left_out_does_not_go(
    texting: Texting, way: Way
) -> None:
    mother = texting.asked_parent()
    texting.say(mother.number, "1")
    assert texting.text(mother.number, FIRST).status_code == 200  # the next one is in the outbox
    before = len(texting.twilio.sent(mother.number))
    leave_out(texting.make, mother.invitation.id, way)
    texting.minutes_pass()
    texting.work()
    assert len(texting.twilio.sent(mother.number)) == before


@pytest.mark.parametrize("way", Way)
def test_r18_nobody_is_reminded_who_was_left_out_half_way(
    texting: Texting, asked: Asked, way: Way
) -> None:
    texting.make.clock.moment += timedelta(days=2)
    with reading() as session:
        due = reminding.due_now(session, texting.house.now())
    assert due == [asked.invitation.public_id], "else they would be"
    leave_out(texting.make, asked.invitation.id, way)
    with reading() as session:
        assert reminding.due_now(session, texting.house.now()) == []


@pytest.mark.parametrize("way", [Way.DECISION, Way.EXCLUSION, Way.ORDER])
def test_a_yes_to_our_first_text_begins_nothing_once_they_are_left_out(
    texting: Texting, way: Way
) -> None:
    mother = texting.asked_parent()
    leave_out(texting.make, mother.invitation.id, way)
    before = written(texting)
    texting.say(mother.number, "1")
    assert [key for key, _state in out_since(texting, before)] == [TextKey.RECEIPT_ADULT]


def test_the_answer_says_the_same_whatever_left_them_out(texting: Texting) -> None:
    said = set()
    for way in (Way.DECISION, Way.EXCLUSION, Way.ORDER, Way.CONSENT, Way.PLACED):
        mother = texting.asked_parent()
        texting.say(mother.number, "1", FIRST)
        leave_out(texting.make, mother.invitation.id, way)
        said |= set(texting.say(mother.number, "And one more thing."))
    assert len(said) == 1


def test_r8_a_mother_who_is_left_out_about_one_child_is_asked_on_about_the_other(
    texting: Texting,
) -> None:
    number, _ = texting.parent_of_two()
    texting.say(number, "1", FIRST)
    first, second = texting.all(Invitation, role="mother")
    leave_out(texting.make, first.id, Way.DECISION)
    before = written(texting)
    texting.say(number, "More visits, please.")
    assert [key for key, _ in out_since(texting, before)] == [f"{gathering.QUESTION}0"]
    words = {
        row.invitation_id for row in texting.all(Answer) if row.words == "More visits, please."
    }
    assert words == {second.id}


def test_once_the_decision_ends_the_talk_goes_on_where_it_was(
    texting: Texting, asked: Asked
) -> None:
    at = texting.all(Conversation)[0].question_key
    leave_out(texting.make, asked.invitation.id, Way.DECISION)
    texting.say(asked.number, "Why do you ask nothing?")
    take_decision_back(texting.make, asked.invitation.id)
    before = written(texting)
    texting.say(asked.number, "More visits, please.")
    assert [key for key, _ in out_since(texting, before)] == [f"{gathering.QUESTION}0"]
    assert [row.question_key for row in texting.all(Answer)][-1] == at


def test_r13_where_both_decided_to_ask_a_placement_order_ends_no_talk(
    texting: Texting, asked: Asked
) -> None:
    review = asked.invitation.round_id
    (related,) = texting.all(Relationship, adult_id=asked.adult_id)
    with reading() as session:
        held = session.get_one(Invitation, asked.invitation.id).round
        assert held.id == review
        about = held.review.public_id.hex
    texting.change(related, asked_here=True, asked_here_for=about)
    leave_out(texting.make, asked.invitation.id, Way.ORDER)
    before = written(texting)
    texting.say(asked.number, "More visits, please.")
    assert [key for key, _ in out_since(texting, before)] == [f"{gathering.QUESTION}0"]
