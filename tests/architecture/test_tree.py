"""What must be in no file of the repository, and what each file of a list must say."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")
BINARY = {".png", ".jpg", ".ico", ".pdf", ".mo", ".ttf", ".woff2", ".db"}
LEFT_BY_A_RUN = re.compile(
    r"\.git|\.venv.*|__pycache__|\..*_cache|\.hypothesis|instance|var|build|dist|.*\.egg-info"
)

# Written in two halves, so that this file does not find itself.
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "registry" + ".npm", "deb" + ".debian")
# Folders of one person's machine: homes, and the roots that build machines like to use.
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:work|farm|home/\w+|Users/\w+|root)/|file:" + "///opt")
# A British mobile number in any spelling; group 1 is what follows the 7.
MOBILE = re.compile(r"(?<![\w.])(?:\+44[ -]?(?:\(0\)[ -]?)?|0044[ -]?|0)7((?:[ -]?\d){9})(?!\d)")
DRAMA = "700900"  # with the 7 in front: 07700 900000 to 900999, Ofcom's range for drama
# Files that must name other numbers, each with the reason.
OTHER_NUMBERS = {"test_numbers.py": "shows which numbers are refused, and which are not drama"}


def kept_files() -> list[Path]:
    """The files git keeps or would keep; without git, all but what a build or a run leaves."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = [name for name in listed.stdout.split("\0") if name]
    files = [ROOT / name for name in names] or [
        file
        for file in ROOT.rglob("*")
        if not any(LEFT_BY_A_RUN.fullmatch(part) for part in file.relative_to(ROOT).parts)
    ]
    return [file for file in files if file.is_file() and file.suffix not in BINARY]


def lines_with(pattern: re.Pattern[str], *, leave_out: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {found.group().strip()}"
        for file in kept_files()
        if file.name not in leave_out
        for number, line in enumerate(
            file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        )
        for found in pattern.finditer(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_every_mobile_number_comes_from_the_range_reserved_for_drama() -> None:
    # Lock files hold hashes, in which any row of digits may turn up.
    outside = [
        line
        for line in lines_with(MOBILE, leave_out=(*LOCKS, *OTHER_NUMBERS))
        if not re.sub(r"\D", "", line.rpartition(": ")[2]).partition("7")[2].startswith(DRAMA)
    ]
    assert outside == []


@pytest.mark.parametrize("number", ["0{}", "+44{}", "+44 (0){}", "+44 {}"])
def test_a_number_that_could_be_somebody_s_would_be_seen(number: str) -> None:
    found = MOBILE.search(f"ring {number} today".format("79" + "12 345-678"))
    assert found
    assert not re.sub(r"\D", "", found.group()).partition("7")[2].startswith(DRAMA)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_exact_versions_with_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"(?m)^\s*-(?!-hash)", text), "an option such as an index"
    pins = re.findall(r"(?m)^[A-Za-z0-9._-]+.*$", text)
    assert pins
    assert all(re.match(r"[a-z0-9._-]+==[^ ]+( ;.*)? \\$", pin) for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"(?m)^([a-z0-9._-]+)==([^ ]+)", text))


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wanted, name in (
        (project["dependencies"], "requirements.txt"),
        (project["optional-dependencies"]["dev"], "requirements-dev.txt"),
    ):
        pins = locked(name)
        for requirement in map(Requirement, wanted):
            version = pins.get(canonicalize_name(requirement.name), "missing")
            assert version != "missing", f"{requirement.name} is not in {name}: make lock"
            assert requirement.specifier.contains(version), f"{requirement}: make lock"


def test_what_runs_is_what_was_tested() -> None:
    tested = locked("requirements-dev.txt")
    for name in ("requirements.txt", "requirements-build.txt"):
        differing = {
            package: version
            for package, version in locked(name).items()
            if tested.get(package, version) != version
        }
        assert differing == {}


def test_every_decision_s_page_is_listed_once() -> None:
    folder = ROOT / "docs" / "adr"
    pages = sorted(page.name for page in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == pages
    for page in pages:
        text = (folder / page).read_text(encoding="utf-8")
        assert re.match(rf"# {int(page[:4])}\. \S", text), page
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert text.count(heading) == 1, f"{page}: {heading}"
