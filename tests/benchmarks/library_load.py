"""Processor seconds to read, compose and check every form, module and word list that is shipped.

Beside it, alternating in the same process, the least that anybody could do with the same files:
parse them as TOML and look at nothing. Processor time, since a machine that is busy with something
else says nothing about us.

    python tests/benchmarks/library_load.py [--runs N]

Prints a line for people, then one JSON object for the figure.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from participation.questionnaire.library import (  # run as a script
    examine,
    load_library,
    shipped_forms,
)

MOST_SECONDS = 1.0


def ours() -> None:
    load_library(shipped_forms())


def plain() -> None:
    for path in shipped_forms().rglob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))


def seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    library, faults = examine(shipped_forms())
    assert not faults, faults
    runs, floors = [], []
    for _ in range(asked.runs):  # alternating, so that a busy moment hits both
        floors.append(seconds(plain))
        runs.append(seconds(ours))
    value, floor = median(runs), median(floors)
    print(
        f"library: {len(library.forms)} forms, {len(library.modules)} modules, "
        f"{len(library.words_by_language)} languages read and checked in {value:.3f} s of "
        f"processor time; parsing alone {floor:.3f} s (ratio {value / floor:.1f})"
    )
    figure = {
        "name": "library_load",
        "value": round(value, 4),
        "unit": "s of processor time",
        "floor": round(floor, 4),
        "ratio": round(value / floor, 2),
        "runs": [round(run, 4) for run in runs],
    }
    print(json.dumps(figure))
    return 0 if value <= MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
