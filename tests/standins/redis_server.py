"""A Redis of our own on loopback, which keeps nothing: it only carries wake-ups (D7)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 20.0


class RedisUnavailable(Exception):
    """There is no redis-server on this machine."""


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Its address, once it answers.

    Raises:
        RedisUnavailable: install redis-server.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise RedisUnavailable("install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
