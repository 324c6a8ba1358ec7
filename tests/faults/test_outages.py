"""A small F4 within `make test`; `python -m tests.faults --storm answers` has two hundred each."""

from __future__ import annotations

import pytest

from tests.conftest import MovableClock
from tests.faults.answers import answers
from tests.faults.storms import Scene
from tests.standins.twilio_server import Fault
from tests.texting import Texting

pytestmark = pytest.mark.slow
TIMES = 8


def test_f4_whatever_the_provider_answers_each_text_goes_out_once_or_is_refused(
    texting: Texting, clock: MovableClock
) -> None:
    storm = answers(Scene(texting.app, clock, texting.twilio), TIMES)
    assert storm.faults == {}
    assert storm.posted == len(Fault) * TIMES
    assert storm.sent == (len(Fault) - 2) * TIMES  # all but the numbers that are closed


def test_f4_a_sender_that_does_not_ask_sends_twice_and_the_run_says_so(
    texting: Texting, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texting.house.sms, "find", lambda **_asked: None)
    storm = answers(Scene(texting.app, clock, texting.twilio), 1)
    assert "sent twice" in storm.faults
