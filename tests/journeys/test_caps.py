"""How many texts go, to whom and until when they are tried: practice R18, T13."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from participation.care.authority.models import Setting
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Task,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import queries as people
from participation.care.people.models import Role
from participation.journeys import following_care, reminding
from participation.journeys.checking_texts import ENOUGH
from participation.kernel.db import transaction
from tests.conftest import OUR_NUMBER, MovableClock
from tests.texting import Texting

STRANGER = "+447700900456"


def choose(texting: Texting, key: str, value: Any) -> None:
    with transaction() as session:
        session.merge(Setting(key=key, value=value, changed_at=texting.house.now()))
    texting.house.councils.clear()


def parents_to_ask(texting: Texting, how_many: int) -> list[str]:
    """So many mothers of different children, whose rounds have opened; nothing is sent yet."""
    make, found = texting.make, []
    officer = make.staff(Role.IRO)
    for _ in range(how_many):
        number, child, adult = make.number(), make.child(officer=officer), make.adult()
        make.relationship(child, adult)
        make.contact(adult=adult, number=number)
        texting.open_round_of(child)
        found.append(number)
    return found


# --- in one hour --------------------------------------------------------------------------------


def test_t13_texts_over_the_hours_number_wait_and_a_person_is_told(
    texting: Texting, clock: MovableClock
) -> None:
    choose(texting, "texts_an_hour", 2)
    clock.moment = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    parents_to_ask(texting, 5)
    texting.work()
    assert len(texting.twilio.sent()) == 2
    told = texting.all(Task, kind=TaskKind.TOO_MANY_TEXTS)
    assert [(task.child_id, task.owner_role) for task in told] == [(None, "business_support")]
    clock.moment += timedelta(minutes=59)
    texting.work()
    assert len(texting.twilio.sent()) == 2
    for sent_by_then in (4, 5):
        clock.moment += timedelta(minutes=61)
        texting.work()
        assert len(texting.twilio.sent()) == sent_by_then
    assert {text.to for text in texting.twilio.sent()} == {
        row.number for row in texting.all(Message)
    }
    assert len(texting.all(Task, kind=TaskKind.TOO_MANY_TEXTS)) == 1


def test_t13_what_an_hour_was_too_full_for_does_not_go_at_night(
    texting: Texting, clock: MovableClock
) -> None:
    choose(texting, "texts_an_hour", 1)
    clock.moment = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
    parents_to_ask(texting, 2)
    texting.work()
    clock.moment += timedelta(minutes=61)  # half past seven
    texting.work()
    assert len(texting.twilio.sent()) == 1
    clock.moment = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    texting.work()
    assert len(texting.twilio.sent()) == 2


def test_a_reply_in_a_conversation_goes_however_full_the_hour_is(texting: Texting) -> None:
    asked = texting.asked_parent()
    choose(texting, "texts_an_hour", 1)
    assert len(texting.say(asked.number, "1")) == 1


def test_t13_strangers_in_a_flood_share_the_hours_number(texting: Texting) -> None:
    choose(texting, "texts_an_hour", 3)
    for n in range(8):
        assert texting.text(f"+44770090045{n}", "hello").status_code == 200
    texting.work()
    assert len(texting.twilio.sent()) == 3
    assert len(texting.all(Message, direction="in")) == 8
    assert len(texting.all(Task, kind=TaskKind.TOO_MANY_TEXTS)) == 1


# --- to one number ------------------------------------------------------------------------------


def test_t13_a_number_nobody_has_gets_one_reply_a_day_whatever_it_texts(
    texting: Texting, clock: MovableClock
) -> None:
    assert len(texting.say(STRANGER, "hello", "START", "hello again", "START")) == 1
    clock.moment += timedelta(hours=24, minutes=1)
    assert len(texting.say(STRANGER, "START")) == 1


def test_r18_thirty_replies_a_day_are_enough_for_one_number(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "CALL")
    for _ in range(35):
        assert texting.text(asked.number, "and another thing").status_code == 200
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 30
    assert len(texting.all(Message, direction="in")) == 36  # every word is kept
    clock.moment += timedelta(days=1, minutes=1)
    assert len(texting.say(asked.number, "hello")) == 1


@pytest.mark.parametrize("sender", ["60123", "COUNCIL", OUR_NUMBER, "+441632960123"])
def test_t13_nothing_but_a_mobile_is_ever_answered(texting: Texting, sender: str) -> None:
    assert texting.text(sender, "hello").status_code == 200
    texting.work()
    assert texting.twilio.sent() == []


def test_t13_a_text_to_our_own_number_is_cancelled_even_if_it_was_promised(
    texting: Texting,
) -> None:
    """The last look is at the moment of sending: a number may have become ours since."""
    make = texting.make
    child, adult = make.child(officer=make.staff(Role.IRO)), make.adult()
    make.relationship(child, adult)
    make.contact(adult=adult, number=OUR_NUMBER)
    texting.open_round_of(child)
    texting.work()
    assert texting.twilio.sent() == []
    assert [row.error_code for row in texting.all(Message)] == ["not_a_mobile"]


# --- for one person and review ------------------------------------------------------------------


def test_r18_a_fourth_text_that_we_begin_becomes_a_task_for_a_person(texting: Texting) -> None:
    number = parents_to_ask(texting, 1)[0]
    invitation = texting.all(Invitation, role="mother")[0]
    with transaction() as session:
        for _ in range(3):
            held = session.get_one(Invitation, invitation.id)
            session.add(
                Message(
                    key=held.child.key,
                    direction="out",
                    provider="twilio",
                    number=number,
                    number_hash=people.number_hash(texting.house.ring, number),
                    body="Earlier.",
                    begun_by_us=True,
                    state=MessageState.DELIVERED,
                    at=texting.house.now() - timedelta(days=9),
                    invitation_id=held.id,
                )
            )
    texting.work()
    assert texting.twilio.sent(number) == []
    asked = texting.all(Invitation, id=invitation.id)[0]
    assert (asked.state, asked.not_heard_reason) == (
        InvitationState.NOT_POSSIBLE,
        NotHeard.ENOUGH_TEXTS,
    )
    assert [task.kind for task in texting.all(Task, invitation_id=invitation.id)] == [
        TaskKind.NO_SAFE_WAY
    ]


def test_r18_texts_about_a_brother_who_is_no_longer_asked_about_count_with_the_others(
    texting: Texting, clock: MovableClock
) -> None:
    """Three texts about both name Aisha. She is adopted; about Omar there is no fourth."""
    number, _officer = texting.parent_of_two()
    (first,) = texting.all(Message)
    with transaction() as session:
        aishas = session.get_one(Invitation, first.invitation_id)
        for _ in range(2):
            session.add(
                Message(
                    key=aishas.child.key,
                    direction="out",
                    provider="twilio",
                    number=number,
                    number_hash=first.number_hash,
                    body="Another.",
                    begun_by_us=True,
                    state=MessageState.DELIVERED,
                    at=texting.house.now(),
                    conversation_id=first.conversation_id,
                    invitation_id=aishas.id,
                )
            )
        aishas.child.ceased_on, aishas.child.ceased_reason = texting.make.today, "adopted"
        following_care.follow(session, [aishas.child_id], texting.house.now())
    omars = next(one for one in texting.all(Invitation, role="mother") if one.id != aishas.id)
    clock.moment = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)  # five working days before
    with transaction() as session:
        reminding.remind(session, omars.public_id, house=texting.house, now=clock.moment)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    assert texting.all(Message)[-1].error_code == ENOUGH


# --- nothing arrives at night -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "minute", "seconds"), [(10, 0, 4 * 3600), (17, 30, 90 * 60), (18, 59, 60)]
)
def test_r18_a_text_we_begin_is_given_up_when_the_hours_end(
    texting: Texting, clock: MovableClock, hour: int, minute: int, seconds: int
) -> None:
    clock.moment = datetime(2026, 11, 24, hour, minute, tzinfo=UTC)
    asked = texting.asked_parent()
    assert [text.validity_seconds for text in texting.twilio.sent(asked.number)] == [str(seconds)]


def test_r18_a_text_that_could_only_arrive_after_hours_waits_for_the_next_day(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 18, 59, 1, tzinfo=UTC)
    asked = texting.asked_parent()
    assert texting.twilio.sent(asked.number) == []
    clock.moment = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 1


@pytest.mark.parametrize(
    ("hour", "seconds"),
    [(0, 3600), (2, 3600), (5, 3600), (8, 3600), (9, 4 * 3600), (17, 2 * 3600), (23, 3600)],
)
def test_r18_a_reply_is_tried_for_an_hour_and_longer_only_by_day(
    texting: Texting, clock: MovableClock, hour: int, seconds: int
) -> None:
    clock.moment = datetime(2026, 11, 24, hour, 0, tzinfo=UTC)
    texting.say(STRANGER, "hello")
    assert [text.validity_seconds for text in texting.twilio.sent(STRANGER)] == [str(seconds)]
