"""Sending by Twilio against a real server in its place (security.md I4, T13, T22, T23, F4)."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from participation.channels.sms.gateway import (
    GatewayError,
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
    SmsGateway,
)
from participation.channels.sms.refusals import Meaning, meaning
from participation.channels.sms.simulator import SmsSimulator
from participation.channels.sms.twilio_gateway import TwilioGateway
from tests.standins.texts_taken import read_log
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, Fault, TwilioServer

TO, ANOTHER = "+447700900123", "+447700900456"
BODY = "That is saved. MARKER-4711"
CALLBACK = "https://words.northshire.example/hooks/twilio/status/abc"


@pytest.fixture
def twilio() -> Iterator[TwilioServer]:
    with TwilioServer() as server:
        yield server


def gateway(url: str, *, timeout_seconds: float = 5, token: str = AUTH_TOKEN) -> SmsGateway:
    return TwilioGateway(
        ACCOUNT_SID, token, timeout_seconds=timeout_seconds, from_number=OUR_NUMBER, base_url=url
    )


def send(by: SmsGateway, *, to: str = TO, body: str = BODY) -> str:
    return by.send(to=to, body=body, callback_url=CALLBACK, validity_seconds=14_400)


def long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def test_a_text_is_handed_over_with_all_that_it_needs(twilio: TwilioServer) -> None:
    sid = send(gateway(twilio.url))
    (text,) = twilio.sent()
    assert (text.sid, text.to, text.body, text.from_) == (sid, TO, BODY, OUR_NUMBER)
    assert (text.callback, text.validity_seconds) == (CALLBACK, "14400")


def test_a_messaging_service_sends_when_there_is_one(twilio: TwilioServer) -> None:
    service = "MG" + "2" * 32
    by = TwilioGateway(
        ACCOUNT_SID,
        AUTH_TOKEN,
        timeout_seconds=5,
        messaging_service_sid=service,
        from_number=OUR_NUMBER,
        base_url=twilio.url + "/",
    )
    send(by)
    assert [(text.service, text.from_) for text in twilio.sent()] == [(service, "")]


def test_without_anything_to_send_from_it_does_not_start() -> None:
    with pytest.raises(ValueError, match="number to send from"):
        TwilioGateway(ACCOUNT_SID, AUTH_TOKEN, timeout_seconds=5)


NOT_TAKEN = [Fault.HANG_BEFORE, Fault.RESET_BEFORE, Fault.ERROR_BEFORE]
TAKEN = [Fault.HANG_AFTER, Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.MALFORMED, Fault.NO_SID]


@pytest.mark.parametrize("fault", [*NOT_TAKEN, *TAKEN])
def test_f4_where_it_may_have_been_taken_the_provider_is_asked_and_it_goes_out_once(
    twilio: TwilioServer, fault: Fault
) -> None:
    by = gateway(twilio.url, timeout_seconds=0.3)
    began = datetime.now(UTC)
    twilio.fault(fault)
    with pytest.raises(GatewayUnknown) as unknown:
        send(by)
    assert unknown.value.may_have_been_sent
    assert not unknown.value.permanent
    found = by.find(to=TO, body=BODY, since=began)
    assert (found is not None) is (fault in TAKEN)
    sid = found or send(by)
    assert [text.sid for text in twilio.sent()] == [sid]


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.NEW_CODE])
def test_too_fast_and_codes_that_nobody_has_met_are_for_later(
    twilio: TwilioServer, fault: Fault
) -> None:
    twilio.fault(fault)
    with pytest.raises(GatewayUnavailable) as later:
        send(gateway(twilio.url))
    assert not later.value.permanent
    assert not later.value.may_have_been_sent
    assert twilio.sent() == []


@pytest.mark.parametrize(
    ("fault", "code", "what"),
    [(Fault.OPTED_OUT, 21610, Meaning.OPTED_OUT), (Fault.LANDLINE, 21614, Meaning.BAD_NUMBER)],
)
def test_i19_a_refusal_for_good_says_what_it_means(
    twilio: TwilioServer, fault: Fault, code: int, what: Meaning
) -> None:
    twilio.fault(fault)
    with pytest.raises(GatewayRefused) as refused:
        send(gateway(twilio.url))
    assert (refused.value.permanent, refused.value.provider_code) == (True, code)
    assert refused.value.meaning is what


def test_a_wrong_token_is_a_fault_of_settings_and_loses_nothing(twilio: TwilioServer) -> None:
    with pytest.raises(GatewayUnavailable) as later:
        send(gateway(twilio.url, token="old"))
    assert later.value.provider_code == 20003


def test_no_connection_means_certainly_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connecting is refused
        by = gateway(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(GatewayUnavailable):
            send(by)
        with pytest.raises(GatewayUnavailable):
            by.find(to=TO, body=BODY, since=long_ago())


def test_a_provider_that_cannot_be_asked_is_no_answer(twilio: TwilioServer) -> None:
    by = gateway(twilio.url)
    send(by)
    twilio.askable = False
    with pytest.raises(GatewayUnavailable):
        by.find(to=TO, body=BODY, since=long_ago())


def test_i4_asking_finds_the_very_text_and_no_other(twilio: TwilioServer) -> None:
    by = gateway(twilio.url)
    send(by, to=ANOTHER)
    send(by, body=BODY + ".")
    twilio.receive(from_=TO, body=BODY)
    assert by.find(to=TO, body=BODY, since=long_ago()) is None
    sid = send(by)
    assert by.find(to=TO, body=BODY, since=long_ago()) == sid
    assert by.find(to=TO, body=BODY, since=datetime.now(UTC) + timedelta(hours=1)) is None


def test_i4_the_same_words_sent_before_are_not_mistaken_for_these(twilio: TwilioServer) -> None:
    by = gateway(twilio.url)
    earlier = send(by)
    assert by.find(to=TO, body=BODY, since=long_ago(), known=[earlier]) is None
    lost, newest = send(by), send(by)
    assert by.find(to=TO, body=BODY, since=long_ago(), known=[earlier]) == lost
    assert by.find(to=TO, body=BODY, since=long_ago(), known=[earlier, lost]) == newest


def test_i4_a_text_that_still_waits_at_the_provider_is_found(twilio: TwilioServer) -> None:
    """Twilio's filter by date would leave it out, and it would be sent twice."""
    by = gateway(twilio.url)
    sid = send(by)
    assert twilio.taken.one(sid).status == "queued"
    assert by.find(to=TO, body=BODY, since=datetime.now(UTC)) == sid


