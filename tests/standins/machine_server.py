"""A real HTTP server that answers as LibreTranslate and Azure Translator do, faults included.

    with MachineServer() as machine:
        ... PARTICIPATION_MACHINE_URL=machine.url ...
        machine.fault(MachineFault.TOO_MANY)
        assert machine.asked == ["ምስ ሓወይ"]

`POST /translate` is LibreTranslate's; with `api-version` in the address it is Azure's. Everything
it is given becomes the same English.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.standins.answers_in_json import AnswersInJson

KEY = "a-key-for-the-machine"
ENGLISH = "(by machine) I want to live with my brother"


class MachineFault(StrEnum):
    """What goes wrong with one call."""

    BAD_REQUEST = "400"
    FORBIDDEN = "403"
    TOO_MANY = "429"
    ERROR = "500"
    ELSEWHERE = "302"  # to another address, where no word may go
    NO_JSON = "no_json"
    NO_TEXT = "no_text"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    DRIPS = "drips"  # a byte now and then, without an end
    HANGS = "hangs"
    CUT = "cut"


@dataclass
class _Machine:
    asked: list[str] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: list[MachineFault] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    machine: _Machine

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news here."""


class _Api(AnswersInJson, BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        """Quiet."""

    def do_POST(self) -> None:
        machine = self.server.machine
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        where = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(where.query).items()}
        azure = "api-version" in query
        said = given[0] if azure else given
        machine.asked.append(said["Text" if azure else "q"])
        known = ("Ocp-Apim-Subscription-Key", "Ocp-Apim-Subscription-Region", "Content-Type")
        sent = {name: self.headers[name] for name in known if name in self.headers}
        machine.calls.append((where.path, {**query, **sent, **({} if azure else given)}))
        fault = machine.faults.pop(0) if machine.faults else None
        if where.path != "/translate":
            self._reply(404, {"error": "Not Found"})
        elif fault is not None:
            self._goes_wrong(fault, azure=azure)
        elif azure:
            made: Any = [{"translations": [{"text": ENGLISH, "to": "en"}]}]
            self._reply_bytes(200, json.dumps(made).encode())
        else:
            self._reply(200, {"translatedText": ENGLISH})

    def _goes_wrong(self, fault: MachineFault, *, azure: bool) -> None:
        match fault:
            case MachineFault.NO_JSON:
                self._reply_bytes(200, b"<html><body>Service tempor")
            case MachineFault.NO_TEXT:
                self._reply_bytes(200, b"[]" if azure else b'{"alternatives": []}')
            case MachineFault.EMPTY:
                made: Any = [{"translations": [{"text": " ", "to": "en"}]}]
                whole = made if azure else {"translatedText": " "}
                self._reply_bytes(200, json.dumps(whole).encode())
            case MachineFault.TOO_LONG:
                self._reply(200, {"translatedText": "a" * 600_000})
            case MachineFault.DRIPS:
                self.send_response(200)
                self.end_headers()
                while not self.server.machine.closing.wait(0.05):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            case MachineFault.HANGS:
                self.server.machine.closing.wait(30)
            case MachineFault.CUT:
                self.connection.close()
            case MachineFault.ELSEWHERE:
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
            case _:
                error = {"code": int(fault) * 1000, "message": "refused"}
                self._reply(int(fault), {"error": error if azure else "refused"})


class MachineServer:
    """Listens on loopback; serves in a `with`."""

    key = KEY

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Api)
        self._machine = self._server.machine = _Machine()
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def asked(self) -> list[str]:
        """The words that left."""
        return self._machine.asked

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """Where each call went, and what stood beside the words."""
        return self._machine.calls

    def fault(self, fault: MachineFault, *, times: int = 1) -> None:
        self._machine.faults.extend([fault] * times)

    def __enter__(self) -> MachineServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._machine.closing.set()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()
