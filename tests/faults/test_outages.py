"""The provider fails in every way we know, twenty times each: nobody gets a text twice (F4).

FAULTS_F4_ROUNDS=10 makes it two hundred times each, which takes some minutes a database.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

import pytest

from participation.care.consultations.models import Message, MessageState
from participation.outbox.models import OutboxItem, OutboxState
from tests.conftest import MovableClock
from tests.standins.twilio_server import Fault
from tests.texting import Texting

pytestmark = pytest.mark.slow
TIMES = 20
ROUNDS = int(os.environ.get("FAULTS_F4_ROUNDS", "1"))
NEVER = (Fault.OPTED_OUT, Fault.LANDLINE)  # such a number is closed: another one each round
WAITS_AT_MOST = 60  # of some minutes; six are enough unless this machine is very busy


def number_for(fault: Fault, n: int, round_: int) -> str:
    """Of the thousand numbers that belong to nobody: six hundred at most are needed."""
    others = [one for one in Fault if one not in NEVER]
    if fault in NEVER:
        return f"+447700900{400 + (NEVER.index(fault) * ROUNDS + round_) * TIMES + n:03d}"
    return f"+447700900{others.index(fault) * TIMES + n:03d}"


def unsent(texting: Texting) -> list[OutboxItem]:
    waiting = texting.all(OutboxItem, kind="message.send")
    return [item for item in waiting if item.state in (OutboxState.QUEUED, OutboxState.LEASED)]


def test_f4_whatever_the_provider_answers_each_text_goes_out_once_or_is_refused(
    texting: Texting, clock: MovableClock
) -> None:
    wanted: Counter[str] = Counter()
    for round_ in range(ROUNDS):
        for fault in Fault:
            for n in range(TIMES):
                number = number_for(fault, n, round_)
                # A number that is closed stays closed, also for whoever asks again in a hurry.
                texting.twilio.fault(fault, to=number, times=9 if fault in NEVER else 1)
                assert texting.text(number, "hello").status_code == 200
                wanted[number] += fault not in NEVER
        for _ in range(WAITS_AT_MOST):
            texting.work()
            texting.minutes_pass()
            if not unsent(texting):
                break
        clock.moment += timedelta(days=1, minutes=1)  # a stranger has one reply a day
    arrived = Counter(text.to for text in texting.twilio.sent())
    assert arrived == +wanted
    assert arrived.total() == (len(Fault) - len(NEVER)) * TIMES * ROUNDS
    states = Counter(row.state for row in texting.all(Message, direction="out"))
    assert states == {
        MessageState.SENT: arrived.total(),
        MessageState.FAILED: len(NEVER) * TIMES * ROUNDS,
    }
    assert unsent(texting) == []
