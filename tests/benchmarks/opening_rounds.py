"""Opening a day's rounds: its time in a large council and in a small one, with as many due in both.

Two databases, one of 83,000 children and one of 8,300, in one process. In both the same number of
reviews comes due today; every nearer one has its round already, as it would. The rounds are opened
as `rounds open` opens them, one transaction a review, and are taken away again between two runs.
Memory is that of a process of its own that opens them once. `--quick`: 8,300 beside 830.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.orm import Session

from participation.app import create_app
from participation.care.consultations.models import Invitation, Round, Task
from participation.care.reviews.models import Review, ReviewState
from participation.care.reviews.windows import last_day_opened
from participation.journeys.opening import open_round, reviews_to_open
from participation.journeys.services import Services
from participation.kernel.clock import StandingClock
from participation.kernel.db import db, reading, transaction
from participation.kernel.ids import new_public_id
from participation.kernel.model import Base
from participation.kernel.working_days import BankHolidays
from participation.outbox.models import OutboxItem
from tests.benchmarks.figures import Figure, side_by_side
from tests.benchmarks.filled_council import TODAY, analyse, fill
from tests.conftest import NOW, settings_for_tests
from tests.embedded_postgres import PostgresUnavailable, drop_database, empty_database

LARGE, SMALL = 83_000, 8_300
QUICK_LARGE, QUICK_SMALL = 8_300, 830
DUE = 60
RUNS = 5
KILOBYTE = 1024
AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class House:
    """An application over one filled database, and the rounds that were open before today."""

    app: Flask
    url: str
    last_round: int


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of both councils")
    parser.add_argument("--once", metavar="URL", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments or [])
    if asked.once:
        return _once(asked.once)
    sizes = (QUICK_LARGE, QUICK_SMALL) if asked.quick else (LARGE, SMALL)
    with tempfile.TemporaryDirectory(prefix="participation-opening-") as made:
        folder = Path(made)
        measure("sqlite", sizes, folder, lambda size: f"sqlite:///{folder}/of_{size}.db")
        try:
            measure(
                "postgresql", sizes, folder, lambda size: empty_database(_name(size), durable=True)
            )
        except PostgresUnavailable as reason:
            print(f"PostgreSQL was not measured: {reason}", file=sys.stderr)
            return 0
        for size in sizes:
            drop_database(_name(size), durable=True)
    return 0


def measure(
    database: str, sizes: tuple[int, int], folder: Path, url_of: Callable[[int], str]
) -> None:
    """Print the figures of one database."""
    large, small = (_built(url_of(size), folder, size) for size in sizes)
    runs, floors = side_by_side(_timed(large), _timed(small), RUNS)
    Figure(
        f"opening_rounds_{database}",
        "ms",
        runs,
        floors,
        f"({DUE} due, {sizes[0]:,} children beside {sizes[1]:,}; at most 1.5)",
        higher_is_better=False,
    ).show()
    for house in (large, small):
        with house.app.app_context():
            db.engine.dispose()
    Figure(
        f"opening_rounds_memory_{database}",
        "MB",
        [_memory(large.url)],
        [_memory(small.url)],
        "(of a process that opens them once; at most 300)",
        higher_is_better=False,
    ).show()


def _built(url: str, folder: Path, children: int) -> House:
    app = create_app(settings_for_tests(url, folder), clock=StandingClock(NOW))
    began = time.perf_counter()
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            fill(session, children)
            last_round = _open_what_was_due_before(session)
            analyse(session)
        assert len(_due()) == DUE
    print(
        f"  {children:,} children written in {time.perf_counter() - began:.0f} s", file=sys.stderr
    )
    return House(app, url, last_round)


def _open_what_was_due_before(session: Session) -> int:
    """Every review near enough has its round, but for those that come due today; the last key."""
    near = last_day_opened(TODAY, BankHolidays())
    waiting = session.execute(
        select(Review.id, Review.planned_on).where(
            Review.state == ReviewState.PLANNED,
            Review.planned_on <= near,
            ~select(Round.id).where(Round.review_id == Review.id).exists(),
        )
    ).all()
    step = len(waiting) / DUE
    due_today = {int(place * step) for place in range(DUE)}
    table = Round.__table__
    assert isinstance(table, Table)
    last = session.scalar(select(func.max(Round.id))) or 0
    rows = [
        {
            "id": last + 1 + place,
            "public_id": new_public_id(),
            "review_id": row.id,
            "opened_at": NOW - timedelta(days=1),
            "closes_on": row.planned_on,
            "timetable": {},
        }
        for place, row in enumerate(waiting)
        if place not in due_today
    ]
    session.connection().execute(insert(table), rows)
    last = session.scalar(select(func.max(Round.id))) or 0
    if session.get_bind().dialect.name == "postgresql":  # keys were given: what counts them lags
        session.execute(text("SELECT setval(pg_get_serial_sequence('rounds', 'id'), :last)"),
                        {"last": last})  # fmt: skip
    return last


def _due() -> Sequence[int]:
    with reading() as session:
        return reviews_to_open(session, TODAY)


def _open_them(house: Services) -> int:
    due = _due()
    for review_id in due:
        with transaction() as session:
            open_round(session, review_id, TODAY, hold=AT_ONCE, house=house, now=NOW)
    return len(due)


def _timed(house: House) -> Callable[[], float]:
    """Milliseconds for the whole day's opening; what it wrote is taken away afterwards."""

    def run() -> float:
        with house.app.app_context():
            began = time.perf_counter()
            assert _open_them(house.app.extensions["participation"]) == DUE
            took = (time.perf_counter() - began) * 1000
            with transaction() as session:
                fresh = select(Round.id).where(Round.id > house.last_round)
                asked = select(Invitation.id).where(Invitation.round_id.in_(fresh))
                session.execute(delete(Task).where(Task.invitation_id.in_(asked)))
                session.execute(delete(OutboxItem))
                session.execute(delete(Invitation).where(Invitation.round_id.in_(fresh)))
                session.execute(delete(Round).where(Round.id > house.last_round))
            db.session.remove()
        return took

    return run


def _memory(url: str) -> float:
    """Megabytes at most, of a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.opening_rounds", "--once", url],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def _once(url: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for_tests(url, Path(folder)), clock=StandingClock(NOW))
        with app.app_context():
            assert _open_them(app.extensions["participation"]) == DUE
    print(_most_memory())
    return 0


def _most_memory() -> float:
    """Megabytes at most, of this program alone: `ru_maxrss` begins with what the one that started
    it had in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    (most,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(most) / KILOBYTE


def _name(size: int) -> str:
    return f"opening_{os.getpid()}_{size}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
