"""A real HTTP server that behaves like GOV.UK Notify's API, faults included.

    with NotifyServer() as notify:
        ... NOTIFY_API_BASE_URL=notify.url, NOTIFY_API_KEY=notify.api_key ...
        notify.fault(NotifyFault.RESET_AFTER)
        assert [text.body for text in notify.sent()] == ["..."]

It checks the signed token that each call carries, and that the template is the one it has.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from notifications_python_client.authentication import decode_jwt_token
from notifications_python_client.errors import TokenError

from tests.standins.answers_in_json import AnswersInJson

SERVICE_ID = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"for_tests-{SERVICE_ID}-{SECRET}"
TEMPLATE_ID = "f33517ff-2a88-4f6e-b855-c550268ce08a"
OUR_NUMBER = "+447700900998"
PAGE = 250


class NotifyFault(StrEnum):
    """What goes wrong with a POST that should send a text."""

    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    TOO_MANY = "too_many"  # 429
    TEAM_ONLY = "team_only"  # 400, and the number is not to blame
    BAD_NUMBER = "bad_number"  # 400, and it is
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    MALFORMED = "malformed"  # taken, and answered with half a page of HTML
    NO_ID = "no_id"  # taken, and answered without an id


NOT_TAKEN = {
    NotifyFault.HANG_BEFORE,
    NotifyFault.RESET_BEFORE,
    NotifyFault.TOO_MANY,
    NotifyFault.TEAM_ONLY,
    NotifyFault.BAD_NUMBER,
    NotifyFault.ERROR_BEFORE,
}
_ANSWERS = {
    NotifyFault.TOO_MANY: (429, "RateLimitError", "Exceeded rate limit for key type LIVE"),
    NotifyFault.TEAM_ONLY: (
        400,
        "BadRequestError",
        "Can't send to this recipient using a team-only API key",
    ),
    NotifyFault.BAD_NUMBER: (400, "ValidationError", "phone_number Not enough digits"),
    NotifyFault.ERROR_BEFORE: (500, "Exception", "Internal server error"),
    NotifyFault.ERROR_AFTER: (500, "Exception", "Internal server error"),
}


@dataclass(frozen=True, slots=True)
class NotifyText:
    id: str
    to: str
    body: str
    reference: str | None
    status: str = "created"


@dataclass
class _Provider:
    askable: bool = True
    texts: list[NotifyText] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    faults: list[NotifyFault] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    provider: _Provider

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news here."""