def test_a_text_is_found_behind_several_pages_of_others(twilio: TwilioServer) -> None:
    by = gateway(twilio.url)
    sid = send(by)
    for number in range(130):
        send(by, body=f"later {number}")
    assert by.find(to=TO, body=BODY, since=long_ago()) == sid


def test_t22_words_are_blanked_at_the_provider(twilio: TwilioServer) -> None:
    by = gateway(twilio.url)
    sid = send(by)
    by.forget(sid)
    assert [text.body for text in twilio.sent()] == [""]


def test_t22_a_text_that_the_provider_does_not_have_is_forgotten_already(
    twilio: TwilioServer,
) -> None:
    gateway(twilio.url).forget("SM" + "f" * 32)
    with pytest.raises(GatewayUnavailable):  # and the refusal of a stranger is not taken for that
        gateway(twilio.url, token="wrong").forget("SM" + "f" * 32)


def test_d15_pictures_are_deleted_at_the_provider_and_never_fetched(twilio: TwilioServer) -> None:
    text = twilio.receive(from_=TO, body=BODY, pictures=3)
    gateway(twilio.url).forget(text.sid, pictures=True)
    left = twilio.taken.one(text.sid)
    assert left is not None
    assert (left.body, left.pictures) == ("", 0)
    fetched = [path for method, path in twilio.requests if method == "GET" and "/Media/" in path]
    assert fetched == []


def test_what_came_in_is_listed_newest_first_and_what_went_out_is_not(
    twilio: TwilioServer,
) -> None:
    began = datetime.now(UTC)
    old = twilio.receive(from_=TO, body="old", at=began - timedelta(hours=3))
    first = twilio.receive(from_=TO, body="first", pictures=2)
    send(gateway(twilio.url))
    second = twilio.receive(from_=ANOTHER, body="second")
    (page,) = gateway(twilio.url).listed(since=began - timedelta(minutes=5))
    assert [one.provider_id for one in page] == [second.sid, first.sid]
    assert [(one.from_raw, one.body, one.pictures) for one in page] == [
        (ANOTHER, "second", 0),
        (TO, "first", 2),
    ]
    assert page[1].at == first.created_at.replace(microsecond=0)
    (longer,) = gateway(twilio.url).listed(since=began - timedelta(days=1))
    assert old.sid in [one.provider_id for one in longer]


