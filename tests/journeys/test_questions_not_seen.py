"""A question that reached nobody is put again: the next text is kept, and is no answer to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from participation.care.consultations.models import Answer, Direction, Message, MessageState
from participation.journeys import checking_texts
from participation.journeys.gathering import FIRST_QUESTION, QUESTION
from tests.conftest import MovableClock
from tests.journeys.kept_texts import words
from tests.standins.twilio_api import Fault
from tests.texting import Asked, Texting


def asks(template: str) -> bool:
    return template.startswith(QUESTION) or template in FIRST_QUESTION


def newest_question(texting: Texting) -> Message:
    asked = [row for row in texting.all(Message) if asks(row.template or "")]
    return asked[-1]


def refused(texting: Texting, asked: Asked, said: str) -> MessageState:
    """The network holds that this phone said STOP; START undoes it."""
    texting.twilio.fault(Fault.OPTED_OUT)
    texting.say(asked.number, said)
    became = newest_question(texting).state
    texting.say(asked.number, "START")
    return became


def undelivered(texting: Texting, asked: Asked, said: str) -> MessageState:
    texting.say(asked.number, said)
    question = newest_question(texting)
    client = texting.app.test_client()
    assert question.provider_id is not None
    assert texting.twilio.report(question.provider_id, "undelivered", via=client).status_code == 200
    return MessageState.UNDELIVERED


def too_many_today(
    texting: Texting, asked: Asked, said: str, patched: pytest.MonkeyPatch
) -> MessageState:
    with patched.context() as patch:
        patch.setattr(checking_texts, "REPLIES_A_DAY", 0)
        texting.say(asked.number, said)
    return MessageState.CANCELLED


@pytest.mark.parametrize("happens", ["refused", "undelivered", "too many today"])
@pytest.mark.parametrize("said", ["She sleeps well", "SKIP"])
def test_what_comes_after_a_question_nobody_saw_is_kept_and_the_question_is_put_again(
    texting: Texting, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, happens: str, said: str
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    match happens:
        case "refused":
            became = refused(texting, asked, said)
            assert became is MessageState.FAILED
        case "undelivered":
            became = undelivered(texting, asked, said)
        case _:
            became = too_many_today(texting, asked, said, monkeypatch)
    assert newest_question(texting).state is became
    clock.moment += timedelta(minutes=3)

    replies = texting.say(asked.number, "and she eats")
    assert [reply[:7] for reply in replies] == ["2 of 3."]
    assert {row.question_key for row in texting.all(Answer)} == {"going_well"}
    assert words(texting)[-1][1] == "and she eats"

    clock.moment += timedelta(minutes=3)
    texting.say(asked.number, "School is far away")
    assert ("worries", "School is far away") in words(texting)


def test_the_first_question_that_nobody_saw_is_put_again(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    refused(texting, asked, "1")
    clock.moment += timedelta(minutes=3)
    again = texting.say(asked.number, "hello?")
    assert again == [newest_question(texting).body]
    assert texting.all(Answer) == []
    assert [row.body for row in texting.all(Message, direction=Direction.IN)] == [
        "1",
        "START",
        "hello?",
    ]
    assert words(texting) == [("refused", "hello?")]


def test_a_question_that_was_answered_did_arrive_whatever_is_reported_later(
    texting: Texting, clock: MovableClock
) -> None:
    """The last question of a parent of two; what follows is asked in other words."""
    make = texting.make
    number, mother = make.number(), make.adult()
    make.contact(adult=mother, number=number)
    children = [make.child(name="Aisha"), make.child(name="Bilal", age=9)]
    for child in children:
        make.relationship(child, mother)
    for child in children:
        texting.open_round_of(child)
    texting.work()
    texting.say(number, "1")
    for said in ("They laugh", "Buses"):
        clock.moment += timedelta(minutes=3)
        texting.say(number, said)
    last = newest_question(texting)
    clock.moment += timedelta(minutes=3)
    replies = texting.say(number, "2")
    assert "just one of them" in replies[0]
    assert last.provider_id is not None
    texting.twilio.report(last.provider_id, "undelivered", via=texting.app.test_client())
    clock.moment += timedelta(minutes=3)
    assert texting.say(number, "no")[0].startswith("Thank you")
