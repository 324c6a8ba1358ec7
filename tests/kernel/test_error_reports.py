"""A collector of errors hears what the log says, and nothing of anybody (T23)."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import pytest

from participation.app import create_app
from participation.kernel import logs
from participation.kernel.error_reports import MOST_WAITING, ErrorReports
from participation.settings import problems
from tests.conftest import settings_for_tests

SECRET = "Quittenmarmelade"
NUMBER = "+447700900123"
IDS = "7d9f2c10-1111-4222-8333-426614174000"


@dataclass
class Collector:
    """A real server; what it was sent, in order."""

    dsn: str
    came: Queue[tuple[str, dict[str, str], bytes]]

    def next(self, seconds: float = 5) -> tuple[str, dict[str, str], bytes]:
        return self.came.get(timeout=seconds)


@pytest.fixture
def collector() -> Iterator[Collector]:
    came: Queue[tuple[str, dict[str, str], bytes]] = Queue()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.put((self.path, dict(self.headers), body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Collector(f"http://abcdef0123@127.0.0.1:{server.server_port}/in/4", came)
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    """What is told goes nowhere in the tests that come next."""
    yield
    logs.configure()


def event_of(body: bytes) -> dict[str, Any]:
    head, kind, event = (json.loads(line) for line in body.splitlines())
    assert kind == {"type": "event"}
    assert head["event_id"] == event["event_id"]
    found: dict[str, Any] = event
    return found


def test_a_page_that_fails_tells_kind_and_place_and_not_a_word_that_was_in_hand(
    collector: Collector, tmp_path: Path
) -> None:
    settings = settings_for_tests(f"sqlite:///{tmp_path}/house.db", tmp_path)
    app = create_app(replace(settings, error_reports=collector.dsn))
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fails(**_: Any) -> Any:
        in_hand = SECRET + NUMBER
        raise ZeroDivisionError(in_hand)

    app.view_functions["health.alive"] = fails
    typed = {"words": SECRET, "X-Words": SECRET}
    app.test_client().get(f"/healthz?words={SECRET}", headers=typed)
    path, headers, body = collector.next()
    event = event_of(body)
    (raised,) = event["exception"]["values"]
    assert path == "/in/api/4/envelope/"
    assert "sentry_key=abcdef0123" in headers["X-Sentry-Auth"]
    assert (raised["module"], raised["type"]) == ("builtins", "ZeroDivisionError")
    assert raised["stacktrace"]["frames"][-1]["function"] == "fails"
    assert set(raised["stacktrace"]["frames"][-1]) == {"filename", "function", "lineno", "in_app"}
    for said in (
        SECRET,
        NUMBER,
        "query",
        '"request"',
        '"user"',
        "server_name",
        str(tmp_path),
        '"vars"',
    ):
        assert said not in body.decode(), said


def test_no_id_goes_and_what_is_no_error_goes_not_at_all(collector: Collector) -> None:
    told = ErrorReports(collector.dsn, mode="production", at_most_each=0)
    logs.configure(told=told)
    log = logs.get_logger("participation.x")
    log.warning("late", job="message.send")
    log.error("not sent", job="message.send", public_id=IDS, outbox_id=77119, words=SECRET)
    _path, _headers, body = collector.next()
    event = event_of(body)
    assert event["message"] == {"formatted": "not sent"}
    assert event["tags"] == {"job": "message.send"}
    assert IDS not in body.decode()
    assert "77119" not in body.decode()
    assert SECRET not in body.decode()
    with pytest.raises(Empty):
        collector.next(0.2)


def test_where_nobody_listens_the_work_goes_on_at_once_and_the_log_has_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        dsn = f"http://abcdef0123@127.0.0.1:{silent.getsockname()[1]}/1"
        logs.configure(told=ErrorReports(dsn, mode="production"))
        began = time.monotonic()
        for number in range(10 * MOST_WAITING):
            logs.get_logger("participation.x").error("broken", count=number)
        assert time.monotonic() - began < 3
    assert capsys.readouterr().err.count('"broken"') == 10 * MOST_WAITING


def test_it_is_off_unless_a_council_sets_it(collector: Collector, tmp_path: Path) -> None:
    settings = settings_for_tests(f"sqlite:///{tmp_path}/house.db", tmp_path)
    assert settings.error_reports == ""
    create_app(settings)
    logs.get_logger("participation.x").error("broken")
    with pytest.raises(Empty):
        collector.next(0.2)


@pytest.mark.parametrize(
    ("dsn", "fine"),
    [
        ("", True),
        ("https://abcdef0123@errors.council.example/2", True),
        ("http://abcdef0123@127.0.0.1:9000/2", True),
        ("http://abcdef0123@errors.council.example/2", False),  # errors by plain http
        ("https://errors.council.example/2", False),
        ("https://abcdef0123:pass@errors.council.example/2", False),
        ("https://abcdef0123@errors.council.example/", False),
        ("https://abcdef0123@errors.council.example:x/2", False),
    ],
)
def test_what_is_no_collectors_address_is_named(dsn: str, fine: bool) -> None:
    found = {one.name for one in problems({"PARTICIPATION_ERROR_REPORTS": dsn})}
    assert ("PARTICIPATION_ERROR_REPORTS" not in found) is fine
