"""S3 in small: a dozen kills between a concern and its alert within `make test`."""

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
def test_s3_a_dozen_kills_and_every_concern_has_its_alert(
    database: str, request: pytest.FixtureRequest
) -> None:
    if database == "postgresql":
        request.getfixturevalue("postgres_url")  # says so where there is none
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.alert_kills", "--database", database, "--kills", "12"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    figures = {one["name"]: one["value"] for one in map(json.loads, ran.stdout.splitlines())}
    assert figures[f"alerts.{database}.kills"] == 12, ran.stderr[-2000:]
    assert figures[f"alerts.{database}.without_alert"] == 0
    assert figures[f"alerts.{database}.texts_to_staff"] >= 1
