"""A seeded council behind a real server, everybody signed in, and every request that it knows.

The council is that of the access table: each role has its session, each page its child. Besides
them a child has a sitting of their own. Nothing leaves the machine: no worker runs.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, request
from sqlalchemy import text

from participation.app import create_app
from participation.care.people.models import Role
from participation.guard import sessions
from participation.guard.tokens import SCOPES
from participation.journeys.admitting import issue_token
from participation.kernel.clock import system_now
from participation.kernel.db import db, transaction
from participation.kernel.model import Base
from participation.web.entry import Who, entry
from tests.acceptance.running_house import free_port
from tests.benchmarks.one_server import served, sittings
from tests.conftest import MovableClock, settings_for_tests
from tests.embedded_postgres import drop_database, empty_database
from tests.factories import Make
from tests.web.access.asking import MADE_UP, fields_of, path_of, table
from tests.web.access.council import Council, How

FORM = "application/x-www-form-urlencoded"
NOT_ASKED = ("/staff/sign-out", "/staff/sign-in/council")  # the end of every other request


@dataclass(frozen=True)
class Asked:
    """One request. `cookie` is whole: name and value."""

    method: str
    path: str
    cookie: str
    fields: Mapping[str, str]

    @property
    def name(self) -> str:
        who = self.cookie.split("=")[0] or "nobody"
        return f"{self.method}{self.path}".replace("/", "_")[:80] + f"-{who}"

    def raw(self, port: int, *, mark: str = "") -> str:
        """As it goes over the line; `mark` behind what of the address was ours to choose."""
        body = urlencode(self.fields) if self.method == "POST" else ""
        query = "" if self.method == "POST" or not self.fields else f"?{urlencode(self.fields)}"
        lines = [
            f"{self.method} {self.path}{mark}{query} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            *([f"Cookie: {self.cookie}"] if self.cookie else []),
            *([f"Content-Type: {FORM}", f"Content-Length: {len(body)}"] if body else []),
        ]
        return "\r\n".join(lines) + "\r\n\r\n" + body


@dataclass(frozen=True)
class Target:
    url: str
    port: int
    requests: tuple[Asked, ...]
    staff: Mapping[str, str]  # role -> its cookie
    token: str
    review: str  # one that the token may read
    log: Path

    @property
    def planted(self) -> Asked:
        """The one that has to be found."""
        return Asked("GET", "/planted", "", {"name": "a scanner"})

    def errors(self) -> int:
        """How often the server said that something of ours had failed."""
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        bad = ('"level": "error"', '"level": "critical"')
        return sum(any(one in line for one in bad) and "/planted" not in line for line in said)


@contextmanager
def standing(database: str = "sqlite") -> Iterator[Target]:
    with tempfile.TemporaryDirectory(prefix="participation-scanned-") as made:
        folder, name = Path(made), f"scanned_{os.getpid()}"
        url = f"sqlite:///{folder}/house.db" if database == "sqlite" else empty_database(name)
        app = create_app(settings_for_tests(url, folder), clock=MovableClock())
        app.extensions["participation.wake"] = None
        app.add_url_rule("/planted", view_func=_planted)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            make = Make(app.extensions["participation"], MovableClock())
            council = Council.founded(app, make)
            council.take_in_the_never_child()
            asked = (*_of_staff(council), *_of_people(app, make))
            staff = {role.value: _signed_in(council, role) for role in Role}
            token = _token(make)
            review = council.cases[How.OWN].ids["review_id"]
            db.session.remove()
            db.engine.dispose()
        port, log = free_port(), folder / "serve.log"
        with _said_to(log), served(app, port):
            yield Target(f"http://127.0.0.1:{port}", port, asked, staff, token, review, log)
        if database != "sqlite":
            drop_database(name)


@entry(Who.ANYONE)
def _planted() -> str:
    """A hole, so that a scanner which finds nothing else has shown that it looks."""
    wanted = request.args.get("name", "")
    with db.engine.connect() as connection:
        found = connection.execute(text(f"SELECT name FROM api_tokens WHERE name = '{wanted}'"))  # noqa: S608 - it is the hole
        rows = found.fetchall()
        return "".join(f"<h1>{row[0]}</h1><p>A system that may read.</p>" for row in rows) or "none"


@contextmanager
def _said_to(log: Path) -> Iterator[None]:
    """What the server says while it is forked from here goes to a file."""
    kept, opened = os.dup(2), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(opened, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(opened)


def _cookie_of(role: Role) -> str:
    return f"staff=scanning-as-{role.value}"


def _signed_in(council: Council, role: Role) -> str:
    """Another session of theirs, of a cookie that needs no quotes on the line."""
    with transaction() as session:
        sessions.begin_sign_in(
            session,
            cookie=_cookie_of(role).partition("=")[2],
            csrf="token",
            staff=council.staff[role].public_id,
            way=sessions.BY_PROVIDER,
            now=system_now(),
        )
    return _cookie_of(role)


def _token(make: Make) -> str:
    with transaction() as session:
        return issue_token(
            session, "a scanner", list(SCOPES), house=make.house, now=make.clock.now()
        )


def _of_staff(council: Council) -> Iterator[Asked]:
    """Each row of the access table once for each role that may, about a child of their own."""
    for row in table():
        rule, method = row.route.rule, row.route.method
        if not rule.startswith("/staff") or rule.startswith(NOT_ASKED):
            continue
        for role in Role:
            if role.value not in row.said and not row.is_for_everybody:
                continue
            case = council.cases[How.OWN if "own" in row.said.get(role.value, ()) else How.OTHER]
            ids = council.things | case.ids | {"glass": case.glass.get(role, str(MADE_UP))}
            fields = fields_of(row.route, ids)
            if method == "POST":
                fields = {"csrf_token": "token", **fields}
            yield Asked(method, path_of(row, ids), _cookie_of(role), fields)
            break


def _of_people(app: Flask, make: Make) -> Iterator[Asked]:
    """Whoever comes by a link, a code, a card or a text."""
    cookie, csrf = sittings(app, make, 1)[0]
    sitting = f"sitting={cookie}"
    token = make.link(make.invitation(make.review(make.child())))
    card, code = make.card(make.child())
    for path in ("/", "/q", "/language", "/leave", "/help", "/now", "/code", "/card", "/ask"):
        yield Asked("GET", path, sitting, {})
    for path in ("/mine", "/mine/happened", "/mine/letter", f"/l/{token}", f"/m/{card}"):
        yield Asked("GET", path, sitting, {})
    yield Asked("GET", f"/c/{code}", "", {})
    page = {"csrf_token": csrf, "page_key": "a page", "question": "one_thing"}
    yield Asked("POST", "/q", sitting, {**page, "words": "my own room", "only_officer": "1"})
    yield Asked("POST", "/language", sitting, {"csrf_token": csrf, "language": "pl"})
    yield Asked("POST", "/now", sitting, {"csrf_token": csrf, "words": "x", "step": "tell"})
    yield Asked("POST", "/mine", sitting, {"csrf_token": csrf, "pin": "271828"})
    yield Asked("POST", "/card", sitting, {"csrf_token": csrf, "what": "message", "words": "x"})
    yield Asked("POST", "/code", "", {"code": code})
    yield Asked("POST", f"/l/{token}", "", {"x": "1"})
    came = {"MessageSid": "SM" + "0" * 32, "From": "+447700900123", "Body": "hello", "To": "x"}
    yield Asked("POST", "/hooks/twilio/sms", "", came)
    yield Asked("POST", "/hooks/twilio/status/abc", "", {"MessageStatus": "sent"})
    yield Asked(
        "POST", "/staff/sign-in", "", {"email": "a@b.example", "password": "x", "code": "123456"}
    )
