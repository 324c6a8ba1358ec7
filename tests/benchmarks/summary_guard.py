"""A summary's page with its audit row, beside a bare page with the same queries.

Both are GET in the same server (one process, the same threads), on the same database, in turn over
one kept connection. What the page asks of the database is listened to once. The bare page asks the
same of it through the same ORM and gets the same rows, adds a row to a table without a chain where
ours adds one to the audit, draws the same template with the values of ours, and commits durably.
What lies between is all that we do besides: who is asking, the never-list, the chain's keyed hash,
unsealing, composing, and how we word a statement. Ends with 1 where the ratio is under LEAST.

A second figure has no limit: beside a page that says the same statements past the ORM and gives
back a text of the same length.
"""

from __future__ import annotations

import argparse
import http.client
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, template_rendered
from jinja2 import Template
from sqlalchemy import event, insert
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from participation.app import create_app
from participation.care.people.models import Role
from participation.guard import sessions
from participation.kernel.clock import StandingClock, system_now
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from participation.web.entry import Who, entry
from tests.acceptance.running_house import free_port
from tests.benchmarks.figures import Figure, side_by_side
from tests.benchmarks.one_server import rate, served
from tests.conftest import NOW, settings_for_tests
from tests.embedded_postgres import PostgresUnavailable, drop_database, empty_database
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.test_summary_cost import past

RUNS = 9
REQUESTS = 60  # in each run
LEAST = 0.4
PAST_REVIEWS = 3
COOKIE = "an-officer-who-reads"
_AUDITED = "INSERT INTO audit_events"


@dataclass
class Heard:
    """What a page asked of the database, and what it drew."""

    queries: list[tuple[Any, Any]] = field(default_factory=list)  # as the ORM has them
    statements: list[tuple[str, Any]] = field(default_factory=list)  # as the database has them
    rows_added: int = 0
    drawn: list[tuple[Template, dict[str, Any]]] = field(default_factory=list)
    page: str = ""


class Looked(Base):
    """Who looked, as one would note it without a chain."""

    __tablename__ = "looked_bare"

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    what: Mapped[str]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="in each of the runs")
    requests = parser.parse_args(arguments or []).requests
    with tempfile.TemporaryDirectory(prefix="participation-guard-") as made:
        folder, name = Path(made), f"guard_{os.getpid()}"
        good = measure("sqlite", f"sqlite:///{folder}/bench.db", folder, requests)
        try:
            good &= measure("postgresql", empty_database(name, durable=True), folder, requests)
            drop_database(name, durable=True)
        except PostgresUnavailable as reason:
            print(f"PostgreSQL was not measured: {reason}", file=sys.stderr)
    return int(not good)


def measure(database: str, url: str, folder: Path, requests: int) -> bool:
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    settings = settings_for_tests(url, folder, public_url=here, staff_url=here)
    app = create_app(settings, clock=StandingClock(NOW))
    app.extensions["participation.wake"] = None
    heard = Heard()
    app.add_url_rule("/bare-summary", "bare_page", _bare_page(heard))
    app.add_url_rule("/bare-statements", "bare_statements", _bare_statements(heard))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        path = _a_summary(app)
        _listen(app, path, heard)
        db.session.remove()
        db.engine.dispose()
    with served(app, port):
        ours = _asking(port, requests, path, {"Cookie": f"staff={COOKIE}"}, heard.page)
        bare = _asking(port, requests, "/bare-summary", {}, heard.page)
        runs, floors = side_by_side(ours, bare, RUNS)
        bare = _asking(port, requests, "/bare-statements", {}, heard.page)
        again, barest = side_by_side(ours, bare, RUNS)
    asked = f"{len(heard.statements)} statements"
    figure = Figure(
        f"summary_guard_{database}", "pages/s", runs, floors, f"({asked}; at least {LEAST})"
    )
    figure.show()
    Figure(f"summary_and_statements_{database}", "pages/s", again, barest, f"({asked})").show()
    return figure.ratio is not None and figure.ratio >= LEAST


