"""A reply may wait too: through an outage, a dead process, a night. Whether it may still go is
looked at when it goes, as for what we begin (R16, I6, I18, I19).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Round,
    Task,
)
from participation.care.people.bulk import NumberLeft
from participation.care.people.models import Child, ContactPoint, ContactState
from participation.journeys import following_care
from participation.journeys.changing_numbers import number_left
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.journeys.by_hand import claim, lease_runs_out, prepare, work_of
from tests.standins.twilio_server import Fault
from tests.texting import Asked, Texting

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def question_waits(texting: Texting, clock: MovableClock) -> tuple[Asked, int]:
    """A parent in the middle of the questions; the next one is written and has not gone. How many
    texts they have had."""
    clock.moment = TUESDAY
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    assert texting.text(asked.number, "She sleeps well.").status_code == 200
    return asked, len(texting.twilio.sent(asked.number))


def what_waits(texting: Texting) -> Message:
    (found,) = texting.all(Message, direction="out", state=MessageState.QUEUED)
    row: Message = found
    return row


def got_more(texting: Texting, asked: Asked, had: int) -> list[str]:
    """What goes out to them from now on."""
    texting.minutes_pass()
    texting.work()
    return [text.body for text in texting.twilio.sent(asked.number)[had:]]


def broke_off(texting: Texting, text: Message) -> None:
    """A worker took it in hand, and died before the provider was called."""
    assert prepare(texting, claim(texting, work_of(texting, text))) is not None


def dies(texting: Texting, asked: Asked) -> None:
    with transaction() as session:
        child = session.get_one(Child, asked.child_id)
        child.ceased_on, child.ceased_reason = texting.make.today, "died"
        session.flush()
        following_care.follow(session, [child.id], texting.house.now())


def number_is_taken_away(texting: Texting, asked: Asked) -> None:
    """The next extract does not have this number for her any more."""
    with transaction() as session:
        point = session.scalars(select(ContactPoint)).one()
        left = NumberLeft(point.value_hash, adult_id=point.adult_id)
        session.delete(point)
        session.flush()
        number_left(session, left, texting.house.now())


@pytest.mark.parametrize("happens", [dies, number_is_taken_away])
def test_r16_i18_no_question_follows_a_death_or_goes_to_an_old_phone_though_one_was_being_sent(
    texting: Texting, clock: MovableClock, happens: Callable[[Texting, Asked], None]
) -> None:
    asked, had = question_waits(texting, clock)
    broke_off(texting, what_waits(texting))
    happens(texting, asked)
    lease_runs_out()
    assert got_more(texting, asked, had) == []
    assert texting.all(Message, direction="out")[-1].state is MessageState.CANCELLED


def test_i18_the_old_phone_is_told_nothing_more(texting: Texting, clock: MovableClock) -> None:
    asked, _had = question_waits(texting, clock)
    number_is_taken_away(texting, asked)
    assert texting.all(Message, direction="out")[-1].state is MessageState.CANCELLED  # at once


def a_receipt_waits(texting: Texting, clock: MovableClock) -> tuple[Asked, int]:
    """The same for somebody whose words are thanked for."""
    clock.moment = TUESDAY
    asked = texting.asked_parent()
    texting.say(asked.number, "CALL")
    assert texting.text(asked.number, "After six is good.").status_code == 200
    return asked, len(texting.twilio.sent(asked.number))


def closed(texting: Texting) -> None:
    texting.change(texting.all(Round)[0], closed_at=texting.house.now())


def said_everything_on_the_web(texting: Texting) -> None:
    texting.change(texting.all(Invitation, role="mother")[0], state=InvitationState.FINISHED)


def review_is_past(texting: Texting) -> None:
    texting.change(texting.all(Round)[0], closes_on=texting.make.today - timedelta(days=1))


def phone_went_wrong(texting: Texting) -> None:
    texting.change(texting.all(ContactPoint)[0], state=ContactState.SUSPENDED)


def somebody_else_has_the_phone_too(texting: Texting) -> None:
    number = texting.all(Message, direction="out")[0].number
    texting.make.contact(adult=texting.make.adult("Peter Stone"), number=number)


ENDS = [
    closed,
    said_everything_on_the_web,
    review_is_past,
    phone_went_wrong,
    somebody_else_has_the_phone_too,
]


@pytest.mark.parametrize("end", ENDS)
def test_i6_no_question_goes_out_that_nobody_can_answer_any_more(
    texting: Texting, clock: MovableClock, end: Callable[[Texting], None]
) -> None:
    asked, had = question_waits(texting, clock)
    end(texting)
    clock.moment = TUESDAY + timedelta(hours=23)
    assert got_more(texting, asked, had) == []
    assert texting.all(Message, direction="out")[-1].error_code == "no_longer_asked"


@pytest.mark.parametrize("end", ENDS)
def test_i6_their_words_are_thanked_for_all_the_same(
    texting: Texting, clock: MovableClock, end: Callable[[Texting], None]
) -> None:
    asked, had = a_receipt_waits(texting, clock)
    end(texting)
    clock.moment = TUESDAY + timedelta(hours=23)
    assert len(got_more(texting, asked, had)) == 1


@pytest.mark.parametrize("waits", [question_waits, a_receipt_waits])
@pytest.mark.parametrize(
    ("row", "change"),
    [
        (ContactPoint, {"safe_to_text": False}),
        (Child, {"contact_stopped_on": TUESDAY.date()}),
        (Child, {"ceased_reason": "died"}),
    ],
)
def test_r16_nothing_at_all_goes_to_a_phone_not_safe_or_after_somebody_has_stopped_all_contact(
    texting: Texting,
    clock: MovableClock,
    waits: Callable[[Texting, MovableClock], tuple[Asked, int]],
    row: type[Any],
    change: dict[str, Any],
) -> None:
    asked, had = waits(texting, clock)
    texting.change(texting.all(row)[0], **change)  # behind everybody's back
    assert got_more(texting, asked, had) == []


def test_i19_after_stop_and_start_no_question_from_before_comes(
    texting: Texting, clock: MovableClock
) -> None:
    asked, had = question_waits(texting, clock)
    assert texting.text(asked.number, "STOP").status_code == 200
    assert texting.text(asked.number, "START").status_code == 200
    (again,) = got_more(texting, asked, had)
    assert again.startswith("Our texts to you are on again.")
    assert texting.all(Conversation)[0].state is ConversationState.CLOSED


def test_a_reply_that_the_provider_never_takes_is_not_tried_for_ever_and_a_person_asks_the_rest(
    texting: Texting, clock: MovableClock
) -> None:
    asked, had = question_waits(texting, clock)
    texting.twilio.fault(Fault.NEW_CODE, times=2)
    for _hours in range(2):
        clock.moment += timedelta(hours=23)
        assert got_more(texting, asked, had) == []
        assert what_waits(texting)
    clock.moment += timedelta(hours=3)
    assert got_more(texting, asked, had) == []
    assert texting.all(Message, direction="out")[-1].error_code == "too_old"
    (task,) = texting.all(Task, invitation_id=asked.invitation.id)
    assert (task.reason, task.owner_role) == ("not_delivered", "business_support")
    texting.say(asked.number, "Are you still there?")
    clock.moment += timedelta(minutes=1)
    assert len(got_more(texting, asked, had)) == 1  # the question is put again
