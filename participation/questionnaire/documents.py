"""Open a TOML file of ours, or say in which line it cannot be opened."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from participation.questionnaire.faults import Fault

MAX_BYTES = 256 * 1024
MAX_DEPTH = 10

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
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(name, "A character is not UTF-8.", "Save the file as UTF-8.", line)
        return None, "", [fault]
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, text, [_syntax(name, str(error))]
    except RecursionError:
        return None, text, [Fault(name, "Lists or tables are nested too deep.", "Flatten them.")]
    if _depth(document) > MAX_DEPTH:
        fault = Fault(name, f"Lists or tables are nested over {MAX_DEPTH} deep.", "Flatten them.")
        return None, text, [fault]
    return document, text, []


def _syntax(name: str, message: str) -> Fault:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found else None
    what = _AT_LINE.sub("", message).strip()
    if "overwrite" in what or "twice" in what or "declare" in what:
        remedy = "The same name is given twice; keep one."
    else:
        remedy = 'Check quotes, commas and brackets; text and dates stand in "quotes".'
    return Fault(name, f"This is not TOML: {what[:120]}.", remedy, line)


def _depth(document: object) -> int:
    deepest, waiting = 0, [(document, 1)]
    while waiting:
        held, depth = waiting.pop()
        inner = held.values() if isinstance(held, dict) else held
        if isinstance(held, dict | list):
            deepest = max(deepest, depth)
            waiting += [(value, depth + 1) for value in inner]  # type: ignore[attr-defined] # dict or list here
    return deepest
