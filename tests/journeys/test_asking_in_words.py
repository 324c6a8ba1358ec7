"""A call, a wrong number or a stop, however it is said; and who hears of it (R19, B24, I19, T5)."""

from __future__ import annotations

import pytest

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Message,
    Remark,
    RemarkKind,
    Task,
    TaskKind,
)
from participation.care.people.models import ContactPoint, ContactState
from participation.care.safeguarding.models import Hearing
from participation.questionnaire.definition import Sharing
from tests.journeys.kept_texts import to_do, words
from tests.texting import Texting


@pytest.mark.parametrize(
    "body", ["call me", "Please ring me", "Can I talk to someone?", "I need to speak to someone."]
)
def test_a_call_may_be_asked_for_in_plain_words_which_are_kept_and_heard(
    texting: Texting, body: str
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    assert texting.say(asked.number, body)[0].startswith("A person will ring you by")
    assert to_do(texting, asked) == [TaskKind.CALL]
    assert words(texting) == [(RemarkKind.ADDED.value, body)]
    assert len(texting.all(Hearing)) == 1


@pytest.mark.parametrize(
    "body", ["they call me names", "call me when he is out", "help me", "ring"]
)
def test_b24_more_than_that_is_an_answer(texting: Texting, body: str) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", body)
    assert words(texting) == [("going_well", body)]
    assert to_do(texting, asked) == []


def test_a_child_who_texts_call_me_is_rung(texting: Texting) -> None:
    make = texting.make
    child, number = make.child(age=15), make.number()
    make.contact(child=child, number=number, own_and_private=True)
    texting.open_round_of(child)
    texting.work()
    assert texting.say(number, "call me pls")[0].startswith("A person will ring you by")
    assert [task.kind for task in texting.all(Task)].count(TaskKind.CALL) == 1


def test_t5_wrong_number_in_words_closes_it_and_the_words_are_nobodys_of_ours(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    replies = texting.say(asked.number, "Sorry, wrong number!")
    assert replies == ["We are sorry for the mix-up. This number is off our list from now on."]
    assert texting.all(ContactPoint)[0].state is ContactState.SUSPENDED
    assert to_do(texting, asked) == [TaskKind.WRONG_NUMBER]
    assert texting.all(Remark) == []
    assert [row.child_id for row in texting.all(Hearing)] == [None]


def test_r19_stop_from_a_child_is_respected_and_the_officer_asks(texting: Texting) -> None:
    make = texting.make
    child, number = make.child(age=15), make.number()
    make.contact(child=child, number=number, own_and_private=True)
    texting.open_round_of(child)
    texting.work()
    assert texting.say(number, "STOP") == []
    stopped = texting.all(Task, kind=TaskKind.STOPPED)
    assert [task.owner_role for task in stopped] == ["iro"]


def test_stop_from_an_adult_is_looked_at_for_another_way(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "STOP")
    stopped = texting.all(Task, kind=TaskKind.STOPPED)
    assert [task.owner_role for task in stopped] == ["business_support"]
    assert texting.all(Conversation)[0].state is ConversationState.CLOSED


@pytest.mark.parametrize("body", ["yes", "1", "please text me again", "start again", "restart"])
def test_i19_nothing_but_start_brings_our_texts_back(texting: Texting, body: str) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "STOP")
    assert texting.say(asked.number, body) == []
    assert texting.all(ContactPoint)[0].state is ContactState.SUPPRESSED


def test_i19_start_from_another_phone_does_nothing_to_this_one(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "STOP")
    texting.say(texting.make.number(), "START")
    assert texting.all(ContactPoint)[0].state is ContactState.SUPPRESSED


def test_r8_what_a_parent_of_siblings_adds_after_the_end_is_for_the_officer_to_share(
    texting: Texting,
) -> None:
    make = texting.make
    number, mother = make.number(), make.adult()
    make.contact(adult=mother, number=number)
    children = [make.child(name="Aisha"), make.child(name="Bilal", age=9)]
    for child in children:
        make.relationship(child, mother)
    for child in children:
        texting.open_round_of(child)
    texting.work()
    texting.say(number, "1", "They laugh a lot", "Too many moves", "1", "Bilal needs", "glasses")
    assert [(row.kind, row.words, row.sharing) for row in texting.all(Remark)] == [
        (kind, said, Sharing.ONLY_OFFICER)
        for kind, said in ((RemarkKind.ONE_CHILD, "Bilal needs"), (RemarkKind.ADDED, "glasses"))
        for _child in range(2)
    ]
    assert {row.state for row in texting.all(Message, direction="in")} == {"placed"}
