"""One question drawn for a child in a live sitting, beside a bare page with one SELECT.

Both are GET in the same server (one process, the same threads), on the same database, one after
the other over one kept connection, in turn. The bare page is what Flask costs with a database at
all; ours reads the sitting, the invitation and the answers so far, unseals them, finds the
question, words it and draws it.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import sys
import tempfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, current_app, render_template
from sqlalchemy import text

from participation.app import create_app
from participation.kernel.clock import StandingClock
from participation.kernel.db import db
from participation.kernel.model import Base
from participation.web.entry import Who, entry
from tests.acceptance.running_house import free_port
from tests.benchmarks.figures import Figure, side_by_side
from tests.benchmarks.one_server import rate, served, sittings
from tests.conftest import NOW, settings_for_tests
from tests.embedded_postgres import drop_database, empty_database
from tests.factories import Make

RUNS = 7
REQUESTS = 150  # in each run
LEAST = 0.4


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="in each of the runs")
    requests = parser.parse_args(arguments or []).requests
    good = True
    for database in ("sqlite", "postgresql"):
        name = f"bench_{os.getpid()}"
        with tempfile.TemporaryDirectory(prefix="participation-bench-") as made:
            url = (
                f"sqlite:///{made}/bench.db"
                if database == "sqlite"
                else empty_database(name, durable=True)
            )
            good &= measure(database, url, Path(made), requests)
        if database != "sqlite":
            drop_database(name, durable=True)
    return int(not good)


def measure(database: str, url: str, folder: Path, requests: int) -> bool:
    port = free_port()
    app = _built(url, folder, port)
    make = Make(app.extensions["participation"], StandingClock(NOW))
    [(cookie, csrf)] = sittings(app, make, 1, form="child_8_11")
    with app.app_context():
        db.engine.dispose()
    with served(app, port):
        _answer_three(port, cookie, csrf)
        ours = _asking(port, requests, "/q", {"Cookie": f"sitting={cookie}"})
        floor = _asking(port, requests, "/bare-page", {})
        runs, floors = side_by_side(ours, floor, RUNS)
    figure = Figure(f"question_page_{database}", "pages/s", runs, floors, f"(at least {LEAST})")
    figure.show()
    return figure.ratio is not None and figure.ratio >= LEAST


def _built(url: str, folder: Path, port: int) -> Flask:
    settings = settings_for_tests(
        url, folder, public_url=f"http://127.0.0.1:{port}", staff_url=f"http://127.0.0.1:{port}"
    )
    app = create_app(settings, clock=StandingClock(NOW))
    app.extensions["line"] = app.jinja_env.from_string("<!DOCTYPE html><h1>{{ line }}</h1>")
    app.add_url_rule("/bare-page", view_func=_bare_page)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)"))
            connection.execute(text("INSERT INTO bare VALUES (1, 'a line')"))
    return app


@entry(Who.ANYONE)
def _bare_page() -> str:
    """One SELECT past the ORM, and a template of one line."""
    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT body FROM bare WHERE id = :id"), {"id": 1})
        return render_template(current_app.extensions["line"], line=found.scalar_one())


def _answer_three(port: int, cookie: str, csrf: str) -> None:
    """So that the page which is measured stands in the middle of a consultation."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    cookies = {"Cookie": f"sitting={cookie}"}
    for n in range(3):
        page = _get(connection, "/q", cookies).decode()
        asked = re.search(r'name="question" value="(\w+)"', page)
        if asked is None:
            raise SystemExit(f"no question: {page[:600]}")
        offered = re.search(r'name="answer" value="([a-z]\w*)"', page)
        fields = {"csrf_token": csrf, "page_key": f"page-{n}", "question": asked[1]}
        fields |= {"answer": offered[1]} if offered else {"words": "I want my own room"}
        head = {"Content-Type": "application/x-www-form-urlencoded", **cookies}
        connection.request("POST", "/q", urlencode(fields), head)
        answer = connection.getresponse()
        answer.read()
        if answer.status != HTTPStatus.SEE_OTHER:
            raise SystemExit(f"an answer was not taken: {answer.status}")


def _asking(port: int, requests: int, path: str, headers: dict[str, str]) -> Callable[[], float]:
    """Pages each second; a browser's wish for compressed pages goes along."""
    packed = {**headers, "Accept-Encoding": "gzip"}
    return lambda: rate(port, requests, lambda connection: _get(connection, path, packed))


def _get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> bytes:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != HTTPStatus.OK:
        raise SystemExit(f"{path}: {answer.status}: {data[:600]!r}")
    return data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
