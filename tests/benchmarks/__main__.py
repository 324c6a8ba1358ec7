"""Runs every measurement, one process after another: `python -m tests.benchmarks [--quick]`.

Each has a process of its own, so that none measures what another left in memory. Ends with 1 when
one of them could not be measured or found its own limit broken; the figures are printed either way.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

# What each is asked for at full size, and with --quick.
ALL: dict[str, tuple[list[str], list[str]]] = {
    "engine_turns": ([], ["--seconds", "0.1"]),
    "library_load": ([], ["--runs", "3"]),
    "screening_words": ([], ["--runs", "2"]),
    "web_turns": ([], ["--requests", "15"]),
    "question_page": ([], ["--requests", "40"]),
    "every_language": ([], ["--requests", "40"]),
    "officer_list": ([], ["--quick"]),
    "summary_page": ([], []),
    "summary_guard": ([], ["--requests", "15"]),
    "opening_rounds": ([], ["--quick"]),
    "sending": ([], ["--texts", "400", "--runs", "1"]),
    "idle_memory": ([], []),
    "import_83000": ([], ["--children", "2000"]),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes; the ratios say less")
    parser.add_argument("only", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; all if none")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.only) - ALL.keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    failed = []
    for name, (whole, quick) in ALL.items():
        if asked.only and name not in asked.only:
            continue
        print(f"\n{name}", flush=True)
        began = time.perf_counter()
        words = [sys.executable, "-m", f"tests.benchmarks.{name}"]
        done = subprocess.run([*words, *(quick if asked.quick else whole)], check=False)
        print(f"  ({time.perf_counter() - began:.0f} s)", file=sys.stderr)
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"Not within its limits, or not measured: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
