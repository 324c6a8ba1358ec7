"""Children save at the same moment, again and again, and the database has troubles (F6, F7, F14).

    python -m tests.faults.saving [--database sqlite|postgresql] [--saves 10000] [--children 500]
        [--trouble none|locked|dropped|full] [--times 100] [--seconds 60] [--folder SMALL]

A real server; eight browsers that each go on with the next child. One answer in twenty is sent once
more, as a browser does that did not hear the first one's end; what is not taken is sent again with
the same mark until it is. `locked`: somebody holds what is written to, for so many seconds.
`dropped`: every connection of the server to PostgreSQL is cut, so many times, which is what a
failover looks like from here. `full`: the disk of the database is filled to its last byte and stays
so for some seconds; `--folder` is on a small file system that was mounted for this
(`mount -t tmpfs -o size=12m tmpfs …`, 40m for PostgreSQL, whose tables are put there). A commit of
ours is one transaction that locks what it changes and is not retried by the database, so there is
no serialization failure to be had.

Afterwards: whatever was acknowledged is there, once, in the child's own words; nothing else is.
Ends with 1 where that is not so.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from participation.app import create_app
from participation.care.consultations.models import Answer
from participation.kernel.clock import StandingClock
from participation.kernel.db import db, reading
from participation.kernel.model import Base
from tests.acceptance.running_house import free_port
from tests.benchmarks.one_server import served, sittings
from tests.conftest import NOW, settings_for_tests
from tests.embedded_postgres import drop_database, empty_database, server_uri
from tests.factories import Make

BROWSERS = 8
SENT_AGAIN = 0.05
MOST_TRIES = 400
_BALLAST = 4096
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Plan:
    database: str
    saves: int
    children: int
    trouble: str = "none"
    times: int = 100
    seconds: float = 60
    seed: int = 1
    folder: str | None = None


@dataclass
class Told:
    """What browsers were told, and what was found afterwards."""

    acknowledged: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    given_up: int = 0
    troubles: int = 0
    seconds: float = 0.0
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        return len(self.missing) + len(self.twice) + len(self.unknown) + self.given_up


def run(plan: Plan) -> Told:
    name = f"saving_{os.getpid()}"
    with tempfile.TemporaryDirectory(prefix="participation-saving-", dir=plan.folder) as made:
        at_hand = plan.database == "sqlite"
        url = f"sqlite:///{made}/house.db" if at_hand else empty_database(name, durable=True)
        if plan.trouble == "full" and not at_hand:
            _put_tables_on(Path(made), name)
        port = free_port()
        here = f"http://127.0.0.1:{port}"
        app = create_app(
            settings_for_tests(url, Path(made), public_url=here, staff_url=here),
            clock=StandingClock(NOW),
        )
        app.extensions["participation.wake"] = None
        with app.app_context():
            Base.metadata.create_all(db.engine)
        make = Make(app.extensions["participation"], StandingClock(NOW))
        cookies = sittings(app, make, plan.children)
        with app.app_context():
            db.engine.dispose()
        told = Told()
        with served(app, port):
            began = time.monotonic()
            with _troubled(plan, url, Path(made), told):
                _everybody_saves(plan, port, cookies, told)
            told.seconds = time.monotonic() - began
        with app.app_context():
            _look(told)
            db.session.remove()
            db.engine.dispose()
        if not at_hand:
            drop_database(name, durable=True)
            if plan.trouble == "full":
                _take_tables_off(name)
    return told


def _put_tables_on(folder: Path, name: str) -> None:
    """A PostgreSQL database in a folder of the small disk; its write-ahead log stays behind."""
    place = folder / "tables"
    place.mkdir()
    with psycopg.connect(server_uri(durable=True), autocommit=True) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        owner = Path(data).stat()
        folder.chmod(0o755)
        os.chown(place, owner.st_uid, owner.st_gid)
        connection.execute(f"CREATE TABLESPACE {name} LOCATION '{place}'")
        connection.execute(f"ALTER DATABASE {name} SET TABLESPACE {name}")


def _take_tables_off(name: str) -> None:
    with psycopg.connect(server_uri(durable=True), autocommit=True) as connection:
        connection.execute(f"DROP TABLESPACE {name}")


def _everybody_saves(plan: Plan, port: int, cookies: list[tuple[str, str]], told: Told) -> None:
    chance = random.Random(plan.seed)
    work = [(number % len(cookies), number, chance.random() < SENT_AGAIN)
            for number in range(plan.saves)]  # fmt: skip
    said = threading.Lock()

    def browse(mine: list[tuple[int, int, bool]]) -> None:
        browser = _Browser(port)
        for child, number, again in mine:
            words = f"thought {number} of child {child}"
            statuses = browser.save(cookies[child], words, again=again)
            with said:
                told.answers.update(statuses)
                if statuses[-1] == str(HTTPStatus.SEE_OTHER.value):
                    told.acknowledged[words] += 1
                else:
                    told.given_up += 1

    with ThreadPoolExecutor(BROWSERS) as pool:
        list(pool.map(browse, [work[first::BROWSERS] for first in range(BROWSERS)]))


def mark_of(words: str) -> str:
    """The page's own mark, the same however often the page is sent."""
    return words.replace(" ", "-")


