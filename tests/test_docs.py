"""The papers stay true: no dead links, no commands that do not exist, no stale pages."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from participation.__main__ import participation
from participation.journeys.importing.columns import columns_of
from participation.journeys.importing.problems import FileKind
from scripts import settings_page, texts_page

ROOT = Path(__file__).parents[1]
PAPERS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "consultation_forms").glob("*.md"),
    ]
)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
# `participation` and up to two lower-case words, at the beginning of code or after a path or $
COMMAND = re.compile(r"(?:^|[`/ ])participation ([a-z-]+)(?: ([a-z-]+))?", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]+`|^    .+$", re.MULTILINE | re.DOTALL)
LARGEST_PICTURE = 400_000


def named(paper: Path) -> str:
    return paper.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_every_link_leads_somewhere(paper: Path) -> None:
    dead = [
        target
        for target in LINK.findall(paper.read_text(encoding="utf-8"))
        if "://" not in target and not (paper.parent / target).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_every_command_that_is_shown_exists(paper: Path) -> None:
    unknown = []
    for code in CODE.findall(paper.read_text(encoding="utf-8")):
        for first, second in COMMAND.findall(code):
            command = participation.commands.get(first)
            if isinstance(command, click.Group):
                command = command.commands.get(second)
            if command is None:
                unknown.append(f"participation {first} {second}".strip())
    assert unknown == []


def test_the_page_of_settings_is_what_the_example_says() -> None:
    example = settings_page.SOURCE.read_text(encoding="utf-8")
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page(example), (
        "run python -m scripts.settings_page"
    )


def test_the_page_of_texts_is_what_is_sent() -> None:
    assert texts_page.PAGE.read_text(encoding="utf-8") == texts_page.page(), (
        "run python -m scripts.texts_page"
    )


def test_every_column_of_the_extract_is_described() -> None:
    described = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    missing = [
        column.name
        for kind in FileKind
        for column in columns_of(kind, drama_allowed=False)
        if f"`{column.name}`" not in described
        or (column.required and f"**`{column.name}`**" not in described)
    ]
    assert missing == []


def test_pictures_are_small_enough_to_wait_for() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert [named(one) for one in pictures if one.stat().st_size > LARGEST_PICTURE] == []
