"""The drill: a backup of three days ago comes back, and harms nobody (I20)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Direction, Message
from participation.care.people import numbers
from participation.care.people import queries as people
from participation.care.people.models import Child, Role, StaffMember, SuppressedNumber
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import Concern, ConcernDid, ConcernState
from participation.care.safeguarding.rules import Level
from participation.guard.audit import AuditEvent, Deed, first_break, record
from participation.guard.keys_of_persons import KeyKind, forget_key, key_of, make_key
from participation.guard.ledger import Happened, Lines
from participation.guard.passwords import LocalAccount, current_code, is_right
from participation.guard.sealed_files import BackupUnusable
from participation.journeys import admitting
from participation.journeys.keeping_concerns_from import About, keep_from
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.outbox.holding import hold_of
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import timetable
from tests.copies import Copies, copies, everything
from tests.factories import PASSWORD, Make
from tests.texting import Texting
from tests.web.respond.walking import Person
from tests.web.staff.signing_in import signed_in

__all__ = ["copies"]
pytestmark = pytest.mark.usefixtures("texting")  # first of all: the provider really listens
THREE_DAYS = timedelta(days=3)


def three_days_old(copies: Copies, texting: Texting) -> None:
    """A backup, and a last look at the provider's list, of three days ago."""
    timetable.keep(texting.app)
    texting.forget_at_provider(on=False)
    texting.work()
    texting.change_look(looked_until=system_now() - THREE_DAYS)
    copies.back_up(ago=THREE_DAYS)


def work(texting: Texting) -> None:
    """Everything that may be done, however long it was to rest."""
    texting.minutes_pass()
    texting.work()


def bodies(texting: Texting) -> list[str | None]:
    return [row.body for row in texting.all(Message, direction=Direction.IN)]


# --- nothing goes out -----------------------------------------------------------------------------


def test_i20_nothing_is_sent_and_every_text_since_is_here(copies: Copies, texting: Texting) -> None:
    asked = texting.asked_parent()
    child = texting.make.child(officer=texting.make.staff())
    texting.make.contact(child=child, number=texting.make.number())
    texting.at(texting.house.now().replace(hour=1))  # too early for it: it waits in the backup
    texting.open_round_of(child)
    three_days_old(copies, texting)
    texting.at(texting.house.now() + THREE_DAYS + timedelta(hours=15))
    texting.work()
    life = ["1", "She sleeps well", "and she likes the dog"]
    for body in life:
        texting.say(asked.number, body)
    for body in ("after the fire, one", "after the fire, two"):
        texting.twilio.receive(from_=asked.number, body=body)
    sent = len(texting.twilio.sent())
    copies.restore()
    # Those that our webhook brought stand in the provider's list as well.
    for at, body in enumerate(life):
        texting.twilio.receive(
            from_=asked.number, body=body, at=system_now() - timedelta(hours=9 - at)
        )
    texting.twilio.taken.put_in_order()
    for _look in range(3):
        work(texting)
    assert len(texting.twilio.sent()) == sent, "not one text"
    assert bodies(texting) == [*life, "after the fire, one", "after the fire, two"]
    waiting = texting.all(OutboxItem, state=OutboxState.QUEUED)
    assert {row.kind for row in waiting} >= {"message.send", "texts.collect"}
    with reading() as session:
        assert hold_of(session) is not None


def test_a_worker_that_had_work_in_hand_stops_the_restore(copies: Copies, texting: Texting) -> None:
    texting.asked_parent()
    three_days_old(copies, texting)
    with transaction() as session:
        item = session.scalars(select(OutboxItem).limit(1)).one()
        item.state, item.lease_until = OutboxState.LEASED, system_now() + timedelta(minutes=1)
    before = everything()
    with pytest.raises(BackupUnusable, match="at work"):
        copies.restore()
    assert everything() == before


# --- nothing opens --------------------------------------------------------------------------------


