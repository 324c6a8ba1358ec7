"""A text goes out once, whatever dies half-way and whoever else works: I4, I10, I11.

A crash is played by doing the worker's steps by hand and leaving off: what is left is what a killed
process leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from participation.care.consultations.models import (
    Message,
    MessageState,
)
from participation.channels.sms.gateway import GatewayUnavailable, SmsGateway
from participation.channels.sms.notify_gateway import NotifyGateway
from participation.journeys import sending_texts, settling_texts
from participation.journeys.sending_texts import Taken
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.settings import SmsProvider
from participation.worker import jobs
from tests.journeys.by_hand import (
    STRANGER,
    claim,
    lease_runs_out,
    prepare,
    promised_reply,
    settle,
    work_of,
)
from tests.standins.notify_server import API_KEY, TEMPLATE_ID, NotifyServer
from tests.texting import TIMEOUT_SECONDS, Texting


def test_i11_dead_after_claiming_sent_by_the_next_one(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    claim(texting, item_id)
    assert jobs.perform(texting.app, item_id) is False  # still in the dead one's hands
    lease_runs_out()
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1


def test_i11_dead_before_the_provider_was_called_sent_by_the_next_one(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    assert prepare(texting, claim(texting, item_id)) is not None
    lease_runs_out()
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1


def test_i4_dead_after_the_provider_took_it_found_and_not_sent_again(texting: Texting) -> None:
    item_id, row = promised_reply(texting)
    task = prepare(texting, claim(texting, item_id))
    assert task is not None
    assert isinstance(sending_texts.hand_over(task, texting.house), Taken)
    lease_runs_out()
    texting.work()
    sent = texting.twilio.sent(STRANGER)
    assert len(sent) == 1
    settled = texting.all(Message, id=row.id)[0]
    assert (settled.state, settled.provider_id) == (MessageState.SENT, sent[0].sid)
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.DONE


def test_i4_while_the_provider_cannot_be_asked_nothing_is_sent_again(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    task = prepare(texting, claim(texting, item_id))
    assert task is not None
    sending_texts.hand_over(task, texting.house)
    texting.twilio.askable = False
    lease_runs_out()
    for _ in range(3):
        jobs.perform(texting.app, item_id)
        texting.minutes_pass()
    assert len(texting.twilio.sent(STRANGER)) == 1
    texting.twilio.askable = True
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.DONE


def test_i4_a_text_older_than_the_provider_is_asked_back_for_is_left_to_a_person(
    texting: Texting,
) -> None:
    """A worker that died on Friday and comes back on Monday: the provider's list ends before it."""
    item_id, row = promised_reply(texting)
    task = prepare(texting, claim(texting, item_id))
    assert task is not None
    sending_texts.hand_over(task, texting.house)
    three_days = timedelta(days=3)
    (sent,) = texting.twilio.sent(STRANGER)
    texting.twilio.taken.change(sent.sid, created=(system_now() - three_days).isoformat())
    texting.twilio.taken.put_in_order()
    began = texting.all(Message, id=row.id)[0].states[-1]
    long_ago = datetime.fromisoformat(began["system"]) - three_days
    texting.change(row, states=[began | {"system": long_ago.isoformat()}])
    lease_runs_out()
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1
    assert texting.all(Message, id=row.id)[0].state is MessageState.UNKNOWN
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.UNKNOWN


def test_i4_after_a_change_of_provider_no_text_that_the_old_one_may_have_is_sent_again(
    texting: Texting,
) -> None:
    """The new one, asked, would never have heard of it."""
    _, old = promised_reply(texting)
    assert texting.text("+447700900457", "hello").status_code == 200
    new = texting.all(Message, direction="out")[-1]
    task = prepare(texting, claim(texting, work_of(texting, old)))
    assert task is not None
    sending_texts.hand_over(task, texting.house)
    lease_runs_out()
    settings = replace(texting.house.settings, sms=SmsProvider.NOTIFY)
    with NotifyServer() as notify:
        gateway = NotifyGateway(
            API_KEY, TEMPLATE_ID, timeout_seconds=TIMEOUT_SECONDS, base_url=notify.url
        )
        texting.app.extensions["participation"] = replace(
            texting.house, settings=settings, sms=gateway
        )
        texting.work()
        assert len(notify.sent()) == 1  # the one that nobody had tried
    assert len(texting.twilio.sent()) == 1
    rows = [texting.all(Message, id=row.id)[0] for row in (old, new)]
    assert [row.state for row in rows] == [MessageState.UNKNOWN, MessageState.SENT]
    # Each is written down under whoever was handed it: there its words are forgotten.
    assert [row.provider for row in rows] == [texting.house.settings.sms, SmsProvider.NOTIFY]


