"""Every row of the catalogue of bad input has a test that carries its number, or a reason."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent
ROWS = range(1, 91)
PAPER = (ROOT.parent / "docs" / "checks.md").read_text(encoding="utf-8")
NOT_APPLICABLE = {int(row) for row in re.findall(r"^\| B(\d+) \| \S", PAPER, re.MULTILINE)}


def rows_named() -> Counter[int]:
    """How many tests are named for each row: `test_b41_b42_…` is one for both."""
    found: Counter[int] = Counter()
    for file in ROOT.rglob("test_*.py"):
        for one in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
                steps = one.name.split("_")
                found.update({int(step[1:]) for step in steps if re.fullmatch(r"b\d{1,2}", step)})
    return found


def test_every_row_of_bad_input_has_a_test_or_a_reason() -> None:
    named = rows_named()
    print(
        f"\nbad input: {len(set(named) & set(ROWS))} rows with {named.total()} tests,"
        f" {len(NOT_APPLICABLE)} not applicable"
    )
    assert sorted(set(ROWS) - set(named) - NOT_APPLICABLE) == []
    assert sorted(set(named) & NOT_APPLICABLE) == [], "these have a test after all"
    assert set(named) <= set(ROWS)
