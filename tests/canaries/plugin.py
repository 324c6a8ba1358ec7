"""Watches a run of the tests: what any of them had sealed is a canary from then on.

Nothing is planted, so no test has to know of it: words, names, numbers and addresses of made-up
people become canaries at the moment at which the application seals them. When a test ends they are
looked for in everything that it leaves: every row of its database as a dump has it, the output of
its processes and their logs, mails, texts, metrics, and the files that are not what the test itself
wrote to be read. Loaded by `python -m tests.canaries`; one result a process, in the folder that
CANARY_FOLDER names.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.guard.crypto import Sealed
from participation.kernel import whole_tables
from participation.kernel.db import db
from participation.kernel.model import Base
from tests.canaries.allowed import may_stand_in
from tests.standins.mail_server import MailServer
from tests.standins.notify_server import NotifyServer
from tests.standins.twilio_server import TwilioServer

SHORTEST = 12  # below, words are found by chance
_DISTINCT = re.compile(r"[\s\d+@]|[^\x00-\x7f]")  # two words, a number, an address, another script
# Ids, also with what they are of; days and moments; keys of ours, such as `placed_4_weeks`.
_SAYS_NOTHING = re.compile(
    r"([a-z]+[:-])?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}"
    r"|[\d:.TZ +-]{9,11}|\d{4}-\d\d-\d\dT.{8,21}|[a-z]+(_[a-z\d]+)+"
)
_STANDINS_OWN = " mail.log:"  # the mail server's own log, which says whom it was given mail for
_PROVIDERS_OWN = {"provider.log"}  # our stand-in's list of the texts that it took
_WRITTEN_BY_TESTS = {
    ".mo",
    ".po",
    ".csv",
    ".xlsx",
    ".xls",
    ".toml",
    ".txt",
    ".json",
    ".html",
    ".pdf",
    ".png",
}
_LARGEST = 30_000_000
_METRICS = ("/metrics", "/healthz", "/readyz")


@dataclass
class Watch:
    """What one process has seen. `canaries` and `found` of the whole run, `alive` of one test."""

    canaries: set[int] = field(default_factory=set)  # by hash: no list of words outlives a test
    alive: dict[str, set[str]] = field(
        default_factory=dict
    )  # the words, and where they were sealed
    found: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    servers: list[Any] = field(default_factory=list)
    tests: int = 0

    def sealed(self, where: str, value: object) -> None:
        for words in _texts_in(value):
            if len(words) < SHORTEST or _SAYS_NOTHING.fullmatch(words):
                continue
            if _DISTINCT.search(words):
                self.alive.setdefault(words, set()).add(where)
                self.canaries.add(hash(words))

    def look(self, place: str, data: bytes, test: str) -> None:
        self.places[place.partition(":")[0]] += 1
        if not data:
            return
        for words, sealed_as in self.alive.items():
            if not any(shape in data for shape in _shapes(words)):
                continue
            for where in sorted(one for one in sealed_as if not may_stand_in(place, one, words)):
                self.found[f"{where} in {place}: {words[:60]!r} after {test}"] += 1


WATCH = Watch()


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts_in(inner)


def _shapes(words: str) -> Iterable[bytes]:
    """As it is, as JSON and PostgreSQL escape it, and as bytes that were only written otherwise."""
    raw = words.encode("utf-8", "surrogatepass")
    escaped = json.dumps(words)[1:-1].encode()
    copied = words.replace("\\", "\\\\").replace("\n", "\\n").encode("utf-8", "surrogatepass")
    hidden = base64.b64encode(raw[: len(raw) // 3 * 3])
    return {raw, escaped, copied, raw.hex().encode(), hidden}


def _watch_sealing() -> None:
    seal = Sealed.seal

    def watched(self: Any, key: Any, public_id: Any, value: Any) -> bytes:
        WATCH.sealed(f"{self._table}.{self.column}", value)
        return seal(self, key, public_id, value)

    Sealed.seal = watched  # type: ignore[method-assign] # this is what the plugin is for


def _watch_servers() -> None:
    for kind in (MailServer, TwilioServer, NotifyServer):
        made = kind.__init__

        def watched(self: Any, *given: Any, _made: Any = made, **named: Any) -> None:
            _made(self, *given, **named)
            WATCH.servers.append(self)

        kind.__init__ = watched  # type: ignore[method-assign]


def pytest_configure() -> None:
    _watch_sealing()
    _watch_servers()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Before its fixtures go: the database, the files, what was sent, the metrics."""
    try:
        _look_round(item)
    except Exception as fault:  # noqa: BLE001 - a test may have left no database to look into
        WATCH.places[f"could not look: {type(fault).__name__}"] += 1
    return (yield)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when != "teardown" or hasattr(report, "node"):  # the latter: told by another process
        return
    for name, text in report.sections:
        if "call" in name or "setup" in name:
            ours = "\n".join(line for line in text.splitlines() if _STANDINS_OWN not in line)
            WATCH.look(f"output:{name}", ours.encode("utf-8", "replace"), report.nodeid)
    WATCH.alive.clear()
    WATCH.servers.clear()
    WATCH.tests += 1


def _look_round(item: pytest.Item) -> None:
    test, given = item.nodeid, getattr(item, "funcargs", {})
    app = given.get("app")
    if isinstance(app, Flask) and WATCH.alive:
        for table, rows in _dump(app):
            WATCH.look(f"database:{table}", rows, test)
        for address in _METRICS:
            WATCH.look(f"metrics:{address}", app.test_client().get(address).get_data(), test)
    folder = given.get("tmp_path")
    if isinstance(folder, Path):
        for file in sorted(folder.rglob("*")):
            if not file.is_file() or file.name in _PROVIDERS_OWN:
                continue
            if file.suffix not in _WRITTEN_BY_TESTS:
                data = file.read_bytes()[:_LARGEST]
                WATCH.look(f"file:{file.suffix or file.name}", data, test)
    for server in WATCH.servers:
        if isinstance(server, MailServer):
            for mail in server.mails:
                body = mail.get_body(("plain",))
                said = f"{mail['subject']}\n{body.get_content() if body else ''}"
                WATCH.look("mail:", said.encode(), test)
        else:
            for text in server.sent():
                WATCH.look("text:", text.body.encode(), test)


def _dump(app: Flask) -> Iterator[tuple[str, bytes]]:
    with app.app_context():
        db.session.rollback()
        with db.engine.connect() as connection:
            for table in whole_tables.tables_of(Base.metadata):
                yield table.name, b"\n".join(whole_tables.read_out(connection, table))


def pytest_sessionfinish() -> None:
    folder = os.environ.get("CANARY_FOLDER")
    if folder is None or not WATCH.tests:
        return
    told = {
        "canaries": sorted(WATCH.canaries),
        "tests": WATCH.tests,
        "found": dict(WATCH.found),
        "places": dict(WATCH.places),
    }
    (Path(folder) / f"{os.getpid()}.json").write_text(json.dumps(told), encoding="utf-8")