def test_the_same_words_sent_before_are_not_taken_for_the_lost_ones(texting: Texting) -> None:
    """Receipts are all alike: an older one must not stand for the one in question."""
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "fine", "nothing", "4", "and more")
    before = len(texting.twilio.sent(asked.number))
    assert texting.text(asked.number, "and yet more").status_code == 200
    row = texting.all(Message, direction="out")[-1]
    assert prepare(texting, claim(texting, work_of(texting, row))) is not None
    lease_runs_out()
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == before + 1


def test_a_worker_that_lost_its_lease_is_believed_only_when_it_says_sent(texting: Texting) -> None:
    item_id, row = promised_reply(texting)
    slow = claim(texting, item_id)
    prepare(texting, slow)
    lease_runs_out()
    second = claim(texting, item_id, lease=30)
    prepare(texting, second)
    settle(texting, slow, GatewayUnavailable("too late"))
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENDING
    settle(texting, slow, Taken("SM" + "1" * 32, by_likeness=True))  # by now perhaps another text
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENDING
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.LEASED
    settle(texting, slow, Taken("SM" + "0" * 32))
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENT


def test_i4_after_a_crash_nobody_sends_on_the_word_of_a_lease_that_is_lost(
    texting: Texting,
) -> None:
    item_id, row = promised_reply(texting)
    slow = claim(texting, item_id)
    prepare(texting, slow)
    lease_runs_out()
    claim(texting, item_id, lease=30)
    with transaction() as session:
        again = sending_texts.prepare(
            session,
            slow,
            callback_url="http://localhost/hooks/twilio/status/x",
            provider=texting.house.settings.sms,
            now=texting.house.now(),
            system=system_now(),
            asked=True,
        )
    assert again is None
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENDING


def test_only_the_one_who_holds_the_lease_can_lengthen_it(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    slow = claim(texting, item_id)
    lease_runs_out()
    quick = claim(texting, item_id)
    for work, held in ((slow, False), (quick, True)):
        with transaction() as session:
            longer = outbox.renew(session, work, system=system_now(), lease=timedelta(seconds=9))
        assert (longer is not None) is held


def test_i10_of_two_workers_one_gets_the_work(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    claim(texting, item_id)
    with transaction() as session:
        second = outbox.claim(
            session,
            item_id,
            now=texting.house.now(),
            system=system_now(),
            lease=timedelta(seconds=1),
        )
    assert second is None


def test_while_one_text_to_a_phone_is_on_its_way_the_next_one_waits(texting: Texting) -> None:
    """Else the provider could not be asked which of two alike it has."""
    asked = texting.asked_parent()
    for body in ("1", "fine"):
        assert texting.text(asked.number, body).status_code == 200
    first, second = texting.all(Message, direction="out")[-2:]
    prepare(texting, claim(texting, work_of(texting, first)))
    jobs.perform(texting.app, work_of(texting, second))
    assert texting.all(Message, id=second.id)[0].state is MessageState.QUEUED
    lease_runs_out()
    texting.minutes_pass()
    texting.work()
    assert [text.body for text in texting.twilio.sent(asked.number)[-2:]] == [
        first.body,
        second.body,
    ]


@dataclass(frozen=True)
class Broken:
    """A provider's library with a mistake in it, at one of its two calls."""

    sms: SmsGateway
    call: str

    def __getattr__(self, name: str) -> object:
        if name == self.call:
            raise ValueError("to +447700900456: he hits me")
        return getattr(self.sms, name)


@pytest.mark.parametrize("call", ["send", "find"])
def test_a_mistake_around_the_call_does_not_keep_a_phone_from_texts_for_ever(
    texting: Texting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, call: str
) -> None:
    """It is given up like every end that nobody knows, and the next text goes."""
    monkeypatch.setattr(settling_texts, "UNKNOWN_AT_MOST", 2)
    item_id, row = promised_reply(texting)
    prepare(texting, claim(texting, item_id))  # an earlier attempt broke off: `find` is asked
    lease_runs_out()
    broken = cast("SmsGateway", Broken(texting.house.sms, call))
    texting.app.extensions["participation"] = replace(texting.house, sms=broken)
    for _ in range(4):
        jobs.perform(texting.app, item_id)
        texting.minutes_pass()
    texting.app.extensions["participation"] = texting.house
    assert texting.all(Message, id=row.id)[0].state is MessageState.UNKNOWN
    asked = texting.asked_parent(number=STRANGER)
    assert texting.say(asked.number, "1")
    assert "hits" not in caplog.text
