"""The provider fails in every way we know, twenty times each: nobody gets a text twice (F4)."""

from __future__ import annotations

from collections import Counter

import pytest

from participation.care.consultations.models import Message, MessageState
from participation.outbox.models import OutboxItem, OutboxState
from tests.standins.twilio_server import Fault
from tests.texting import Texting

pytestmark = pytest.mark.slow
TIMES = 20
NEVER = {Fault.OPTED_OUT, Fault.LANDLINE}
ROUNDS = 6  # of waiting some minutes; each fault happens once to each number


def test_f4_whatever_the_provider_answers_each_text_goes_out_once_or_is_refused(
    texting: Texting,
) -> None:
    numbers = {
        f"+447700900{100 + place * TIMES + n}": fault
        for place, fault in enumerate(Fault)
        for n in range(TIMES)
    }
    for number, fault in numbers.items():
        texting.twilio.fault(fault, to=number)
        assert texting.text(number, "hello").status_code == 200
    for _ in range(ROUNDS):
        texting.work()
        texting.minutes_pass()
    arrived = Counter(text.to for text in texting.twilio.sent())
    for fault in Fault:
        wanted = 0 if fault in NEVER else 1
        got = [arrived[number] for number, its in numbers.items() if its is fault]
        assert got == [wanted] * TIMES, fault
    states = Counter(row.state for row in texting.all(Message, direction="out"))
    failed = len(NEVER) * TIMES
    assert states == {MessageState.SENT: len(numbers) - failed, MessageState.FAILED: failed}
    left = texting.all(OutboxItem, state=OutboxState.QUEUED)
    assert [item.kind for item in left if item.kind == "message.send"] == []
