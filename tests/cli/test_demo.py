"""`participation demo` as somebody who has just cloned the project sees it: started in an empty
folder, used over HTTP, and stopped.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import pytest

# Together in one process, or each process starts a demonstration of its own.
pytestmark = [pytest.mark.slow, pytest.mark.long]
SECONDS_TO_START = 180
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo_command(port: int) -> list[str]:
    return [sys.executable, "-m", "participation", "demo", "--port", str(port)]


def environment() -> dict[str, str]:
    """Settings of some other installation, which the demonstration must not use."""
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "PARTICIPATION_MODE": "production",
        "PARTICIPATION_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/elsewhere",
    }


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    port: int
    said: Path

    def printed(self) -> str:
        return self.said.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("empty")
    port, said = free_port(), folder / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            demo_command(port), cwd=folder, env=environment(), stdout=out, stderr=out
        )
    demo = Running(process, port, said)
    until = time.monotonic() + SECONDS_TO_START
    try:
        while "Stop with Ctrl-C" not in demo.printed():
            assert process.poll() is None, demo.printed()
            assert time.monotonic() < until, demo.printed()
            time.sleep(0.2)
        yield demo
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """(status, where to, page)"""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(connection):
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            for line in answer.msg.get_all("Set-Cookie") or ():
                self._cookies |= {name: m.value for name, m in SimpleCookie(line).items()}
            body = answer.read().decode()
            return answer.status, answer.headers.get("Location", ""), body

    def page(self, path: str) -> str:
        status, _, body = self.ask("GET", path)
        assert status == 200, f"{path} answered {status}"
        return body


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def phones_when(browser: Browser, words: str) -> str:
    """The page of phones as soon as it shows some words."""
    until = time.monotonic() + 20
    while words not in (page := browser.page("/demo/phones")):
        assert time.monotonic() < until, f"no phone ever showed {words!r}"
        time.sleep(0.3)
    return page


def test_a_parent_answers_on_a_simulated_phone(running: Running) -> None:
    browser = Browser(running.port)
    page = phones_when(browser, "we want to hear what you think")
    phone = next(
        part
        for part in page.split("<section")
        if "we want to hear what you think" in part and "mother of" in part
    )
    number = re.search(r'name="number" value="([^"]+)"', phone)
    assert number is not None
    form = {"csrf_token": token_in(page), "number": unescape(number[1]), "words": "1"}
    assert browser.ask("POST", "/demo/phones", form)[0] == 303
    phones_when(browser, "what is going well?")


def test_a_child_s_link_opens_the_first_question(running: Running) -> None:
    browser = Browser(running.port)
    link = re.search(r'href="([^"]+/l/[^"]+)"', phones_when(browser, "/l/"))
    assert link is not None
    path = urlsplit(link[1]).path
    form = browser.page(path)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)
    status, where, _ = browser.ask("POST", path, {"csrf_token": token[1]} if token else {})
    assert (status, where) == (303, "/q")
    assert 'data-page="start"' in browser.page("/q")


def test_the_printed_sign_in_opens_the_officer_s_list(running: Running) -> None:
    browser = Browser(running.port)
    printed = re.search(r"Reviewing officer +(\S+) +(\S+) +code \d+", running.printed())
    assert printed is not None
    email, password = printed.groups()
    shown = browser.page("/demo/phones")
    assert password in shown, "the page and the terminal say different passwords"
    code = re.search(rf"{re.escape(password)}</code></td>\s*<td[^>]*><code>(\d{{6}})", shown)
    assert code is not None
    form = {"email": email, "password": password, "code": code[1]}
    form["csrf_token"] = token_in(browser.page("/staff/sign-in"))
    assert browser.ask("POST", "/staff/sign-in", form)[:2] == (303, "/staff/reviews")
    assert "My reviews" in browser.page("/staff/reviews")


def test_a_second_one_in_the_same_folder_is_refused_in_one_line(running: Running) -> None:
    second = subprocess.run(
        demo_command(free_port()),
        cwd=running.said.parent,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_START,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr.strip() == "Error: A demonstration is already running here."


def test_a_taken_port_is_said_in_one_line(running: Running, tmp_path: Path) -> None:
    second = subprocess.run(
        demo_command(running.port),
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_START,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"Error: Port {running.port} is taken.")
    assert len(second.stderr.splitlines()) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP])
def test_stopping_it_leaves_nothing_running(how: signal.Signals, tmp_path: Path) -> None:
    port, said = free_port(), tmp_path / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            demo_command(port), cwd=tmp_path, env=environment(), stdout=out, stderr=out
        )
    until = time.monotonic() + SECONDS_TO_START
    while "Stop with Ctrl-C" not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < until
        time.sleep(0.2)
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    process.send_signal(how)
    assert process.wait(timeout=20) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert "Traceback" not in said.read_text()
