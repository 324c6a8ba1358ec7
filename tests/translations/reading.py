"""The catalogues as translators leave them, each read once for all tests of a run.

The .mo files beside them come from these by the build, and may be older in a checkout.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import polib

from participation.kernel.coverage import compile_catalogue, with_drafts
from participation.kernel.texts import IN_ENGLISH, Texts

FOLDER = Path(__file__).parents[2] / "translations"
SOURCE = FOLDER / "messages.pot"
CODES = sorted(file.parts[-3] for file in FOLDER.glob("*/LC_MESSAGES/messages.po"))


@cache
def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(FOLDER / code / "LC_MESSAGES" / "messages.po"))


@cache
def source() -> polib.POFile:
    return polib.pofile(str(SOURCE))


@cache
def drafts(code: str) -> Texts:
    """A language as the demo speaks it: with the drafts that nobody has checked."""
    if code == "en":
        return IN_ENGLISH
    return with_drafts(FOLDER / code / "LC_MESSAGES" / "messages.po", code)


def write_drafts(folder: Path, codes: Iterable[str]) -> None:
    """Put languages into a council's own folder as they are drafted, as if they were checked."""
    for code in codes:
        inside = folder / code / "LC_MESSAGES"
        inside.mkdir(parents=True)
        shutil.copy(FOLDER / code / "LC_MESSAGES" / "messages.po", inside)
        compile_catalogue(inside / "messages.po")
        (inside / "unchecked.mo").replace(inside / "messages.mo")
