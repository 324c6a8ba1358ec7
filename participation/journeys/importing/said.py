"""What a person said to an import so far: what headings mean, answers, cells typed anew.

Kept sealed with it. Nothing that was typed is lost by a mistake in it: it is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.imports.models import Import
from participation.journeys.importing import matching
from participation.journeys.importing.problems import FileKind

MOST_FIXED = 20  # cells that are put right on the page; more are put right in the case system
LONGEST_CELL = 2_000
Fixes = dict[str, dict[str, dict[str, str]]]  # cells typed anew: by file, row and column


@dataclass(slots=True, repr=False)
class Said:
    """As it is kept with the import."""

    names: dict[str, dict[str, str]] = field(default_factory=dict)  # by file: heading to column
    answers: dict[str, bool] = field(default_factory=dict)
    fixes: Fixes = field(default_factory=dict)
    skips: bool = False

    @classmethod
    def of(cls, one: Import) -> Said:
        return cls(**(one.said or {}))

    def keep(self, one: Import) -> None:
        one.said = {
            "names": self.names,
            "answers": self.answers,
            "fixes": self.fixes,
            "skips": self.skips,
        }


def fix(one: Import, cells: Mapping[tuple[str, int, str], str]) -> None:
    """Type cells anew: by file, row and column."""
    said = Said.of(one)
    for (file, row, column), text in cells.items():
        said.fixes.setdefault(file, {}).setdefault(str(row), {})[column] = text[:LONGEST_CELL]
    said.keep(one)


def answer(one: Import, answers: Mapping[str, bool], *, skips: bool) -> None:
    said = Said.of(one)
    said.answers |= answers
    said.skips = skips
    said.keep(one)


def match(
    session: Session,
    one: Import,
    matched: Mapping[FileKind, Mapping[str, str]],
    *,
    called: str,
    now: datetime,
) -> None:
    """Say what headings mean; under a name, that counts for the next extract too."""
    said = Said.of(one)
    for kind, names in matched.items():
        said.names[kind.value] = {**said.names.get(kind.value, {}), **names}
    said.keep(one)
    if called:
        matching.keep(session, called, said.names, now)
