"""A number that comes while a round is open: asked by text within the hour, or the true reason."""

from __future__ import annotations

from typing import Any

import pytest

from participation.care.authority import service as council
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people.models import Adult, Child, ContactPoint, Role, StaffMember
from participation.journeys import asking_in_person, handing_out_cards
from participation.journeys.asking_in_person import How, Result
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.service import Claimed
from participation.worker import rounds
from tests.texting import Texting

LOOKED_FOR = (TaskKind.CARD, TaskKind.NO_SAFE_WAY, TaskKind.NEVER_SPOKEN_WITH)


@pytest.fixture
def around(texting: Texting) -> tuple[Child, Adult]:
    """A child of 14 and a mother, without numbers when their round opens."""
    child, mother = (
        texting.make.child(officer=texting.make.staff(Role.IRO), age=14),
        (texting.make.adult()),
    )
    texting.make.relationship(child, mother)
    texting.open_round_of(child)
    return child, mother


def an_hour_passes(texting: Texting) -> None:
    house = texting.house
    rounds.look(Claimed(0, outbox.NOBODY, "rounds.look", "", 1, house.now()), house)


def stand(texting: Texting) -> dict[str, tuple[str, str, str | None]]:
    return {
        one.role: (str(one.state), str(one.way), one.not_heard_reason)
        for one in texting.all(Invitation)
    }


def looked_for(texting: Texting) -> int:
    """How many ways to somebody are still to be found by a person."""
    rows = texting.all(Task)
    return len([one for one in rows if one.state is TaskState.OPEN and one.kind in LOOKED_FOR])


def test_a_child_and_a_mother_who_have_a_number_by_now_are_asked_by_it_once(
    texting: Texting, around: tuple[Child, Adult]
) -> None:
    child, mother = around
    an_hour_passes(texting)
    assert {one[2] for one in stand(texting).values()} == {"no_number"}
    assert looked_for(texting) == 2
    numbers = [texting.make.number(), texting.make.number()]
    texting.make.contact(child=child, number=numbers[0])
    texting.make.contact(adult=mother, number=numbers[1])
    for _ in range(2):
        an_hour_passes(texting)
        texting.work()
    assert stand(texting) == {"child": ("sent", "link", None), "mother": ("sent", "text", None)}
    assert [len(texting.twilio.sent(number)) for number in numbers] == [1, 1]
    assert looked_for(texting) == 0


@pytest.mark.parametrize(
    ("contact", "reason"),
    [
        ({"own_and_private": False}, "not_own_phone"),
        ({"safe_to_text": False}, "not_safe_to_text"),
        ({"confirmed_on": None}, "never_spoken_with"),
    ],
)
def test_where_no_text_may_go_to_it_the_reason_on_page_and_task_is_the_one_of_now(
    texting: Texting, around: tuple[Child, Adult], contact: dict[str, Any], reason: str
) -> None:
    texting.make.contact(child=around[0], **contact)
    an_hour_passes(texting)
    assert stand(texting)["child"] == ("not_possible", "card", reason)
    (card,) = texting.all(Task, kind=TaskKind.CARD)
    assert (card.state, card.reason) == (TaskState.OPEN, reason)
    (point,) = texting.all(ContactPoint)
    texting.change(point, own_and_private=True, safe_to_text=True, confirmed_on=texting.make.today)
    an_hour_passes(texting)
    assert stand(texting)["child"][0] == InvitationState.TO_SEND


def test_a_number_of_two_people_is_asked_over_for_neither(
    texting: Texting, around: tuple[Child, Adult]
) -> None:
    number = texting.make.number()
    texting.make.contact(child=texting.make.child(), number=number)
    texting.make.contact(child=around[0], number=number)
    an_hour_passes(texting)
    assert stand(texting)["child"] == ("not_possible", "card", "shared_number")


def test_where_a_person_lets_first_texts_go_it_waits_for_them(
    texting: Texting, around: tuple[Child, Adult]
) -> None:
    with transaction() as session:
        council.choose(session, "hold_first_texts", True, texting.house.now())
    texting.house.councils.clear()  # as after half a minute
    texting.make.contact(adult=around[1])
    an_hour_passes(texting)
    texting.work()
    assert stand(texting)["mother"] == ("to_send", "text", None)
    assert texting.all(Task, kind=TaskKind.LET_TEXTS_GO)


@pytest.mark.parametrize("begun", ["a card was made", "they were rung", "another time"])
def test_whom_a_person_has_begun_to_ask_that_person_goes_on_asking(
    texting: Texting, around: tuple[Child, Adult], begun: str
) -> None:
    child, house = around[0], texting.house
    desk = texting.make.staff(Role.BUSINESS_SUPPORT)
    (asked,) = texting.all(Invitation, role="child")
    (card,) = texting.all(Task, kind=TaskKind.CARD)
    with transaction() as session:
        staff, row = session.get_one(StaffMember, desk.id), session.get_one(Invitation, asked.id)
        if begun == "a card was made":
            assert handing_out_cards.make_invitation_card(
                session, staff, card.public_id, house, house.now()
            )
        else:
            result = Result.LATER if begun == "another time" else Result.NOT_THERE
            asking_in_person.note_try(
                *(session, staff, row), how=How.CALL, result=result, words="", seen="",
                house=house, now=house.now(),
            )  # fmt: skip
    texting.make.contact(child=child)
    an_hour_passes(texting)
    assert stand(texting)["child"][0] == InvitationState.NOT_POSSIBLE
