"""`participation concerns`, and what `config check` says of a route before it is relied on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, update

from participation.care.safeguarding.models import RouteDrill
from participation.cli import concerns, config
from participation.guard.crypto import COUNCIL, ChildKey, KeyRing
from participation.kernel.clock import system_now
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from participation.settings import NAMES, Settings
from tests.conftest import MovableClock
from tests.factories import Make
from tests.paging import Paging, paging, route_file
from tests.test_settings import drill, production


@pytest.fixture
def route(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    with paging(app, make, clock) as found:
        yield found


def command(route: Paging, *arguments: str) -> Result:
    return route.app.test_cli_runner().invoke(concerns.group, list(arguments))


def test_a_test_goes_down_every_way_while_a_worker_runs(route: Paging) -> None:
    ran = command(route, "test", "--wait", "0")
    assert ran.exit_code == 1
    assert "33 tests promised" in ran.stdout
    assert "Is the worker running?" in ran.stderr
    route.work()
    shown = command(route, "overview").stdout
    assert shown.count("went") == 33
    assert "Green" not in shown, "staff are named by their staff id only"


def test_the_overview_says_what_is_open_and_what_is_broken(route: Paging) -> None:
    route.at("2026-11-29T03:00")
    route.raise_concern()
    route.pass_minutes(61)
    ran = command(route, "overview")
    assert ran.exit_code == 1
    assert "red    raised" in ran.stdout
    assert "1 open." in ran.stdout
    for fault in (
        "No heartbeat went within a day.",
        "Nobody on call has answered a test within 31 days.",
        "1 red and acknowledged by nobody within the hour.",
    ):
        assert fault in ran.stderr


# --- config check -------------------------------------------------------------------------------


@pytest.fixture
def real(tmp_path: Path) -> dict[str, str]:
    """A production installation whose staff are imported. The numbers belong to nobody: Ofcom's
    old ranges that are no longer given out."""
    file = route_file(tmp_path)
    text = file.read_text(encoding="utf-8").replace("+447700900", "+445000000")
    file.write_text(text, encoding="utf-8")
    return dict.fromkeys(NAMES, "") | production(
        PARTICIPATION_DATABASE_URL=f"sqlite:///{tmp_path}/real.db",
        PARTICIPATION_ROUTE=str(file),
        PARTICIPATION_VOICE="twilio",
        TWILIO_VOICE_NUMBER="+445000000999",
    )


def checked(environ: dict[str, str]) -> Result:
    return CliRunner().invoke(config.group, ["check"], env=environ)


def test_r22_production_without_a_route_is_not_ready(real: dict[str, str]) -> None:
    ran = checked(real | {"PARTICIPATION_ROUTE": ""})
    assert ran.exit_code == 1
    assert "PARTICIPATION_ROUTE is not set, so nobody is told of a concern" in ran.stderr


def test_a_route_with_numbers_and_no_telephone_is_not_ready(real: dict[str, str]) -> None:
    ran = checked(real | {"PARTICIPATION_VOICE": "off"})
    assert ran.exit_code == 1
    assert "PARTICIPATION_VOICE is not twilio, so nobody would be rung" in ran.stderr
    assert "there are no tables yet" in ran.stderr


@pytest.mark.parametrize(("days", "ready"), [(30, True), (32, False)])
def test_r22_production_is_ready_only_while_somebody_on_call_answered_within_31_days(
    real: dict[str, str], route: Paging, days: int, ready: bool
) -> None:
    """The rows are carried over from a house that was tried, as if it were this one."""
    file = real["PARTICIPATION_DATABASE_URL"]
    engine = create_engine(file)
    Base.metadata.create_all(engine)
    assert command(route, "test", "--wait", "0").exit_code == 1
    route.work()
    with route.app.app_context(), transaction() as session:
        session.execute(update(RouteDrill).values(answered_at=system_now() - timedelta(days=days)))
    with route.app.app_context(), engine.begin() as there:
        for table in ("child_keys", "staff_members", "route_drills"):
            rows = db.session.execute(Base.metadata.tables[table].select()).mappings().all()
            there.execute(Base.metadata.tables[table].insert(), [dict(row) for row in rows])
        ring = KeyRing(masters=dict(Settings.from_env(real).encryption_keys), lookup=b"")
        ours = ChildKey.issue(ring, COUNCIL, system_now())  # as if written with this one's keys
        there.execute(
            update(ChildKey).where(ChildKey.owner == COUNCIL).values(wrapped=ours.wrapped)
        )
    ran = checked(real)
    assert (ran.exit_code == 0) is ready, ran.stderr
    assert ("has nobody on call for the child's route" in ran.stderr) is not ready


def test_a_route_in_a_drill_may_be_missing_or_untried(tmp_path: Path) -> None:
    plain = dict.fromkeys(NAMES, "") | drill(
        PARTICIPATION_DATABASE_URL=f"sqlite:///{tmp_path}/d.db"
    )
    assert checked(plain).exit_code == 0
    assert checked(plain | {"PARTICIPATION_ROUTE": str(route_file(tmp_path))}).exit_code == 0
