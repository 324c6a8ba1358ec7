"""One run: a house, people who text, a provider that outlives us, and kills at random moments."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update

from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker.timetable import STANDING
from tests.embedded_postgres import drop_database, empty_database
from tests.faults.correspondents import Correspondents, Person, Tally, parent, stranger
from tests.faults.fleet import Fleet
from tests.faults.installation import ROOT, Installation, ask_parents, free_port
from tests.faults.verdict import OPEN, Verdict, judge
from tests.standins.redis_server import redis_server

TEXTS_EACH = 26  # with the first text and every reply below the cap of 30 a day
STRANGERS = 8
DELAY_MS = (0, 40)
DRAIN_SECONDS = 240.0
WARM_NUMBER = "+447700900899"  # of the parent with whom the nursery's processes warm up


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many kills of which kind, and how many parents write meanwhile.

    `queue` is what carries wake-ups: sqlite, postgresql or redis. None: the database's own way.
    """

    database: str
    whole: int
    forked: int
    parents: int
    queue: str | None = None
    seed: int = 1
    blind: bool = False
    delay_ms: tuple[int, int] = DELAY_MS  # how long the provider thinks about a text


@dataclass(slots=True)
class Report:
    """What a run did and found."""

    plan: Plan
    tally: Tally
    verdict: Verdict
    kills: dict[str, int] = field(default_factory=dict)
    fell_over: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def run(plan: Plan) -> Report:
    """Set the scene, kill, drain, and judge."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="participation-kills-") as name:
        folder = Path(name)
        port, log = free_port(), folder / "provider.log"
        with (
            provider(log, f"http://127.0.0.1:{port}", plan.delay_ms) as twilio,
            _queue(plan, folder) as queue_url,
        ):
            house = Installation.make(plan.database, folder, twilio, port, queue_url=queue_url)
            try:
                app = house.app()
                ask_parents(app, [WARM_NUMBER])
                with nursery(house, plan) as children:
                    _line(children)  # "ready"
                    people = _people(plan)
                    ask_parents(app, [person.number for person in people if person.known])
                    return _Run(plan, house, app, people, log, began, children).go()
            except RuntimeError:
                said = folder / "processes.log"
                print(said.read_text("utf-8")[-3000:] if said.exists() else "", file=sys.stderr)
                raise
            finally:
                house.remove()


@contextlib.contextmanager
def _queue(plan: Plan, folder: Path) -> Iterator[str | None]:
    """Where wake-ups go; None where that is the database's own way."""
    match plan.queue, plan.database:
        case "redis", _:
            with redis_server(folder) as address:
                yield address
        case "sqlite", "postgresql":
            yield f"sqlite:///{folder}/queue.db"
        case "postgresql", "sqlite":
            name = f"queue_{os.getpid()}"
            try:
                yield empty_database(name, durable=True)
            finally:
                drop_database(name, durable=True)
        case _:
            yield None


def _people(plan: Plan) -> list[Person]:
    chance = random.Random(plan.seed)
    known = [parent(f"+447700900{n:03d}", TEXTS_EACH, chance) for n in range(plan.parents)]
    return known + [stranger(f"+447700900{980 + n}", 10, chance) for n in range(STRANGERS)]


def _line(children: subprocess.Popen[str]) -> str:
    assert children.stdout is not None
    line = children.stdout.readline()
    if not line:
        raise RuntimeError("the parent of the forked children ended; see processes.log")
    return line.strip()


