"""Texts that no webhook brought, found in the provider's own list; words blanked there (T22)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Direction,
    Message,
    MessageState,
    ProviderLook,
)
from participation.care.safeguarding.models import Hearing
from participation.guard.kept_aside import KeptAside
from participation.guard.wrapping import KeyRing
from participation.journeys import collecting_texts
from participation.journeys.receiving_texts import arriving
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.holding import hold
from participation.outbox.models import OutboxItem, OutboxState
from participation.settings.backup import BackupSettings
from participation.worker import collecting, jobs, timetable
from tests.conftest import MovableClock
from tests.standins.signing import new_sid
from tests.texting import Texting

STRANGER = "+447700900555"


def look(texting: Texting, *, forget: bool = False) -> None:
    """What happens every few minutes: one look, and the work that comes of it."""
    timetable.keep(texting.app)
    texting.minutes_pass()
    if not forget:
        texting.forget_at_provider(on=False)
    texting.work()
    texting.minutes_pass()  # the house's rests are over, the next look is due


def bodies(texting: Texting) -> list[str | None]:
    return [row.body for row in texting.all(Message, direction=Direction.IN)]


def test_i5_a_text_that_no_webhook_brought_is_taken_in_as_if_it_had_come(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    texting.twilio.receive(from_=asked.number, body="She sleeps well")
    look(texting)
    assert [row.words for row in texting.all(Answer)] == ["She sleeps well"]
    assert len(texting.twilio.sent(asked.number)) == 3  # and the next question went out
    look(texting)
    assert [row.words for row in texting.all(Answer)] == ["She sleeps well"]


def test_t22_words_that_were_blanked_before_a_restore_are_seen_by_a_person_and_not_answered(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    before = len(texting.twilio.sent(asked.number))
    texting.twilio.receive(from_=asked.number, body="")  # as our own blanking leaves it there
    look(texting)
    assert len(texting.twilio.sent(asked.number)) == before
    assert texting.all(Message, direction=Direction.IN)[-1].state is MessageState.DESK
    look(texting)
    assert len(texting.all(Message, direction=Direction.IN)) == 2


@pytest.fixture
def ledger(texting: Texting, tmp_path: Path) -> Iterator[Path]:
    """The house keeps a ledger, and beside it what is blanked at the provider."""
    house: Services = texting.app.extensions["participation"]
    place = tmp_path / "elsewhere" / "ledger.jsonl"
    settings = replace(house.settings, backup=BackupSettings(ledger=place))
    texting.app.extensions["participation"] = replace(house, settings=settings)
    yield place
    texting.app.extensions["participation"] = house


def there(texting: Texting, sid: str) -> str:
    """What the provider holds of a text."""
    found = texting.twilio.taken.one(sid)
    assert found is not None
    return found.body


def lose(texting: Texting, sid: str) -> None:
    """A copy from before this text has come back."""
    with transaction() as session:
        for model in (Hearing, Message):
            for row in session.scalars(select(model)):
                if model is Hearing or row.provider_id == sid:
                    session.delete(row)
    texting.change_look(looked_until=system_now() - timedelta(days=1))


def blanked(texting: Texting, clock: MovableClock) -> None:
    """Kept aside at the first look, and blanked once somebody had time to copy it away."""
    look(texting, forget=True)
    clock.moment += collecting_texts.COPIED_WITHIN
    look(texting, forget=True)


def test_i20_t22_words_blanked_at_the_provider_come_back_into_a_copy_that_never_had_them(
    texting: Texting, clock: MovableClock, ledger: Path
) -> None:
    sid = texting.twilio.receive(from_=STRANGER, body="Wo bist du, Oma? 🦔").sid
    look(texting, forget=True)
    clock.moment += collecting_texts.COPIED_WITHIN - timedelta(minutes=1)
    look(texting, forget=True)
    assert there(texting, sid) != "", "nobody may have copied the folder away yet"
    clock.moment += timedelta(minutes=1)
    look(texting, forget=True)
    assert there(texting, sid) == "", "the provider has them no more"
    folder = ledger.with_name("texts-kept-aside")
    (file,) = folder.glob("*.jsonl")
    assert "Oma" not in file.read_text()
    lose(texting, sid)
    assert bodies(texting) == []
    with file.open("a") as torn:
        torn.write('["k1", "a line that was broken o')
    (folder / "2026-11-24.a-folder.jsonl").mkdir()
    look(texting, forget=True)
    assert bodies(texting) == ["Wo bist du, Oma? 🦔"]


def test_i20_a_held_copy_waits_for_words_whose_folder_is_not_there_yet(
    texting: Texting, clock: MovableClock, ledger: Path
) -> None:
    sid = texting.twilio.receive(from_=STRANGER, body="I am at Nan's").sid
    blanked(texting, clock)
    lose(texting, sid)
    (file,) = ledger.with_name("texts-kept-aside").glob("*.jsonl")
    away = file.rename(ledger.with_name("on another disk"))
    with transaction() as session:
        hold(session, since=system_now(), copy_of=system_now())
    texting.twilio.receive(from_=STRANGER, body="and I am fine")
    look(texting, forget=True)
    assert bodies(texting) == ["and I am fine"]
    away.rename(file.with_stem(f"{file.stem}-found"))
    look(texting, forget=True)
    assert sorted(filter(None, bodies(texting))) == ["I am at Nan's", "and I am fine"]


def test_t22_what_cannot_be_kept_aside_stays_with_the_provider_until_it_can(
    texting: Texting, clock: MovableClock, ledger: Path
) -> None:
    in_the_way = ledger.with_name("texts-kept-aside")
    in_the_way.parent.mkdir(parents=True)
    in_the_way.write_text("a file where the folder should be")
    sid = texting.twilio.receive(from_=STRANGER, body="Are you there?").sid
    blanked(texting, clock)
    assert there(texting, sid) == "Are you there?"
    in_the_way.unlink()
    blanked(texting, clock)
    assert there(texting, sid) == ""


def test_what_is_kept_aside_goes_with_its_day(tmp_path: Path) -> None:
    aside = KeptAside(tmp_path, KeyRing({"k1": b"\x01" * 32}, b"lookup"))
    first = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    aside.put([("SM1", "on the first day")], first)
    aside.put([("SM2", "on the third")], first + timedelta(days=2))
    (tmp_path / "somebody else's.jsonl").touch()
    aside.let_go(first + timedelta(days=8))
    assert aside.find().words == {"SM1": "on the first day", "SM2": "on the third"}
    aside.let_go(first + timedelta(days=9))
    assert aside.find().words == {"SM2": "on the third"}
    another = KeptAside(tmp_path, KeyRing({"k2": b"\x02" * 32}, b"lookup"))
    assert (another.find().words, another.find().unreadable) == ({}, 1)


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


# --- what the provider still holds --------------------------------------------------------------


def test_t22_words_are_blanked_at_the_provider_once_they_are_kept_and_their_end_is_known(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    sid = texting.twilio.receive(from_=asked.number, body="1", pictures=1).sid
    look(texting, forget=True)
    look(texting, forget=True)
    came = texting.twilio.taken.one(sid)
    assert came is not None
    assert (came.body, came.pictures) == ("", 0)
    assert bodies(texting) == ["1"]  # ours is the copy that stays
    first = texting.twilio.sent(asked.number)[0]
    assert first.body != ""  # it may yet have to be found there
    texting.twilio.report(first.sid, "delivered", via=texting.app.test_client())
    look(texting, forget=True)
    look(texting, forget=True)
    assert texting.twilio.sent(asked.number)[0].body == ""
    kept = texting.all(Message, provider_id=first.sid)[0]
    assert kept.body != ""
    assert kept.forgotten_at == texting.house.now()


def test_t22_a_provider_that_does_not_blank_is_asked_again_and_one_that_lost_it_is_believed(
    texting: Texting,
) -> None:
    sid = texting.twilio.receive(from_=STRANGER, body="hello").sid
    timetable.keep(texting.app)
    texting.work()  # taken in, and the blanking promised
    texting.twilio.taken.change(sid, body="hello")
    texting.again("message.forget")
    texting.twilio.down = True
    texting.work()
    (item,) = texting.all(OutboxItem, kind="message.forget", subject=_hex(texting, sid))
    assert (item.state, item.last_error) == (OutboxState.QUEUED, "sms-unavailable")
    texting.twilio.down = False
    texting.twilio.taken.remove(sid)
    texting.minutes_pass()
    texting.work()
    (item,) = texting.all(OutboxItem, kind="message.forget", subject=_hex(texting, sid))
    assert item.state is OutboxState.DONE


def test_t22_words_at_a_provider_we_have_left_are_not_called_forgotten(texting: Texting) -> None:
    sid = texting.twilio.receive(from_=STRANGER, body="hello").sid
    look(texting)
    texting.forget_at_provider(on=True)
    with transaction() as session:
        (row,) = session.scalars(select(Message).where(Message.provider_id == sid))
        row.provider = "notify"
        row.forget_promised_at = texting.house.now()
        key = f"message.forget:{row.public_id.hex}"
        now = texting.house.now()
        outbox.promise(
            session, "message.forget", row.public_id, unique_key=key, due_at=now, now=now
        )
    texting.work()
    (item,) = texting.all(OutboxItem, kind="message.forget")
    assert (item.state, item.last_error) == (OutboxState.FAILED, "another_provider")
    assert texting.all(Message, provider_id=sid)[0].forgotten_at is None


def test_t22_a_council_may_leave_the_words_at_the_provider(texting: Texting) -> None:
    sid = texting.twilio.receive(from_=STRANGER, body="hello").sid
    look(texting)
    look(texting)
    left = texting.twilio.taken.one(sid)
    assert left is not None
    assert left.body == "hello"
    assert texting.all(OutboxItem, kind="message.forget") == []


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


def _hex(texting: Texting, sid: str) -> str:
    found: str = texting.all(Message, provider_id=sid)[0].public_id.hex
    return found
