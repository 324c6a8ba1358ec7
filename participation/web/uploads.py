"""What is uploaded never touches a disk in the clear.

The framework puts a larger upload into a temporary file. Ours hold names, so they stay in memory,
where the limit on each request keeps them small, until they are sealed.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request


class InMemory(Request):
    """A request whose files are kept in memory, however large."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()
