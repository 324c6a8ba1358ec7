"""S7: five thousand texts come in, one of them says something red: somebody is told in a minute.

    python -m tests.faults.alert_flood [--database sqlite|postgresql] [--texts 5000]

A web server and a worker as an operator starts them, a provider on this machine that takes its
time, and strangers who text as fast as they are answered. The red text comes in the middle. What
counts is the time from our answer to the webhook until the alert is a text at the provider.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from participation.care.people.models import Role, StaffMember
from participation.journeys.services import Services
from participation.kernel.db import db, transaction
from tests.factories import Make
from tests.faults.alert_kills import RED_WORDS, provider
from tests.faults.installation import Installation, free_port
from tests.paging import CAST, number_of, route_file
from tests.standins.signing import inbound, signed_post
from tests.standins.texts_taken import read_log
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER

THREADS = 8
HOOK = "/hooks/twilio/sms"
RED_FROM = "+447700900777"
_GIVE_UP_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Found:
    texts: int
    seconds_of_posting: float
    sent_before: int  # texts that the provider had of ours when the red one came
    seconds_to_alert: float


def run(database: str, texts: int) -> Found:
    with tempfile.TemporaryDirectory(prefix="participation-flood-") as name:
        folder = Path(name)
        log = folder / "provider.log"
        log.touch()
        with provider(log, delay_ms=(20, 120)) as twilio:
            house = Installation.make(database, folder, twilio, free_port())
            house.environ["PARTICIPATION_ROUTE"] = str(route_file(folder))
            try:
                _hire(house)
                bind = f"127.0.0.1:{house.port}"
                with _running(house, "serve", "--bind", bind), _running(house, "worker"):
                    return _flooded(house, log, texts)
            finally:
                house.remove()


def _flooded(house: Installation, log: Path, texts: int) -> Found:
    address = f"http://127.0.0.1:{house.port}"
    _post(address, "+447700900778", "are you there", seconds=60)  # the server is up
    red: list[float] = []
    before: list[int] = []
    began = time.monotonic()

    def one(place: int) -> None:
        if place == texts // 2:
            _post(address, RED_FROM, RED_WORDS)
            red.append(time.monotonic())
            before.append(len(read_log(log)))
            return
        _post(address, f"+447700900{place % 700:03d}", f"text number {place}")

    seen: list[float] = []
    watcher = threading.Thread(target=_watch, args=(log, seen), daemon=True)
    watcher.start()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(texts)))
    posting = time.monotonic() - began
    watcher.join(_GIVE_UP_SECONDS)
    waited = seen[0] - red[0] if seen else float("inf")
    return Found(texts, posting, before[0], waited)


def _watch(log: Path, seen: list[float]) -> None:
    numbers = {number_of(who) for who in CAST}
    until = time.monotonic() + 4 * _GIVE_UP_SECONDS
    while time.monotonic() < until:
        if any(text.to in numbers and "urgent" in text.body for text in read_log(log)):
            seen.append(time.monotonic())
            return
        time.sleep(0.5)


def _post(address: str, number: str, body: str, *, seconds: float = _GIVE_UP_SECONDS) -> None:
    fields = inbound(from_=number, to=OUR_NUMBER, body=body, account_sid=ACCOUNT_SID)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, HTTPException):
            if signed_post(address, HOOK, fields, AUTH_TOKEN, address).status_code == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server took no text")


def _hire(house: Installation) -> None:
    app = house.app()
    services: Services = app.extensions["participation"]
    with app.app_context():
        make = Make(services, services.clock)
        for who in CAST:
            row = make.staff(Role.SAFEGUARDING, email=f"{who.lower()}@council.example")
            with transaction() as session:
                session.get_one(StaffMember, row.id).external_id = who
        db.session.remove()
        db.engine.dispose()


@contextlib.contextmanager
def _running(house: Installation, *arguments: str) -> Iterator[None]:
    with (house.folder / "processes.log").open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "participation", *arguments],
            env=house.environ,
            cwd=house.folder,
            stdout=said,
            stderr=said,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="One red text among thousands")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--texts", type=int, default=5000)
    given = parser.parse_args()
    found = run(given.database, given.texts)
    name = f"alert_flood.{given.database}"
    for what, value, unit in (
        ("texts_in", found.texts, "texts"),
        ("seconds_of_posting", round(found.seconds_of_posting, 1), "s"),
        ("sent_before", found.sent_before, "texts"),
        ("seconds_to_alert", round(found.seconds_to_alert, 2), "s"),
    ):
        print(json.dumps({"name": f"{name}.{what}", "value": value, "unit": unit}), flush=True)
    sys.exit(0 if found.seconds_to_alert < 60 else 1)


if __name__ == "__main__":
    main()
