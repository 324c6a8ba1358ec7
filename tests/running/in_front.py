"""nginx and Caddy as the samples have them, on ports and in a folder of a check's own."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.running_house import free_port
from tests.running.behind import Ports

SAMPLES = Path(__file__).parents[2] / "docs" / "running"
HOSTS = ("haveyoursay.council.example", "reviews.council.example")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class InFront:
    """A proxy over TLS. `plain`: with the log that it writes where nobody told it otherwise."""

    def __init__(self, folder: Path, ports: Ports, *, plain: bool = False) -> None:
        folder.mkdir()
        self.folder, self.ports, self.plain = folder, ports, plain
        self.tls, self.http = free_port(), free_port()
        for host in HOSTS:
            _certificate(folder, host)

    def command(self) -> list[str]:
        raise NotImplementedError

    @contextmanager
    def running(self) -> Iterator[None]:
        with (self.folder / "said.log").open("ab") as said:
            process = subprocess.Popen(self.command(), cwd=self.folder, stdout=said, stderr=said)
        try:
            self._wait()
            yield
        finally:
            process.terminate()
            process.wait(20)

    def ask(self, host: str, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._request("GET", host, path, None, headers or {})

    def send(self, host: str, path: str, body: bytes) -> Answer:
        return self._request("POST", host, path, body, FORM)

    def answers_for(self, host: str) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.ask(host, "/code").status < 400
        return False

    def written(self) -> bytes:
        """Everything it left anywhere, but for its own settings and certificates."""
        return b"".join(
            file.read_bytes()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file() and file.suffix not in (".conf", ".pem", ".key", ".caddy")
        )

    def _request(
        self, method: str, host: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        context = ssl.create_default_context(cafile=str(self.folder / f"{HOSTS[0]}.pem"))
        context.load_verify_locations(str(self.folder / f"{HOSTS[1]}.pem"))
        raw = socket.create_connection(("127.0.0.1", self.tls), timeout=20)
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.sock = context.wrap_socket(raw, server_hostname=host)
        try:
            with suppress(OSError):  # told before all was sent
                connection.request(method, path, body, {"Host": host, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            connection.close()

    def _wait(self) -> None:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.tls), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > until:
                    raise RuntimeError((self.folder / "said.log").read_text()[-2000:]) from None
                time.sleep(0.05)


class Nginx(InFront):
    def command(self) -> list[str]:
        sample = (SAMPLES / "nginx" / "participation.conf").read_text(encoding="utf-8")
        for old, new in (
            ("listen 443 ssl", f"listen 127.0.0.1:{self.tls} ssl"),
            ("listen 80", f"listen 127.0.0.1:{self.http}"),
            ("127.0.0.1:8000", f"127.0.0.1:{self.ports.respond}"),
            ("127.0.0.1:8001", f"127.0.0.1:{self.ports.staff}"),
            ("/etc/ssl/private/", f"{self.folder}/"),
            ("/etc/ssl/", f"{self.folder}/"),
            ("/var/log/nginx/", f"{self.folder}/"),
        ):
            assert old in sample, old
            sample = sample.replace(old, new)
        if self.plain:
            sample = sample.replace(".log participation;", ".log;").replace(".log emerg;", ".log;")
        (self.folder / "participation.conf").write_text(sample)
        (self.folder / "nginx.conf").write_text(
            f"daemon off; pid {self.folder}/pid; error_log {self.folder}/main.log;\n"
            f"events {{}}\nhttp {{ {_temporary(self.folder)}"
            f" include {self.folder}/participation.conf; }}\n"
        )
        nginx = shutil.which("nginx") or "nginx"
        return [nginx, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]


class Caddy(InFront):
    def command(self) -> list[str]:
        sample = (SAMPLES / "Caddyfile").read_text(encoding="utf-8")
        for old, new in (
            ("127.0.0.1:8000", f"127.0.0.1:{self.ports.respond}"),
            ("127.0.0.1:8001", f"127.0.0.1:{self.ports.staff}"),
            ("/var/log/caddy/", f"{self.folder}/"),
            ("/run/caddy/", f"{self.folder}/"),
            ("\tservers {", f"\thttp_port {self.http}\n\thttps_port {self.tls}\n\tservers {{"),
            *(
                (f"\n{host} {{", f"\n{host} {{\n\tbind 127.0.0.1\n\ttls {self._pair(host)}")
                for host in HOSTS
            ),
        ):
            assert old in sample, old
            sample = sample.replace(old, new)
        if self.plain:
            sample = re.sub(r"import doors_only", "", sample)
        (self.folder / "Caddyfile.caddy").write_text(sample)
        file = str(self.folder / "Caddyfile.caddy")
        caddy = shutil.which("caddy") or "caddy"
        words = ["run", "--config", file, "--adapter", "caddyfile"]
        return [
            "env",
            f"HOME={self.folder}/home",
            f"XDG_DATA_HOME={self.folder}/data",
            caddy,
            *words,
        ]

    def _pair(self, host: str) -> str:
        return f"{self.folder}/{host}.pem {self.folder}/{host}.key"


PROXIES: dict[str, type[InFront]] = {"nginx": Nginx, "caddy": Caddy}


def _temporary(folder: Path) -> str:
    """nginx keeps what is too large for its memory in files; here they would be found."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)


def _certificate(folder: Path, host: str) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
         "-keyout", str(folder / f"{host}.key"), "-out", str(folder / f"{host}.pem")],
        check=True,
        capture_output=True,
    )  # fmt: skip
