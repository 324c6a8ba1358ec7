"""Somebody who sends a request a byte at a time holds nobody else up for long (B30, T13)."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from gunicorn.http import errors

from participation.server import WHOLE_REQUEST_SECONDS, WithinTime
from tests.faults.installation import Installation, free_port

pytestmark = pytest.mark.slow
FORM = (
    b"POST /hooks/twilio/sms HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)


@pytest.fixture(scope="module")
def only_thread(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server that can do one thing at a time."""
    tmp_path, port = tmp_path_factory.mktemp("slow"), free_port()
    house = Installation.make("sqlite", tmp_path, "http://127.0.0.1:9", port)
    command = ["serve", "--bind", f"127.0.0.1:{port}", "--threads", "1"]
    with subprocess.Popen(
        [sys.executable, "-m", "participation", *command], env=house.environ, cwd=tmp_path
    ) as server:
        try:
            yield port
        finally:
            server.terminate()


def healthy(port: int) -> bytes:
    """The answer of /healthz, which needs the thread; waits for the server to be up."""
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=90) as line:
                line.sendall(
                    b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                )
                return line.recv(20)
        except ConnectionRefusedError:
            time.sleep(0.2)


@pytest.mark.parametrize(
    "head",
    [
        FORM + b"Content-Length: 5000\r\n\r\nBody=",
        FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\n",
        b"POST /hooks/twilio/sms HTTP/1.1\r\nX-Slow: ",
    ],
    ids=["body", "chunks", "headers"],
)
def test_b30_a_slow_request_is_hung_up_on_and_the_thread_is_free(
    only_thread: int, head: bytes
) -> None:
    assert healthy(only_thread).startswith(b"HTTP/1.1 200")
    with socket.create_connection(("127.0.0.1", only_thread)) as slow:
        slow.sendall(head)
        time.sleep(0.5)  # the thread has it now
        waiting = socket.create_connection(("127.0.0.1", only_thread))
        waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        waiting.settimeout(1)
        drips = 0
        while True:
            try:
                answer = waiting.recv(20)
                break
            except TimeoutError:
                drips += 1
                assert drips < 10 * WHOLE_REQUEST_SECONDS, "the thread is still held"
                drip(slow)
        waiting.close()
    assert answer.startswith(b"HTTP/1.1 200")
    assert drips >= 5  # it was held for a while, so there was something to end


def drip(slow: socket.socket) -> None:
    """One more byte, if anybody still listens."""
    try:
        slow.sendall(b"a")
    except OSError:
        return


def test_time_runs_over_the_whole_request_and_anew_for_the_next() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        held = WithinTime(ours, 0.2)
        theirs.sendall(b"a")
        assert held.recv(1) == b"a"
        with pytest.raises(errors.NoMoreData):
            held.recv(1)
        theirs.sendall(b"b")
        with pytest.raises(errors.NoMoreData):
            held.recv(1)
        held.begin()
        assert held.recv(1) == b"b"
