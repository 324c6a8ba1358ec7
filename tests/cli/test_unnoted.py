"""Whoever holds, lifts or adds somebody at a terminal hears that the ledger took no line of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from participation.care.people import legal_holds
from participation.guard.ledger import Ledger
from participation.guard.passwords import LocalAccount
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading
from participation.settings.backup import BackupSettings
from tests.factories import Make

SAID = "the ledger took no line of it (IsADirectoryError)"


@pytest.fixture
def ledger(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The file; the fixture takes it away again from those who come after."""
    place = tmp_path / "ledger.jsonl"
    house: Services = app.extensions["participation"]
    settings = replace(house.settings, backup=BackupSettings(ledger=place))
    app.extensions["participation"] = replace(house, settings=settings)
    kept = Ledger(place, house.ring.lookup)
    app.extensions["participation.ledger"] = lambda notes: kept.append(notes, system_now())
    yield place
    app.extensions["participation.ledger"] = None


def run(app: Flask, *words: str) -> tuple[int, str, str]:
    done = FlaskCliRunner(app).invoke(args=words)
    return done.exit_code, done.stdout, done.stderr


def test_a_hold_that_stands_in_no_ledger_is_placed_and_said_to_be_missing_there(
    app: Flask, make: Make, ledger: Path
) -> None:
    child, by = make.child().external_id, make.staff().external_id
    ledger.mkdir()
    code, said, wrong = run(app, "retention", "hold", child, "--by", by, "--why", "an inquiry")
    assert (code, "Held: nothing" in said) == (1, True)
    assert SAID in wrong
    assert str(ledger) in wrong
    assert "PARTICIPATION_LEDGER" in wrong
    with reading() as session:
        assert len(legal_holds.standing_holds(session)) == 1
    code, said, wrong = run(app, "retention", "lift", child, "--by", by)
    assert (code, "1 holds lifted" in said, SAID in wrong) == (1, True, True)


def test_a_way_in_that_stands_in_no_ledger_is_given_and_said_to_be_missing_there(
    app: Flask, make: Make, ledger: Path
) -> None:
    add = ("staff", "add", "somebody@council.example", "--role", "iro")
    ledger.mkdir()
    code, said, wrong = run(app, *add)
    assert (code, "One-time password" in said, SAID in wrong) == (1, True, True)
    with reading() as session:
        assert session.scalars(select(LocalAccount)).one()


def test_nothing_is_said_where_the_ledger_took_its_line(
    app: Flask, make: Make, ledger: Path
) -> None:
    child, by = make.child().external_id, make.staff().external_id
    code, _, wrong = run(app, "retention", "hold", child, "--by", by, "--why", "an inquiry")
    assert (code, "ledger" in wrong) == (0, False)
    assert ledger.stat().st_size > 0
