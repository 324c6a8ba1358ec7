"""A council of 83,000 children imported by the ordinary command, beside a bare insert of its rows.

The command runs in a process of its own, so that its time is a person's wait and its peak memory
is its own. The floor reads the same files with the `csv` module and inserts the bare cells into
four tables of the same database, in one durable transaction. `--children N` measures another size.
"""

from __future__ import annotations

import argparse
import base64
import csv
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Column, MetaData, Table, Text, create_engine, insert

from participation.cli.made_up_council import write_council
from participation.kernel.db import engine_options
from tests.benchmarks.figures import Figure
from tests.embedded_postgres import PostgresUnavailable, drop_database, empty_database

CHILDREN = 83_000
TODAY = date(2026, 11, 24)
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Took:
    seconds: float
    processor_seconds: float
    megabytes: float
    exit_code: int


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=CHILDREN)
    children = parser.parse_args(arguments or []).children
    worst = 0
    with tempfile.TemporaryDirectory(prefix="participation-import-") as made:
        council = Path(made) / "council"
        write_council(council, children=children, today=TODAY)
        worst = max(worst, measure("sqlite", f"sqlite:///{made}/import.db", council, children))
        try:
            name = f"import_{os.getpid()}"
            worst = max(
                worst, measure("postgresql", empty_database(name, durable=True), council, children)
            )
            drop_database(name, durable=True)
        except PostgresUnavailable as reason:
            print(f"PostgreSQL was not measured: {reason}", file=sys.stderr)
    return worst


def measure(database: str, url: str, council: Path, children: int) -> int:
    """Print the figures of one database; 1 if the import failed."""
    floor = _bare(url, council)
    queue = f"sqlite:///{council}/queue.db"
    made = _participation(url, queue, "db", "upgrade")
    first = _participation(url, queue, "import", str(council), "--json")
    again = _participation(url, queue, "import", str(council), "--json")
    aim = "(under 300 s for 83,000 children)"
    Figure(
        f"import_{children}_{database}", "s", [first.seconds], [floor], aim, higher_is_better=False
    ).show()
    Figure(
        f"import_{children}_processor_{database}",
        "s",
        [first.processor_seconds],
        [],
        "(of our own process; wall time also waits for other work on the machine)",
        higher_is_better=False,
    ).show()
    Figure(
        f"import_{children}_again_{database}", "s", [again.seconds], [], aim, higher_is_better=False
    ).show()
    Figure(
        f"import_{children}_memory_{database}",
        "MB",
        [max(first.megabytes, again.megabytes)],
        [],
        "(under 600 MB)",
        higher_is_better=False,
    ).show()
    return max(made.exit_code, first.exit_code, again.exit_code)


def _participation(url: str, queue: str, *arguments: str) -> Took:
    """One command in a fresh process: wall time and peak resident memory."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PARTICIPATION_MODE": "demo",
        "PARTICIPATION_NOW": f"{TODAY}T06:00",
        "PARTICIPATION_DATABASE_URL": url,
        "PARTICIPATION_QUEUE_URL": queue,
        "PARTICIPATION_SECRET_KEY": "a secret of the benchmark and of nobody else",
        "PARTICIPATION_LOOKUP_KEY": "a lookup key of the benchmark and of nobody else",
        "PARTICIPATION_ENCRYPTION_KEYS": "k1:" + base64.b64encode(b"\x02" * 32).decode(),
    }
    began = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "participation", *arguments],
        environment,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    per_megabyte = 2**20 if sys.platform == "darwin" else 1024
    return Took(
        time.perf_counter() - began,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / per_megabyte,
        os.waitstatus_to_exitcode(status),
    )


def _bare(url: str, council: Path) -> float:
    """Seconds to read the files and insert their cells as they are."""
    engine = create_engine(url, **engine_options(url))
    tables = MetaData()
    began = time.perf_counter()
    with engine.begin() as connection:
        for path in sorted(council.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                columns = [Column(name, Text) for name in reader.fieldnames or []]
                table = Table(f"bare_{path.stem}", tables, *columns)
                table.create(connection)
                chunk: list[dict[str, str]] = []
                for row in reader:
                    chunk.append(row)
                    if len(chunk) == _CHUNK:
                        connection.execute(insert(table), chunk)
                        chunk = []
                if chunk:
                    connection.execute(insert(table), chunk)
    took = time.perf_counter() - began
    tables.drop_all(engine)
    engine.dispose()
    return took


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
