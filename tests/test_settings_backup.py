"""The backup key and the ledger: found wanting before anybody relies on them, and never shown."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from click.testing import CliRunner

from participation.cli import config
from participation.settings import Need, Settings, problems
from tests.test_settings import KEY as ENCRYPTION_KEY
from tests.test_settings import drill, production

KEY = bytes(range(130, 162))


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def faults(**changes: str) -> list[str]:
    return [str(problem) for problem in problems(production(**changes))]


def test_a_key_and_a_place_are_read(tmp_path: Path) -> None:
    place = tmp_path / "ledger"
    settings = Settings.from_env(
        production(PARTICIPATION_BACKUP_KEY=encoded(KEY), PARTICIPATION_LEDGER=str(place))
    )
    assert (settings.backup.key, settings.backup.ledger) == (KEY, place)
    assert encoded(KEY) not in repr(settings)
    assert str(KEY) not in repr(settings)


def test_b90_production_does_not_start_where_no_backup_can_be_made() -> None:
    """Else the first that tells is the nightly backup, after a day without one."""
    (fault,) = faults(PARTICIPATION_BACKUP_KEY="")
    assert fault.startswith("PARTICIPATION_BACKUP_KEY is missing")
    assert "os.urandom(32)" in fault
    assert not problems(drill(PARTICIPATION_BACKUP_KEY=""))


def test_the_ledger_lies_beside_the_database_unless_it_is_told_a_place(tmp_path: Path) -> None:
    settings = Settings.from_env(
        production(PARTICIPATION_DATABASE_URL=f"sqlite:///{tmp_path}/house.db")
    )
    assert settings.backup.ledger == tmp_path / "ledger.jsonl"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("short", "not 32 bytes"),
        (encoded(KEY[:-1]), "not 32 bytes"),
        (encoded(b"\x07" * 32), "weak"),
        (encoded(ENCRYPTION_KEY), "also one of PARTICIPATION_ENCRYPTION_KEYS"),
    ],
)
def test_b90_a_key_that_protects_nothing_is_named_and_not_repeated(value: str, said: str) -> None:
    (fault,) = faults(PARTICIPATION_BACKUP_KEY=value)
    assert said in fault
    assert value not in fault.replace("os.urandom(32)", "")


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    (fault,) = faults(PARTICIPATION_LEDGER=str(tmp_path))
    assert "names a folder" in fault
    (tmp_path / "ledger.jsonl").mkdir()
    (fault,) = faults(PARTICIPATION_DATABASE_URL=f"sqlite:///{tmp_path}/house.db")
    assert f"names a folder ({tmp_path / 'ledger.jsonl'})" in fault, "nor where it is told no place"


def test_commands_for_the_database_look_at_it_as_well() -> None:
    found = problems(production(PARTICIPATION_BACKUP_KEY="short"), needs=Need.DATABASE)
    assert [problem.name for problem in found] == ["PARTICIPATION_BACKUP_KEY"]


def test_config_check_says_that_it_is_set_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in production(PARTICIPATION_BACKUP_KEY=encoded(KEY)).items():
        monkeypatch.setenv(name, value)
    said = CliRunner().invoke(config.group, ["check"]).output
    line = next(line for line in said.splitlines() if line.startswith("PARTICIPATION_BACKUP_KEY"))
    assert line.split(maxsplit=1)[1] == "set, not shown"
