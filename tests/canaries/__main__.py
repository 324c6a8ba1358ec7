"""Runs the tests with every sealed value a canary: `python -m tests.canaries [what pytest takes]`.

Without anything named, the whole suite. Ends with 1 where a test failed, where a canary was found
outside the places of `allowed`, or where there were fewer than five hundred of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

FEWEST = 500


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="participation-canaries-") as folder:
        words = [sys.executable, "-m", "pytest", "-q", "-p", "tests.canaries.plugin", *arguments]
        # Hashes of strings are told apart by a seed: the same one, so that processes agree.
        environ = {**os.environ, "CANARY_FOLDER": folder, "PYTHONHASHSEED": "0"}
        code = subprocess.run(words, env=environ, check=False).returncode
        told = [json.loads(file.read_text()) for file in Path(folder).glob("*.json")]
    canaries: set[int] = set().union(*(one["canaries"] for one in told))
    found: Counter[str] = sum((Counter(one["found"]) for one in told), Counter())
    places: Counter[str] = sum((Counter(one["places"]) for one in told), Counter())
    kinds: dict[str, list[str]] = {}
    for one in sorted(found):
        kinds.setdefault(one.partition(": '")[0].partition(': "')[0], []).append(one)
    for kind, all_of_it in kinds.items():
        print(f"  {kind}, {len(all_of_it)} times, such as {all_of_it[0][len(kind) :]}")
    print("looked: " + ", ".join(f"{name} {times}" for name, times in sorted(places.items())))
    for name, value in (
        ("canaries", len(canaries)),
        ("tests", sum(one["tests"] for one in told)),
        ("found", sum(found.values())),
    ):
        print(json.dumps({"name": f"canaries.{name}", "value": value}), flush=True)
    few = not arguments and len(canaries) < FEWEST
    return int(bool(code or found or few))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
