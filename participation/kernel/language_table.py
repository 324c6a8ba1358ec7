"""Reads the table of languages from `languages.toml`: ours, and what a council adds to it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Direction = Literal["ltr", "rtl"]

FILE = "languages.toml"
_CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")
_WORDS = ("code", "english", "own", "direction", "script", "dates_as")
_FIELDS = frozenset({*_WORDS, "spoken_only", "not_english"})
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the table.

    Args:
        code: as stored, imported and named in folders, such as `fa_AF`.
        english, own: its name for staff, and for those who read it.
        script: ISO 15924, such as Arab or Ethi.
        spoken_only: hardly anybody reads it; offer another language to read, and a voice.
        dates_as: the code in which its days are written; "" for its own.
        not_english: words of its own that look like English ones which no text may say.
    """

    code: str
    english: str
    own: str
    direction: Direction = "ltr"
    script: str = "Latn"
    spoken_only: bool = False
    dates_as: str = ""
    not_english: tuple[str, ...] = ()


def read_table(path: Path) -> tuple[Language, ...]:
    """Every row of a file, in its order.

    Raises:
        ValueError: a row is not what it must be; the message names the file and the fault.
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    rows = held.get("language", [])
    if set(held) - {"language"} or not isinstance(rows, list):
        raise ValueError(f"{path.name}: each language begins with [[language]]")
    return tuple(_row(row, f"{path.name}, row {number}") for number, row in enumerate(rows, 1))


def _row(row: Any, where: str) -> Language:
    for fault in _faults(row):
        raise ValueError(f"{where}: {fault}")
    return Language(**{**row, "not_english": tuple(row.get("not_english", ()))})


def _faults(row: Any) -> Iterator[str]:
    if not isinstance(row, dict):
        yield "write code, english and own under [[language]]"
        return
    if strange := sorted(set(row) - _FIELDS):
        yield f"'{strange[0][:_LONGEST_NAME]}' is not a field"
    words = [row.get(name, "") for name in _WORDS]
    if any(not isinstance(word, str) or len(word) > _LONGEST_NAME for word in words):
        yield f"names stand in quotes and have at most {_LONGEST_NAME} letters"
        return
    if not _CODE.fullmatch(row.get("code", "")):
        yield 'code is like "pl" or "fa_AF"'
    if not row.get("english", "").strip() or not row.get("own", "").strip():
        yield "both names are needed, english and own"
    if row.get("direction", "ltr") not in ("ltr", "rtl"):
        yield 'direction is "ltr" or "rtl"'
    if not _SCRIPT.fullmatch(row.get("script", "Latn")):
        yield 'script is four letters, like "Arab"'
    if not isinstance(row.get("spoken_only", False), bool):
        yield "spoken_only is true or false, without quotes"
    alike = row.get("not_english", [])
    if not isinstance(alike, list) or not all(isinstance(word, str) for word in alike):
        yield 'not_english is a list of words, like ["care"]'
