"""A folder into which the case system puts its extract, and what lies in it.

Nothing half-written is read. A set is taken in when somebody says so, by a file named `ready`, or
when it is whole and nothing in it has changed for two minutes: by the time at which the disk last
changed it, which a copying program cannot set back. What was taken in goes to `done` or `problem`,
readable by this service alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from participation.journeys.importing.files import in_folder
from participation.journeys.importing.given import WORKBOOK, Given, in_hand, kind_named
from participation.journeys.importing.problems import FileKind

READY = "ready"
STILL_SECONDS = 120
MOST_BYTES = 300 * 1024 * 1024  # of one file
DONE, PROBLEM = "done", "problem"
_OURS = 0o600
_OURS_FOLDER = 0o700


@dataclass(frozen=True, slots=True)
class Waits:
    """Nothing is taken in yet. Names of files are our own; nothing at all lies there if none is
    named."""

    missing: tuple[FileKind, ...] = ()
    changing: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.missing or self.changing or self.too_large)


@dataclass(frozen=True, slots=True)
class Whole:
    """A set to be taken in."""

    paths: tuple[Path, ...] = field(repr=False)


def state(folder: Path, system: datetime) -> Waits | Whole:
    """What lies in the folder, and what is waited for. `system` is the machine's own time."""
    paths = [path for path in in_folder(folder) if not path.is_symlink()]
    if not paths:
        return Waits()
    changing = tuple(_label(path) for path in paths if _age(path, system) < STILL_SECONDS)
    too_large = tuple(_label(path) for path in paths if path.stat().st_size > MOST_BYTES)
    ready = folder / READY  # of this set: one that is older was left over
    if ready.is_file() and all(_changed(path) <= _changed(ready) for path in paths):
        return Waits(too_large=too_large) if too_large else Whole(tuple(paths))
    named = {kind_named(path.name) for path in paths}
    a_workbook = any(
        path.suffix.casefold() == WORKBOOK and kind_named(path.name) is None for path in paths
    )
    missing = () if a_workbook else tuple(kind for kind in FileKind if kind not in named)
    if missing or changing or too_large:
        return Waits(missing, changing, too_large)
    return Whole(tuple(paths))


def take(whole: Whole) -> list[Given] | None:
    """The files' bytes; None where one changed while it was read."""
    givens: list[Given] = []
    for path in whole.paths:
        before = path.stat()
        content = path.read_bytes()
        after = path.stat()
        same = (before.st_size, before.st_ctime_ns) == (after.st_size, after.st_ctime_ns)
        if not same or len(content) != after.st_size:
            return None
        givens.append(in_hand(path.name, content))
    return givens


def put_away(folder: Path, paths: Sequence[Path], place: str, now: datetime) -> Path:
    """Into `done` or `problem`, in a folder named by the moment; only we may read them there."""
    to = folder / place / f"{now:%Y%m%d-%H%M%S}"
    number = 1
    while to.exists():
        number += 1
        to = folder / place / f"{now:%Y%m%d-%H%M%S}-{number}"
    to.parent.mkdir(mode=_OURS_FOLDER, exist_ok=True)
    to.mkdir(mode=_OURS_FOLDER)
    for path in paths:
        _move(path, to / path.name)
    (folder / READY).unlink(missing_ok=True)
    return to


def _move(path: Path, to: Path) -> None:
    """Into a file of our own. The one that lay there may belong to the case system's user, and only
    they could close it to others."""
    with path.open("rb") as lay, open(to, "xb", opener=_ours) as ours:
        shutil.copyfileobj(lay, ours)
    path.unlink()


def _ours(name: str, flags: int) -> int:
    return os.open(name, flags, _OURS)


def _age(path: Path, system: datetime) -> float:
    return system.timestamp() - _changed(path)


def _changed(path: Path) -> float:
    found = path.stat()
    return max(found.st_mtime, found.st_ctime)


def _label(path: Path) -> str:
    kind = kind_named(path.name)
    return kind.value.removesuffix(".csv") if kind else WORKBOOK
