"""A picture beside words: it is not fetched, and somebody looks at it, whatever they became."""

from __future__ import annotations

import pytest

from participation.care.consultations.models import Answer, Message
from participation.care.people.models import Child, Role
from participation.care.safeguarding.models import Concern
from tests.texting import Texting

ORDERS = ["HELP", "CALL", "STOP", "START", "WRONG", "please ring me", "this is the wrong number"]


def looked_at(texting: Texting) -> list[int | None]:
    """For whom somebody looks at the picture of the last text that came in."""
    came = texting.all(Message, direction="in")[-1]
    assert came.pictures == 1
    concerns = texting.all(Concern, cause="picture", source_id=came.public_id)
    return [row.child_id for row in concerns]


@pytest.mark.parametrize("body", ["1", "3", "look at this"])
def test_b20_a_picture_with_the_answer_to_our_first_text_is_looked_at(
    texting: Texting, body: str
) -> None:
    asked = texting.asked_parent()
    assert texting.text(asked.number, body, NumMedia="1").status_code == 200
    assert looked_at(texting) == [asked.child_id]


@pytest.mark.parametrize("body", ["She sleeps well.", "stop stop", "", *ORDERS])
def test_b20_a_picture_with_an_answer_is_looked_at(texting: Texting, body: str) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    assert texting.text(asked.number, body, NumMedia="1").status_code == 200
    strangers = "wrong" in body.lower()
    assert looked_at(texting) == [None if strangers else asked.child_id]


def test_b20_a_picture_with_the_second_half_of_a_thought_is_looked_at(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    assert texting.text(asked.number, "She sleeps well.").status_code == 200
    assert texting.text(asked.number, "most nights", NumMedia="1").status_code == 200
    assert looked_at(texting) == [asked.child_id]


def test_r8_a_picture_about_siblings_is_looked_at_for_each_of_them(texting: Texting) -> None:
    number, _officer = texting.parent_of_two()
    texting.say(number, "1")
    assert texting.text(number, "Look at them", NumMedia="1").status_code == 200
    assert sorted(looked_at(texting), key=str) == sorted(
        (row.id for row in texting.all(Child)), key=str
    )
    assert len(texting.all(Answer)) == 2


@pytest.mark.parametrize("body", ["look", "CALL", "START", "STOP", "HELP"])
def test_b20_a_picture_from_a_phone_in_no_conversation_is_looked_at(
    texting: Texting, body: str
) -> None:
    assert texting.text(texting.make.number(), body, NumMedia="1").status_code == 200
    came = texting.all(Message, direction="in")[-1]
    (concern,) = texting.all(Concern)
    assert (concern.source_id, concern.child_id) == (came.public_id, None)


@pytest.mark.parametrize("body", ["look", "CALL"])
def test_b20_a_childs_picture_goes_a_childs_way(texting: Texting, body: str) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO), age=14)
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    assert texting.text(number, body, NumMedia="1").status_code == 200
    assert looked_at(texting) == [child.id]
    assert [row.route for row in texting.all(Concern)] == ["child"]


def test_r20_nobody_can_tell_from_our_reply_that_a_picture_was_noticed(texting: Texting) -> None:
    first, second = texting.asked_parent(), texting.asked_parent()
    texting.text(first.number, "1", NumMedia="1")
    texting.text(second.number, "1")
    texting.work()
    one, other = (texting.twilio.sent(asked.number)[-1].body for asked in (first, second))
    assert one == other
