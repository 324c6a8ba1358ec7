"""A backup shows one moment to the byte, holds no word in plain, and says what is wrong with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from participation.care.people.models import Child
from participation.care.people.numbers import suppress
from participation.guard.audit import AuditEvent, Deed, record
from participation.guard.crypto import ChildKey, KeyRing, forget
from participation.guard.sealed_files import BackupUnusable
from participation.journeys import backing_up
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.kernel.errors import Unreadable
from tests.acceptance.marker_words import STEM, Markers
from tests.benchmarks.filled_council import fill
from tests.conftest import NOW
from tests.copies import Copies, everything
from tests.factories import Make
from tests.texting import Texting

AWKWARD = 'tab\there, line\nbreak, back\\slash, "quotes", \\N, مرحبا, 🦊, nul-free'


@pytest.fixture
def copies(app: Flask, make: Make, tmp_path: Path) -> Copies:
    return Copies(app, tmp_path)


def lived_in(make: Make) -> Child:
    """Rows of many kinds, with what is hard to write down."""
    officer = make.staff(email="officer@council.example")
    child = make.child(officer=officer, name=AWKWARD)
    make.account(officer)
    make.card(child)
    make.contact(child=child, number=make.number())
    make.link(make.invitation(make.review(child)))
    with transaction() as session:
        record(session, Deed(actor="system", action="a", subject="s", reason=AWKWARD), NOW)
        record(session, Deed(actor="system", action="b", subject="s"), NOW)
        session.execute(text("UPDATE invitations SET respondent = :words"), {"words": AWKWARD})
    return child


def test_what_goes_out_comes_back_to_the_byte(copies: Copies, make: Make) -> None:
    lived_in(make)
    before = everything()
    copies.back_up()
    with transaction() as session:
        suppress(session, "c0ffee", NOW)
        session.execute(text("DELETE FROM audit_events"))
    copies.restore()
    after = everything()
    changed = {name for name in before if before[name] != after[name]}
    # What restoring itself does: the hold, its line in the log, doors that are shut.
    assert changed == {"audit_events", "holds", "invitations", "personal_cards"}
    assert set(before["audit_events"]) < set(after["audit_events"])
    make.child()  # and new rows find numbers of their own


def test_one_moment_is_kept_though_rows_are_written_at_every_table(
    copies: Copies, make: Make, app: Flask
) -> None:
    """Between any two tables somebody writes to an early one and to a late one."""
    lived_in(make)
    before = everything()
    written: list[str] = []

    def write(table: str) -> None:
        with app.app_context(), transaction() as session:
            suppress(session, f"while {table}", NOW)
            record(session, Deed(actor="system", action="c", subject=table), NOW)
            session.execute(text("UPDATE invitations SET language = 'pl'"))
            written.append(table)

    def tell(table: str) -> None:
        thread = threading.Thread(target=write, args=(table,))
        thread.start()
        thread.join()

    made = copies.back_up(tell=tell)
    assert len(written) == made.tables
    assert len(everything()["suppressed_numbers"]) == made.tables
    assert made.rows == sum(len(rows) for rows in before.values())
    assert copies.check().broken_at is None
    copies.restore()
    after = everything()
    assert after["suppressed_numbers"] == before["suppressed_numbers"]
    assert {"en"} == {row[0] for row in _languages()}


def _languages() -> list[tuple[str]]:
    with reading() as session:
        return [
            (row.language,) for row in session.execute(text("SELECT language FROM invitations"))
        ]


def test_t11_no_word_stands_in_it_however_it_is_written(copies: Copies, texting: Texting) -> None:
    markers = Markers()
    asked = texting.asked_parent()
    texting.say(asked.number, "1", f"we miss him {markers.word('a text')}")
    make = texting.make
    make.child(name=markers.word("a first name"))
    make.adult(name=markers.word("a name"))
    copies.back_up()
    assert copies.check().counted.rows > 20
    for file in (copies.file(), copies.keys):
        held = file.read_bytes()
        assert markers.found_in(held) == set()
        assert asked.number.encode() not in held
        assert STEM.encode() not in held


def test_a_check_opens_every_key_and_follows_the_log(copies: Copies, make: Make) -> None:
    lived_in(make)
    made = copies.back_up()
    found = copies.check()
    assert found.counted == made
    assert (found.events, found.broken_at, found.forgotten) == (2, None, 0)
    assert found.keys == 2, "the child's and the council's"


def test_a_log_that_somebody_altered_is_found_in_the_backup(copies: Copies, make: Make) -> None:
    lived_in(make)
    with transaction() as session:
        last = session.query(AuditEvent).order_by(AuditEvent.id.desc()).limit(1).one()
        last.action = "something harmless"
        number = last.id
    copies.back_up()
    found = copies.check()
    assert (found.events, found.broken_at) == (2, number)


def test_a_backup_made_with_other_master_keys_names_them(copies: Copies, make: Make) -> None:
    lived_in(make)
    copies.back_up()
    ring = copies.house.ring
    stranger = KeyRing(masters={"k9": b"\x09" * 32}, lookup=ring.lookup)
    imposter = KeyRing(masters={"k1": b"\x09" * 32}, lookup=ring.lookup)
    elsewhere = KeyRing(masters=ring.masters, lookup=b"another")
    for wrong, said in ((stranger, "k1"), (elsewhere, "PARTICIPATION_LOOKUP_KEY")):
        with pytest.raises(BackupUnusable, match=said):
            _checked_with(copies, wrong)
    with pytest.raises(Unreadable):
        _checked_with(copies, imposter)


def _checked_with(copies: Copies, ring: KeyRing) -> None:
    with copies.file().open("rb") as data, copies.keys.open("rb") as keys:
        opened = [backing_up.Opened(file, bytes(range(100, 132))) for file in (data, keys)]
        backing_up.check(opened[0], opened[1], ring)


def test_d11_a_child_who_is_forgotten_is_forgotten_in_older_backups_too(
    copies: Copies, make: Make
) -> None:
    """Once the next backup has replaced the file of keys, with no line of any ledger."""
    gone, stays = make.child(name="Omar"), make.child(name="Aisha")
    copies.back_up("old", ago=timedelta(days=3))
    with transaction() as session:
        assert forget(session, session.get_one(ChildKey, gone.key_id).owner)
    copies.back_up("new")
    done = copies.restore("old")
    assert done.forgotten == 1
    with reading() as session:
        assert session.get_one(Child, stays.id).first_name == "Aisha"
        assert session.get_one(Child, gone.id).called == "", "and no list fails because of it"


def test_a_child_is_forgotten_by_the_ledger_though_an_old_file_of_keys_lies_about(
    copies: Copies, make: Make, app: Flask
) -> None:
    gone = make.child(name="Omar")
    copies.back_up("old", ago=timedelta(days=3))
    old_keys = copies.keys.read_bytes()
    copies.keep_a_ledger()
    with transaction() as session:
        forget(session, session.get_one(ChildKey, gone.key_id).owner)
    app.extensions["participation.ledger"] = None
    copies.keys.write_bytes(old_keys)
    copies.restore("old")
    with reading() as session:
        assert session.get_one(Child, gone.id).called == ""
        key = session.scalars(select(ChildKey).where(ChildKey.owner == gone.public_id.hex)).one()
        assert key.wrapped == b""


def test_a_file_of_keys_older_than_the_backup_is_refused(copies: Copies, make: Make) -> None:
    lived_in(make)
    copies.back_up("old", ago=timedelta(days=3))
    old = copies.keys.read_bytes()
    copies.back_up("new")
    copies.keys.write_bytes(old)
    with pytest.raises(BackupUnusable, match="older"):
        copies.check("new")
    assert copies.check("old").counted.rows > 0


@pytest.fixture
def council_of_432(app: Flask) -> Iterator[None]:
    with app.app_context():
        with transaction() as session:
            fill(session, 432)
        yield
        db.session.remove()


def test_a_whole_council_goes_out_and_comes_back(council_of_432: None, copies: Copies) -> None:
    before = everything()
    began = system_now()
    made = copies.back_up()
    between = system_now()
    copies.restore()
    print(
        f"{made.rows} rows, {copies.file().stat().st_size:,} bytes: backed up in"
        f" {(between - began).total_seconds():.1f} s, back in"
        f" {(system_now() - between).total_seconds():.1f} s"
    )
    after = everything()
    assert {name for name in before if before[name] != after[name]} <= {
        *("audit_events", "holds", "invitations")
    }
