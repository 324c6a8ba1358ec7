"""An ordinary install works in any folder: forms, catalogues and migrations travel in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked where no checkout is near."""
    place = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"),
            *("--no-build-isolation", "--wheel-dir", str(place), str(ROOT)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


def run(installed: Path, folder: Path, *arguments: str, **settings: str) -> str:
    """What a command of the installed package prints, run in `folder` with these settings only."""
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-m", "participation", *arguments],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(installed)} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_the_forms_are_listed_without_any_setting(installed: Path, tmp_path: Path) -> None:
    keys = [line.split()[0] for line in run(installed, tmp_path, "forms", "list").splitlines()]
    shipped = [file.stem for file in (ROOT / "consultation_forms").glob("*.toml")]
    assert set(shipped) <= set(keys)


@pytest.mark.slow
def test_the_database_is_made_with_only_its_address_and_keys(
    installed: Path, tmp_path: Path
) -> None:
    settings = {
        "PARTICIPATION_DATABASE_URL": "sqlite:///p.db",
        "PARTICIPATION_ENCRYPTION_KEYS": "k1:BwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSY=",
        "PARTICIPATION_LOOKUP_KEY": "an0ther-0ne_f0r-finding-numbers-only_Zk3vB8",
        "PARTICIPATION_BACKUP_KEY": "PD0+P0BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWls=",
    }
    run(installed, tmp_path, "db", "upgrade", **settings)
    assert (tmp_path / "p.db").stat().st_size > 0
    run(installed, tmp_path, "db", "check", **settings)


def test_compiled_catalogues_and_migrations_travel(installed: Path) -> None:
    assert list(installed.glob("participation/_data/translations/*/LC_MESSAGES/*.mo"))
    assert list(installed.glob("participation/migrations/versions/*.py"))
    assert list(installed.glob("participation/web/templates/respond/question.html"))
    assert list(installed.glob("participation/channels/paper/fonts/*.ttf"))
    assert list(installed.glob("participation/channels/paper/sheet.typ"))
