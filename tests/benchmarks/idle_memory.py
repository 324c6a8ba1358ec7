"""Resident memory of the server's and the worker's processes, once each has done a little.

The house runs as an operator runs it. Each process is looked at after it has started, answered one
page of each kind of door and swept once; what processes share with each other is counted in each.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import psutil

from tests.acceptance.running_house import House
from tests.benchmarks.figures import Figure
from tests.embedded_postgres import PostgresUnavailable, drop_database, empty_database

PAGES = ("/healthz", "/readyz", "/l/a-link-that-opens-nothing", "/code", "/staff/sign-in",
         "/api/v1/openapi.json")  # fmt: skip
MEGABYTE = 2**20


def main(arguments: list[str] | None = None) -> int:
    del arguments  # small enough as it is
    with tempfile.TemporaryDirectory(prefix="participation-memory-") as made:
        worst = measure("sqlite", f"sqlite:///{made}/house.db", Path(made))
        name = f"memory_{os.getpid()}"
        try:
            worst = max(
                worst, measure("postgresql", empty_database(name, durable=True), Path(made))
            )
            drop_database(name, durable=True)
        except PostgresUnavailable as reason:
            print(f"PostgreSQL was not measured: {reason}", file=sys.stderr)
    return int(worst > 150)


def measure(database: str, url: str, folder: Path) -> float:
    """Print one figure a process; the largest, in MB."""
    house = House(folder, url, "http://127.0.0.1:9", "smtp://127.0.0.1:9")  # nobody listens there
    house.set_clock("2026-11-24T16:30:00+00:00")
    house.command("db", "upgrade")
    with house.running():
        for page in PAGES:
            _look(f"{house.url}{page}")
        found = _ours(house)
    for name, megabytes in found.items():
        Figure(
            f"idle_memory_{name}_{database}",
            "MB",
            [megabytes],
            [],
            "(at most 150)",
            higher_is_better=False,
        ).show()
    return max(found.values())


def _look(address: str) -> None:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=30) as answer:
            answer.read()
    except HTTPError as refused:
        refused.close()


def _ours(house: House) -> dict[str, float]:
    """Megabytes by what the process does: the server's own, each it forked, and the worker."""
    found: dict[str, float] = {}
    for process in psutil.Process().children():
        words = process.cmdline()
        if "worker" in words:
            found["worker"] = process.memory_info().rss / MEGABYTE
        elif f"127.0.0.1:{house.port}" in words:
            found["server"] = process.memory_info().rss / MEGABYTE
            for number, forked in enumerate(process.children(recursive=True), start=1):
                found[f"server_process_{number}"] = forked.memory_info().rss / MEGABYTE
    assert {"worker", "server", "server_process_1"} <= found.keys(), found
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
