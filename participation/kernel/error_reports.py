"""Errors told to a collector of the council's choice, where one is set; off otherwise.

What goes is what the log says and nothing besides: `kernel.logs` has sieved the line before it
comes here. Nothing in here looks at a frame, a variable, a request or a header, so there is nothing
that could be switched on by mistake. Ids go neither: which row it was stands in the log. The
collector speaks Sentry's envelopes (GlitchTip and others do too); its own client is not used,
because it gathers by default what must not leave.

Telling never waits and never fails: what a collector misses that is slow or away, the log has.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from participation import __version__

WORTH_TELLING: Final = frozenset({"error", "critical"})
# Of a line's fields, those that say what kind of thing failed, and of whom nothing.
TAGS: Final = (
    *("channel", "code", "command", "endpoint", "job", "kind", "method", "rule", "status"),
    *("surface", "reason", "outcome"),
)
MOST_WAITING: Final = 50
AT_MOST_EACH: Final = 1.0  # seconds between two
PATIENCE: Final = 5.0


class ErrorReports:
    """Tells one collector, from a thread of its own in each process."""

    def __init__(self, address: str, *, mode: str, at_most_each: float = AT_MOST_EACH) -> None:
        """`address`: https://key@host/project, as collectors name it."""
        parts = urlsplit(address)
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        folder, _, project = parts.path.rpartition("/")
        self._path = f"{folder}/api/{project}/envelope/"
        self._says_who = f"Sentry sentry_version=7, sentry_key={parts.username or ''}"
        self._mode = mode
        self._at_most_each = at_most_each
        self._pid = 0
        self._starting = threading.Lock()
        self._waiting: queue.Queue[bytes] = queue.Queue(MOST_WAITING)

    def __repr__(self) -> str:
        return "ErrorReports()"

    def __call__(self, line: Mapping[str, Any]) -> None:
        """One line of the log, as it is written there."""
        if line.get("level") not in WORTH_TELLING:
            return
        with self._starting:
            if self._pid != os.getpid():  # threads do not come along when a server forks
                self._pid, self._waiting = os.getpid(), queue.Queue(MOST_WAITING)
                threading.Thread(target=self._tell, name="error-reports", daemon=True).start()
        try:
            self._waiting.put_nowait(envelope(line, self._mode))
        except queue.Full:
            return  # many of one kind; the first fifty say enough

    def _tell(self) -> None:
        waiting = self._waiting
        while True:
            body = waiting.get()
            with suppress(OSError, http.client.HTTPException):  # logged, it would be told next
                self._post(body)
            time.sleep(self._at_most_each)

    def _post(self, body: bytes) -> None:
        line: http.client.HTTPConnection
        if self._secure:
            checked = ssl.create_default_context()
            line = http.client.HTTPSConnection(
                self._host, self._port, timeout=PATIENCE, context=checked
            )
        else:
            line = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        try:
            line.request(
                "POST",
                self._path,
                body,
                {
                    "Content-Type": "application/x-sentry-envelope",
                    "X-Sentry-Auth": self._says_who,
                },
            )
            line.getresponse().read(1024)
        finally:
            line.close()


def envelope(line: Mapping[str, Any], mode: str) -> bytes:
    """The line in the collector's form: what failed, where in the code, in which version."""
    event_id = uuid4().hex
    said = str(line.get("event", ""))
    module, _, kind = str(line.get("error", "")).rpartition(".")
    event: dict[str, Any] = {
        "event_id": event_id,
        "timestamp": line.get("timestamp") or datetime.now(UTC).isoformat(),
        "platform": "python",
        "level": "fatal" if line.get("level") == "critical" else "error",
        "logger": line.get("logger"),
        "release": f"participation@{__version__}",
        "environment": mode,
        "message": {"formatted": said},
        "tags": {name: str(line[name]) for name in TAGS if name in line},
    }
    if kind:
        frames = [_frame(place) for place in reversed(str(line.get("places", "")).split(" < "))]
        event["exception"] = {
            "values": [
                {
                    "type": kind,
                    "module": module,
                    "value": said,
                    "stacktrace": {"frames": [frame for frame in frames if frame]},
                }
            ]
        }
    head = {"event_id": event_id, "sent_at": datetime.now(UTC).isoformat()}
    parts = (head, {"type": "event"}, event)
    return b"\n".join(json.dumps(part).encode() for part in parts) + b"\n"


def _frame(place: str) -> dict[str, Any]:
    """`guard/audit.py:12 record`, as the log has it."""
    where, _, function = place.partition(" ")
    file, _, number = where.rpartition(":")
    if not number.isdigit():
        return {}
    return {"filename": file, "function": function, "lineno": int(number), "in_app": True}
