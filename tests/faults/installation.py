"""One installation to be killed: its settings, an empty database, and made-up parents asked in it.

Everything is made through the ordinary tables and journeys; what is under fire are processes that
know nothing of tests and read these settings from their environment.
"""

from __future__ import annotations

import itertools
import os
import random
import secrets
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask

from participation.app import create_app
from participation.care.people.models import Role
from participation.journeys.opening import open_round
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.db import db, transaction
from participation.settings import Settings
from tests.embedded_postgres import drop_database, empty_database
from tests.factories import Make
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER

ROOT = Path(__file__).parents[2]
NOW = "2026-11-24T11:00:00+00:00"  # a Tuesday in working hours, for as long as the run takes
LEASE_SECONDS = 2.4  # long enough for the provider's process to have its turn on a busy machine
TIMEOUT_SECONDS = 0.8  # of one connect or one wait; a call has both, and still fits the lease
_AT_ONCE = timedelta(0)


def free_port() -> int:
    """Below those that the system gives to whoever asks for any: while a killed process is away,
    nobody else is to listen in its place."""
    while True:
        port = random.randrange(10_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


@dataclass(frozen=True, slots=True)
class Installation:
    """`kind` is sqlite or postgresql. `port` is where the world knocks; a second web process, if
    there is one, listens at `second_port`."""

    kind: str
    folder: Path
    environ: dict[str, str]
    port: int
    second_port: int

    @classmethod
    def make(
        cls, kind: str, folder: Path, twilio_url: str, port: int, *, queue_url: str | None = None
    ) -> Installation:
        """`queue_url` None: a file of its own on SQLite, the same database on PostgreSQL."""
        database = f"sqlite:///{folder}/killed.db"
        if kind == "postgresql":
            database = empty_database(_database_name(), durable=True)
        environ = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "PARTICIPATION_SECRET_KEY": secrets.token_urlsafe(48),
            "PARTICIPATION_LOOKUP_KEY": secrets.token_urlsafe(48),
            "PARTICIPATION_ENCRYPTION_KEYS": f"k1:{b64encode(secrets.token_bytes(32)).decode()}",
            "PYTHONPATH": str(ROOT),
            "PARTICIPATION_MODE": "drill",
            "PARTICIPATION_NOW": NOW,
            "PARTICIPATION_DATABASE_URL": database,
            "PARTICIPATION_QUEUE_URL": f"sqlite:///{folder}/queue.db",
            "PARTICIPATION_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "PARTICIPATION_COUNCIL_NAME": "North Shire Council",
            "PARTICIPATION_LEASE_SECONDS": str(LEASE_SECONDS),
            "PARTICIPATION_PROVIDER_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
            "PARTICIPATION_SMS": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_NUMBERS": OUR_NUMBER,
            "TWILIO_API_BASE_URL": twilio_url,
            "PARTICIPATION_FORGET_AT_PROVIDER": "off",  # the provider's log is the witness
        }
        if kind == "postgresql" or queue_url is not None:
            environ["PARTICIPATION_QUEUE_URL"] = queue_url or database
        made = cls(kind, folder, environ, port, free_port())
        made.command("db", "upgrade")
        return made

    def command(self, *arguments: str, seconds: float = 420) -> str:
        """Run one `participation` command to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "participation", *arguments],
            env=self.environ,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode != 0:
            print(done.stderr[-2000:], file=sys.stderr)  # our own logs show no exception's text
            raise RuntimeError(f"participation {' '.join(arguments)} failed")
        return done.stdout

    def app(self) -> Flask:
        """The house in this process, to set the scene and to look at what is left."""
        app = create_app(Settings.from_env(self.environ))
        app.extensions["participation.wake"] = None
        return app

    def remove(self) -> None:
        if self.kind == "postgresql":
            drop_database(_database_name(), durable=True)


def _database_name() -> str:
    return f"kills_{os.getpid()}"


def ask_parents(app: Flask, numbers: Sequence[str]) -> None:
    """Parents of one child each, their rounds open and their first texts promised."""
    house: Services = app.extensions["participation"]
    with app.app_context():
        first = 10 * int(numbers[0][-3:]) + 1  # so that a second call makes other people
        make = Make(house, house.clock, itertools.count(first))
        officers = [make.staff(Role.IRO) for _ in range(3)]
        today = london_day(house.now())
        for place, number in enumerate(numbers):
            child = make.child(officer=officers[place % 3])
            adult = make.adult()
            make.relationship(child, adult)
            make.contact(adult=adult, number=number)
            review = make.review(child)
            with transaction() as session:
                open_round(session, review.id, today, hold=_AT_ONCE, house=house, now=house.now())
        db.session.remove()
        db.engine.dispose()


def ask_children(app: Flask, numbers: Sequence[str]) -> None:
    """Children with a phone of their own, their rounds open and a text with a link promised."""
    house: Services = app.extensions["participation"]
    with app.app_context():
        make = Make(house, house.clock, itertools.count(10 * int(numbers[0][-3:]) + 1))
        officer, today = make.staff(Role.IRO), london_day(house.now())
        for number in numbers:
            child = make.child(officer=officer, age=14)
            make.contact(child=child, number=number)
            review = make.review(child)
            with transaction() as session:
                open_round(session, review.id, today, hold=_AT_ONCE, house=house, now=house.now())
        db.session.remove()
        db.engine.dispose()
