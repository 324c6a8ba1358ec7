"""Do the tables belong to this program? Asked before it starts (I26).

Each migration has a number, and the database notes the last one that it went through. A program
that meets tables of a later one would write rows which the later program reads otherwise; one that
meets earlier tables would fail in the middle of somebody's answer. Migrations are read as text, so
that no server loads the library that runs them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

_FOLDER = Path(__file__).parents[1] / "migrations" / "versions"
_NUMBERED = re.compile(r"^(revision|down_revision)\b[^=]*= *['\"]([^'\"]+)['\"]", re.M)
_NOTED = "alembic_version"


@cache
def known(folder: Path = _FOLDER) -> tuple[str, ...]:
    """The numbers of every migration that this program has, first to last."""
    after: dict[str | None, str] = {}
    for file in folder.glob("[0-9]*.py"):
        said = dict(_NUMBERED.findall(file.read_text(encoding="utf-8")))
        after[said.get("down_revision")] = said["revision"]
    in_order: list[str] = []
    while (following := after.get(in_order[-1] if in_order else None)) is not None:
        in_order.append(following)
    return tuple(in_order)


def noted(connection: Connection) -> str | None:
    """The last migration that this database went through; None for one without tables."""
    if not inspect(connection).has_table(_NOTED):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {_NOTED}"))  # noqa: S608 - our name
    return str(found) if found else None


def lacks_tables(fault: DBAPIError) -> bool:
    """Whether a statement failed because a table is not there."""
    of_postgresql = getattr(fault.orig, "sqlstate", None) == "42P01"  # undefined_table
    return of_postgresql or str(fault.orig).startswith("no such table")


def newer_than_known(connection: Connection) -> str | None:
    """Why this program must not touch these tables at all; None where it may."""
    number = noted(connection)
    if number is None or number in known():
        return None
    return f"has tables of a later version ({number}); this program knows them up to {known()[-1]}"


def not_up_to_date(connection: Connection) -> str | None:
    """Why nothing may be served from these tables; None where they are this program's own."""
    number = noted(connection)
    if number == known()[-1]:
        return None
    if number is None:
        return "has no tables yet"
    return newer_than_known(connection) or f"has tables of an earlier version ({number})"
