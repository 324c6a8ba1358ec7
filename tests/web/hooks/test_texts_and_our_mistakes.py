"""A mistake of ours meets a text: its words are kept, and STOP is obeyed (D6, I19)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Message,
    MessageState,
    Task,
    TaskKind,
)
from participation.care.people.models import SuppressedNumber
from participation.care.safeguarding.models import Concern, Hearing
from participation.guard.ledger import Happened
from participation.journeys.receiving_texts import arriving, orders, rescuing
from participation.kernel.clock import system_now
from participation.questionnaire import conversation
from tests.copies import Copies
from tests.texting import Texting

SENDER = "+447700900321"


def test_words_survive_an_error_of_ours_and_wait_on_the_desk(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of ours in the middle of a conversation: placing its answer must fail."""
    asked = texting.asked_parent()
    texting.say(asked.number, "1")

    def broken(*_given: object, **_more: object) -> None:
        raise AssertionError("a mistake of ours")

    monkeypatch.setattr(conversation, "step", broken)
    answer = texting.text(asked.number, "he hits me at night")
    assert (answer.status_code, answer.data) == (200, b"<Response/>")
    kept = texting.all(Message, direction="in")[-1]
    assert (kept.body, kept.state) == ("he hits me at night", MessageState.DESK)
    assert kept.public_id in {hearing.source_id for hearing in texting.all(Hearing)}
    assert [concern.cause for concern in texting.all(Concern)] == ["words"]


def test_i19_stop_is_obeyed_where_a_mistake_of_ours_meets_it(
    texting: Texting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The provider is told that all is well and does not come again, so this is the only chance."""
    asked = texting.asked_parent()
    copies = Copies(texting.app, tmp_path)
    copies.keep_a_ledger()

    def broken(*_given: object, **_more: object) -> None:
        raise AssertionError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr(arriving, "_lead_on", broken)
        assert texting.text(asked.number, "Stop!").status_code == 200
        assert texting.text(SENDER, "Stop it he hurts me").status_code == 200
    texting.app.extensions["participation.ledger"] = None
    kept = texting.all(Message, direction="in")
    assert [row.state for row in kept] == [MessageState.DESK] * 2
    (stopped,) = texting.all(SuppressedNumber)
    assert stopped.number_hash == kept[0].number_hash
    lines = copies.ledger.read(system_now() - timedelta(hours=1)).noted
    stops = [one.who for one in lines if one.what is Happened.NUMBER_STOPPED]
    assert stops == [stopped.number_hash]
    (todo,) = texting.all(Task, kind=TaskKind.STOPPED)
    assert todo.invitation_id == asked.invitation.id
    assert [one.state for one in texting.all(Conversation)] == [ConversationState.CLOSED]
    assert texting.say(asked.number, "1") == []


def test_i19_stop_is_obeyed_and_kept_even_where_nobody_can_be_told_of_it(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same mistake where people would be told: half of that is taken back."""
    asked = texting.asked_parent()

    def broken(*_given: object, **_more: object) -> None:
        raise AssertionError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr(orders, "make_task", broken)
        assert texting.text(asked.number, "STOP").status_code == 200
    assert [row.state for row in texting.all(Message, direction="in")] == [MessageState.DESK]
    assert len(texting.all(SuppressedNumber)) == 1
    assert texting.all(Task, kind=TaskKind.STOPPED) == []
    assert [one.state for one in texting.all(Conversation)] != [ConversationState.CLOSED]


def broken(*_given: object, **_more: object) -> None:
    raise AssertionError("a mistake of ours")


@pytest.mark.parametrize(
    ("body", "pictures", "cause"),
    [
        ("HELP", "0", "help_text"),
        ("info", "0", "help_text"),
        ("look at this", "1", "picture"),
        ("", "1", "picture"),
    ],
)
@pytest.mark.parametrize("also", ["nothing", "whose phone it is"])
def test_b25_help_and_pictures_bring_a_person_where_a_mistake_of_ours_meets_them(
    texting: Texting,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    pictures: str,
    cause: str,
    also: str,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(arriving, "_lead_on", broken)
        if also != "nothing":
            patched.setattr(rescuing, "only_child", broken)
        assert texting.text(SENDER, body, NumMedia=pictures).status_code == 200
    (kept,) = texting.all(Message, direction="in")
    assert [(row.cause, row.source_id) for row in texting.all(Concern)] == [(cause, kept.public_id)]


@pytest.mark.parametrize("body", ["im ok", "START", "STOP", "HELP"])
def test_r16_a_missing_childs_text_is_a_sign_of_life_where_a_mistake_of_ours_meets_it(
    texting: Texting, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    child = texting.make.child(circumstances=["missing"])
    texting.make.contact(child=child, number=SENDER)
    with monkeypatch.context() as patched:
        patched.setattr(arriving, "_lead_on", broken)
        assert texting.text(SENDER, body).status_code == 200
    (concern,) = texting.all(Concern)
    assert (concern.child_id, concern.cause) == (child.id, "sign_of_life")
    assert {row.child_id for row in texting.all(Hearing)} <= {child.id}


def test_i19_start_is_obeyed_where_a_mistake_of_ours_meets_it(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "STOP")
    assert len(texting.all(SuppressedNumber)) == 1
    with monkeypatch.context() as patched:
        patched.setattr(arriving, "_lead_on", broken)
        assert texting.text(asked.number, "START").status_code == 200
    assert texting.all(SuppressedNumber) == []
