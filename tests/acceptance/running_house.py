"""The whole service as an operator runs it: commands, a server and a worker as processes."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from tests.acceptance import loaded_command
from tests.standins.signing import Answered, inbound, signed_post
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER

CHECKOUT = Path(__file__).resolve().parents[2]
_direct = build_opener(ProxyHandler({}))
PATIENCE = 180.0  # seconds: a machine that has much else to do is no fault


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """One installation in a folder of its own, in drill mode, its clock written in a file."""

    folder: Path
    database_url: str
    twilio_url: str
    mail_url: str
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def clock_file(self) -> Path:
        return self.folder / "now.txt"

    def set_clock(self, moment: str) -> None:
        """An ISO moment; every process reads it at each use."""
        self.clock_file.write_text(moment)

    def environment(self) -> Mapping[str, str]:
        keep = {
            name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")
        }
        return {
            **keep,
            "PYTHONPATH": str(CHECKOUT),
            "PARTICIPATION_MODE": "drill",
            "PARTICIPATION_DATABASE_URL": self.database_url,
            "PARTICIPATION_QUEUE_URL": f"sqlite:///{self.folder}/queue.db",
            "PARTICIPATION_SECRET_KEY": "a-secret-for-this-drill-only-48-characters-long",
            "PARTICIPATION_LOOKUP_KEY": "a-lookup-key-for-this-drill-only-48-characters",
            "PARTICIPATION_ENCRYPTION_KEYS": "k1:" + base64.b64encode(bytes(range(32))).decode(),
            "PARTICIPATION_PUBLIC_URL": self.url,
            "PARTICIPATION_STAFF_URL": self.url,
            "PARTICIPATION_SMS": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_NUMBERS": OUR_NUMBER,
            "TWILIO_API_BASE_URL": self.twilio_url,
            "PARTICIPATION_MAIL_URL": self.mail_url,
            "PARTICIPATION_COUNCIL_NAME": "North Shire Council",
            "PARTICIPATION_NOW": f"@{self.clock_file}",
        }

    def command(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run `participation …`; fails the test on another exit status, with what it printed."""
        done = loaded_command.run(words, env=self.environment(), cwd=self.folder, timeout=400)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    @contextmanager
    def running(self) -> Iterator[None]:
        """A server and a worker, until the block ends."""
        processes = [
            self._start("serve", "--bind", f"127.0.0.1:{self.port}", log="serve.log"),
            self._start("worker", log="worker.log"),
        ]
        try:
            wait_until(lambda: self._alive(processes))
            yield
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _start(self, *words: str, log: str) -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "participation", *words],
                env=dict(self.environment()),
                cwd=self.folder,
                stdout=out,
                stderr=out,
            )

    def _alive(self, processes: list[subprocess.Popen[bytes]]) -> bool:
        for process in processes:
            assert process.poll() is None, (self.folder / "serve.log").read_text()[-3000:]
        try:
            with _direct.open(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def text_in(self, number: str, body: str) -> Answered:
        """A text from a phone, as Twilio would hand it over."""
        fields = inbound(from_=number, to=OUR_NUMBER, body=body, account_sid=ACCOUNT_SID)
        answer = signed_post(self.url, "/hooks/twilio/sms", fields, AUTH_TOKEN, self.url)
        assert answer.status_code == 200, answer.status_code
        return answer

    def api(self, path: str, token: str) -> Any:
        request = Request(  # noqa: S310 - loopback
            f"{self.url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}
        )
        try:
            with _direct.open(request, timeout=30) as answer:
                return json.loads(answer.read())
        except HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read()[:400]!r}") from error


def wait_until(true: Any, *, seconds: float = PATIENCE) -> None:
    """Look again and again, and fail the test when it has not become true in time."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"still not true after {seconds} seconds: {true}"
        time.sleep(0.1)
