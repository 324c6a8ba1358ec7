"""Where the case system puts its extract, and what it calls the columns there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from participation.settings.reading import Reading

FOLDER: Final = "PARTICIPATION_IMPORT_FOLDER"
COLUMNS: Final = "PARTICIPATION_IMPORT_COLUMNS"


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """`folder` None: nothing is watched. `columns`: the name under which a person matched them."""

    folder: Path | None = None
    columns: str = ""


def read_imports(read: Reading) -> ImportSettings:
    folder = read.folder(FOLDER)
    if folder is not None and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        read.fault(
            FOLDER,
            "names a folder out of which nothing can be moved",
            "Let the service's user write in it: what was taken in is put away",
        )
    columns = read.text(COLUMNS)
    if columns and folder is None:
        read.fault(COLUMNS, "is of no use alone", f"Set {FOLDER} too, or take it out")
    return ImportSettings(folder, columns)
