"""Which letters a file is written in: UTF-8 with or without a mark, or Windows-1252; else why not.

Windows-1252 gives a meaning to nearly every byte, so a damaged UTF-8 file would pass as one and
turn Seán into SeÃ¡n. A file that holds both kinds of letters is refused.
"""

from __future__ import annotations

import codecs
import re

from participation.journeys.importing.given import Given
from participation.journeys.importing.values import CellRefused

_CHUNK = 1 << 20
_SAVE_AS = "Save it again as “CSV UTF-8”."
_UTF_8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_NOT_IN_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class FileRefused(CellRefused):
    """The file cannot be read on from that line (1 is the first)."""

    def __init__(self, line: int, remedy: str) -> None:
        super().__init__(remedy)
        self.line = line


def encoding_of(given: Given) -> str:
    """The name of the codec to open it with.

    Raises:
        FileRefused: UTF-16, or letters of two encodings in one file.
    """
    with given.open() as file:
        start = file.read(4096)
    _refuse_other_formats(start)
    damaged = _first_bad_byte(given)
    if damaged is None:
        return "utf-8-sig"
    if start.startswith(codecs.BOM_UTF8):
        raise FileRefused(_line_of(given, damaged), f"A letter on this line is damaged. {_SAVE_AS}")
    with given.open() as file:
        for number, line in enumerate(file, start=1):
            if _UTF_8_LETTER.search(line) or _NOT_IN_WINDOWS.search(line):
                raise FileRefused(
                    number,
                    "This file mixes two ways of writing letters with accents; this line or"
                    f" line {_line_of(given, damaged)} is damaged. {_SAVE_AS}",
                )
    return "cp1252"


def _refuse_other_formats(start: bytes) -> None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _every_other_is_nul(start):
        raise FileRefused(1, f"This file is written in UTF-16. {_SAVE_AS}")


def _every_other_is_nul(start: bytes) -> bool:
    nuls = start.count(0)
    return len(start) > 3 and nuls * 3 > len(start)


def _first_bad_byte(given: Given) -> int | None:
    """Where the file stops being UTF-8; None if it never does."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    with given.open() as file:
        while True:
            chunk = file.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return offset - pending + error.start
            if not chunk:
                return None
            offset += len(chunk)


def _line_of(given: Given, offset: int) -> int:
    with given.open() as file:
        return file.read(offset).count(b"\n") + 1
