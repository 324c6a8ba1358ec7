"""A quarter of a small council through a set clock; `python -m tests.drills` runs a year of 432."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drills import year

CHILDREN, DAYS = 40, 92


@pytest.mark.long
def test_a_quarter_keeps_what_a_year_must(tmp_path: Path) -> None:
    told = year.run("sqlite", tmp_path, children=CHILDREN, days=DAYS, seed=7)
    assert told.faults == []
    assert told.counts["rounds"] >= 15
    assert told.counts["first texts"] >= 10
    assert told.counts["reminders"] >= 1
    assert told.ends["heard"] >= 5
    assert sum(told.ends.values()) >= 30
