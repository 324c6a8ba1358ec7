"""S3: processes die between the saving of a concern and its alert, and the alert always goes.

    python -m tests.faults.alert_kills [--database sqlite|postgresql] [--kills 200]

Processes are forked ready from one that has built the house. A "web" takes in a text that says
something red, through the ordinary journey, and dies at a random moment in it or just after; a
"worker" does what is due and dies at a random moment in that. Then one worker is started as an
operator starts it, and from that moment every concern that was committed must have an alert at the
provider within a minute. The provider is a process of its own that outlives ours.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from participation.care.people.models import Role, StaffMember
from participation.care.safeguarding.models import AlertState, Concern, ConcernAlert
from participation.care.safeguarding.route import Via
from participation.journeys import alerting
from participation.journeys.receiving_texts import Incoming, receive
from participation.journeys.services import Services
from participation.kernel.db import db, reading, transaction
from participation.worker import alerts, jobs
from tests.factories import Make
from tests.faults.installation import ROOT, Installation, free_port
from tests.paging import CAST, number_of, route_file
from tests.standins.signing import new_sid
from tests.standins.texts_taken import read_log

WITHIN = timedelta(seconds=60)
RED_WORDS = "I want to kill myself"
_STRANGER = "+447700900001"
_GIVE_UP_SECONDS = 150.0


@dataclass(slots=True)
class Found:
    """What a run did, and what was left of it."""

    kills: dict[str, int]
    concerns: int
    without_alert: int
    texts_to_staff: int
    seconds_to_recover: float


def run(database: str, kills: int, *, seed: int = 1) -> Found:
    with tempfile.TemporaryDirectory(prefix="participation-alerts-") as name:
        folder = Path(name)
        log = folder / "provider.log"
        with provider(log) as twilio:
            house = Installation.make(database, folder, twilio, free_port())
            house.environ["PARTICIPATION_ROUTE"] = str(route_file(folder))
            # As in production: what a dead worker held is free again only after its lease.
            house.environ["PARTICIPATION_LEASE_SECONDS"] = "90"
            try:
                return _killed(house, log, kills, random.Random(seed))
            finally:
                house.remove()


def _killed(house: Installation, log: Path, kills: int, chance: random.Random) -> Found:
    app = house.app()
    services: Services = app.extensions["participation"]
    with app.app_context():
        make = Make(services, services.clock)
        for who in CAST:
            row = make.staff(Role.SAFEGUARDING, email=f"{who.lower()}@council.example")
            with transaction() as session:
                session.get_one(StaffMember, row.id).external_id = who
    _take_in(app)  # what is loaded at the first text is loaded before the first fork
    _work(app)
    alerting.MOST_AT_ONCE = kills  # each is to have an alert of its own
    died = {"web": 0, "worker": 0}
    longest = {"web": 0.2, "worker": 0.25}
    gc.freeze()
    turns = itertools.cycle((("web", _take_in), ("worker", _work)))
    while sum(died.values()) < kills:
        role, does = next(turns)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if _dies(app, does, chance.uniform(0, longest[role])):
            died[role] += 1
            longest[role] = min(longest[role] * 1.05, 2.0)
        else:
            longest[role] = max(longest[role] * 0.8, 0.02)
    began = time.monotonic()
    with _worker(house):
        while (left := _without_alert(app)) and time.monotonic() - began < _GIVE_UP_SECONDS:
            time.sleep(0.25)
        seconds = time.monotonic() - began
    with app.app_context(), reading() as session:
        concerns = session.scalar(select(func.count()).select_from(Concern)) or 0
    numbers = {number_of(who) for who in CAST}
    told = sum(text.to in numbers and "urgent" in text.body for text in read_log(log))
    return Found(died, concerns, left, told, seconds)


def _take_in(app: Flask) -> None:
    """A web process at a red text; dying after the commit, it wakes nobody."""
    house: Services = app.extensions["participation"]
    text = Incoming(
        provider="twilio", provider_id=new_sid(), from_raw=_STRANGER, body=RED_WORDS, pictures=0
    )
    with app.app_context(), transaction() as session:
        receive(session, text, house=house, now=house.now())
    time.sleep(0.1)


def _work(app: Flask) -> None:
    """A worker at everything urgent that is due."""
    while found := jobs.due_in(app, alerts.URGENT):
        for item_id in found:
            jobs.perform(app, item_id)


def _dies(app: Flask, does: Callable[[Flask], None], after: float) -> bool:
    """Whether the child was still at work when it was killed."""
    child = os.fork()
    if child == 0:
        with contextlib.suppress(Exception):
            does(app)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _without_alert(app: Flask) -> int:
    """Concerns of which no telephone was told yet."""
    sent = select(ConcernAlert.id).where(
        ConcernAlert.concern_id == Concern.id,
        ConcernAlert.state.in_((AlertState.SENT, AlertState.JOINED)),
        ConcernAlert.via == Via.TEXT,
    )
    with app.app_context(), reading() as session:
        wanted = select(func.count()).select_from(Concern).where(~sent.exists())
        found = session.scalar(wanted) or 0
        db.session.remove()
        return found


@contextlib.contextmanager
def _worker(house: Installation) -> Iterator[None]:
    with (house.folder / "worker.log").open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "participation", "worker"],
            env=house.environ,
            cwd=house.folder,
            stdout=said,
            stderr=said,
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()


@contextlib.contextmanager
def provider(log: Path, *, delay_ms: tuple[int, int] = (0, 0)) -> Iterator[str]:
    """A provider in a process of its own; its address."""
    delay = [str(one) for one in delay_ms]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.standins.twilio_server"),
            *("--log", str(log), "--delay-ms", *delay),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="Kills between a concern and its alert")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = run(given.database, given.kills, seed=given.seed)
    name = f"alerts.{given.database}"
    for what, value, unit in (
        ("kills", sum(found.kills.values()), "kills"),
        ("kills_of_webs", found.kills["web"], "kills"),
        ("concerns", found.concerns, "concerns"),
        ("without_alert", found.without_alert, "concerns"),
        ("texts_to_staff", found.texts_to_staff, "texts"),
        ("seconds_to_recover", round(found.seconds_to_recover, 1), "s"),
    ):
        print(json.dumps({"name": f"{name}.{what}", "value": value, "unit": unit}), flush=True)
    late = found.seconds_to_recover > WITHIN.total_seconds()
    sys.exit(1 if found.without_alert or late else 0)


if __name__ == "__main__":
    main()
