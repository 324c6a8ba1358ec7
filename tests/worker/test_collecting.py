"""Texts that no webhook brought, found in the provider's own list."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from participation.care.consultations.models import (
    Answer,
    Direction,
    Message,
    MessageState,
    ProviderLook,
)
from participation.care.safeguarding.models import Hearing
from participation.journeys.receiving_texts import arriving
from participation.kernel.clock import system_now
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import collecting, jobs, timetable
from tests.standins.signing import new_sid
from tests.texting import Texting
from tests.worker.looking import STRANGER, bodies, look


def test_i5_a_text_that_no_webhook_brought_is_taken_in_as_if_it_had_come(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    texting.twilio.receive(from_=asked.number, body="She sleeps well")
    look(texting)
    assert [row.words for row in texting.all(Answer)] == ["She sleeps well"]
    assert len(texting.twilio.sent(asked.number)) == 3  # and the next question went out
    look(texting)
    assert [row.words for row in texting.all(Answer)] == ["She sleeps well"]


def test_what_a_webhook_brought_is_not_taken_in_again(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    sid = texting.twilio.receive(from_=asked.number, body="She sleeps well").sid
    assert texting.text(asked.number, "She sleeps well", MessageSid=sid).status_code == 200
    look(texting)
    assert bodies(texting) == ["1", "She sleeps well"]
    assert [row.anomaly for row in texting.all(Message, direction=Direction.IN)] == [None, None]


def test_i2_what_waited_is_taken_in_oldest_first_with_the_providers_time_beside_ours(
    texting: Texting,
) -> None:
    began = datetime.now(UTC).replace(microsecond=0)
    for hours in (2, 20, 11):
        texting.twilio.receive(
            from_=STRANGER, body=f"{hours} hours ago", at=began - timedelta(hours=hours)
        )
    texting.twilio.taken.put_in_order()
    look(texting)
    rows = texting.all(Message, direction=Direction.IN)
    assert [row.body for row in rows] == ["20 hours ago", "11 hours ago", "2 hours ago"]
    assert [row.provider_at for row in rows] == [
        began - timedelta(hours=hours) for hours in (20, 11, 2)
    ]
    assert {row.at for row in rows} == {texting.house.now()}


def test_a_list_that_cannot_be_read_is_read_from_the_same_place_later(texting: Texting) -> None:
    look(texting)
    (first,) = texting.all(ProviderLook)
    texting.twilio.receive(from_=STRANGER, body="in the meantime")
    texting.twilio.askable = False
    look(texting)
    (second,) = texting.all(ProviderLook)
    assert (second.looked_until, bodies(texting)) == (first.looked_until, [])
    texting.twilio.askable = True
    look(texting)
    assert bodies(texting) == ["in the meantime"]
    assert texting.all(ProviderLook)[0].looked_until > first.looked_until


def test_after_a_day_without_a_look_everything_since_is_taken_in(texting: Texting) -> None:
    look(texting)
    texting.change_look(looked_until=system_now() - timedelta(days=1))
    for hours in (25, 23, 12, 1):
        when = datetime.now(UTC) - timedelta(hours=hours)
        texting.twilio.receive(from_=STRANGER, body=f"{hours}", at=when)
    texting.twilio.taken.put_in_order()
    look(texting)
    assert bodies(texting) == ["23", "12", "1"]  # the first came before the last look's overlap


def test_two_workers_at_the_same_moment_are_one_look(texting: Texting) -> None:
    timetable.keep(texting.app)
    timetable.keep(texting.app)
    (item,) = texting.all(OutboxItem, kind=collecting.COLLECT)
    done: list[bool] = []
    threads = [
        threading.Thread(target=lambda: done.append(jobs.perform(texting.app, item.id)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, True]
    (item,) = texting.all(OutboxItem, kind=collecting.COLLECT)
    assert item.state is OutboxState.QUEUED
    assert item.lease_until > system_now() + timedelta(minutes=2)


def test_a_text_that_cannot_be_placed_is_kept_for_the_desk_and_read(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = texting.asked_parent()
    texting.twilio.receive(from_=asked.number, body="he hits me")

    def broken(*_given: object, **_more: object) -> None:
        raise AssertionError("a mistake of ours")

    monkeypatch.setattr(arriving, "_lead_on", broken)
    look(texting)
    (row,) = texting.all(Message, direction=Direction.IN)
    assert (row.body, row.state) == ("he hits me", MessageState.DESK)
    assert [hearing.source_id for hearing in texting.all(Hearing)] == [row.public_id]


def test_a_text_that_cannot_be_kept_at_all_is_found_by_the_next_look(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    texting.twilio.receive(from_=STRANGER, body="do not lose me")

    def broken(*_given: object, **_more: object) -> None:
        raise AssertionError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr(collecting, "receive", broken)
        patched.setattr(collecting, "keep_for_the_desk", broken)
        look(texting)
    assert (bodies(texting), texting.all(ProviderLook)) == ([], [])
    look(texting)
    assert bodies(texting) == ["do not lose me"]


def test_i6_a_reply_to_words_that_waited_for_hours_does_not_go_out_at_night(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.at(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))
    early = datetime.now(UTC) - timedelta(hours=9)
    texting.twilio.receive(from_=asked.number, body="1", at=early)
    look(texting)
    assert len(texting.twilio.sent(asked.number)) == 1
    texting.at(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 2


def test_d15_a_picture_and_its_words_come_by_the_list_as_by_the_webhook(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.twilio.receive(from_=asked.number, body="our dog", pictures=2, sid=f"MM{new_sid()[2:]}")
    look(texting, forget=True)
    (row,) = texting.all(Message, direction=Direction.IN)
    assert (row.body, row.pictures) == ("our dog", 2)
    fetched = [
        path for method, path in texting.twilio.requests if "/Media/" in path and method == "GET"
    ]
    assert fetched == []
