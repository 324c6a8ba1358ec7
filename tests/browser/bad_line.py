"""A telephone line that breaks: a proxy between the browser and the house.

It can be good, dead (nothing gets through), cut (the house gets what was sent and answers, and the
answer never arrives) or half: a press gets its answer, and the page that it leads to never comes.
A cut line is the hard one, because nobody on the phone's side can know what became of the press.
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

Line = Literal["good", "dead", "cut", "half"]
_AT_ONCE = 65_536


@dataclass
class BadLine:
    """Where the browser rings, and how the line is at the moment."""

    house: tuple[str, int]
    line: Line = "good"
    happened: Counter[str] = field(default_factory=Counter)
    _ear: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._ear.getsockname()[1]}"

    def listen(self) -> None:
        while True:
            try:
                caller, _ = self._ear.accept()
            except OSError:  # hung up for good
                return
            threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def hang_up(self) -> None:
        self._ear.close()

    def _carry(self, caller: socket.socket) -> None:
        """One request, and its answer if the line holds; then the connection ends."""
        with caller, suppress(OSError):
            asked = _one_request(caller)
            line, is_post = self.line, asked.startswith(b"POST /q")
            if not asked or line == "dead":
                self.happened["post never left" if is_post else "page never came"] += 1
                return
            answer = self._ask(asked)
            if line == "cut" and is_post:
                self.happened["answer lost"] += 1
                return
            if line in ("cut", "half") and not is_post:
                self.happened["page never came"] += 1
                return
            self.happened["post" if is_post else "page"] += 1
            caller.sendall(answer)

    def _ask(self, asked: bytes) -> bytes:
        head, _, body = asked.partition(b"\r\n\r\n")
        lines = [
            line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")
        ]
        with socket.create_connection(self.house) as house:
            house.sendall(b"\r\n".join([*lines, b"Connection: close", b"", body]))
            answer = b""
            while more := house.recv(_AT_ONCE):
                answer += more
        return answer


def _one_request(caller: socket.socket) -> bytes:
    asked = b""
    while b"\r\n\r\n" not in asked:
        more = caller.recv(_AT_ONCE)
        if not more:
            return b""
        asked += more
    head, _, body = asked.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += caller.recv(_AT_ONCE)
    return head + b"\r\n\r\n" + body


@contextmanager
def bad_line(address: str) -> Iterator[BadLine]:
    """A line to the house at `address`, good at first."""
    host, _, port = address.removeprefix("http://").partition(":")
    line = BadLine((host, int(port)))
    thread = threading.Thread(target=line.listen, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.hang_up()
