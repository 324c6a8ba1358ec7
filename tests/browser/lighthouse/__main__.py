"""Lighthouse over every sample page, on a slow line: `make lighthouse`, or `… NAME` for some.

Accessibility and best practices must be 100, performance at least 90, and a bad page must fail.
Node's packages are fetched once into this folder, at the exact versions of package.json. There is
no lock file, since it would name a registry; whoever installs chooses it.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser.checks import FLAGS, HOW_TO_GET_CHROMIUM, find_chromium
from tests.browser.sample_site import RESPONDENT, STAFF, make_site, served

HERE = Path(__file__).parent
INSTALL = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]


def main(names: list[str]) -> int:
    chromium = find_chromium()
    if chromium is None:
        print(HOW_TO_GET_CHROMIUM.replace("Browser test skipped", "Not run"), file=sys.stderr)
        return 1
    if shutil.which("npm") is None:
        print("Not run: no Node. On Debian or Ubuntu: apt-get install nodejs npm.", file=sys.stderr)
        return 1
    if not (HERE / "node_modules").exists():
        subprocess.run(
            INSTALL, cwd=HERE, check=True, env={**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with served(make_site()) as site:
        pages = [f"{site}/respond/{name}" for name in RESPONDENT if not names or name in names]
        pages += [f"{site}/staff-look/{name}" for name in STAFF if not names or name in names]
        bad = _look(chromium, [f"{site}/bad"])
        if bad.returncode == 0:
            print("The bad page passed: Lighthouse is not looking.", file=sys.stderr)
            return 1
        print("A bad page fails, as it must.", flush=True)
        return _look(chromium, pages).returncode


def _look(chromium: str, pages: list[str]) -> subprocess.CompletedProcess[bytes]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    flags = "\n".join(["--headless=new", *FLAGS, *sandbox])
    running = subprocess.Popen(
        ["node", "run.mjs", *pages],
        cwd=HERE,
        env={**os.environ, "CHROME_PATH": chromium, "BROWSER_FLAGS": flags},
        stdout=subprocess.PIPE,
    )
    assert running.stdout is not None
    for line in running.stdout:
        seen = json.loads(line)
        name = "/".join(seen["url"].rsplit("/", 2)[-2:])
        print(
            f"{name:28} accessibility {seen['accessibility']}, best practices"
            f" {seen['best-practices']}, performance {seen['performance']},"
            f" first paint {seen['paint']} ms, ready {seen['ready']} ms"
            f" {' '.join(seen['told'])}",
            flush=True,
        )
    return subprocess.CompletedProcess(pages, running.wait())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
