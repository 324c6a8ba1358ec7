"""The Messages API as the stand-in for Twilio answers it, and the ways in which it goes wrong."""

from __future__ import annotations

import base64
import random
import socket
import struct
import threading
import time
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.standins.answers_in_json import AnswersInJson
from tests.standins.signing import new_sid
from tests.standins.texts_taken import Text, TextsTaken


class Fault(StrEnum):
    """What goes wrong with a POST that should send a text."""

    HANG_BEFORE = "hang_before"  # no answer, not taken
    HANG_AFTER = "hang_after"  # no answer, but taken
    RESET_BEFORE = "reset_before"  # connection cut, not taken
    RESET_AFTER = "reset_after"  # connection cut, but taken
    TOO_MANY = "too_many"  # 429
    ERROR_BEFORE = "error_before"  # 500, not taken
    ERROR_AFTER = "error_after"  # 500, but taken
    OPTED_OUT = "opted_out"  # 21610
    LANDLINE = "landline"  # 21614
    NEW_CODE = "new_code"  # a refusal with a code that nobody has met
    MALFORMED = "malformed"  # taken, and answered with half a page of HTML
    NO_SID = "no_sid"  # taken, and answered without an id


TAKEN_ALL_THE_SAME = {
    Fault.HANG_AFTER,
    Fault.RESET_AFTER,
    Fault.ERROR_AFTER,
    Fault.MALFORMED,
    Fault.NO_SID,
}
REFUSALS = {
    Fault.TOO_MANY: (429, 20429),
    Fault.OPTED_OUT: (400, 21610),
    Fault.LANDLINE: (400, 21614),
    Fault.NEW_CODE: (400, 29999),
    Fault.ERROR_BEFORE: (500, 20500),
    Fault.ERROR_AFTER: (500, 20500),
}


class Provider(Protocol):
    """What the answers need of the server they are given for."""

    account_sid: str
    auth_token: str
    delay_seconds: tuple[float, float]
    askable: bool
    down: bool
    taken: TextsTaken
    requests: list[tuple[str, str]]
    calls: list[tuple[str, str]]
    telephone_down: bool
    dead_lines: set[str]
    connections: int
    closing: threading.Event

    def fault(self, fault: Fault, *, times: int = 1, to: str | None = None) -> None: ...

    def next_fault(self, to: str) -> Fault | None: ...

    def took(self, text: Text) -> None: ...


class ProviderServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    provider: Provider

    def process_request(self, request: Any, client_address: Any) -> None:
        self.provider.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no news here."""


class MessagesApi(AnswersInJson, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet
    server: ProviderServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        """Quiet: an access log would hold numbers."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        provider = self.server.provider
        length = int(self.headers.get("Content-Length") or 0)
        form = _single(self.rfile.read(length).decode())
        parts = urlsplit(self.path)
        provider.requests.append((self.command, parts.path))
        if parts.path == "/_stand-in/faults" and self.command == "POST":
            provider.fault(Fault(form["fault"]), times=int(form.get("times", "1")))
            self._reply(200, {"faults": "noted"})
            return
        if parts.path == "/_stand-in/askable" and self.command == "POST":
            provider.askable = form["askable"] == "yes"
            self._reply(200, {"askable": provider.askable})
            return
        if provider.down:
            self._cut()
            return
        if not self._may_enter(provider):
            self._refuse(401, 20003)
            return
        if any(provider.delay_seconds):
            time.sleep(random.uniform(*provider.delay_seconds))
        account = f"/2010-04-01/Accounts/{provider.account_sid}"
        if parts.path in (f"{account}.json", f"{account}/Calls.json"):
            self._telephone(provider, form)
            return
        root = f"{account}/Messages"
        sid = parts.path.removeprefix(root + "/").removesuffix(".json")
        match self.command, parts.path == root + ".json":
            case "POST", True:
                self._send(provider, form)
            case "GET", True:
                self._list(provider, _single(parts.query), parts.path)
            case command, _ if "/Media" in sid:
                self._pictures(provider, command, sid)
            case command, _ if provider.taken.one(sid) is not None:
                self._one(provider, command, sid, form)
            case _:
                self._refuse(404, 20404)

    def _may_enter(self, provider: Provider) -> bool:
        pair = f"{provider.account_sid}:{provider.auth_token}".encode()
        return self.headers.get("Authorization") == "Basic " + base64.b64encode(pair).decode()

    def _telephone(self, provider: Provider, form: dict[str, str]) -> None:
        """Ring somebody, or say whether the account could."""
        if provider.telephone_down:
            self._refuse(503, 20503)
        elif self.command == "GET":
            self._reply(200, {"sid": provider.account_sid, "status": "active"})
        elif form["To"] in provider.dead_lines:
            self._refuse(400, 21211)
        else:
            provider.calls.append((form["To"], form["Twiml"]))
            self._reply(201, {"sid": "CA" + new_sid()[2:], "status": "queued", "to": form["To"]})

    def _send(self, provider: Provider, form: dict[str, str]) -> None:
        if missing := [name for name in ("To", "Body") if not form.get(name)]:
            self._refuse(400, 21604 if missing == ["To"] else 21602)
            return
        fault = provider.next_fault(form["To"])
        text = Text(
            sid=new_sid(),
            to=form["To"],
            body=form["Body"],
            from_=form.get("From", ""),
            service=form.get("MessagingServiceSid", ""),
            callback=form.get("StatusCallback", ""),
            validity_seconds=form.get("ValidityPeriod", ""),
        )
        if fault is None or fault in TAKEN_ALL_THE_SAME:
            text = provider.taken.take(text)
            provider.took(text)
        shown = text.as_json(provider.account_sid) if text.created else {}
        match fault:
            case None:
                self._reply(201, shown)
            case Fault.HANG_BEFORE | Fault.HANG_AFTER:
                provider.closing.wait(30)
                self._cut()
            case Fault.RESET_BEFORE | Fault.RESET_AFTER:
                self._cut()
            case Fault.MALFORMED:
                self._reply_bytes(201, b"<html><body>Service tempor")
            case Fault.NO_SID:
                self._reply(201, {**shown, "sid": None})
            case _:
                self._refuse(*REFUSALS[fault])

    def _list(self, provider: Provider, query: dict[str, str], path: str) -> None:
        if not provider.askable:
            self._refuse(503, 20503)
            return
        texts = [text for text in reversed(provider.taken.all()) if _asked_for(text, query)]
        size, page = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
        part = texts[page * size : (page + 1) * size]
        more = len(texts) > (page + 1) * size
        following = urlencode({**query, "Page": str(page + 1)})
        self._reply(
            200,
            {
                "messages": [text.as_json(provider.account_sid) for text in part],
                "page": page,
                "page_size": size,
                "next_page_uri": f"{path}?{following}" if more else None,
                "uri": path,
            },
        )

    def _one(self, provider: Provider, command: str, sid: str, form: dict[str, str]) -> None:
        if command == "DELETE":
            provider.taken.remove(sid)
            self._reply_bytes(204, b"")
            return
        if command == "POST" and form.get("Body") == "":
            provider.taken.change(sid, body="")
        text = provider.taken.one(sid)
        self._reply(200, text.as_json(provider.account_sid) if text else {})

    def _pictures(self, provider: Provider, command: str, path: str) -> None:
        """A text's pictures: their list, and the deleting of one. Nothing shows what is on them."""
        sid, _, picture = path.partition("/Media")
        text = provider.taken.one(sid)
        if text is None or (command == "DELETE" and not text.pictures):
            self._refuse(404, 20404)
        elif command == "DELETE" and picture:
            provider.taken.change(sid, pictures=text.pictures - 1)
            self._reply_bytes(204, b"")
        elif command == "GET" and not picture:
            media = [
                {"sid": f"ME{number:032x}", "parent_sid": sid, "account_sid": provider.account_sid}
                for number in range(text.pictures)
            ]
            self._reply(200, {"media_list": media, "page": 0, "next_page_uri": None})
        else:
            raise AssertionError(f"a picture was fetched: {command}")

    def _refuse(self, status: int, code: int) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        said = "The 'To' number is quoted here by the real one"
        self._reply(status, {"code": code, "message": said, "more_info": more, "status": status})

    def _cut(self) -> None:
        """Reset the connection: the client sees no orderly end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def _single(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text, keep_blank_values=True).items()}


def _asked_for(text: Text, query: dict[str, str]) -> bool:
    """Twilio's filters. The one by date leaves out what has not been sent yet."""
    after = query.get("DateSent>")
    if after and (text.status == "queued" or text.created[:10] < after[:10]):
        return False
    return query.get("To", text.to) == text.to and query.get("From", text.from_) == text.from_