def _a_summary(app: Flask) -> str:
    """Of a child with some years behind them, by an officer who is signed in."""
    make = Make(app.extensions["participation"], StandingClock(NOW))
    officer = make.staff(Role.IRO)
    with transaction() as session:
        sessions.begin_sign_in(session, cookie=COOKIE, csrf="token", staff=officer.public_id,
                               way=sessions.BY_PROVIDER, now=system_now())  # fmt: skip
    review = make.review(make.child(officer=officer))
    past(make, review, officer, PAST_REVIEWS)
    asked = make.invitation(review)
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="i want to see my brother more than once a month")
    say.fill_in(asked, "going_well", words="football, and maths with Mr Khan")
    say.fill_in(asked, "home", "good", words="my room is warm")
    say.send(asked)
    return f"/staff/reviews/{review.external_id}/summary"


def _listen(app: Flask, path: str, heard: Heard) -> None:
    browser = app.test_client()
    browser.set_cookie("staff", COOKIE)
    for _ in range(2):  # the first makes the summary and notes that it was read
        assert browser.get(path).status_code == HTTPStatus.OK
    with _statements(heard.statements), _queries(heard.queries), _drawn(app, heard.drawn):
        heard.page = browser.get(path).get_data(as_text=True)
    added = sum(said.startswith(_AUDITED) for said, _ in heard.statements)
    if (added, len(heard.drawn)) != (1, 1):
        raise SystemExit(f"{added} rows in the audit and {len(heard.drawn)} templates for one page")
    if len(heard.queries) != len(heard.statements) - added:
        raise SystemExit(f"{len(heard.queries)} queries of {len(heard.statements)} statements")


@contextmanager
def _statements(into: list[tuple[str, Any]]) -> Iterator[None]:
    def noted(_c: Any, _cursor: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        if many:
            raise SystemExit("a page that says one statement many times is not measured here")
        if not statement.startswith("BEGIN"):  # the engine says that of itself
            into.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", noted)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", noted)


@contextmanager
def _queries(into: list[tuple[Any, Any]]) -> Iterator[None]:
    def noted(state: ORMExecuteState) -> None:
        into.append((state.statement, state.parameters))

    event.listen(Session, "do_orm_execute", noted)
    try:
        yield
    finally:
        event.remove(Session, "do_orm_execute", noted)


@contextmanager
def _drawn(app: Flask, into: list[tuple[Template, dict[str, Any]]]) -> Iterator[None]:
    def noted(_app: Flask, template: Template, context: dict[str, Any], **_: Any) -> None:
        into.append((template, context))

    with template_rendered.connected_to(noted, app):
        yield


def _bare_page(heard: Heard) -> Callable[[], str]:
    @entry(Who.ANYONE)
    def bare() -> str:
        with transaction() as session:
            for statement, given in heard.queries:
                session.execute(statement, given).all()
            session.add(Looked(who="staff:1", what="summary.read"))
            session.flush()
            (template, context), *_ = heard.drawn
            return template.render(context)

    return bare


def _bare_statements(heard: Heard) -> Callable[[], str]:
    @entry(Who.ANYONE)
    def bare() -> str:
        with db.engine.begin() as connection:
            for statement, given in heard.statements:
                if statement.startswith(_AUDITED):
                    row = {"who": "staff:1", "what": "summary.read"}
                    connection.execute(insert(Looked), row)
                    continue
                found = connection.exec_driver_sql(statement, given)
                if found.returns_rows:
                    found.fetchall()
        return heard.page

    return bare


def _asking(
    port: int, requests: int, path: str, headers: dict[str, str], like: str
) -> Callable[[], float]:
    def ask(connection: http.client.HTTPConnection) -> None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        data = answer.read()
        if answer.status != HTTPStatus.OK or abs(len(data) - len(like.encode())) > 200:
            raise SystemExit(f"{path}: {answer.status}, {len(data)} bytes")

    return lambda: rate(port, requests, ask)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