class _Run:
    def __init__(
        self,
        plan: Plan,
        house: Installation,
        app: Flask,
        people: list[Person],
        log: Path,
        began: float,
        children: subprocess.Popen[str],
    ) -> None:
        self._plan, self._house, self._app, self._people = plan, house, app, people
        self._log, self._began, self._children = log, began, children
        self._killed = 0
        self._seconds: dict[str, float] = {}
        self._kills: dict[str, int] = {}
        self._fell_over = 0
        self._writers = Correspondents(
            people,
            [f"http://127.0.0.1:{house.port}", f"http://127.0.0.1:{house.second_port}"],
            f"http://127.0.0.1:{house.port}",
            log,
            self._pace,
        )

    def go(self) -> Report:
        self._lap("scene")
        self._writers.start()
        self._kill_whole_processes()
        self._writers.addresses[:] = [f"http://127.0.0.1:{self._house.port}"]
        self._kill_forked_children()
        drain(self._house, self._app)
        self._lap("drain")
        verdict = judge(self._app, self._people, self._writers.tally.acknowledged, self._log)
        self._lap("judge")
        return Report(
            self._plan, self._writers.tally, verdict, self._kills, self._fell_over, self._seconds
        )

    def _pace(self) -> float:
        """A little ahead of the kills, so that there is always something to interrupt."""
        return min(1.0, 0.04 + self._killed / max(self._plan.whole + self._plan.forked, 1))

    def _kill_whole_processes(self) -> None:
        if self._plan.whole:
            fleet = Fleet(self._house, seed=self._plan.seed)
            try:
                fleet.run(self._plan.whole, self._told)
            finally:
                fleet.close()
            self._kills |= {f"whole {role}": times for role, times in fleet.kills.items()}
            self._fell_over = fleet.fell_over
        self._lap("whole processes")

    def _told(self, killed: int) -> None:
        self._killed = killed

    def _kill_forked_children(self) -> None:
        """The children that are left when the kills are over take the last texts in."""
        counts = {"web": 0, "worker": 0}
        assert self._children.stdin is not None
        print("go", file=self._children.stdin, flush=True)
        while (line := _line(self._children)) != "done":
            counts[line.removeprefix("killed ")] += 1
            self._killed += 1
        self._lap("forked children")
        self._writers.finish()
        self._lap("last texts")
        self._kills |= {f"forked {role}": times for role, times in counts.items()}

    def _lap(self, what: str) -> None:
        now = time.monotonic()
        self._seconds[what], self._began = round(now - self._began, 1), now


@contextlib.contextmanager
def provider(log: Path, callbacks_to: str, delay_ms: tuple[int, int]) -> Iterator[str]:
    """The stand-in for the provider as a process of its own; its address."""
    arguments = ["--log", str(log), "--callbacks-to", callbacks_to]
    arguments += ["--delay-ms", *map(str, delay_ms)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.standins.twilio_server", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def nursery(house: Installation, plan: Plan) -> Iterator[subprocess.Popen[str]]:
    """Forked children being killed; at the end those that still live are killed too."""
    arguments = ["--port", str(house.port), "--kills", str(plan.forked), "--seed", str(plan.seed)]
    arguments += ["--warm-number", WARM_NUMBER]
    arguments += ["--blind"] if plan.blind else []
    with (house.folder / "processes.log").open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", *arguments],
            env=house.environ,
            cwd=house.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        watchdog = threading.Timer(1800, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def drain(house: Installation, app: Flask) -> None:
    """Workers come back and do what is due, until nothing is or time is over."""
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until and _open_work(app):
        house.command("worker", "--once")
        _minutes_pass(app)


def _minutes_pass(app: Flask) -> None:
    """What rests because the provider was too busy to connect to may be tried again now.

    Leases and the short rests after an unknown end keep their time: they are what is tested.
    """
    with app.app_context(), transaction() as session:
        session.execute(
            update(OutboxItem)
            .where(
                OutboxItem.state == OutboxState.QUEUED,
                OutboxItem.lease_until > system_now() + timedelta(minutes=1),
            )
            .values(lease_until=None)
        )


def _open_work(app: Flask) -> int:
    services: Services = app.extensions["participation"]
    with app.app_context(), reading() as session:
        found = session.scalar(
            select(func.count())
            .select_from(OutboxItem)
            .where(
                OutboxItem.state.in_(OPEN),
                OutboxItem.due_at <= services.now(),
                OutboxItem.kind.not_in(STANDING),
            )
        )
        db.session.remove()
        return found or 0


def figure(name: str, value: float, unit: str, floor: float | None = None) -> str:
    """One figure for programs."""
    ratio = round(value / floor, 3) if floor else None
    return json.dumps(
        {
            "name": name,
            "value": value,
            "unit": unit,
            "floor": floor,
            "ratio": ratio,
            "runs": [value],
        }
    )