def test_a_long_list_is_read_to_its_end(twilio: TwilioServer) -> None:
    sids = [twilio.receive(from_=TO, body=str(number)).sid for number in range(2_300)]
    pages = list(gateway(twilio.url).listed(since=long_ago()))
    assert [one.provider_id for page in pages for one in page] == list(reversed(sids))
    assert max(len(page) for page in pages) == 1_000


def test_i6_a_text_of_ours_that_lay_in_the_queue_does_not_end_the_list(
    twilio: TwilioServer,
) -> None:
    began = datetime.now(UTC)
    missed = twilio.receive(from_=TO, body="missed", at=began - timedelta(minutes=20))
    waited = twilio.taken.one(send(gateway(twilio.url)))
    assert waited is not None
    made = (began - timedelta(hours=3)).isoformat()
    twilio.taken.change(waited.sid, created=made, sent=began.isoformat(), status="sent")
    (page,) = gateway(twilio.url).listed(since=began - timedelta(hours=1))
    assert [one.provider_id for one in page] == [missed.sid]


def test_a_list_that_breaks_off_says_so(twilio: TwilioServer) -> None:
    twilio.receive(from_=TO, body=BODY)
    twilio.askable = False
    with pytest.raises(GatewayUnavailable) as broken:
        list(gateway(twilio.url).listed(since=long_ago()))
    assert broken.value.__context__ is None


@pytest.mark.parametrize("fault", Fault)
def test_t23_neither_number_nor_words_reach_a_log_or_an_error(
    twilio: TwilioServer, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    by = gateway(twilio.url, timeout_seconds=0.3)
    with caplog.at_level(logging.INFO):
        send(by, to=ANOTHER)  # what goes well is not logged either
        by.find(to=ANOTHER, body=BODY, since=long_ago())
        twilio.fault(fault)
        with pytest.raises(GatewayError) as failed:
            send(by)
    assert failed.value.__context__ is None
    shown = repr(by) + caplog.text + "".join(traceback.format_exception(failed.value))
    for secret in (TO[-9:], ANOTHER[-9:], "MARKER-4711", AUTH_TOKEN):
        assert secret not in shown


def test_one_connection_serves_many_texts_and_threads(twilio: TwilioServer) -> None:
    by = gateway(twilio.url)
    threads = [
        threading.Thread(target=lambda: [send(by) for _ in range(5)] and None) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({text.sid for text in twilio.sent()}) == 30


def test_i4_a_forked_process_never_reads_its_parents_answers(twilio: TwilioServer) -> None:
    """Two processes on one connection can note each other's ids as their own."""
    by = gateway(twilio.url)
    send(by)
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(BaseException):
            send(by, to=ANOTHER)
            code = 0
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    send(by)
    assert len(twilio.sent()) == 3
    assert twilio.connections == 2  # the parent's, kept for both its texts, and the child's


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (21610, Meaning.OPTED_OUT),
        ("21610", Meaning.OPTED_OUT),
        ("30003", Meaning.BAD_NUMBER),
        ("30005", Meaning.BAD_NUMBER),
        ("30006", Meaning.BAD_NUMBER),
        ("30007", Meaning.OUR_FAULT),
        ("30008", Meaning.LATER),
        ("99999", Meaning.LATER),
        (None, Meaning.LATER),
        ("", Meaning.LATER),
        ("-1", Meaning.LATER),
        ("²", Meaning.LATER),
        ("9" * 400, Meaning.LATER),
    ],
)
def test_t5_what_a_code_means(code: int | str | None, what: Meaning) -> None:
    assert meaning(code) is what


def test_the_simulator_gives_one_id_to_one_piece_of_work() -> None:
    by: SmsGateway = SmsSimulator()
    first, again = send(by), send(by)
    other = by.send(to=TO, body=BODY, callback_url=CALLBACK + "d", validity_seconds=60)
    assert first == again != other
    assert len(first) == 34
    assert by.find(to=TO, body=BODY, since=long_ago()) is None


def test_the_stand_in_runs_as_a_process_and_its_log_outlives_it(tmp_path: Path) -> None:
    log = tmp_path / "taken.jsonl"
    sids = []
    for _ in range(2):
        command = [sys.executable, "-m", "tests.standins.twilio_server", "--log", str(log)]
        folder = Path(__file__).parents[3]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=folder, env=dict(os.environ)
        ) as server:
            assert server.stdout is not None
            sids.append(send(gateway(server.stdout.readline().strip())))
            server.send_signal(signal.SIGKILL if len(sids) == 1 else signal.SIGTERM)
    assert [text.sid for text in read_log(log)] == sids
