"""The long drills: `python -m tests.drills` runs all, `--year` or `--moves` one of them.

Everything is on this machine and in memory where it can be; nothing leaves it. Exit 1 where a
promise was not kept. Besides the lines for people, each figure is one JSON object a line.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.drills import moving, year
from tests.drills.a_house import a_house
from tests.embedded_postgres import PostgresUnavailable

STEPS = 1_000
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own below it, for what nobody keeps


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("--year", action="store_true", help="only the year")
    parser.add_argument("--moves", action="store_true", help="only the moves")
    parser.add_argument("--children", type=int, default=year.COUNCIL)
    parser.add_argument("--days", type=int, default=year.DAYS)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    faults = 0
    if asked.moves or not asked.year:
        for kind in ("sqlite", "postgresql"):
            faults += _moves(kind, asked.steps, asked.seed)
    if asked.year or not asked.moves:
        faults += _year(asked.children, asked.days, asked.seed)
    return 1 if faults else 0


def _moves(kind: str, steps: int, seed: int) -> int:
    began = time.perf_counter()
    try:
        with _folder() as folder, a_house(kind, folder, moving.BEGINS) as drill:
            seen = moving.run(drill, steps=steps, seed=seed)
    except PostgresUnavailable as reason:
        print(f"PostgreSQL was not drilled: {reason}", file=sys.stderr)
        return 0
    done = ", ".join(f"{name} {count}" for name, count in sorted(seen.done.items()))
    print(f"{steps} random changes on {kind}: {done}")
    _show(f"moves.{kind}.changes", steps, "changes")
    _show(f"moves.{kind}.texts", seen.texts, "texts")
    _show(f"moves.{kind}.mails", seen.mails, "mails")
    _show(f"moves.{kind}.faults", len(seen.faults), "faults", seen.faults)
    _show(f"moves.{kind}.seconds", round(time.perf_counter() - began, 1), "s")
    return len(seen.faults)


def _year(children: int, days: int, seed: int) -> int:
    with _folder() as folder:
        told = year.run("sqlite", folder, children=children, days=days, seed=seed)
    print(f"{days} days of a council of {children} children, as PARTICIPATION_MODE=drill")
    for name, count in {**told.counts, **told.happened}.items():
        _show(f"year.{name.replace(' ', '_').replace(',', '')}", count, name)
    for reason, count in told.ends.most_common():
        _show(f"year.ends.{reason}", count, "people")
    _show("year.faults", len(told.faults), "faults", told.faults)
    _show("year.seconds", round(told.seconds, 1), "s")
    if children <= year.COUNCIL and told.seconds > year.AT_MOST_SECONDS:
        print(f"  that is more than {year.AT_MOST_SECONDS} seconds: too slow, or a busy machine")
    return len(told.faults)


def _show(name: str, value: float, unit: str, faults: Sequence[str] = ()) -> None:
    for fault in faults[:20]:
        print(f"  {fault}")
    print(json.dumps({"name": name, "value": value, "unit": unit}), flush=True)


@contextmanager
def _folder() -> Iterator[Path]:
    """In memory where the system has such a folder: a drill is about time, not about disks."""
    where = str(MEMORY) if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="participation-drill-", dir=where) as folder:
        yield Path(folder)


if __name__ == "__main__":
    sys.exit(main())