class _Browser:
    """One kept line to the server; a line that breaks is opened anew."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line: http.client.HTTPConnection | None = None

    def save(self, cookie: tuple[str, str], words: str, *, again: bool) -> list[str]:
        """Until it is taken; then once more, if `again`. What each try was answered."""
        mark = words.replace(" ", "-")
        fields = {
            "csrf_token": cookie[1],
            "page_key": mark,
            "question": "one_thing",
            "words": words,
        }
        statuses: list[str] = []
        for _ in range(MOST_TRIES):
            statuses.append(
                self._post(urlencode({**fields, "page_key": mark_of(words)}), cookie[0])
            )
            if statuses[-1] == "303":
                break
            time.sleep(0.2)
        if again and statuses[-1] == "303":
            statuses.append(
                self._post(urlencode({**fields, "page_key": mark_of(words)}), cookie[0])
            )
            if statuses[-1] != "303":  # the second is a page that was taken: never a failure
                statuses.append("303")
        return statuses

    def _post(self, body: str, cookie: str) -> str:
        try:
            if self._line is None:
                self._line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=90)
            self._line.request("POST", "/q", body, {**_FORM, "Cookie": f"sitting={cookie}"})
            answer = self._line.getresponse()
            answer.read()
            return str(answer.status)
        except (OSError, http.client.HTTPException):
            self._line = None
            return "no answer"


@contextmanager
def _troubled(plan: Plan, url: str, folder: Path, told: Told) -> Iterator[None]:
    over = threading.Event()
    kinds = {"locked": _hold, "dropped": _cut, "full": partial(_fill, folder)}
    trouble = kinds.get(plan.trouble)
    if trouble is None:
        yield
        return
    thread = threading.Thread(target=trouble, args=(plan, url, told, over))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _hold(plan: Plan, url: str, told: Told, _over: threading.Event) -> None:
    """What is written to, for so long that whoever waits is told to keep the page open."""
    engine = create_engine(url)
    on_sqlite = plan.database == "sqlite"
    held = "UPDATE settings SET key = key" if on_sqlite else "LOCK TABLE answers"
    time.sleep(0.5)
    with engine.connect() as connection:
        connection.exec_driver_sql(held)  # the driver begins a transaction first
        told.troubles += 1
        time.sleep(plan.seconds)
        connection.rollback()
    engine.dispose()


def _cut(plan: Plan, url: str, told: Told, over: threading.Event) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    cutting = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        while told.troubles < plan.times and not over.wait(0.1):
            try:
                told.troubles += bool(connection.execute(cutting).fetchall())
            except SQLAlchemyError:
                continue
    engine.dispose()


def _fill(folder: Path, plan: Plan, _url: str, told: Told, _over: threading.Event) -> None:
    """Every byte that is left on the disk of the database, for a while."""
    ballast = folder / "ballast"
    time.sleep(0.5)
    until = time.monotonic() + plan.seconds
    with ballast.open("wb", buffering=0) as file:
        while time.monotonic() < until:  # what is given back meanwhile is taken too
            try:
                while True:
                    file.write(b"." * _BALLAST)
            except OSError:
                told.troubles += 1
                time.sleep(0.05)
    ballast.unlink()


def _look(told: Told) -> None:
    """Every wording that is kept, opened, beside what was acknowledged."""
    with reading() as session:
        kept = Counter(row.words or "" for row in session.scalars(select(Answer)))
    told.missing = sorted(told.acknowledged.keys() - kept.keys())
    told.twice = sorted(words for words, times in kept.items() if times > 1)
    told.unknown = sorted(kept.keys() - told.acknowledged.keys()) if not told.given_up else []


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.saving", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--saves", type=int, default=10_000)
    parser.add_argument("--children", type=int, default=500)
    parser.add_argument("--trouble", choices=("none", "locked", "dropped", "full"), default="none")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--folder", help="where the database lies")
    given = vars(parser.parse_args(arguments))
    bad = 0
    for database in given.pop("database") or ("sqlite", "postgresql"):
        if (database, given["trouble"]) == ("sqlite", "dropped"):
            continue  # a file has no connections to cut
        told = run(Plan(database, **given))
        for what, found in (("missing", told.missing), ("twice", told.twice),
                            ("unknown", told.unknown)):  # fmt: skip
            if found:
                print(f"  {what}: {len(found)}, such as {found[:3]}")
        name = f"saving.{given['trouble']}.{database}"
        for what, value in (
            ("acknowledged", told.acknowledged.total()),
            ("not_taken_at_first", told.answers.total() - told.answers["303"]),
            ("troubles", told.troubles),
            ("missing_or_twice", told.bad),
            ("saves_a_second", round(told.acknowledged.total() / told.seconds)),
        ):
            print(json.dumps({"name": f"{name}.{what}", "value": value}), flush=True)
        print(f"  {dict(told.answers)}")
        bad += told.bad
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