class _Api(AnswersInJson, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        """Quiet: an access log would hold numbers."""

    def do_POST(self) -> None:
        provider = self.server.provider
        given = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        provider.requests.append(("POST", self.path))
        if not self._may_enter():
            return
        if given.get("template_id") != TEMPLATE_ID or set(given["personalisation"]) != {"body"}:
            self._refuse(400, "BadRequestError", "Template not found")
            return
        with provider.lock:
            fault = provider.faults.pop(0) if provider.faults else None
            text = NotifyText(
                str(uuid4()),
                given["phone_number"],
                given["personalisation"]["body"],
                given.get("reference"),
            )
            if fault not in NOT_TAKEN:
                provider.texts.append(text)
        match fault:
            case None:
                self._reply(201, self._shown(text))
            case NotifyFault.HANG_BEFORE | NotifyFault.HANG_AFTER:
                provider.closing.wait(30)
                self._cut()
            case NotifyFault.RESET_BEFORE | NotifyFault.RESET_AFTER:
                self._cut()
            case NotifyFault.MALFORMED:
                self._reply_bytes(201, b"<html><body>Service tempor")
            case NotifyFault.NO_ID:
                self._reply(201, {**self._shown(text), "id": None})
            case _:
                self._refuse(*_ANSWERS[fault])

    def do_GET(self) -> None:
        provider = self.server.provider
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        provider.requests.append(("GET", parts.path))
        if not self._may_enter():
            return
        if not provider.askable:
            self._refuse(503, "Exception", "Service unavailable")
        elif parts.path == "/v2/notifications":
            found = [
                {"id": text.id, "reference": text.reference, "status": text.status}
                for text in reversed(provider.texts)
                if query.get("reference") in (None, text.reference)
            ]
            self._reply(200, {"notifications": found, "links": {"current": self.path}})
        elif parts.path == "/v2/received-text-messages":
            newest = list(reversed(provider.received))
            ids = [text["id"] for text in newest]
            start = ids.index(query["older_than"]) + 1 if "older_than" in query else 0
            page = newest[start : start + PAGE]
            self._reply(200, {"received_text_messages": page, "links": {"current": self.path}})
        else:
            self._refuse(404, "NoResultFound", "No result found")

    def _may_enter(self) -> bool:
        """The token is signed with the key's secret and made in the last half minute."""
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        try:
            held = kind == "Bearer" and decode_jwt_token(token, SECRET)
        except TokenError:
            held = False
        if not held:
            self._refuse(403, "AuthError", "Invalid token: signature, api token not found")
        return held

    def _shown(self, text: NotifyText) -> dict[str, Any]:
        return {
            "id": text.id,
            "reference": text.reference,
            "content": {"body": text.body, "from_number": OUR_NUMBER},
            "uri": f"/v2/notifications/{text.id}",
            "template": {"id": TEMPLATE_ID, "version": 1, "uri": f"/v2/template/{TEMPLATE_ID}"},
        }

    def _refuse(self, status: int, error: str, message: str) -> None:
        fault = {"error": error, "message": message}
        self._reply(status, {"status_code": status, "errors": [fault]})

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()


class NotifyServer:
    """Listens on loopback; serves in a `with`."""

    api_key = API_KEY

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Api)
        self._provider = self._server.provider = _Provider()
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def askable(self) -> bool:
        return self._provider.askable

    @askable.setter
    def askable(self, askable: bool) -> None:
        self._provider.askable = askable

    @property
    def requests(self) -> list[tuple[str, str]]:
        return self._provider.requests

    def fault(self, fault: NotifyFault, *, times: int = 1) -> None:
        self._provider.faults.extend([fault] * times)

    def sent(self, to: str | None = None) -> list[NotifyText]:
        """What we sent, oldest first."""
        return [text for text in self._provider.texts if to is None or text.to == to]

    def receive(self, *, from_: str, body: str, at: datetime | None = None) -> dict[str, Any]:
        """A text that reached Notify; nothing is posted to our webhook."""
        moment = at or datetime.now(UTC)
        text = {
            "id": str(uuid4()),
            "service_id": SERVICE_ID,
            "user_number": from_.removeprefix("+"),
            "notify_number": f"0{OUR_NUMBER.removeprefix('+44')}",
            "created_at": moment.replace(tzinfo=None).isoformat() + "Z",
            "content": body,
        }
        self._provider.received.append(text)
        return text

    def receipt(self, text: NotifyText, status: str) -> dict[str, Any]:
        """What Notify posts to the address for receipts."""
        place = self._provider.texts.index(text)
        self._provider.texts[place] = replace(text, status=status)
        moment = datetime.now(UTC).isoformat()
        return {
            "id": text.id,
            "reference": text.reference,
            "to": text.to,
            "status": status,
            "created_at": moment,
            "completed_at": moment,
            "sent_at": moment,
            "notification_type": "sms",
            "template_id": TEMPLATE_ID,
            "template_version": 1,
        }

    def __enter__(self) -> NotifyServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._provider.closing.set()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()


def posted(text: dict[str, Any]) -> dict[str, Any]:
    """What Notify posts to the address for incoming texts."""
    return {
        "id": text["id"],
        "source_number": text["user_number"],
        "destination_number": text["notify_number"],
        "message": text["content"],
        "date_received": text["created_at"],
    }
