"""One text coming in, and one answer posted by a child, beside a bare endpoint.

The bare endpoint is Flask with one SELECT, one INSERT and a durable commit, in the same server
(one process, the same threads), on the same database. Ours does everything: signature, sitting,
dedupe, screening, matching, sealing, outbox. Requests go one after the other over one kept
connection; the two alternate.
"""

from __future__ import annotations

import argparse
import http.client
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, request
from sqlalchemy import text

from participation.app import create_app
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
)
from participation.care.people import queries as people
from participation.kernel.clock import StandingClock
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from participation.web.entry import Who, entry
from tests.acceptance.running_house import free_port
from tests.benchmarks.figures import Figure, side_by_side
from tests.benchmarks.one_server import rate, served, sittings
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, NOW, OUR_NUMBER, settings_for_tests
from tests.embedded_postgres import drop_database, empty_database
from tests.factories import Make
from tests.standins.signing import SIGNATURE, inbound, signature

RUNS = 7
REQUESTS = 60  # in each run
FORM_TYPE = "application/x-www-form-urlencoded"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="in each of the runs")
    requests = parser.parse_args(arguments or []).requests
    for database in ("sqlite", "postgresql"):
        name = f"bench_{os.getpid()}"
        with tempfile.TemporaryDirectory(prefix="participation-bench-") as made:
            url = (
                f"sqlite:///{made}/bench.db"
                if database == "sqlite"
                else empty_database(name, durable=True)
            )
            measure(database, url, Path(made), requests)
        if database != "sqlite":
            drop_database(name, durable=True)
    return 0


def measure(database: str, url: str, folder: Path, requests: int) -> None:
    port = free_port()
    app = _built(url, folder, port)
    make = Make(app.extensions["participation"], StandingClock(NOW))
    texts = _conversations(app, make, RUNS * requests)
    cookies = sittings(app, make, RUNS * requests)
    with app.app_context():
        db.engine.dispose()
    with served(app, port):
        floor = _floor(port, requests)
        runs, floors = side_by_side(_texts(port, requests, texts), floor, RUNS)
        Figure(f"inbound_text_{database}", "requests/s", runs, floors, "(at least 0.35)").show()
        runs, floors = side_by_side(_answers(port, requests, cookies), floor, RUNS)
        Figure(f"child_answer_{database}", "requests/s", runs, floors, "(at least 0.35)").show()


def _built(url: str, folder: Path, port: int) -> Flask:
    settings = settings_for_tests(
        url, folder, public_url=f"http://127.0.0.1:{port}", staff_url=f"http://127.0.0.1:{port}"
    )
    app = create_app(settings, clock=StandingClock(NOW))
    app.add_url_rule("/bare", view_func=_bare, methods=["POST"])
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            number = "SERIAL" if url.startswith("postgres") else "INTEGER"
            connection.execute(
                text(f"CREATE TABLE bare (id {number} PRIMARY KEY, key TEXT UNIQUE, body TEXT)")
            )
    return app


@entry(Who.ANYONE)
def _bare() -> str:
    """One SELECT, one INSERT, a durable commit: what a service that does nothing would do."""
    key, body = request.form["key"], request.form["body"]
    with db.engine.begin() as connection:
        known = connection.execute(text("SELECT id FROM bare WHERE key = :key"), {"key": key})
        if known.first() is None:
            connection.execute(
                text("INSERT INTO bare (key, body) VALUES (:key, :body)"),
                {"key": key, "body": body},
            )
    return "ok"


def _conversations(app: Flask, make: Make, number: int) -> list[str]:
    """Parents' phones, each in an open conversation at the first question."""
    numbers = []
    with app.app_context():
        first = make.house.library.forms["parent_text"].questions[0].key
        for n in range(number):
            phone = f"+4477{n:08d}"
            numbers.append(phone)
            child = make.child()
            related = make.relationship(child)
            make.contact(adult=related.adult, number=phone)
            invitation = make.invitation(make.review(child), form="parent_text", related=related)
            with transaction() as session:
                session.add(
                    Conversation(
                        number_hash=people.number_hash(make.house.ring, phone),
                        adult_id=related.adult_id,
                        state=ConversationState.ASKING,
                        question_key=first,
                        turn=2,
                        opened_at=NOW,
                        invitations=[session.get_one(Invitation, invitation.id)],
                    )
                )
    return numbers


def _post(
    connection: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str], code: int
) -> bytes:
    connection.request("POST", path, body, {"Content-Type": FORM_TYPE, **headers})
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != code:
        raise SystemExit(f"{path}: {answer.status} instead of {code}: {data[:600]!r}")
    return data


def _floor(port: int, requests: int) -> Callable[[], float]:
    keys = iter(range(10**9))

    def ask(connection: http.client.HTTPConnection) -> None:
        fields = {"key": f"key-{next(keys)}", "body": "He laughs again at breakfast"}
        _post(connection, "/bare", urlencode(fields), {}, 200)

    return lambda: rate(port, requests, ask)


def _texts(port: int, requests: int, numbers: list[str]) -> Callable[[], float]:
    waiting = iter(numbers)
    public = f"http://127.0.0.1:{port}"

    def ask(connection: http.client.HTTPConnection) -> None:
        fields = inbound(
            from_=next(waiting),
            to=OUR_NUMBER,
            body="He laughs again at breakfast",
            account_sid=ACCOUNT_SID,
        )
        signed = signature(AUTH_TOKEN, public, "/hooks/twilio/sms", fields)
        _post(connection, "/hooks/twilio/sms", urlencode(fields), {SIGNATURE: signed}, 200)

    return lambda: rate(port, requests, ask)


def _answers(port: int, requests: int, cookies: list[tuple[str, str]]) -> Callable[[], float]:
    waiting = iter(cookies)

    def ask(connection: http.client.HTTPConnection) -> None:
        cookie, csrf = next(waiting)
        fields = {
            "csrf_token": csrf,
            "page_key": f"page-of-{cookie}",
            "question": "one_thing",
            "words": "I want my own room",
        }
        _post(connection, "/q", urlencode(fields), {"Cookie": f"sitting={cookie}"}, 303)

    return lambda: rate(port, requests, ask)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
