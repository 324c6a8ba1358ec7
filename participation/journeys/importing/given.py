"""A file as somebody handed it over: on a disk, or uploaded and never written to one.

Everything that reads an extract takes these, so that the page, the watched folder and the command
line read alike. A file's own name decides nothing but which of the four it is (B80).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from participation.journeys.importing.problems import FileKind

LONGEST_NAME_SHOWN = 60
WORKBOOK = ".xlsx"
IN_ONE = "workbook"  # what a workbook is called that came without a name of its own


@dataclass(frozen=True, slots=True)
class Given:
    """One file. `kind` is what the person said it is, where they did."""

    name: str
    open: Callable[[], BinaryIO] = field(repr=False)
    kind: FileKind | None = None

    @property
    def means(self) -> FileKind | None:
        """Which of the four it is, as far as anybody said."""
        return self.kind or kind_named(self.name)

    @property
    def is_called_workbook(self) -> bool:
        return self.name.strip().casefold().endswith((WORKBOOK, IN_ONE))

    @property
    def label(self) -> str:
        """What to call it in a report: our own name, else what can be printed of its own (B80)."""
        if self.means is not None:
            return self.means.value
        return "".join(c for c in self.name if c.isprintable())[:LONGEST_NAME_SHOWN]


def on_disk(path: Path) -> Given:
    return Given(path.name, lambda: path.open("rb"))


def in_hand(name: str, content: bytes, kind: FileKind | None = None) -> Given:
    """A file that came as bytes and stays so."""
    return Given(name, lambda: BytesIO(content), kind)


def kind_named(name: str) -> FileKind | None:
    """The file of this name: children.csv, or the same as a workbook, whatever the capitals."""
    lowered = name.strip().casefold().removesuffix(WORKBOOK).removesuffix(".csv")
    return next((kind for kind in FileKind if kind.value.removesuffix(".csv") == lowered), None)
