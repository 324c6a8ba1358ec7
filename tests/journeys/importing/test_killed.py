"""An import that is killed half-way leaves nothing behind: a real process, a real kill."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from participation.care.imports.models import Import
from participation.care.people.models import Adult, Child, ContactPoint, StaffMember
from participation.guard.audit import AuditEvent
from participation.kernel.db import reading
from tests.journeys.importing.conftest import BringIn, Council

# The command itself; it stops where staff, children and contacts are written and reviews are not.
STOPS_HALF_WAY = """
import sys, time
from participation.journeys.importing import writing

def half_way(*arguments, **options):
    print("half-way", flush=True)
    time.sleep(600)

writing.record_reviews = half_way
from participation.__main__ import main
sys.argv = ["participation", "import", sys.argv[1]]
main()
"""


def test_an_import_that_dies_half_way_leaves_nothing_behind(
    app: Flask, council: Council, bring_in: BringIn, database_url: str, tmp_path: Path
) -> None:
    folder = council.write()
    settings = app.extensions["participation"].settings
    (key_id, key), *_ = settings.encryption_keys
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PARTICIPATION_MODE": "drill",
        "PARTICIPATION_NOW": app.extensions["participation"].now().isoformat(),
        "PARTICIPATION_DATABASE_URL": database_url,
        "PARTICIPATION_ENCRYPTION_KEYS": f"{key_id}:{base64.b64encode(bytes(range(32))).decode()}",
        "PARTICIPATION_LOOKUP_KEY": "a lookup key of this test alone, long enough",
        "PARTICIPATION_LEDGER": str(tmp_path / "ledger.jsonl"),
    }
    assert key
    with subprocess.Popen(
        [sys.executable, "-c", STOPS_HALF_WAY, str(folder)],
        env=environ,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.kill()
        _, errors = process.communicate()
    assert said.strip() == "half-way", errors
    with reading() as session:
        for kind in (StaffMember, Child, Adult, ContactPoint, AuditEvent, Import):
            assert session.scalar(select(func.count()).select_from(kind)) == 0
    assert bring_in().total.new == 12