def test_i20_no_session_link_code_card_or_token_of_before_opens_anything(
    copies: Copies, texting: Texting, make: Make, app: Flask
) -> None:
    officer = make.staff(email="officer@council.example")
    child = make.child(officer=officer)
    invitation = make.invitation(make.review(child))
    link, (card, code) = make.link(invitation), make.card(child)
    staff = signed_in(app.test_client(), make, officer)
    with transaction() as session:
        token = admitting.issue_token(
            session, "case system", ["reviews:read"], house=texting.house, now=make.clock.now()
        )
    person = Person(app.test_client())
    person.begin(link)
    assert person.look("/q").kind != "dead"
    copies.back_up(ago=THREE_DAYS)
    assert staff.get("/staff/reviews").status_code == 200
    assert _api(app, token) == 200

    done = copies.restore()
    gone = done.revoked
    assert (gone.sessions, gone.sittings, gone.links, gone.cards, gone.tokens) == (1, 1, 1, 1, 1)
    assert staff.get("/staff/reviews").headers["Location"].endswith("/staff/sign-in")
    assert person.look("/q").status == 404
    for path in (f"/l/{link}", f"/m/{card}"):
        stranger = Person(app.test_client())
        stranger.look(path)
        assert stranger.press().status == 404, path
    stranger = Person(app.test_client())
    stranger.look("/code")
    stranger.press(say={"code": code})
    assert stranger.look("/card").status == 404
    assert _api(app, token) == 401


def _api(app: Flask, token: str) -> int:
    address = "/api/v1/reviews?due_from=2026-01-01&due_to=2027-01-01"
    headers = {"Authorization": f"Bearer {token}"}
    return app.test_client().get(address, headers=headers).status_code


# --- what was taken back stays so -----------------------------------------------------------------


def test_i19_i20_stop_start_and_a_phone_cut_off_are_as_they_were(
    copies: Copies, texting: Texting
) -> None:
    stopped, came_back, cut_off = (texting.asked_parent() for _ in range(3))
    texting.say(came_back.number, "STOP")
    three_days_old(copies, texting)
    texting.say(stopped.number, "STOP")
    texting.say(came_back.number, "START")
    number_hash = people.number_hash(texting.house.ring, cut_off.number)
    with transaction() as session:
        numbers.cut_off(session, number_hash, texting.house.now())
    done = copies.restore()
    assert done.taken_back.done[Happened.NUMBER_STOPPED] == 2, "one from just before the backup"
    rows = {row.number_hash: row.cut_off for row in texting.all(SuppressedNumber)}
    of = {who.number: people.number_hash(texting.house.ring, who.number) for who in (stopped,)}
    assert rows == {of[stopped.number]: False, number_hash: True}


@dataclass(frozen=True, slots=True)
class Life:
    """A child with a concern, and who is at work."""

    child: Child
    officer: StaffMember
    other: StaffMember
    duty: StaffMember


@pytest.fixture
def life(make: Make) -> Life:
    officer = make.staff(name="Sam Green")
    child = make.child(officer=officer)
    return Life(child, officer, make.staff(), make.staff(Role.SAFEGUARDING))


def raise_one(life: Life, make: Make) -> UUID:
    with transaction() as session:
        child = session.get_one(Child, life.child.id)
        return safeguarding.raise_concern(
            session,
            child_id=child.id,
            level=Level.RED,
            cause="button",
            key=child.key,
            now=make.clock.now(),
        ).public_id


def test_whoever_a_concern_is_about_is_kept_away_from_it_and_from_the_child(
    copies: Copies, life: Life, make: Make
) -> None:
    concern = raise_one(life, make)
    copies.back_up(ago=THREE_DAYS)
    with transaction() as session:
        duty = session.get_one(StaffMember, life.duty.id)
        opened = session.scalars(select(Concern)).one()
        steps.add_step(session, opened, ConcernDid.OPENED, by_id=duty.id, now=make.clock.now())
        about = About(staff=life.officer.public_id)
        now = make.clock.now()
        assert keep_from(session, duty, concern, about, managers={}, now=now) is None
    copies.restore()
    with reading() as session:
        assert people.is_barred(session, life.child.id, life.officer.id)
        row = session.scalars(select(Concern).where(Concern.public_id == concern)).one()
        assert steps.is_excluded(session, row.id, life.officer.id)
        assert not people.is_barred(session, life.child.id, life.other.id)


def test_a_concern_of_the_lost_days_is_raised_again_though_its_words_are_gone(
    copies: Copies, life: Life, make: Make
) -> None:
    before = raise_one(life, make)
    copies.back_up(ago=THREE_DAYS)
    lost = raise_one(life, make)
    copies.restore()
    with reading() as session:
        rows = {row.public_id: row for row in session.scalars(select(Concern))}
        assert before in rows
        assert lost not in rows
        (again,) = (row for row in rows.values() if row.public_id != before)
        assert (again.cause, again.level, again.child_id, again.state) == (
            "restored",
            Level.RED,
            life.child.id,
            ConcernState.RAISED,
        )
        assert again.next_at is not None, "its clock runs"
    copies.restore()  # a second time from the same backup: still once
    with reading() as session:
        assert len(session.scalars(select(Concern)).all()) == 2


