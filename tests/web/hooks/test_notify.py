"""GOV.UK Notify in the place of Twilio: the same stories, told through its callbacks."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from participation.care.consultations.models import (
    Answer,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Task,
)
from participation.care.people.models import ContactPoint, ContactState
from participation.channels.sms.notify_gateway import NotifyGateway
from participation.journeys.services import Services
from participation.kernel.db import db, transaction
from participation.outbox.models import OutboxItem
from participation.settings import SmsProvider
from participation.settings.texts import NotifyAccount
from participation.worker import jobs
from tests.factories import Make
from tests.standins.notify_server import (
    API_KEY,
    OUR_NUMBER,
    TEMPLATE_ID,
    NotifyFault,
    NotifyServer,
    NotifyText,
    posted,
)
from tests.texting import Asked, Texting

TOKEN, NEXT = "a-bearer-token-for-tests-that-is-long", "the-bearer-token-that-comes-next-long"
TEXTS, RECEIPTS = "/hooks/notify/texts", "/hooks/notify/receipts"
STRANGER = "+447700900456"


@dataclass(frozen=True, slots=True)
class ByNotify:
    """The house with Notify in the place of Twilio."""

    app: Flask
    notify: NotifyServer
    rows: Texting  # its way of looking at rows and of opening rounds

    def post(self, path: str, body: Any, *, token: str | None = TOKEN, **options: Any) -> Any:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        options = {"json": body} | options
        return self.app.test_client().post(path, headers=headers, **options)

    def say(self, number: str, *bodies: str) -> list[str]:
        before = len(self.notify.sent(number))
        for body in bodies:
            text = self.notify.receive(from_=number, body=body)
            assert self.post(TEXTS, posted(text)).status_code == 204
            self.work()
        return [text.body for text in self.notify.sent(number)[before:]]

    def report(self, text: NotifyText, status: str) -> None:
        assert self.post(RECEIPTS, self.notify.receipt(text, status)).status_code == 204

    def work(self) -> None:
        db.session.rollback()
        jobs.work_off(self.app, lambda _seconds: time.sleep(0.05))

    def asked(self) -> Asked:
        return self.rows.asked_parent()


@pytest.fixture
def by_notify(app: Flask, make: Make) -> Iterator[ByNotify]:
    before: Services = app.extensions["participation"]
    with NotifyServer() as notify:
        settings = replace(
            before.settings,
            sms=SmsProvider.NOTIFY,
            notify=NotifyAccount(
                api_key=API_KEY,
                template_id=TEMPLATE_ID,
                numbers=(OUR_NUMBER,),
                bearer_tokens=(TOKEN, NEXT),
                api_base_url=notify.url,
            ),
            lease_seconds=0.6,
            provider_timeout_seconds=0.2,
        )
        gateway = NotifyGateway(API_KEY, TEMPLATE_ID, timeout_seconds=0.2, base_url=notify.url)
        house = replace(before, settings=settings, sms=gateway)
        app.extensions["participation"] = make.house = house
        try:
            # `Texting` is only used for its database side here: nothing reaches a Twilio.
            yield ByNotify(app, notify, Texting(app, house, None, make))
        finally:
            app.extensions["participation"] = before


def test_a_parent_answers_everything_by_notify(by_notify: ByNotify) -> None:
    asked = by_notify.asked()
    assert len(by_notify.notify.sent(asked.number)) == 1
    replies = by_notify.say(asked.number, "1", "football and tea", "the bus", "4")
    assert len(replies) == 4
    assert [row.words for row in by_notify.rows.all(Answer)][:2] == ["football and tea", "the bus"]
    assert by_notify.rows.all(Invitation)[0].state is not None
    finished = by_notify.rows.all(Invitation, id=asked.invitation.id)[0]
    assert finished.state is InvitationState.FINISHED


def test_i1_the_same_callback_again_is_one_text(by_notify: ByNotify) -> None:
    text = posted(by_notify.notify.receive(from_=STRANGER, body="hello"))
    for _ in range(3):
        assert by_notify.post(TEXTS, text).status_code == 204
    (row,) = by_notify.rows.all(Message, direction="in")
    assert (row.provider, row.provider_id, row.body) == ("notify", text["id"], "hello")
    by_notify.work()
    assert len(by_notify.notify.sent(STRANGER)) == 1


def test_a_receipt_moves_our_text_on_and_never_back(by_notify: ByNotify) -> None:
    asked = by_notify.asked()
    (text,) = by_notify.notify.sent(asked.number)
    by_notify.report(text, "delivered")
    (text,) = by_notify.notify.sent(asked.number)
    by_notify.report(text, "sending")
    (row,) = by_notify.rows.all(Message)
    assert (row.state, row.provider_id) == (MessageState.DELIVERED, text.id)


def test_t5_a_phone_that_is_gone_closes_the_number_and_becomes_a_task(by_notify: ByNotify) -> None:
    asked = by_notify.asked()
    (text,) = by_notify.notify.sent(asked.number)
    by_notify.report(text, "permanent-failure")
    assert by_notify.rows.all(ContactPoint)[0].state is ContactState.SUSPENDED
    assert by_notify.rows.all(Task, invitation_id=asked.invitation.id)


def test_a_phone_that_was_off_closes_nothing(by_notify: ByNotify) -> None:
    asked = by_notify.asked()
    (text,) = by_notify.notify.sent(asked.number)
    by_notify.report(text, "temporary-failure")
    assert by_notify.rows.all(ContactPoint)[0].state is ContactState.USABLE
    assert by_notify.rows.all(Task, invitation_id=asked.invitation.id)


@pytest.mark.parametrize("fault", list(NotifyFault))
def test_f4_each_text_goes_out_once_or_is_refused(by_notify: ByNotify, fault: NotifyFault) -> None:
    by_notify.notify.fault(fault)
    text = by_notify.notify.receive(from_=STRANGER, body="hello")
    assert by_notify.post(TEXTS, posted(text)).status_code == 204
    for _ in range(4):
        by_notify.work()
        with transaction() as session:
            session.execute(update(OutboxItem).values(lease_until=None))
    wanted = 0 if fault is NotifyFault.BAD_NUMBER else 1
    assert len(by_notify.notify.sent(STRANGER)) == wanted


# --- bad callers --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [TEXTS, RECEIPTS])
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN[:-1], f"{TOKEN}x", "Ünïcode"])
def test_t8_without_the_token_nothing_is_taken(
    by_notify: ByNotify, path: str, token: str | None
) -> None:
    body = posted(by_notify.notify.receive(from_=STRANGER, body="hello"))
    assert by_notify.post(path, body, token=token).status_code == 403
    assert by_notify.rows.all(Message) == []


def test_b39_the_next_token_counts_while_one_replaces_the_other(by_notify: ByNotify) -> None:
    body = posted(by_notify.notify.receive(from_=STRANGER, body="hello"))
    assert by_notify.post(TEXTS, body, token=NEXT).status_code == 204


@pytest.mark.parametrize("path", [TEXTS, RECEIPTS])
def test_where_twilio_sends_this_door_is_shut(client: FlaskClient, path: str) -> None:
    for token in ("", "Bearer ", f"Bearer {TOKEN}"):
        assert client.post(path, json={}, headers={"Authorization": token}).status_code == 403


@pytest.mark.parametrize("path", [TEXTS, RECEIPTS])
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": []}, 400),
        ({"json": {}}, 400),
        ({"json": {"id": "x", "status": 1, "message": {}}}, 400),
        ({"json": None, "data": "{", "content_type": "application/json"}, 400),
        ({"json": None, "data": "id=1"}, 415),
    ],
)
def test_b30_another_shape_is_refused(
    by_notify: ByNotify, path: str, sent: dict[str, Any], status: int
) -> None:
    assert by_notify.post(path, None, **sent).status_code == status


def test_b37_a_text_to_another_number_is_not_ours(by_notify: ByNotify) -> None:
    body = posted(by_notify.notify.receive(from_=STRANGER, body="hello"))
    assert by_notify.post(TEXTS, body | {"destination_number": "07700900111"}).status_code == 403


def test_b22_our_own_number_is_kept_and_never_answered(by_notify: ByNotify) -> None:
    assert by_notify.say(OUR_NUMBER, "hello") == []
    assert len(by_notify.rows.all(Message, direction="in")) == 1


def test_b28_a_receipt_for_nothing_of_ours_changes_nothing(by_notify: ByNotify) -> None:
    asked = by_notify.asked()
    (text,) = by_notify.notify.sent(asked.number)
    for reference in ("forged", None, 5, {"a": 1}):
        body = by_notify.notify.receipt(text, "permanent-failure") | {"reference": reference}
        assert by_notify.post(RECEIPTS, body).status_code == 204
        (text,) = by_notify.notify.sent(asked.number)
    assert by_notify.rows.all(Message)[0].state is MessageState.SENT


def test_b5_half_a_letter_and_nul_lose_no_words(by_notify: ByNotify) -> None:
    body = posted(by_notify.notify.receive(from_=STRANGER, body="x"))
    body["message"] = "before \x00 between \ud83d after"
    escaped = {"json": None, "data": json.dumps(body), "content_type": "application/json"}
    assert by_notify.post(TEXTS, None, **escaped).status_code == 204
    (row,) = by_notify.rows.all(Message, direction="in")
    assert row.body.startswith("before ")
    assert row.body.endswith(" after")
