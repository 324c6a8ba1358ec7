"""The answer to our first text: another language, no, or words that are neither (R6, R8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    RemarkKind,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Adult
from tests.journeys.kept_texts import to_do, words
from tests.texting import Texting


def test_a_parent_who_needs_another_language_names_it_and_is_rung(texting: Texting) -> None:
    asked = texting.asked_parent()
    first, second = texting.say(asked.number, "2", "Tigrinya")
    assert "name of your language" in first
    assert second.startswith("A person will ring you by")
    assert to_do(texting, asked) == [TaskKind.LANGUAGE, TaskKind.NEEDS_SAID]
    assert (RemarkKind.ADDED.value, "Tigrinya") in words(texting)


@pytest.mark.parametrize("body", ["4", "no"])
def test_who_says_that_the_phone_is_no_good_is_asked_in_another_way(
    texting: Texting, body: str
) -> None:
    long_ago = texting.make.today - timedelta(days=500)
    asked = texting.asked_parent(confirmed_on=long_ago)
    assert "4 no" in texting.twilio.sent(asked.number)[0].body
    assert "We will not text this number" in texting.say(asked.number, body)[0]
    assert texting.all(Conversation)[0].state is ConversationState.CLOSED
    assert TaskKind.NO_SAFE_WAY in to_do(texting, asked)
    invitation = texting.all(Invitation, id=asked.invitation.id)[0]
    assert invitation.state is InvitationState.NOT_POSSIBLE
    assert invitation.not_heard_reason == NotHeard.NOT_SAFE_TO_TEXT


def test_a_parent_who_says_no_has_declined_and_may_still_write(texting: Texting) -> None:
    asked = texting.asked_parent()
    assert "We will not text this number" in texting.say(asked.number, "No thanks")[0]
    invitation = texting.all(Invitation, id=asked.invitation.id)[0]
    assert invitation.state is InvitationState.DECLINED
    assert invitation.not_heard_reason == NotHeard.SAID_NO
    assert to_do(texting, asked) == []
    texting.say(asked.number, "only tell her I miss her")
    assert (RemarkKind.ADDED.value, "only tell her I miss her") in words(texting)


def test_a_phone_that_said_no_gets_no_text_from_the_next_round(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "no")
    before = len(texting.twilio.sent(asked.number))
    sibling, mother = texting.make.child(name="Bilal"), texting.all(Adult)[0]
    texting.make.relationship(sibling, mother)
    texting.open_round_of(sibling)
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == before
    asked_next = texting.all(Invitation, child_id=sibling.id, role="mother")[0]
    assert asked_next.not_heard_reason == NotHeard.NUMBER_SUSPENDED


def test_who_is_asked_about_the_phone_may_choose_from_one_to_four(texting: Texting) -> None:
    long_ago = texting.make.today - timedelta(days=500)
    asked = texting.asked_parent(confirmed_on=long_ago)
    assert "one number from 1 to 4" in texting.say(asked.number, "who is this")[0]


def test_words_before_the_start_are_kept_and_after_three_a_person_rings(texting: Texting) -> None:
    asked = texting.asked_parent()
    replies = texting.say(asked.number, "who is this", "hello?", "I said who is this")
    assert "one number from 1 to 3" in replies[0]
    assert replies[2].startswith("A person will ring you by")
    assert [kept for _, kept in words(texting)] == ["who is this", "hello?", "I said who is this"]
