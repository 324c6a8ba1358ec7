"""The rotation of keys in small: three kills over two thousand values within `make test`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.faults.installation import ROOT

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_three_kills_and_every_value_opens_under_the_new_key(
    database: str, request: pytest.FixtureRequest
) -> None:
    if database == "postgresql":
        request.getfixturevalue("postgres_url")  # says so where there is none
    small = ["--values", "2000", "--kills", "3", "--batch", "20", "--longest", "0.15"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.key_kills", "--database", database, *small],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    figures = {one["name"]: one["value"] for one in map(json.loads, ran.stdout.splitlines())}
    assert figures[f"keys.{database}.values"] >= 2000, ran.stderr[-2000:]
    assert figures[f"keys.{database}.kills"] == 3
    for what in ("wrong", "under_older", "unreadable"):
        assert figures[f"keys.{database}.{what}"] == 0
