"""A database that is a file is readable by its owner alone, however the house was started.

Words stand in it sealed, dates and who was asked do not. The units have a umask; a person at a
terminal has what their shell gives them. SQLite gives the files beside it (-wal, -shm) the same
rights. One that is there already stays as it is: somebody may have decided so.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_OURS_ONLY = 0o600


def make_ours(file: Path) -> None:
    """An empty file, if there is none. Where it cannot be made, whoever opens it says so better."""
    with suppress(OSError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OURS_ONLY))
