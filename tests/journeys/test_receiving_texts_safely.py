"""Whoever texts, somebody hears of it: missing children, strangers, phones held by several."""

from __future__ import annotations

import pytest

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Message,
    MessageState,
    Task,
    TaskKind,
)
from participation.care.people.models import Child, ContactPoint, ContactState
from participation.care.safeguarding.models import Concern
from tests.texting import Texting

SIGN = ("red", "sign_of_life")


def concerns(texting: Texting) -> list[tuple[str, str]]:
    return [(row.level.value, row.cause) for row in texting.all(Concern)]


def missing_child(texting: Texting, *, asked: bool) -> str:
    """The number of a child who is missing, and who was asked before or has no conversation."""
    make = texting.make
    child, number = make.child(), make.number()
    make.contact(child=child, number=number)
    if asked:
        texting.open_round_of(child)
        texting.work()
    texting.change(texting.all(Child)[0], circumstances=["missing"])
    return number


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("body", ["im ok", "HELP", "CALL", "STOP", "START", "WRONG", "SKIP"])
def test_r16_whatever_a_missing_child_texts_is_a_sign_of_life(
    texting: Texting, body: str, *, asked: bool
) -> None:
    number = missing_child(texting, asked=asked)
    assert texting.text(number, body).status_code == 200
    assert concerns(texting) == [SIGN]


def test_r16_a_picture_alone_from_a_missing_child_is_a_sign_of_life(texting: Texting) -> None:
    number = missing_child(texting, asked=True)
    assert texting.text(number, "", NumMedia="1").status_code == 200
    assert concerns(texting) == [SIGN]


# --- phones of several people, and of people who are not in a conversation -----------------------


def to_do(texting: Texting) -> list[tuple[TaskKind, int | None]]:
    """What people have to do, about whose answers; the tasks of opening a round left out."""
    ours = (TaskKind.STOPPED, TaskKind.CALL, TaskKind.WRONG_NUMBER)
    return [(row.kind, row.invitation_id) for row in texting.all(Task) if row.kind in ours]


def test_i19_stop_from_a_phone_of_two_people_ends_the_conversation_and_both_are_asked_otherwise(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    make = texting.make
    child, father = make.child(), make.adult()
    make.contact(adult=father, number=asked.number)
    related = make.relationship(child, father)
    other = make.invitation(make.review(child), form="parent_text", related=related).id
    assert texting.say(asked.number, "STOP") == []
    assert texting.all(Conversation)[0].state is ConversationState.CLOSED
    both = {(TaskKind.STOPPED, other), (TaskKind.STOPPED, asked.invitation.id)}
    assert set(to_do(texting)) == both


def test_i19_stop_before_the_first_text_makes_a_task(texting: Texting) -> None:
    number, invitation = known_parent_who_was_not_texted(texting)
    texting.say(number, "STOP")
    assert to_do(texting) == [(TaskKind.STOPPED, invitation)]


def test_call_from_a_known_phone_without_a_conversation_is_a_task(texting: Texting) -> None:
    number, invitation = known_parent_who_was_not_texted(texting)
    assert texting.say(number, "CALL")[0].startswith("A person will ring you by")
    assert to_do(texting) == [(TaskKind.CALL, invitation)]


def test_t5_wrong_from_a_known_phone_without_a_conversation_closes_it(texting: Texting) -> None:
    number, invitation = known_parent_who_was_not_texted(texting)
    texting.say(number, "WRONG")
    assert texting.all(ContactPoint)[0].state is ContactState.SUSPENDED
    assert to_do(texting) == [(TaskKind.WRONG_NUMBER, invitation)]
    texting.say(number, "CALL")  # by now this is a stranger
    assert to_do(texting) == [(TaskKind.WRONG_NUMBER, invitation)]
    assert texting.all(Message, direction="in")[-1].state is MessageState.DESK


def known_parent_who_was_not_texted(texting: Texting) -> tuple[str, int]:
    """The number of a mother who is asked in another way, and the key of her invitation."""
    make = texting.make
    number, child, mother = make.number(), make.child(), make.adult()
    make.contact(adult=mother, number=number)
    related = make.relationship(child, mother)
    return number, make.invitation(make.review(child), form="parent_text", related=related).id


# --- words that the machine cannot read ----------------------------------------------------------


@pytest.mark.parametrize("body", ["ኣብ ገዛ የፍርሓኒ", "أنا خائف في البيت"])
def test_r22_a_strangers_text_in_a_language_nobody_screens_is_amber(
    texting: Texting, body: str
) -> None:
    texting.text(texting.make.number(), body)
    assert concerns(texting) == [("amber", "not_screened")]
