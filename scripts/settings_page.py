"""Writes docs/settings.md from .env.example, so that there is one place to explain a setting.

python -m scripts.settings_page
"""

from __future__ import annotations

from pathlib import Path

from participation.settings import NAMES

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / ".env.example"
PAGE = ROOT / "docs" / "settings.md"
HEAD = """\
# Settings

Everything is set in the environment; there is no settings file of another kind. This page is made
from [.env.example](../.env.example) by `python -m scripts.settings_page`: change the words there.

`participation config check` reads the environment as the service would and names whatever is
missing, weak or contradictory, all of it at once, with secrets covered. Production does not start
while it finds anything.
"""


def page(example: str) -> str:
    """The page for the text of .env.example: one row for each comment and the names under it."""
    rows = ["| setting | what it is |", "| --- | --- |"]
    for paragraph in example.split("\n\n"):
        names: list[str] = []
        said: list[str] = []
        for line in paragraph.splitlines():
            if not line.startswith("#"):
                names.append(line.partition("=")[0])
                continue
            if names:
                rows.append(_row(names, said))
                names, said = [], []
            said.append(line.removeprefix("#").strip())
        if names:
            rows.append(_row(names, said))
    return "\n".join([HEAD, *rows, ""])


def _row(names: list[str], said: list[str]) -> str:
    words = " ".join(_command(line) for line in said).replace("|", "\\|")
    secret = [name for name in names if NAMES[name]]
    if secret:
        words += " **Secret.**" if secret == names else f" **Secret:** {', '.join(secret)}."
    return f"| {'<br>'.join(f'`{name}`' for name in names)} | {words} |"


def _command(line: str) -> str:
    return f"`{line}`" if line.startswith("python3 -c") else line


if __name__ == "__main__":
    PAGE.write_text(page(SOURCE.read_text(encoding="utf-8")), encoding="utf-8")
