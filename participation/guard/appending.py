"""Add lines to a file that lies outside the database, so that they are there or it is known."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_READABLE_BY_US = 0o600


def append(path: Path, lines: bytes) -> None:
    """Add lines that are on the disk when this returns.

    Raises:
        OSError: they are not, or not all of them.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, _READABLE_BY_US)
    try:
        if lines and _is_torn(file):
            lines = b"\n" + lines
        if os.write(file, lines) < len(lines):  # one write: lines of two processes do not mix
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    finally:
        os.close(file)


def _is_torn(file: int) -> bool:
    """Whether the last line was broken off, by a power cut or a full disk."""
    size = os.fstat(file).st_size
    return size > 0 and os.pread(file, 1, size - 1) != b"\n"
