"""Where the case system puts its extract, what it calls the columns there, and whose addresses
staff may have in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from participation.settings.reading import Reading

FOLDER: Final = "PARTICIPATION_IMPORT_FOLDER"
COLUMNS: Final = "PARTICIPATION_IMPORT_COLUMNS"
STAFF_DOMAINS: Final = "PARTICIPATION_STAFF_MAIL_DOMAINS"
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """`folder` None: nothing is watched. `columns`: the name under which a person matched them.
    `staff_domains`: where staff have their mail, each exactly so; empty: anywhere."""

    folder: Path | None = None
    columns: str = ""
    staff_domains: tuple[str, ...] = ()


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
    return ImportSettings(folder, columns, _staff_domains(read))


def _staff_domains(read: Reading) -> tuple[str, ...]:
    """Where staff have their mail: whoever else is in the extract is a mistake in it (B89)."""
    named = [part.strip().lower() for part in read.text(STAFF_DOMAINS).split(",")]
    named = [part for part in named if part]
    if not all(_DOMAIN.fullmatch(part) for part in named):
        read.fault(
            STAFF_DOMAINS,
            "holds what is not a mail domain",
            "Write what stands behind the @ of staff, and nothing else: council.gov.uk,trust.org",
        )
    return tuple(dict.fromkeys(named))
