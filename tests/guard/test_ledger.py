"""What is noted outside the database: at once, readable by us alone, and by nobody forged."""

from __future__ import annotations

import json
import resource
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from participation.care.people import numbers
from participation.care.people.models import SuppressedNumber
from participation.guard.ledger import Happened, Ledger, Lines, together
from participation.kernel.db import reading, transaction
from tests.copies import Copies

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
STOP, START = Happened.NUMBER_STOPPED, Happened.NUMBER_STARTED
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "elsewhere" / "ledger.jsonl", b"a lookup key")


@pytest.fixture
def copies(app: Flask, tmp_path: Path) -> Iterator[Copies]:
    found = Copies(app, tmp_path)
    found.keep_a_ledger()
    with app.app_context():
        yield found
    app.extensions["participation.ledger"] = None


def test_lines_come_back_in_their_order_from_a_moment_on(ledger: Ledger) -> None:
    for minutes, what in ((0, STOP), (5, START), (9, STOP)):
        ledger.append([(what, "a1")], NOW + timedelta(minutes=minutes))
    assert [one.what for one in ledger.read(LONG_AGO).noted] == [STOP, START, STOP]
    assert [one.what for one in ledger.read(NOW + timedelta(minutes=5)).noted] == [START, STOP]
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600


def test_a_line_torn_by_a_power_cut_costs_itself_alone(ledger: Ledger) -> None:
    ledger.append([(STOP, "a1")], NOW)
    with ledger.path.open("a") as file:
        file.write('["2026-11-24T16:30:00+00:00", "number.st\n')
    ledger.append([(START, "a1")], NOW)
    read = ledger.read(LONG_AGO)
    assert ([one.what for one in read.noted], read.unreadable) == ([STOP, START], 1)


def test_the_line_after_a_torn_one_stands_on_its_own(ledger: Ledger) -> None:
    """A power cut leaves no end of the line: the next STOP must not be lost with it."""
    ledger.append([(STOP, "a1")], NOW)
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole + whole[:40])
    ledger.append([(START, "a1")], NOW)
    ledger.append([(STOP, "a1")], NOW)
    read = ledger.read(LONG_AGO)
    assert ([one.what for one in read.noted], read.unreadable) == ([STOP, START, STOP], 1)


def test_a_line_that_did_not_fit_on_the_disk_is_an_error_and_not_silence(ledger: Ledger) -> None:
    """The system writes what fits and says how much that was."""
    ledger.append([(STOP, "a1")], NOW)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ledger.path.stat().st_size + 20, before[1]))
    try:
        with pytest.raises(OSError, match="No space left"):
            ledger.append([(START, "a1")], NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    ledger.append([(START, "a1")], NOW)
    assert [one.what for one in ledger.read(LONG_AGO).noted] == [STOP, START]


def test_nobody_without_the_lookup_key_writes_or_changes_a_line(ledger: Ledger) -> None:
    ledger.append([(STOP, "a1")], NOW)
    line = json.loads(ledger.path.read_text())
    line[2] = "b2"
    Ledger(ledger.path, b"a guess").append([(START, "a1")], NOW)
    with ledger.path.open("a") as file:
        file.write(json.dumps(line) + "\n[]\n7\n")
    read = ledger.read(LONG_AGO)
    assert ([(one.what, one.who) for one in read.noted], read.unreadable) == ([(STOP, "a1")], 4)


def test_the_ledgers_of_two_processes_are_one_story(ledger: Ledger, tmp_path: Path) -> None:
    other = Ledger(tmp_path / "other.jsonl", ledger.secret)
    other.append([(START, "a1")], NOW + timedelta(minutes=1))
    ledger.append([(STOP, "a1")], NOW)
    read: Lines = together([other.read(LONG_AGO), ledger.read(LONG_AGO)])
    assert [one.what for one in read.noted] == [STOP, START]


def test_a_stop_is_in_the_file_once_it_is_in_the_database(copies: Copies) -> None:
    with transaction() as session:
        numbers.suppress(session, "a1", NOW)
    (noted,) = copies.ledger.read(LONG_AGO).noted
    assert (noted.what, noted.who) == (STOP, "a1")


def test_what_was_rolled_back_is_not_noted_by_the_next(copies: Copies) -> None:
    def broken_off() -> None:
        with transaction() as session:
            numbers.suppress(session, "a1", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    with transaction() as session:
        numbers.suppress(session, "b2", NOW)
    assert [one.who for one in copies.ledger.read(LONG_AGO).noted] == ["b2"]


def test_a_full_disk_keeps_nobodys_stop_from_being_obeyed(app: Flask, copies: Copies) -> None:
    def fails(_notes: object) -> None:
        raise OSError(28, "No space left on device")

    app.extensions["participation.ledger"] = fails
    with transaction() as session:
        numbers.suppress(session, "a1", NOW)
    with reading() as session:
        assert session.get(SuppressedNumber, "a1") is not None
