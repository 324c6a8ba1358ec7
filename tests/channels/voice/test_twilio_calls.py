"""Spoken calls over HTTP, to a stand-in that goes down in each way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from participation.channels.voice.gateway import VoiceRefused, VoiceUnavailable
from participation.channels.voice.silence import NoTelephone
from participation.channels.voice.twilio_calls import TwilioCalls
from participation.channels.voice.wording import spoken
from participation.kernel.texts import IN_ENGLISH
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, TwilioServer

DUTY = "+447700900801"
WORDS = "Something urgent is waiting."


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with TwilioServer() as server:
        yield server


def calls(twilio: TwilioServer, token: str = AUTH_TOKEN) -> TwilioCalls:
    return TwilioCalls(
        ACCOUNT_SID, token, from_number=OUR_NUMBER, timeout_seconds=0.5, base_url=twilio.url
    )


def test_a_telephone_rings_and_the_words_are_said_twice(twilio: TwilioServer) -> None:
    assert calls(twilio).ring(to=DUTY, words="A & B <wait>").startswith("CA")
    ((number, said),) = twilio.calls
    assert number == DUTY
    assert said.count("A &amp; B &lt;wait&gt;") == 2
    assert "en-GB" in said


def test_a_number_that_no_call_reaches_is_refused_for_good(twilio: TwilioServer) -> None:
    twilio.dead_lines.add(DUTY)
    with pytest.raises(VoiceRefused) as refused:
        calls(twilio).ring(to=DUTY, words=WORDS)
    assert DUTY not in f"{refused.value} {refused.value.__cause__} {refused.value.__context__}"


@pytest.mark.parametrize("fault", ["down", "telephone_down", "token"])
def test_a_telephone_service_that_is_away_may_be_tried_again(
    twilio: TwilioServer, fault: str
) -> None:
    ringing = calls(twilio, "a-wrong-token" if fault == "token" else AUTH_TOKEN)
    if fault != "token":
        setattr(twilio, fault, True)
    with pytest.raises(VoiceUnavailable):
        ringing.ring(to=DUTY, words=WORDS)
    with pytest.raises(VoiceUnavailable):
        ringing.ready()


def test_the_heartbeat_asks_and_rings_nobody(twilio: TwilioServer) -> None:
    calls(twilio).ready()
    assert not twilio.calls


def test_without_a_telephone_nobody_counts_as_rung() -> None:
    with pytest.raises(VoiceRefused):
        NoTelephone().ring(to=DUTY, words=WORDS)
    with pytest.raises(VoiceUnavailable):
        NoTelephone().ready()


@pytest.mark.parametrize("test", [False, True])
def test_6_6_2_a_call_says_that_something_waits_and_no_more(test: bool) -> None:
    said = spoken(IN_ENGLISH, council="North Shire", test=test)
    assert "North Shire" in said
    for word in ("child", "afeguard", "concern", "review", "care"):
        assert word not in said.lower()
