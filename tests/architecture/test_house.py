"""What import-linter cannot see: docstrings, one place that commits, doors that say who may enter,
short files with honest names, and rows whose `repr` tells nothing.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Enum, inspect
from sqlalchemy.orm import Mapper

import participation
from participation.app import create_app
from participation.kernel.model import Base
from participation.settings import Settings
from participation.web.entry import Entry

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
# Longer files, each with the reason why it is still one thing.
LONGER_FILES: dict[str, str] = {}
DRAWER_NAMES = {
    *("util", "utils", "helper", "helpers", "common", "base", "manager", "managers"),
    *("dao", "daos", "misc", "stuff", "mixins", "shared", "core", "lib"),
}
COMMITS = {"participation/kernel/db.py"}
# Flask's own route for files that are the same for everybody.
OPEN_BY_NATURE = {"static"}


def python_files(*folders: str) -> list[Path]:
    return sorted(
        file
        for folder in folders
        for file in (ROOT / folder).rglob("*.py")
        if "__pycache__" not in file.parts
    )


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        named(file)
        for file in python_files("participation", "tests")
        if "versions" not in file.parts
        and file.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_one_file_commits() -> None:
    found = {
        named(file)
        for file in python_files("participation")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    }
    assert found == COMMITS


def test_no_file_grows_past_the_limit_unless_a_reason_stands_here() -> None:
    lengths = {
        named(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in python_files("participation", "tests")
        if "versions" not in file.parts
    }
    long = {name for name, lines in lengths.items() if lines > MOST_LINES}
    assert long - set(LONGER_FILES) == set(), "look for the second thing in them"
    assert set(LONGER_FILES) - long == set(), "these are short now: take them off the list"


def test_no_file_is_a_drawer_for_anything() -> None:
    assert [
        named(file)
        for file in python_files("participation", "tests")
        if {part.removesuffix(".py") for part in file.relative_to(ROOT).parts} & DRAWER_NAMES
    ] == []


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole house with every door, in demo mode so that the demo's pages are there too."""
    folder = tmp_path_factory.mktemp("routes")
    environ = {
        "PARTICIPATION_MODE": "demo",
        "PARTICIPATION_DATABASE_URL": f"sqlite:///{folder / 'p.db'}",
        "PARTICIPATION_SECRET_KEY": "only for walking the routes",
        "PARTICIPATION_ENCRYPTION_KEYS": "k1:BwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSY=",
        "PARTICIPATION_LOOKUP_KEY": "only for walking the routes as well",
        "PARTICIPATION_PUBLIC_URL": "http://localhost:8000",
    }
    return create_app(Settings.from_env(environ))


def undeclared(app: Flask) -> list[str]:
    """Rules of which a view, or a method of a view class, does not say who may enter."""
    missing = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.rpartition(".")[2] in OPEN_BY_NATURE:
            continue
        view = app.view_functions[rule.endpoint]
        kind = getattr(view, "view_class", None)
        marked: list[Any] = [view]
        if kind is not None and not isinstance(getattr(view, "__entry__", None), Entry):
            marked = [getattr(kind, method.lower()) for method in kind.methods or ()]
        if not all(isinstance(getattr(each, "__entry__", None), Entry) for each in marked):
            missing.append(f"{rule.endpoint} {rule.rule}")
    return missing


def test_every_route_says_who_may_enter(app: Flask) -> None:
    assert undeclared(app) == []
    assert len(list(app.url_map.iter_rules())) > 10


def test_a_route_that_does_not_say_who_may_enter_is_found() -> None:
    app = Flask("a house with an open door")
    app.add_url_rule("/children", "children", lambda: "everybody")
    assert undeclared(app) == ["children /children"]


def every_model() -> list[Mapper[Any]]:
    for module in pkgutil.walk_packages(participation.__path__, "participation."):
        if module.name.endswith((".models", ".crypto", ".audit", ".limits", ".sessions")) or (
            module.name.startswith("participation.guard.")
        ):
            importlib.import_module(module.name)
    return sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


def telling(mapper: Mapper[Any]) -> Iterator[tuple[str, object, str]]:
    """For each column that could tell something: its name, a marker, and the marker's text."""
    for column in mapper.columns:
        key = mapper.get_property_by_column(column).key
        kind = column.type.python_type
        if isinstance(column.type, Enum) or key == "state":
            continue
        if kind is str:
            yield key, f"kestrel-{key}", "kestrel"
        elif kind is bytes:
            yield key, b"kestrel", "kestrel"
        elif kind is datetime:
            yield key, datetime(1999, 12, 31, 23, 59, tzinfo=UTC), "1999"
        elif kind is date:
            yield key, date(1999, 12, 31), "1999"


@pytest.mark.parametrize("mapper", every_model(), ids=lambda mapper: mapper.class_.__name__)
def test_a_row_s_repr_shows_ids_and_state_and_nothing_else(mapper: Mapper[Any]) -> None:
    row = mapper.class_()
    for key, marker, _ in telling(mapper):
        setattr(row, key, marker)
    if "public_id" in inspect(mapper.class_).columns:
        row.public_id = UUID(int=7)
    shown = repr(row) + str(row)
    assert not [key for key, _, text in telling(mapper) if text in shown]
