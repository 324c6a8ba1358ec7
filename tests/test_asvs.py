"""The security checklist claims nothing without a test; each test that a paper names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAPERS = sorted((ROOT / "docs").rglob("*.md"))
PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
LINES = re.findall(
    r"^\| (A\d+)(?: ★)? \| (met|partly|not met|not ours) \| (.+?) \| (.+) \|$", PAGE, re.M
)
NAMED = re.compile(r"`(tests/[a-z0-9_/]+\.py)::(test_[a-z0-9_]+)`")


@cache
def written_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))


def test_every_line_stands_there_once_and_in_order() -> None:
    assert [line[0] for line in LINES] == [f"A{number}" for number in range(1, 56)]


def test_what_is_said_to_be_met_has_a_test_or_a_command() -> None:
    bare = [
        number
        for number, state, _what, shown in LINES
        if state in ("met", "partly")
        and not (NAMED.search(shown) or "ruff" in shown or "the same" in shown)
    ]
    assert bare == []


def test_every_test_that_a_paper_names_is_there() -> None:
    named = [
        (paper.name, path, name)
        for paper in PAPERS
        for path, name in NAMED.findall(paper.read_text(encoding="utf-8"))
    ]
    assert {"asvs.md", "dpia.md"} <= {paper for paper, _path, _name in named}
    gone = [
        one for one in named if not (ROOT / one[1]).exists() or one[2] not in written_in(one[1])
    ]
    assert gone == []
