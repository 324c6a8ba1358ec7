"""A summary's page of a child with twenty past reviews, beside one of a child with one; its PDF.

Both in one database and one process, asked for in turn by an officer who is signed in. The PDF is
that of the child with twenty, from the press to the last byte. Ends with 1 where a limit is broken.
How many statements the page costs stands in tests/web/staff/test_summary_cost.py, which fails by
number.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from participation.app import create_app
from participation.care.people.models import Role
from participation.kernel.clock import StandingClock
from participation.kernel.db import db
from participation.kernel.model import Base
from tests.benchmarks.figures import Figure, side_by_side
from tests.conftest import NOW, settings_for_tests
from tests.embedded_postgres import PostgresUnavailable, drop_database, empty_database
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import signed_in, token_in
from tests.web.staff.test_summary_cost import past

MANY, FEW = 20, 1
RUNS = 15
PAGES = 4  # in each run
MOST_RATIO, MOST_PDF = 2, 300  # milliseconds


def main(_arguments: list[str] | None = None) -> int:
    with tempfile.TemporaryDirectory(prefix="participation-summary-") as made:
        folder = Path(made)
        within = measure("sqlite", f"sqlite:///{folder}/house.db", folder)
        name = f"summary_{os.getpid()}"
        try:
            within &= measure("postgresql", empty_database(name, durable=True), folder)
            drop_database(name, durable=True)
        except PostgresUnavailable as reason:
            print(f"PostgreSQL was not measured: {reason}", file=sys.stderr)
    return int(not within)


def measure(database: str, url: str, folder: Path) -> bool:
    """Print the figures of one database; whether they are within the limits."""
    app = create_app(settings_for_tests(url, folder), clock=StandingClock(NOW))
    app.extensions["participation.wake"] = None
    with app.app_context():
        Base.metadata.create_all(db.engine)
        make = Make(app.extensions["participation"], StandingClock(NOW))
        pages = [_page(app, make, many) for many in (MANY, FEW)]
        runs, floors = side_by_side(_timed(*pages[0]), _timed(*pages[1]), RUNS)
        printed = _printed(*pages[0])
        first, *prints = [printed() for _ in range(RUNS + 1)]
        db.engine.dispose()
    beside = Figure(
        f"summary_page_{database}",
        "ms",
        runs,
        floors,
        f"({MANY} past reviews beside {FEW}; at most {MOST_RATIO})",
        higher_is_better=False,
    )
    pdf = Figure(
        f"summary_pdf_{database}",
        "ms",
        prints,
        (),
        f"(at most {MOST_PDF}; the first of this process {first:.0f})",
        higher_is_better=False,
    )
    for figure in (beside, pdf):
        figure.show()
    return (beside.ratio or 0) <= MOST_RATIO and median(prints) <= MOST_PDF


def _page(app: Flask, make: Make, many: int) -> tuple[FlaskClient, str]:
    officer = make.staff(Role.IRO)
    review = make.review(make.child(officer=officer))
    past(make, review, officer, many)
    asked = make.invitation(review)
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="i want to see my brother more than once a month")
    say.fill_in(asked, "going_well", words="football, and maths with Mr Khan 🙂")
    say.fill_in(asked, "home", "good", words="my room is warm")
    say.send(asked)
    return signed_in(app.test_client(), make, officer), (
        f"/staff/reviews/{review.external_id}/summary"
    )


def _timed(browser: FlaskClient, path: str) -> Callable[[], float]:
    """Milliseconds for one page, on average over a few."""
    assert browser.get(path).status_code == 200

    def run() -> float:
        began = time.perf_counter()
        for _ in range(PAGES):
            assert browser.get(path).status_code == 200
        return (time.perf_counter() - began) * 1000 / PAGES

    return run


def _printed(browser: FlaskClient, path: str) -> Callable[[], float]:
    """Milliseconds from the press to the whole PDF."""
    token = token_in(browser.get(path).get_data(as_text=True))

    def run() -> float:
        began = time.perf_counter()
        fields = {"csrf_token": token, "part": "whole", "shape": "pdf"}
        answer = browser.post(f"{path}/take", data=fields)
        assert answer.get_data()[:5] == b"%PDF-"
        return (time.perf_counter() - began) * 1000

    return run


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
