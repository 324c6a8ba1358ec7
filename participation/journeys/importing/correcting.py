"""The rows with a mistake in them, to be put right in a spreadsheet and handed in again.

A cell that a spreadsheet would take for a formula gets an apostrophe before it (B78). A telephone
number that begins with + is only digits and stays as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict

from participation.care.imports.models import Import
from participation.journeys.importing import files
from participation.journeys.importing.encoding import FileRefused
from participation.journeys.importing.headings import Headings
from participation.journeys.importing.keeping import files_of, preview_of
from participation.journeys.importing.problems import FileKind
from participation.journeys.importing.said import Said

_FORMULA = re.compile(r"[\s\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\0]")
_NUMBER = re.compile(r"\+?[0-9][0-9 ]*")


def rows_to_correct(one: Import, kind: FileKind) -> str | None:
    """A CSV file of the header and the rows of one file that have an error, and what it is."""
    shown = preview_of(one)
    if shown is None:
        return None
    wrong: defaultdict[int, list[str]] = defaultdict(list)
    for problem in shown.errors:
        if problem.file == kind.value and problem.row > 1:
            column = f"{problem.column}: " if problem.column else ""
            wrong[problem.row].append(f"{column}{problem.remedy}")
    if not wrong:
        return None
    names = Said.of(one).names
    sources, _problems = files.find(
        files_of(one),
        Headings({FileKind(file): said for file, said in names.items()}),
    )
    written = io.StringIO()
    writer = csv.writer(written)
    for source in (source for source in sources if source.kind is kind):
        try:
            for row in source.rows():
                if row.number == 1:
                    writer.writerow([*map(safe, row.cells), files.OUR_PROBLEM_COLUMN])
                elif row.number in wrong:
                    cells = [safe(cell) for cell in row.cells]
                    writer.writerow([*cells, safe(" ".join(wrong[row.number]))])
        except FileRefused:
            break  # the rest cannot be read; what was read before it stands
    return written.getvalue()


def safe(cell: str) -> str:
    """The cell as text, whatever a spreadsheet makes of how it begins."""
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
