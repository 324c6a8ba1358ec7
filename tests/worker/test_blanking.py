"""Words are blanked at the provider once they are kept here, and come back into a copy without them
(T22, I20).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from participation.care.consultations.models import (
    Direction,
    Message,
    MessageState,
)
from participation.care.safeguarding.models import Hearing
from participation.guard.kept_aside import KeptAside
from participation.guard.wrapping import KeyRing
from participation.journeys import collecting_texts
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.holding import hold
from participation.outbox.models import OutboxItem, OutboxState
from participation.settings.backup import BackupSettings
from participation.worker import timetable
from tests.conftest import MovableClock
from tests.texting import Texting
from tests.worker.looking import STRANGER, bodies, look


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


def _hex(texting: Texting, sid: str) -> str:
    found: str = texting.all(Message, provider_id=sid)[0].public_id.hex
    return found