def test_a_password_that_was_changed_since_does_not_count_again(
    copies: Copies, life: Life, make: Make
) -> None:
    changed, kept = make.account(life.officer), make.account(life.other)
    copies.back_up(ago=THREE_DAYS)
    with transaction() as session:
        staff = session.get_one(StaffMember, life.officer.id)
        fault = admitting.change_password(
            session, staff, PASSWORD, "a new one, long enough", now=make.clock.now()
        )
        assert fault is None
    copies.restore()
    with reading() as session:
        shut = session.get_one(LocalAccount, changed.id)
        assert not is_right(shut, PASSWORD, current_code(shut, system_now()), system_now())
        open_ = session.get_one(LocalAccount, kept.id)
        assert is_right(open_, PASSWORD, current_code(open_, system_now()), system_now())


def test_a_key_of_ones_own_that_was_taken_away_since_opens_nothing(
    copies: Copies, life: Life
) -> None:
    person = life.child.public_id
    with transaction() as session:
        make_key(session, person, KeyKind.PIN, "482915", mark="m.", now=system_now())
    copies.back_up(ago=THREE_DAYS)
    with transaction() as session:
        assert forget_key(session, person)
    copies.restore()
    with reading() as session:
        assert key_of(session, person) is None


def test_without_a_ledger_nothing_is_done_again(copies: Copies, texting: Texting) -> None:
    """What `--without-ledger` gives: whoever said STOP may be written to again."""
    asked = texting.asked_parent()
    three_days_old(copies, texting)
    texting.say(asked.number, "STOP")
    done = copies.restore(lines=Lines((), 0))
    assert dict(done.taken_back.done) == {}
    assert texting.all(SuppressedNumber) == []


# --- the log --------------------------------------------------------------------------------------


def test_the_restore_is_in_the_log_and_the_log_goes_on_behind_it(
    copies: Copies, life: Life, make: Make
) -> None:
    with transaction() as session:
        record(session, Deed(actor="system", action="a", subject="s"), make.clock.now())
    copies.back_up(ago=THREE_DAYS)
    assert copies.restore().broken_at is None
    with transaction() as session:
        record(session, Deed(actor="system", action="b", subject="s"), make.clock.now())
        rows = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert rows == ["a", "backup.restore", "b"]
        assert first_break(session) is None


# --- and what is wrong with a backup changes nothing ----------------------------------------------


def cut(file: bytes) -> bytes:
    return file[: len(file) // 2]


def flipped(file: bytes) -> bytes:
    changed = bytearray(file)
    changed[-40] ^= 0x10
    return bytes(changed)


def of_another_version(file: bytes) -> bytes:
    """A heading alone: it is read before anything is opened."""
    title, line, rest = file.split(b"\n", 2)
    heading = json.loads(line) | {"schema": "0" * 16, "program": "7.0.0"}
    return b"\n".join((title, json.dumps(heading, sort_keys=True).encode(), rest))


def of_another_database(file: bytes) -> bytes:
    title, line, rest = file.split(b"\n", 2)
    heading = json.loads(line) | {"database": "oracle"}
    return b"\n".join((title, json.dumps(heading, sort_keys=True).encode(), rest))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (cut, "cut off"),
        (flipped, "altered"),
        (of_another_version, "made by version 7.0.0"),
        (of_another_database, "oracle"),
        (lambda _file: b"", "no backup"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    copies: Copies, life: Life, make: Make, harm: Callable[[bytes], bytes], said: str
) -> None:
    copies.back_up(ago=THREE_DAYS)
    raise_one(life, make)
    copies.file().write_bytes(harm(copies.file().read_bytes()))
    before = everything()
    with pytest.raises(BackupUnusable, match=said):
        copies.restore()
    assert everything() == before


def test_another_key_changes_nothing(copies: Copies, life: Life, make: Make) -> None:
    copies.back_up(ago=THREE_DAYS)
    before = everything()
    with pytest.raises(BackupUnusable, match="another PARTICIPATION_BACKUP_KEY"):
        copies.restore(key=bytes(range(32)))
    assert everything() == before
