"""An officer's list of reviews: its statements, and its time in a small and in a large council.

Two databases, one of 83,000 children and one of 830, in one process. The same page is asked for in
both in turn, through the application's own client, by an officer who is signed in, with a caseload
of 70. Every statement of the request is counted, the look at the sign-in included. `--quick`
measures a council of 4,150 instead.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from participation.app import create_app
from participation.guard import sessions
from participation.kernel.clock import StandingClock, system_now
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from tests.benchmarks.figures import Figure, side_by_side
from tests.benchmarks.filled_council import CASELOAD, Caseload, analyse, fill
from tests.conftest import NOW, settings_for_tests
from tests.embedded_postgres import PostgresUnavailable, drop_database, empty_database

LARGE, QUICK, SMALL = 83_000, 4_150, 830
RUNS = 15
PAGES = 4  # in each run
PATH = "/staff/reviews"


@dataclass(frozen=True, slots=True)
class House:
    """An application over one filled database, with a browser for each of two officers."""

    app: Flask
    all_of_it: FlaskClient
    a_tenth: FlaskClient


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller large council")
    large = QUICK if parser.parse_args(arguments or []).quick else LARGE
    with tempfile.TemporaryDirectory(prefix="participation-list-") as made:
        folder = Path(made)
        measure("sqlite", large, folder, lambda size: f"sqlite:///{folder}/of_{size}.db")
        try:
            measure(
                "postgresql", large, folder, lambda size: empty_database(_name(size), durable=True)
            )
        except PostgresUnavailable as reason:
            print(f"PostgreSQL was not measured: {reason}", file=sys.stderr)
            return 0
        for size in (large, SMALL):
            drop_database(_name(size), durable=True)
    return 0


def measure(database: str, large: int, folder: Path, url_of: Callable[[int], str]) -> None:
    """Print the figures of one database."""
    small_house = _built(url_of(SMALL), folder, SMALL)
    large_house = _built(url_of(large), folder, large)
    runs, floors = side_by_side(_timed(large_house), _timed(small_house), RUNS)
    Figure(
        f"officer_list_{database}",
        "ms",
        runs,
        floors,
        f"({large:,} children beside {SMALL}; at most 1.3)",
        higher_is_better=False,
    ).show()
    many = [float(_statements(house, house.all_of_it)) for house in (large_house, small_house)]
    few = [float(_statements(house, house.a_tenth)) for house in (large_house, small_house)]
    Figure(
        f"officer_list_statements_{database}",
        "statements",
        many,
        few,
        f"(at most 12; the floor is a caseload of {CASELOAD // 10})",
        higher_is_better=False,
    ).show()
    for house in (small_house, large_house):
        with house.app.app_context():
            db.engine.dispose()


def _built(url: str, folder: Path, children: int) -> House:
    app = create_app(settings_for_tests(url, folder), clock=StandingClock(NOW))
    began = time.perf_counter()
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            whole, tenth = fill(session, children)
            analyse(session)
            cookies = [_sign_in(session, one) for one in (whole, tenth)]
    print(
        f"  {children:,} children written in {time.perf_counter() - began:.0f} s", file=sys.stderr
    )
    house = House(app, *(_browser(app, cookie) for cookie in cookies))
    _shows(house.all_of_it, whole)
    _shows(house.a_tenth, tenth)
    return house


def _sign_in(session: Any, caseload: Caseload) -> str:
    cookie = f"cookie of {caseload.staff.external_id}"
    sessions.begin_sign_in(
        session,
        cookie=cookie,
        csrf="a token against forged posts",
        staff=caseload.staff.public_id,
        way=sessions.BY_PROVIDER,
        now=system_now(),
    )
    return cookie


def _browser(app: Flask, cookie: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("staff", cookie)
    return client


def _shows(browser: FlaskClient, caseload: Caseload) -> None:
    """The page is the right one: it lists as many reviews as the caseload has."""
    page = browser.get(PATH).get_data(as_text=True)
    assert page.count("/summary") == caseload.children, page[:600]


def _timed(house: House) -> Callable[[], float]:
    """Milliseconds for one page, on average over a few."""

    def run() -> float:
        began = time.perf_counter()
        for _ in range(PAGES):
            assert house.all_of_it.get(PATH).status_code == 200
        return (time.perf_counter() - began) * 1000 / PAGES

    return run


def _statements(house: House, browser: FlaskClient) -> int:
    with _counted(house.app) as seen:
        browser.get(PATH)
    return len(seen)


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    """Every SELECT, INSERT, UPDATE and DELETE while it is open; BEGIN and COMMIT are not."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(None, 1)[0].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _name(size: int) -> str:
    return f"list_{os.getpid()}_{size}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
