"""A restored copy is let go: nobody gets by guesswork what they most likely had already (I20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Task,
)
from participation.guard.audit import AuditEvent
from participation.journeys.letting_go import Waiting, release, what_waits
from participation.kernel.db import reading, transaction
from participation.outbox.holding import hold_of
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import timetable
from tests.copies import Copies
from tests.texting import Texting

THREE_DAYS = timedelta(days=3)
NIGHT = datetime.fromisoformat("2026-11-24T01:00:00+00:00")
MIDDAY = NIGHT + timedelta(hours=11)
WEDNESDAY = MIDDAY + timedelta(days=1)
DECEMBER = MIDDAY + timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Return:
    """A backup made in the night, and its way back on the day after."""

    copies: Copies
    texting: Texting

    def waiting_parent(self, *, in_hand: bool = True) -> str:
        """A parent whose first text waits for the morning; or their invitation, if nobody has
        looked at it yet."""
        make, number, adult = self.texting.make, self.texting.make.number(), None
        child = make.child(officer=make.staff())
        adult = make.adult()
        make.relationship(child, adult)
        make.contact(adult=adult, number=number)
        self.texting.open_round_of(child)
        if in_hand:
            self.texting.work()
        return number

    def come_back(self) -> None:
        timetable.keep(self.texting.app)
        self.copies.back_up(ago=THREE_DAYS)
        self.copies.restore()
        self.texting.at(WEDNESDAY)

    def waits(self, stopped_at: datetime = WEDNESDAY) -> Waiting:
        with reading() as session:
            held = hold_of(session)
            assert held is not None
            return what_waits(session, held, stopped_at=stopped_at, now=self.texting.house.now())

    def let_go(self, stopped_at: datetime = WEDNESDAY) -> int:
        with transaction() as session:
            held = hold_of(session)
            assert held is not None
            cancelled = release(session, held, stopped_at=stopped_at, now=self.texting.house.now())
        self.texting.minutes_pass()
        self.texting.work()
        return cancelled

    def sent(self, number: str) -> list[str]:
        return [text.body for text in self.texting.twilio.sent(number)]


@pytest.fixture
def back(app: Flask, texting: Texting, tmp_path: Path) -> Return:
    texting.forget_at_provider(on=False)
    texting.at(NIGHT)
    return Return(Copies(app, tmp_path), texting)


@pytest.mark.parametrize("in_hand", [True, False], ids=["a text", "an invitation"])
def test_what_was_due_in_the_lost_days_is_not_sent_a_second_time_and_a_person_asks(
    back: Return, in_hand: bool
) -> None:
    number = back.waiting_parent(in_hand=in_hand)
    back.come_back()
    kind = "message.send" if in_hand else "invitation.send"
    assert back.waits().cancelled == {kind: 1}
    assert back.let_go() == 1
    assert back.sent(number) == []
    states = {row.state for row in back.texting.all(Invitation) if row.relationship_id}
    assert states == {InvitationState.NOT_POSSIBLE}
    reasons = [row.reason for row in back.texting.all(Task)]
    assert reasons.count("could_not_send") == 1


def test_what_was_due_after_the_old_house_stopped_goes(back: Return) -> None:
    number = back.waiting_parent()
    back.come_back()
    stopped = NIGHT + timedelta(hours=2)
    assert back.waits(stopped).now == {"message.send": 1}
    assert back.let_go(stopped) == 0
    assert len(back.sent(number)) == 1


def test_of_the_replies_to_what_was_collected_only_the_newest_goes_to_each_phone(
    back: Return,
) -> None:
    back.texting.at(MIDDAY)
    one, other = back.texting.asked_parent(), back.texting.asked_parent()
    before = {who.number: len(back.sent(who.number)) for who in (one, other)}
    back.come_back()
    for who, bodies in ((one, ("1", "She sleeps well", "and eats")), (other, ("1",))):
        for body in bodies:
            back.texting.twilio.receive(from_=who.number, body=body)
    back.texting.minutes_pass()
    back.texting.work()
    waits = back.waits()
    assert waits.now["message.send"] == 2, "one for each phone"
    assert back.let_go() == waits.cancelled["message.send"] > 0
    for who in (one, other):
        assert len(back.sent(who.number)) == before[who.number] + 1
    newest = back.texting.all(Message, direction=Direction.OUT)[-1]
    assert newest.state in (MessageState.SENT, MessageState.DELIVERED)


def test_a_text_that_was_on_its_way_may_have_arrived_and_is_said_so(back: Return) -> None:
    number = back.waiting_parent()
    (text,) = back.texting.all(Message, direction=Direction.OUT)
    back.texting.change(text, state=MessageState.SENDING)
    back.come_back()
    back.let_go()
    assert back.sent(number) == []
    (text,) = back.texting.all(Message, direction=Direction.OUT)
    assert (text.state, text.error_code) == (MessageState.UNKNOWN, "restored")


def promise(*kinds: str) -> None:
    """Work that the backup brings along, due in the days that were lost."""
    with transaction() as session:
        for kind in kinds:
            session.add(
                OutboxItem(
                    kind=kind,
                    subject="1" * 32,
                    unique_key=kind,
                    state=OutboxState.QUEUED,
                    made_at=NIGHT,
                    due_at=NIGHT,
                )
            )


def test_mail_to_staff_and_the_looks_at_concerns_stay(back: Return) -> None:
    promise("officer.tell", "concern.step", "summary.compose")
    back.come_back()
    assert set(back.waits().now) == {"officer.tell", "concern.step", "summary.compose"}


def test_a_text_that_something_is_there_to_read_is_not_sent_a_second_time(back: Return) -> None:
    promise("outcome.tell")
    back.come_back()
    assert back.waits().cancelled == {"outcome.tell": 1}
    assert back.let_go() == 1


@pytest.mark.parametrize(("stopped", "reminded"), [(DECEMBER, 0), (MIDDAY, 1)])
def test_whoever_was_most_likely_reminded_in_the_lost_days_is_not_reminded_again(
    back: Return, stopped: datetime, reminded: int
) -> None:
    """The backup knows of no reminder: it was due after it was made."""
    back.texting.at(MIDDAY - timedelta(days=8))
    asked = back.texting.asked_parent()
    first = len(back.sent(asked.number))
    back.come_back()
    back.texting.at(DECEMBER)
    counted = back.waits(stopped).cancelled.get("invitation.remind", 0)
    assert counted == 1 - reminded
    assert back.let_go(stopped) == counted
    back.texting.at(DECEMBER + timedelta(hours=2))
    back.texting.minutes_pass()
    back.texting.work()
    assert len(back.sent(asked.number)) == first + reminded


def test_a_copy_of_a_held_copy_is_let_go_in_one_press(back: Return) -> None:
    """The timer made a backup while the house was held, and that one came back as well."""
    back.come_back()
    back.come_back()
    back.let_go()
    with reading() as session:
        assert hold_of(session) is None


def test_who_let_it_go_stands_in_the_log_and_looking_changed_nothing(back: Return) -> None:
    back.waiting_parent()
    back.come_back()
    back.waits()
    assert len(back.texting.all(OutboxItem, state=OutboxState.CANCELLED)) == 0
    back.let_go()
    with reading() as session:
        assert hold_of(session) is None
        deeds = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert deeds[-2:] == ["backup.restore", "backup.release"]
