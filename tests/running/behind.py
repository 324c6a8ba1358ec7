"""What stands behind a proxy in its check: the real house in two processes, or a stand-in."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from participation.app import create_app
from participation.cli.database import bring_up_to_date
from participation.kernel.db import db
from participation.settings import Settings
from tests.acceptance.running_house import CHECKOUT, free_port
from tests.factories import Make
from tests.test_settings import production

BODY_WORD = "Zanzibarquince"
_ACCESS = ("PATH", "HOME", "TMPDIR", "LANG")


@dataclass(frozen=True)
class Ports:
    respond: int
    staff: int


@dataclass(frozen=True)
class Behind:
    """`keyed`: every address in which somebody's key stands."""

    ports: Ports
    token: str
    card: str
    code: str

    @property
    def link(self) -> str:
        return f"/l/{self.token}"

    @property
    def keyed(self) -> tuple[str, ...]:
        return (
            self.link,
            f"/m/{self.card}",
            f"/c/{self.code}",
            f"/w/{self.token}",
            f"/L/{self.token}",
            f"/l/{self.token}/more",
        )

    @property
    def secrets(self) -> tuple[bytes, ...]:
        return tuple(one.encode() for one in (self.token, self.card, self.code, BODY_WORD))


@contextmanager
def real_house(folder: Path) -> Iterator[Behind]:
    """A council's own settings, but that nothing goes out: no worker runs."""
    folder.mkdir()
    ports = Ports(free_port(), free_port())
    environ = production(
        PARTICIPATION_DATABASE_URL=f"sqlite:///{folder}/house.db",
        PARTICIPATION_QUEUE_URL=f"sqlite:///{folder}/queue.db",
        PARTICIPATION_BACKUP_KEY=base64.b64encode(bytes(range(50, 82))).decode(),
        PARTICIPATION_PROXIES="1",
    )
    app = create_app(Settings.from_env(environ))
    app.extensions["participation.wake"] = None
    with app.app_context():
        bring_up_to_date()
        house = app.extensions["participation"]
        make = Make(house, house.clock)
        child = make.child(officer=make.staff())
        token = make.link(make.invitation(make.review(child)))
        card, code = make.card(child)
        db.session.remove()
        db.engine.dispose()
    keep = {name: os.environ[name] for name in _ACCESS if name in os.environ}
    served = {"respond,hooks": ports.respond, "staff,api": ports.staff}
    with (folder / "serve.log").open("wb") as log:
        processes = [
            _serve(surfaces, port, {**keep, **environ, "PYTHONPATH": str(CHECKOUT)}, folder, log)
            for surfaces, port in served.items()
        ]
        try:
            for port in served.values():
                wait_for(port, "/healthz")
            yield Behind(ports, token, card, code)
        finally:
            for process in processes:
                process.terminate()
                process.wait(20)


def _serve(
    surfaces: str, port: int, environ: Mapping[str, str], folder: Path, log: BinaryIO
) -> subprocess.Popen[bytes]:
    words = ["serve", "--bind", f"127.0.0.1:{port}", "--surfaces", surfaces]
    return subprocess.Popen(
        [sys.executable, "-m", "participation", *words],
        env=dict(environ),
        cwd=folder,
        stdout=log,
        stderr=log,
    )


def wait_for(port: int, path: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            with opener.open(f"http://127.0.0.1:{port}{path}", timeout=2):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


class _Echo(BaseHTTPRequestHandler):
    """Tells which headers it was sent."""

    def do_GET(self) -> None:
        told = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_said: object) -> None:
        """Quiet."""


@contextmanager
def echoing(ports: Ports) -> Iterator[None]:
    servers = [
        ThreadingHTTPServer(("127.0.0.1", port), _Echo) for port in (ports.respond, ports.staff)
    ]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
