"""A real HTTP server that behaves like Twilio's Messages API, faults included.

In a test:

    with TwilioServer() as twilio:
        ... TWILIO_API_BASE_URL=twilio.url ...
        twilio.fault(Fault.RESET_AFTER, times=1)
        assert [text.body for text in twilio.sent("+447700900123")] == ["..."]

As a process of its own, which survives the killing of ours (it prints its address once ready;
`texts_taken.read_log(FILE)` tells what it took; POST fault=reset_after&times=3 to
/_stand-in/faults and askable=no to /_stand-in/askable):

    python -m tests.standins.twilio_server --port 0 --log FILE
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import threading
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from tests.standins.signing import Answered, new_sid, signed_post, status_report
from tests.standins.texts_taken import Text, TextsTaken
from tests.standins.twilio_api import Fault, MessagesApi, ProviderServer

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "a-token-for-tests-only"
OUR_NUMBER = "+447700900999"

__all__ = ["ACCOUNT_SID", "AUTH_TOKEN", "OUR_NUMBER", "Fault", "TwilioServer", "main"]


class TwilioServer:
    """Listens on loopback from construction; serves from `start` (or `with`) to `close`."""

    def __init__(
        self,
        *,
        port: int = 0,
        log: Path | None = None,
        delay_seconds: tuple[float, float] = (0.0, 0.0),
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        callbacks_to: str | None = None,
    ) -> None:
        """`callbacks_to`: base address of a web process to which "sent" and "delivered" are
        reported for every text taken; None reports only when a test calls `report`."""
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.delay_seconds = delay_seconds
        self.callbacks_to = callbacks_to
        self.askable = True  # False: the listing answers 503
        self.taken = TextsTaken(log)
        self.down = False  # True: every connection is cut
        self.requests: list[tuple[str, str]] = []  # (method, path), for tests of what is asked
        self.calls: list[tuple[str, str]] = []  # (number rung, what was spoken)
        self.telephone_down = False  # True: calls are answered 503
        self.dead_lines: set[str] = set()  # numbers that no call will ever reach
        self.connections = 0  # how many were opened to us
        self.closing = threading.Event()
        self._faults: list[tuple[Fault, str | None]] = []
        self._lock = threading.Lock()
        self._server = ProviderServer(("127.0.0.1", port), MessagesApi)
        self._server.provider = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> TwilioServer:
        self._thread.start()
        return self

    def close(self) -> None:
        self.closing.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(5)
        self._server.server_close()

    def __enter__(self) -> TwilioServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def fault(self, fault: Fault, *, times: int = 1, to: str | None = None) -> None:
        """The next `times` sends (to this number, if one is given) go wrong in this way."""
        with self._lock:
            self._faults.extend([(fault, to)] * times)

    def next_fault(self, to: str) -> Fault | None:
        with self._lock:
            for place, (fault, only) in enumerate(self._faults):
                if only is None or only == to:
                    del self._faults[place]
                    return fault
        return None

    def sent(self, to: str | None = None) -> list[Text]:
        """What we sent, oldest first; to one number, if one is given."""
        ours = [text for text in self.taken.all() if text.direction == "outbound-api"]
        return [text for text in ours if to is None or text.to == to]

    def receive(
        self,
        *,
        from_: str,
        body: str,
        to: str = OUR_NUMBER,
        pictures: int = 0,
        at: datetime | None = None,
        sid: str | None = None,
    ) -> Text:
        """A text that reached the provider; nothing is posted to our webhook."""
        return self.taken.take(
            Text(
                sid or new_sid(),
                to,
                body,
                from_=from_,
                direction="inbound",
                status="received",
                pictures=pictures,
                created=at.isoformat() if at else "",
            )
        )

    def report(
        self, sid: str, status: str, *, via: Any = None, error_code: str | None = None
    ) -> Answered:
        """Post a signed delivery report to the text's own callback address.

        `via` is a Flask test client or a base address to post to; by default the address that
        the text itself names.
        """
        text = self.taken.change(sid, status=status)
        if text is None:
            raise KeyError(sid)
        parts = urlsplit(text.callback)
        public = f"{parts.scheme}://{parts.netloc}"
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        more = {"ErrorCode": error_code} if error_code else {}
        if text.service:
            more["MessagingServiceSid"] = text.service
        fields = status_report(
            sid=sid,
            status=status,
            from_=text.from_ or OUR_NUMBER,
            to=text.to,
            account_sid=self.account_sid,
            **more,
        )
        return signed_post(via or public, path, fields, self.auth_token, public)

    def took(self, text: Text) -> None:
        if self.callbacks_to and text.callback:
            threading.Thread(target=self._report_delivery, args=(text.sid,), daemon=True).start()

    def _report_delivery(self, sid: str) -> None:
        for status in ("sent", "delivered"):
            with contextlib.suppress(OSError):  # our web process may just have been killed
                self.report(sid, status, via=self.callbacks_to)


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="A stand-in for Twilio, for tests")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--delay-ms", type=float, nargs=2, default=(0.0, 0.0))
    parser.add_argument("--account-sid", default=ACCOUNT_SID)
    parser.add_argument("--auth-token", default=AUTH_TOKEN)
    parser.add_argument("--callbacks-to", default=None)
    given = parser.parse_args()
    low, high = given.delay_ms
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with TwilioServer(
        port=given.port,
        log=given.log,
        delay_seconds=(low / 1000, high / 1000),
        account_sid=given.account_sid,
        auth_token=given.auth_token,
        callbacks_to=given.callbacks_to,
    ) as server:
        print(server.url, flush=True)  # what the caller waits for
        stop.wait()


if __name__ == "__main__":
    main()
