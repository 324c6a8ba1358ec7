"""Sending by GOV.UK Notify against a real server in its place (security.md I4, T23, F4)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from participation.channels.sms.gateway import (
    GatewayError,
    GatewayRefused,
    GatewayUnavailable,
    GatewayUnknown,
    SmsGateway,
)
from participation.channels.sms.notify_gateway import NotifyGateway
from participation.channels.sms.refusals import Meaning, meaning
from tests.standins.notify_server import (
    API_KEY,
    NOT_TAKEN,
    PAGE,
    SERVICE_ID,
    TEMPLATE_ID,
    NotifyFault,
    NotifyServer,
)

TO = "+447700900123"
BODY = "That is saved. ((MARKER-4711)) £5"
CALLBACK = "https://words.northshire.example/hooks/twilio/status/ImFi.c2ln"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def notify() -> Iterator[NotifyServer]:
    with NotifyServer() as server:
        yield server


def gateway(url: str, *, timeout_seconds: float = 5, key: str = API_KEY) -> SmsGateway:
    return NotifyGateway(key, TEMPLATE_ID, timeout_seconds=timeout_seconds, base_url=url)


def send(by: SmsGateway, *, to: str = TO, callback_url: str = CALLBACK) -> str:
    return by.send(to=to, body=BODY, callback_url=callback_url, validity_seconds=14_400)


def find(by: SmsGateway, callback_url: str = CALLBACK, **more: object) -> str | None:
    return by.find(to=TO, body=BODY, since=LONG_AGO, callback_url=callback_url, **more)


def test_a_text_is_the_templates_only_gap_and_carries_our_reference(notify: NotifyServer) -> None:
    text_id = send(gateway(notify.url))
    (text,) = notify.sent()
    assert (text.id, text.to, text.body) == (text_id, TO, BODY)
    assert text.reference == "ImFi.c2ln"
    assert UUID(text_id)


UNCERTAIN = [
    fault
    for fault in NotifyFault
    if fault not in (NotifyFault.TOO_MANY, NotifyFault.TEAM_ONLY, NotifyFault.BAD_NUMBER)
]


@pytest.mark.parametrize("fault", UNCERTAIN)
def test_f4_where_it_may_have_been_taken_notify_is_asked_and_it_goes_out_once(
    notify: NotifyServer, fault: NotifyFault
) -> None:
    by = gateway(notify.url, timeout_seconds=0.3)
    notify.fault(fault)
    with pytest.raises(GatewayUnknown) as unknown:
        send(by)
    assert unknown.value.may_have_been_sent
    found = find(by)
    assert (found is None) is (fault in NOT_TAKEN)
    text_id = found or send(by)
    assert [text.id for text in notify.sent()] == [text_id]


@pytest.mark.parametrize("fault", [NotifyFault.TOO_MANY, NotifyFault.TEAM_ONLY])
def test_too_fast_and_faults_of_our_settings_are_for_later(
    notify: NotifyServer, fault: NotifyFault
) -> None:
    notify.fault(fault)
    with pytest.raises(GatewayUnavailable) as later:
        send(gateway(notify.url))
    assert not later.value.may_have_been_sent


def test_a_wrong_key_is_for_later_and_nobody_is_to_blame(notify: NotifyServer) -> None:
    wrong = f"for_tests-{SERVICE_ID}-00000000-0000-0000-0000-000000000000"
    with pytest.raises(GatewayUnavailable):
        send(gateway(notify.url, key=wrong))
    assert notify.sent() == []


def test_a_number_that_notify_calls_wrong_is_refused_for_good(notify: NotifyServer) -> None:
    notify.fault(NotifyFault.BAD_NUMBER)
    with pytest.raises(GatewayRefused) as refused:
        send(gateway(notify.url))
    assert refused.value.meaning is Meaning.BAD_NUMBER


def test_a_provider_that_is_not_there_has_certainly_taken_nothing() -> None:
    with pytest.raises(GatewayUnavailable):
        send(gateway("http://127.0.0.1:9"))


def test_the_same_words_under_another_reference_are_another_text(notify: NotifyServer) -> None:
    by = gateway(notify.url)
    send(by, callback_url="https://words.northshire.example/x/another")
    assert find(by) is None
    mine = send(by)
    assert find(by) == mine
    assert find(by, known=[mine]) is None


def test_while_notify_cannot_be_asked_nothing_is_known(notify: NotifyServer) -> None:
    notify.askable = False
    with pytest.raises(GatewayUnavailable):
        find(gateway(notify.url))


def test_without_a_reference_nobody_elses_text_is_taken_for_it(notify: NotifyServer) -> None:
    by = gateway(notify.url)
    send(by)
    with pytest.raises(GatewayUnavailable):
        find(by, callback_url="")


def test_what_came_in_is_listed_page_by_page_back_to_a_moment(notify: NotifyServer) -> None:
    now = datetime.now(UTC)
    old = notify.receive(from_=TO, body="last week", at=now - timedelta(days=6))
    texts = [
        notify.receive(from_=TO, body=f"n{n}", at=now - timedelta(seconds=PAGE * 3 - n))
        for n in range(PAGE * 2 + 7)
    ]
    pages = list(gateway(notify.url).listed(since=now - timedelta(days=1)))
    listed = [text for page in pages for text in page]
    assert [text.provider_id for text in listed] == [text["id"] for text in reversed(texts)]
    assert old["id"] not in {text.provider_id for text in listed}
    assert {text.from_raw for text in listed} == {TO}
    assert all(text.at.tzinfo is not None for text in listed)


def test_an_empty_list_is_the_end(notify: NotifyServer) -> None:
    assert list(gateway(notify.url).listed(since=LONG_AGO)) == []


def test_threads_do_not_share_a_client(notify: NotifyServer) -> None:
    by = gateway(notify.url)
    with ThreadPoolExecutor(8) as threads:
        ids = list(
            threads.map(lambda n: send(by, callback_url=f"https://a.example/{n}"), range(64))
        )
    assert {text.id: text.reference for text in notify.sent()} == {
        text_id: str(n) for n, text_id in enumerate(ids)
    }


@pytest.mark.parametrize("fault", [NotifyFault.BAD_NUMBER, NotifyFault.RESET_AFTER])
def test_t23_no_number_and_no_word_is_in_an_error_or_a_log(
    notify: NotifyServer, fault: NotifyFault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    notify.fault(fault)
    with pytest.raises(GatewayError) as failed:
        send(gateway(notify.url))
    shown = "".join(traceback.format_exception(failed.value)) + caplog.text
    for hidden in (TO[3:], "MARKER", API_KEY[-36:], "Not enough digits"):
        assert hidden not in shown


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("permanent-failure", Meaning.BAD_NUMBER),
        ("temporary-failure", Meaning.LATER),
        ("technical-failure", Meaning.OUR_FAULT),
        ("a-failure-nobody-has-met", Meaning.LATER),
    ],
)
def test_what_notify_says_of_an_end_has_a_meaning(name: str, means: Meaning) -> None:
    assert meaning(name) is means
