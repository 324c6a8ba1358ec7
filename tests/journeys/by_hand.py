"""The worker's steps done by hand, so that a test can leave off between two of them.

What is left then is what a killed process leaves.
"""

from __future__ import annotations

import time
from datetime import timedelta

from participation.care.consultations.models import (
    Message,
)
from participation.journeys import sending_texts, settling_texts
from participation.journeys.sending_texts import ToSend
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem
from participation.outbox.service import Claimed
from tests.texting import LEASE_SECONDS, Texting

STRANGER = "+447700900456"


def work_of(texting: Texting, row: Message) -> int:
    key = f"message.send:{row.public_id.hex}"
    return int(texting.all(OutboxItem, unique_key=key)[0].id)


def claim(texting: Texting, item_id: int, lease: float = LEASE_SECONDS) -> Claimed:
    with transaction() as session:
        work = outbox.claim(
            session,
            item_id,
            now=texting.house.now(),
            system=system_now(),
            lease=timedelta(seconds=lease),
        )
    assert work is not None
    return work


def prepare(texting: Texting, work: Claimed) -> ToSend | None:
    with transaction() as session:
        return sending_texts.prepare(
            session,
            work,
            callback_url="http://localhost/hooks/twilio/status/x",
            provider=texting.house.settings.sms,
            now=texting.house.now(),
            system=system_now(),
        )


def settle(texting: Texting, work: Claimed, result: sending_texts.SendResult) -> None:
    with transaction() as session:
        settling_texts.settle(
            session, work, result, house=texting.house, now=texting.house.now(), system=system_now()
        )


def lease_runs_out() -> None:
    time.sleep(LEASE_SECONDS + 0.05)


def promised_reply(texting: Texting) -> tuple[int, Message]:
    """A reply that waits to be sent; the key of its work, and its row."""
    assert texting.text(STRANGER, "hello").status_code == 200
    row = texting.all(Message, direction="out")[0]
    return work_of(texting, row), row
