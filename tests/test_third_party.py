"""Everything that goes out to a browser, and every library, is named with where it comes from."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import files, metadata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader

from participation.channels.paper.letters import FONTS
from participation.web.headers import STATIC
from participation.web.respond.pictures import PATHS

ROOT = Path(__file__).parent.parent
NAMED = set(re.findall(r"`([^`]+)`", (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")))
TEMPLATES = STATIC.parent / "templates"


def libraries() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [re.match(r"[A-Za-z0-9-]+", line) for line in project["dependencies"]]
    return [name[0] for name in found if name is not None]


def test_every_file_sent_to_a_browser_is_named() -> None:
    files = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    assert "respond.css" in files
    assert files - NAMED == set()


def test_every_font_is_named_and_says_that_it_is_free() -> None:
    fonts = sorted(FONTS.glob("*.ttf"))
    assert fonts
    assert {font.name for font in fonts} | {"OFL.txt"} <= NAMED
    for font in fonts:
        assert "Open Font License" in (TTFont(font)["name"].getDebugName(13) or ""), font.name


def test_every_picture_is_named() -> None:
    jinja = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    signs = jinja.get_template("respond/signs.html").module.lines
    assert len(PATHS) > 20
    assert (set(PATHS) | set(signs)) - NAMED == set()


def test_every_template_that_draws_something_is_named() -> None:
    drawn = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"<svg|'M ?\d+", path.read_text(encoding="utf-8"))
    }
    assert "respond/signs.html" in drawn
    assert drawn - NAMED == set()


SAYS = {
    "MIT": r"\bMIT\b|Permission is hereby granted, free of charge",
    "BSD-3-Clause": r"BSD|Redistribution and use in source and binary",
    "Apache-2.0": r"Apache",
    "LGPL-3.0-only": r"LGPL",
}


@pytest.mark.parametrize("name", libraries())
def test_every_library_is_named_under_a_licence_that_its_own_package_states(name: str) -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", (ROOT / "THIRD_PARTY.md").read_text(), re.M)
    licence = next(licence for licence, named in rows if f"`{name}`" in named)
    held = metadata(name)
    stated = " ".join(
        [
            *(value for key, value in held.items() if key.startswith("License")),
            *(value for value in held.get_all("Classifier") or [] if "License" in value),
            *(
                path.read_text()
                for path in files(name) or []
                if re.search("LICEN[CS]E|COPYING", path.name)
            ),
        ]
    )
    assert all(re.search(SAYS[word], stated) for word in licence.split(" or "))
