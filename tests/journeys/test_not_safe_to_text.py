"""A phone that was safe to text and is not, or turned out to be somebody else's: nobody goes on
talking over it, and what comes from it is read by a person (R7, T5).
"""

from __future__ import annotations

from typing import Any

import pytest

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    Message,
    MessageState,
    Remark,
    Task,
    TaskKind,
)
from participation.care.people.bulk import Tally
from participation.care.people.facts import PointFacts
from participation.care.people.models import ContactKind, ContactPoint, ContactState, Role
from participation.care.people.points import Owner, Reachable, record_points
from participation.care.safeguarding.models import Hearing
from participation.journeys.changing_numbers import not_safe_to_text
from participation.kernel.db import transaction
from tests.texting import Asked, Texting

NEUTRAL = "Thank you. We do not know this phone"
WAYS_IN = (Answer, Remark)


def extract_says(texting: Texting, owner: Owner, person_id: int, *, safe: bool) -> int:
    """The next extract has the same number, with this in `safe_to_text`; how much was closed."""
    now, tally = texting.house.now(), Tally()
    with transaction() as session:
        stored = session.query(ContactPoint).filter_by(**{owner: person_id}).one()
        facts = PointFacts(
            kind=ContactKind.MOBILE,
            value=stored.value,
            safe_to_text=safe,
            own_and_private=True,
            confirmed_on=texting.make.today,
        )
        person = Reachable(person_id, stored.key_id, stored.key, [facts])
        record_points(session, [person], owner, [ContactKind.MOBILE], tally=tally, now=now)
        return sum(not_safe_to_text(session, one, now) for one in tally.not_safe_now)


def half_way(texting: Texting) -> Asked:
    """A parent who has answered once, with our next question still waiting."""
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    assert texting.text(asked.number, "She sleeps well.").status_code == 200
    return asked


def test_r7_a_phone_that_is_not_safe_any_more_is_told_nothing_and_a_person_asks_in_another_way(
    texting: Texting,
) -> None:
    asked = half_way(texting)
    had = len(texting.twilio.sent())
    assert extract_says(texting, "adult_id", asked.adult_id, safe=False) == 1
    assert [row.state for row in texting.all(Conversation)] == [ConversationState.CLOSED]
    assert texting.all(Message, direction="out")[-1].state is MessageState.CANCELLED
    (task,) = texting.all(Task, invitation_id=asked.invitation.id)
    assert (task.kind, task.reason) == (TaskKind.NO_SAFE_WAY, "not_safe_to_text")
    assert task.owner_role == "business_support"
    mother = texting.all(Invitation, id=asked.invitation.id)[0]
    assert mother.not_heard_reason == "not_safe_to_text"
    texting.minutes_pass()
    texting.work()
    assert len(texting.twilio.sent()) == had
    assert extract_says(texting, "adult_id", asked.adult_id, safe=False) == 0  # said before


def test_t1_a_childs_link_that_went_to_a_phone_not_safe_any_more_is_dead(texting: Texting) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO), age=14)
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    path = "/l/" + texting.twilio.sent(number)[0].body.partition("/l/")[2].split()[0]
    extract_says(texting, "child_id", child.id, safe=False)
    assert texting.all(Invitation, respondent="child")[0].link_hash is None
    dead = texting.app.test_client().post("/l/" + "x" * 22)
    assert texting.app.test_client().post(path).status_code == dead.status_code
    assert [(t.kind, t.reason) for t in texting.all(Task)] == [(TaskKind.CARD, "not_safe_to_text")]


def test_a_phone_that_is_still_safe_keeps_its_conversation(texting: Texting) -> None:
    asked = half_way(texting)
    assert extract_says(texting, "adult_id", asked.adult_id, safe=True) == 0
    texting.work()
    assert len(texting.say(asked.number, "2")) == 1


DOUBTS: list[dict[str, Any]] = [{"safe_to_text": False}, {"state": ContactState.SUSPENDED}]
WORDS = ["1", "He is at it again", "CALL", "WRONG", "HELP", "please ring me"]


@pytest.mark.parametrize("doubt", DOUBTS)
@pytest.mark.parametrize("body", WORDS)
def test_t5_what_comes_from_such_a_phone_is_kept_heard_and_answered_like_a_strangers(
    texting: Texting, body: str, doubt: dict[str, Any]
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    texting.change(texting.all(ContactPoint)[0], **doubt)
    (answer,) = texting.say(asked.number, body)
    assert answer.startswith(NEUTRAL)
    came = texting.all(Message, direction="in")[-1]
    assert (came.body, came.state) == (body, MessageState.DESK)
    assert texting.all(Hearing, source_id=came.public_id)
    assert [row for kind in WAYS_IN for row in texting.all(kind)] == []
    assert texting.say(asked.number, "And another thing") == []  # once a day, as anybody


def test_i19_start_puts_nothing_on_again_where_it_is_not_safe(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "STOP")
    texting.change(texting.all(ContactPoint)[0], safe_to_text=False)
    (answer,) = texting.say(asked.number, "START")
    assert answer.startswith(NEUTRAL)


def test_i19_stop_is_obeyed_there_too(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.change(texting.all(ContactPoint)[0], safe_to_text=False)
    assert texting.say(asked.number, "STOP") == []
    assert [t.kind for t in texting.all(Task, invitation_id=asked.invitation.id)] == [
        TaskKind.STOPPED
    ]


def test_t5_a_number_that_turns_out_dead_in_the_middle_ends_the_conversation(
    texting: Texting,
) -> None:
    """Else the next one to have that number would go on answering."""
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    sid = texting.twilio.sent(asked.number)[-1].sid
    assert texting.text(asked.number, "She sleeps well.").status_code == 200
    texting.twilio.report(sid, "undelivered", via=texting.app.test_client(), error_code="30005")
    assert [row.state for row in texting.all(Conversation)] == [ConversationState.CLOSED]
    assert texting.all(Message, direction="out")[-1].state is MessageState.CANCELLED
    assert texting.all(Task, invitation_id=asked.invitation.id)
