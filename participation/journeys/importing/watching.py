"""A folder into which the case system puts its extract, and what lies in it.

Nothing half-written is read. A set is taken in when somebody says so, by a file named `ready`, or
when it is whole and nothing in it has changed for two minutes: by the time at which the disk last
changed it, which a copying program cannot set back. What was taken in goes to `done` or `problem`,
readable by this service alone. A newer file that came under the same name meanwhile stays for the
next look.
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
class Lies:
    """A file as it lay there when it was looked at."""

    path: Path = field(repr=False)
    inode: int
    size: int
    changed_ns: int

    @property
    def still_lies(self) -> bool:
        """Nothing was written over it, and no other lies there under its name."""
        return _lies(self.path) == self


@dataclass(frozen=True, slots=True)
class Whole:
    """A set to be taken in; and the file that said so, where one did."""

    files: tuple[Lies, ...]
    ready: Lies | None


def state(folder: Path, system: datetime) -> Waits | Whole:
    """What lies in the folder, and what is waited for. `system` is the machine's own time."""
    paths = [path for path in in_folder(folder) if not path.is_symlink()]
    lie = [_lies(path) for path in (*paths, folder / READY)]  # before anything is asked of them
    whole = Whole(tuple(one for one in lie[:-1] if one is not None), lie[-1])
    if not paths:
        return Waits()
    changing = tuple(_label(path) for path in paths if _age(path, system) < STILL_SECONDS)
    too_large = tuple(_label(path) for path in paths if path.stat().st_size > MOST_BYTES)
    ready = folder / READY  # of this set: one that is older was left over
    if ready.is_file() and all(_changed(path) <= _changed(ready) for path in paths):
        return Waits(too_large=too_large) if too_large else whole
    named = {kind_named(path.name) for path in paths}
    a_workbook = any(
        path.suffix.casefold() == WORKBOOK and kind_named(path.name) is None for path in paths
    )
    missing = () if a_workbook else tuple(kind for kind in FileKind if kind not in named)
    if missing or changing or too_large:
        return Waits(missing, changing, too_large)
    return whole


def take(whole: Whole) -> list[Given] | None:
    """The files' bytes; None where one is not what was looked at, or changed while it was read."""
    givens: list[Given] = []
    for one in whole.files:
        content = one.path.read_bytes()
        if not one.still_lies or len(content) != one.size:
            return None
        givens.append(in_hand(one.path.name, content))
    return givens


def put_away(folder: Path, whole: Whole, givens: Sequence[Given], place: str, now: datetime) -> int:
    """Into `done` or `problem`, in a folder named by the moment; only we may read them there.

    What was read is written into files of our own. The one that lay there may belong to the case
    system's user, and only they could close it to others.

    Returns:
        how many files stay where they are, because a newer one lies there now.
    """
    to = folder / place / f"{now:%Y%m%d-%H%M%S}"
    number = 1
    while to.exists():
        number += 1
        to = folder / place / f"{now:%Y%m%d-%H%M%S}-{number}"
    to.parent.mkdir(mode=_OURS_FOLDER, exist_ok=True)
    to.mkdir(mode=_OURS_FOLDER)
    for one, given in zip(whole.files, givens, strict=True):
        with given.open() as was, open(to / one.path.name, "xb", opener=_ours) as ours:
            shutil.copyfileobj(was, ours)
    lie = [one for one in (*whole.files, whole.ready) if one is not None]
    gone = [one for one in lie if one.still_lies]
    for one in gone:
        one.path.unlink(missing_ok=True)
    return len(lie) - len(gone)


def _lies(path: Path) -> Lies | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return Lies(path, found.st_ino, found.st_size, found.st_ctime_ns)


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
