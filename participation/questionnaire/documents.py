"""Open a TOML file of ours, or say in which line it cannot be opened."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from participation.questionnaire.faults import Fault
from participation.questionnaire.slips import slips

MAX_BYTES = 256 * 1024
MAX_DEPTH = 10

_TAKE_OUT = "Take brackets out: choices are the deepest that a form goes."
_SAVE_AS_TEXT = "Save the file as plain text, with the encoding UTF-8."
_OTHER_FILES = {
    b"PK\x03\x04": "This is a word processor's file, not plain text.",
    b"{\\rtf": "This is a word processor's file, not plain text.",
    b"\xff\xfe": "The file is saved as UTF-16.",
    b"\xfe\xff": "The file is saved as UTF-16.",
}

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_bytes(path: Path) -> tuple[bytes, list[Fault]]:
    """The bytes of a file that is not too large, and what kept it from being read."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return b"", [_too_large(path.name, size)]
        return path.read_bytes(), []
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        return b"", [Fault(path.name, f"The file cannot be read: {reason}.", "Check its name.")]


def _too_large(name: str, size: int) -> Fault:
    return Fault(name, f"The file has {size} bytes.", f"Keep it to {MAX_BYTES}.")


def read_toml(data: bytes, name: str) -> tuple[dict[str, Any] | None, str, list[Fault]]:
    """The document of a TOML file, its text, and what kept it from being read."""
    if len(data) > MAX_BYTES:
        return None, "", [_too_large(name, len(data))]
    if not data.strip():
        return None, "", [Fault(name, "The file is empty.", "Copy a shipped file and change it.")]
    for start, what in _OTHER_FILES.items():
        if data.startswith(start):
            return None, "", [Fault(name, what, _SAVE_AS_TEXT, 1)]
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return None, "", [_not_utf8(data, name, error.start)]
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, text, _syntax(name, text, str(error))
    except RecursionError:
        what = "Lists or tables are nested too deep."
        return None, text, [Fault(name, what, _TAKE_OUT, _deepest_line(text))]
    if _depth(document) > MAX_DEPTH:
        what = f"Lists or tables are nested over {MAX_DEPTH} deep."
        return None, text, [Fault(name, what, _TAKE_OUT, _deepest_line(text))]
    return document, text, []


def _not_utf8(data: bytes, name: str, at: int) -> Fault:
    """Mostly the letters of an older Windows, in which curved quotes and £ are single bytes."""
    line = data.count(b"\n", 0, at) + 1
    letter = data[at : at + 1].decode("cp1252", "replace")
    what = "A character is not UTF-8."
    if letter.isprintable() and letter != "\N{REPLACEMENT CHARACTER}":
        what = f"A character is not UTF-8, perhaps {letter} as Windows used to write it."
    return Fault(name, what, _SAVE_AS_TEXT, line)


def _syntax(name: str, text: str, message: str) -> list[Fault]:
    found = _AT_LINE.search(message)
    what = _AT_LINE.sub("", message).strip()
    return [
        Fault(name, f"This is not TOML: {slip.what}", slip.remedy, slip.line)
        for slip in slips(text, int(found[1]) if found else None, what)
    ]


def _deepest_line(text: str) -> int:
    """The line with the most opening brackets, from 1."""
    opened = [line.count("[") + line.count("{") for line in text.split("\n")]
    return opened.index(max(opened)) + 1


def _depth(document: object) -> int:
    deepest, waiting = 0, [(document, 1)]
    while waiting:
        held, depth = waiting.pop()
        inner = held.values() if isinstance(held, dict) else held
        if isinstance(held, dict | list):
            deepest = max(deepest, depth)
            waiting += [(value, depth + 1) for value in inner]  # type: ignore[attr-defined] # dict or list here
    return deepest
