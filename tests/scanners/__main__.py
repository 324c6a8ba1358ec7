"""Scanners of others against a seeded council of ours: `python -m tests.scanners [NAME]`.

Named checks for people, not part of the tests: each needs its program (Debian: sqlmap, wapiti; the
others from the registry of packages, best in an environment of their own). SQLMAP, WAPITI,
SCHEMATHESIS, BANDIT, SEMGREP and PIP_AUDIT name programs that are not on the path. Everything stays
on this machine, but that pip-audit asks the registry of packages for the holes of each version.
Ends with 1 when a scanner found something that docs/checks.md does not explain.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.scanners.runs import (
    Scanned,
    bandit,
    pip_audit,
    schemathesis,
    semgrep,
    sqlmap,
    wapiti,
)

SCANNERS: dict[str, Callable[[str, Path, str, int], Scanned]] = {
    "schemathesis": schemathesis,
    "wapiti": wapiti,
    "sqlmap": sqlmap,
    "bandit": bandit,
    "semgrep": semgrep,
    "pip-audit": pip_audit,
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.scanners", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="NAME", help=f"of {', '.join(SCANNERS)}")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--most", type=int, default=0, help="so many requests only; 0: all")
    asked = parser.parse_args(arguments)
    code = 0
    for name in asked.which or list(SCANNERS):
        program = os.environ.get(name.upper().replace("-", "_")) or shutil.which(name)
        if program is None:
            print(f"{name} is not here", file=sys.stderr)
            code = 2
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"participation-{name}-") as folder:
            scanned = SCANNERS[name](program, Path(folder), asked.database, asked.most)
        for finding in scanned.findings:
            print(f"  {finding}")
        for what, value in (
            ("asked", scanned.asked),
            ("findings", len(scanned.findings)),
            ("errors_of_ours", scanned.errors),
            ("seconds", round(time.monotonic() - began)),
        ):
            print(json.dumps({"name": f"scanners.{name}.{what}", "value": value}), flush=True)
        code = code or int(bool(scanned.findings or scanned.errors))
    return code


if __name__ == "__main__":
    sys.exit(main())
