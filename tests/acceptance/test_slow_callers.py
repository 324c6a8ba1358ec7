"""Somebody who sends a request a byte at a time holds nobody else up for long (B30, T13)."""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from gunicorn.http import errors

from participation.server import WHOLE_REQUEST_SECONDS, WithinTime
from tests.faults.installation import Installation, free_port

pytestmark = pytest.mark.long
FORM = (
    b"POST /hooks/twilio/sms HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)


HEADS = {
    "body": FORM + b"Content-Length: 5000\r\n\r\nBody=",
    "chunks": FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\n",
    "headers": b"POST /hooks/twilio/sms HTTP/1.1\r\nX-Slow: ",
}


@pytest.fixture(scope="module")
def as_many_threads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server that can do as many things at a time as there are slow callers."""
    tmp_path, port = tmp_path_factory.mktemp("slow"), free_port()
    house = Installation.make("sqlite", tmp_path, "http://127.0.0.1:9", port)
    command = ["serve", "--bind", f"127.0.0.1:{port}", "--threads", str(len(HEADS))]
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


def test_b30_b65_slow_requests_of_every_kind_are_hung_up_on_and_their_threads_are_free(
    as_many_threads: int,
) -> None:
    """All at once, so that each holds a thread, and none is left for anybody else."""
    port = as_many_threads
    assert healthy(port).startswith(b"HTTP/1.1 200")
    slow = {name: socket.create_connection(("127.0.0.1", port)) for name in HEADS}
    for name, head in HEADS.items():
        slow[name].sendall(head)
    time.sleep(0.5)  # the threads have them now
    waiting = [socket.create_connection(("127.0.0.1", port)) for _ in HEADS]
    for one in waiting:
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    held, drips = set(HEADS), 0
    while held:
        assert drips < 10 * WHOLE_REQUEST_SECONDS, f"threads are still held: {held}"
        time.sleep(1)
        drips += 1
        held -= {name for name in held if is_hung_up_on(slow[name])}
        for name in held:
            drip(slow[name])
        if drips == 4:
            assert held == set(HEADS)  # they were held for a while: there was something to end
            assert not answered(waiting)
    for one in waiting:
        one.settimeout(90)
        assert one.recv(20).startswith(b"HTTP/1.1 200")
        one.close()
    for one in slow.values():
        one.close()


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /l/" + b"a" * 65_536 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET /code HTTP/1.1\r\nHost: localhost\r\nX-Much: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"GET /code HTTP/1.1\r\nHost: localhost\r\n" + b"Cookie: a=b\r\n" * 1000 + b"\r\n", 431),
    ],
    ids=["address", "header", "cookies"],
)
def test_b62_more_than_a_request_can_be_is_refused_by_its_status_alone(
    as_many_threads: int, head: bytes, status: int
) -> None:
    """Also where no proxy stands in front; nothing of what was sent is said again."""
    assert healthy(as_many_threads).startswith(b"HTTP/1.1 200")
    with socket.create_connection(("127.0.0.1", as_many_threads), timeout=30) as line:
        with contextlib.suppress(OSError):
            line.sendall(head)
        told = b""
        with contextlib.suppress(OSError):
            while part := line.recv(4096):
                told += part
    assert told.startswith(f"HTTP/1.1 {status} ".encode()), told[:200]
    assert b"aaaa" not in told
    assert healthy(as_many_threads).startswith(b"HTTP/1.1 200")


def is_hung_up_on(line: socket.socket) -> bool:
    """Whether the other end has closed, with or without a word."""
    line.settimeout(0.01)
    try:
        while line.recv(1000):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def answered(lines: list[socket.socket]) -> bool:
    return bool(select.select(lines, [], [], 0)[0])


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
