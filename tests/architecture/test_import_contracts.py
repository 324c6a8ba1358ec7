"""Each arrow of the house holds, and each was seen to break: a forbidden import is planted in a
copy of the package, and the contract that forbids it must say so.
"""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")

# contract, the file that imports, what it may not import
PLANTED = [
    ("house", "kernel/planted.py", "participation.guard"),
    ("house", "kernel/planted.py", "participation.settings"),
    ("house", "settings/reading.py", "participation.kernel.clock"),
    ("house", "guard/planted.py", "participation.outbox"),
    ("house", "outbox/planted.py", "participation.questionnaire"),
    ("house", "questionnaire/planted.py", "participation.guard"),
    ("house", "guard/planted.py", "participation.channels"),
    ("house", "channels/planted.py", "participation.care"),
    ("house", "care/people/planted.py", "participation.journeys"),
    ("house", "journeys/planted.py", "participation.web"),
    ("house", "web/planted.py", "participation.worker"),
    ("house", "worker/planted.py", "participation.cli"),
    ("house", "cli/planted.py", "participation.web"),
    ("house", "web/planted.py", "participation.app"),
    ("house", "app.py", "participation.__main__"),
    ("house", "server.py", "participation.app"),
    ("house", "drawer/__init__.py", "datetime"),  # a new floor needs a page in docs/adr
    ("rooms", "care/authority/planted.py", "participation.care.people"),
    ("rooms", "care/people/planted.py", "participation.care.reviews"),
    ("rooms", "care/reviews/planted.py", "participation.care.safeguarding"),
    ("rooms", "care/safeguarding/planted.py", "participation.care.consultations"),
    ("rooms", "care/consultations/planted.py", "participation.care.summaries"),
    ("rooms", "care/summaries/planted.py", "participation.care.outcomes"),
    ("rooms", "care/attic/__init__.py", "datetime"),
    ("pure", "questionnaire/planted.py", "sqlalchemy"),
    ("pure", "care/reviews/rules.py", "flask"),
    ("pure", "care/reviews/rules.py", "participation.kernel.db"),  # Flask by a detour
    ("pure", "channels/sms/wording.py", "twilio"),
    ("pure", "channels/sms/reading.py", "sqlalchemy"),
    ("flask", "guard/planted.py", "flask"),
    ("flask", "journeys/planted.py", "marshmallow"),
    ("flask", "kernel/planted.py", "werkzeug"),
    ("session", "journeys/planted.py", "participation.kernel.db"),
    ("session", "care/people/planted.py", "participation.kernel.db"),
    ("twilio", "journeys/planted.py", "twilio.rest"),
    ("twilio", "web/hooks/planted.py", "twilio.request_validator"),
    ("notify", "journeys/planted.py", "notifications_python_client.notifications"),
    ("notify", "web/hooks/planted.py", "notifications_python_client"),
    ("authlib", "web/staff/planted.py", "authlib.jose"),
    ("authlib", "guard/planted.py", "joserfc"),
    ("typst", "web/staff/planted.py", "typst"),
    ("calamine", "web/staff/planted.py", "python_calamine"),
    ("huey", "worker/planted.py", "huey"),
    ("huey", "outbox/planted.py", "huey"),
    ("words-first", "care/safeguarding/planted.py", "participation.questionnaire"),
    ("settings", "kernel/planted.py", "participation.settings.reading"),
    ("parts_of_settings", "settings/reading.py", "participation.settings.texts"),
]


def contract_names() -> dict[str, str]:
    """The name of each contract by its id in `.importlinter`."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return {
        section.rpartition(":")[2]: parser[section]["name"]
        for section in parser.sections()
        if section.startswith("importlinter:contract:")
    }


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's Python and its contracts, in a folder of their own."""
    place = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / ".importlinter", place)
    shutil.copytree(
        ROOT / "participation",
        place / "participation",
        ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "_data"),
    )
    return place


@contextmanager
def planted(house: Path, where: str, imported: str) -> Iterator[None]:
    file = house / "participation" / where
    existed, folder_existed = file.exists(), file.parent.exists()
    before = file.read_text(encoding="utf-8") if existed else ""
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{before}\nimport {imported}\n", encoding="utf-8")
    try:
        yield
    finally:
        if existed:
            file.write_text(before, encoding="utf-8")
        elif folder_existed:
            file.unlink()
        else:
            shutil.rmtree(file.parent)


def broken_contracts(house: Path, only: str | None = None) -> tuple[list[str], str]:
    """The ids of the contracts that do not hold in that copy, and what was printed."""
    command = [str(LINT), "--no-cache", *(["--contract", only] if only else [])]
    environ = os.environ | {"PYTHONPATH": str(house), "COLUMNS": "200", "NO_COLOR": "1"}
    ran = subprocess.run(
        command, cwd=house, env=environ, capture_output=True, text=True, check=False, timeout=120
    )
    said = ran.stdout + ran.stderr
    flat = re.sub(r"\s+", " ", said)
    names = [key for key, name in contract_names().items() if f"{name} BROKEN" in flat]
    assert (ran.returncode == 0) == (not names), said
    return names, said


def test_every_contract_holds(copy: Path) -> None:
    broken, said = broken_contracts(copy)
    assert broken == [], said
    assert "0 broken" in said


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "where", "imported"), PLANTED)
def test_a_forbidden_import_is_found(copy: Path, contract: str, where: str, imported: str) -> None:
    with planted(copy, where, imported):
        broken, said = broken_contracts(copy, only=contract)
    assert broken == [contract], said


def test_every_contract_has_an_import_planted_against_it() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(contract_names())
