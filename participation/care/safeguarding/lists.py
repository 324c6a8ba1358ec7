"""Reads the phrase lists of consultation_forms/screening/, one TOML file a language."""

from __future__ import annotations

import tomllib
from pathlib import Path

from participation.care.safeguarding.rules import PhraseList, ScreeningLists, phrase_list

FOLDER = "screening"


def in_use(shipped: Path, own: Path | None) -> ScreeningLists:
    """The shipped lists, with those that a council keeps itself in the place of ours."""
    return {**load(shipped / FOLDER), **(load(own / FOLDER) if own is not None else {})}


def load(folder: Path) -> ScreeningLists:
    """Every list in the folder, by language.

    Raises:
        ValueError: a file is not what a list must be; the message names the file and the fault.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> PhraseList:
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    version, red, amber = held.get("version"), held.get("red"), held.get("amber")
    if not isinstance(version, int):
        raise ValueError(f"{path.name}: version must be a whole number")
    for name, phrases in (("red", red), ("amber", amber)):
        if not isinstance(phrases, list) or not all(isinstance(p, str) for p in phrases):
            raise ValueError(f"{path.name}: {name} must be a list of phrases in quotes")
    checked, before = held.get("checked", ""), held.get("before", [])
    if not isinstance(checked, str):
        raise ValueError(f'{path.name}: checked says in quotes who read it and when, or ""')
    if not isinstance(before, list) or not all(isinstance(one, str) for one in before):
        raise ValueError(f"{path.name}: before must be a list of little words in quotes")
    return phrase_list(
        path.stem, version, red or [], amber or [], checked=checked.strip(), before=before
    )
