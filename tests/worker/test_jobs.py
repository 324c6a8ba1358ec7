"""Promised work is done once, whatever goes wrong beside it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from participation.care.consultations.models import Message, MessageState
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.kernel.ids import new_public_id
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import jobs
from participation.worker.wakeups import Wakeups
from tests.conftest import settings_for_tests
from tests.texting import Texting

HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STRANGER = "+447700900456"


def promise(texting: Texting, kind: str, *, in_minutes: int = 0) -> int:
    subject = new_public_id()
    now = texting.house.now()
    with transaction() as session:
        outbox.promise(
            session,
            kind,
            subject,
            unique_key=f"{kind}:{subject.hex}",
            due_at=now + timedelta(minutes=in_minutes),
            now=now,
        )
    return int(texting.all(OutboxItem, subject=subject.hex)[0].id)


def state_of(texting: Texting, item_id: int) -> OutboxState:
    found: OutboxState = texting.all(OutboxItem, id=item_id)[0].state
    return found


def test_work_that_nobody_can_do_rests_and_stops_nothing_else(texting: Texting) -> None:
    bad = promise(texting, "no.such.work")
    assert texting.text(STRANGER, "hello").status_code == 200
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1
    item = texting.all(OutboxItem, id=bad)[0]
    assert (item.state, item.last_error) == (OutboxState.QUEUED, "KeyError")
    assert item.lease_until > system_now() + timedelta(minutes=4)


def test_work_is_not_done_before_its_time(texting: Texting) -> None:
    item_id = promise(texting, "summary.compose", in_minutes=30)
    texting.work()
    assert jobs.perform(texting.app, item_id) is False
    assert state_of(texting, item_id) is OutboxState.QUEUED


def test_work_about_something_that_is_gone_is_done(texting: Texting) -> None:
    for kind in ("invitation.send", "message.send", "summary.compose"):
        item_id = promise(texting, kind)
        texting.work()
        assert state_of(texting, item_id) is OutboxState.DONE


def test_the_same_promise_twice_is_one_piece_of_work(texting: Texting) -> None:
    subject, now = new_public_id(), texting.house.now()
    for _ in range(2):
        with transaction() as session:
            outbox.promise(session, "message.send", subject, unique_key="one", due_at=now, now=now)
    assert len(texting.all(OutboxItem)) == 1


def test_a_rolled_back_reason_takes_its_promise_with_it(texting: Texting) -> None:
    now = texting.house.now()

    def fails() -> None:
        with transaction() as session:
            outbox.promise(
                session, "message.send", new_public_id(), unique_key="x", due_at=now, now=now
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert texting.all(OutboxItem) == []


def test_i10_four_workers_at_once_send_each_text_once(texting: Texting) -> None:
    numbers = [f"+4477009004{n:02d}" for n in range(12)]
    for number in numbers:
        assert texting.text(number, "hello").status_code == 200
    threads = [threading.Thread(target=texting.work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texting.work()
    assert sorted(text.to for text in texting.twilio.sent()) == numbers
    assert {row.state for row in texting.all(Message, direction="out")} == {MessageState.SENT}


def test_a_wake_up_reaches_the_worker_at_once_and_a_lost_one_at_the_next_sweep(
    tmp_path: Path,
) -> None:
    done: list[int] = []
    wakeups = Wakeups(settings_for_tests("sqlite:///unused.db", tmp_path))
    wakeups.wake([7, 8])
    _run_for_a_moment(wakeups, done.append, [41], until=lambda: {7, 8, 41} <= set(done))
    assert sorted(done) == [7, 8, 41]


def _run_for_a_moment(
    wakeups: Wakeups, perform: Callable[[int], None], lost: list[int], until: Callable[[], bool]
) -> None:
    """The consumer ends by a signal, as in life; the handlers it sets are taken back.

    It sets them last: a signal that came before would end this process, not the consumer.
    """
    handlers = {number: signal.getsignal(number) for number in HANDLED}

    def stop() -> None:
        ends = time.monotonic() + 10
        while time.monotonic() < ends and not until():
            time.sleep(0.02)
        while signal.getsignal(signal.SIGTERM) is handlers[signal.SIGTERM]:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop, daemon=True).start()
    try:
        wakeups.work(perform, lambda: lost, threads=1)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def test_a_queue_that_is_away_loses_a_wake_up_and_never_what_was_said(
    texting: Texting, app: Flask
) -> None:
    def away(_ids: object) -> None:
        raise ConnectionError("no queue today")

    app.extensions["participation.wake"] = away
    try:
        assert texting.text(STRANGER, "hello").status_code == 200
    finally:
        app.extensions["participation.wake"] = None
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1
