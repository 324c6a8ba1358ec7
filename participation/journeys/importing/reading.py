"""The four files as values, with everything found wrong on the way. Knows no database.

Reading needs no transaction and may take a while, so it comes before one is opened.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from participation.care.people.facts import ChildFacts, ContactFacts, StaffFacts
from participation.care.reviews.facts import ReviewFacts
from participation.journeys.importing import checking, files, values
from participation.journeys.importing.between_rows import BetweenRows
from participation.journeys.importing.building import BUILD
from participation.journeys.importing.columns import ID_COLUMN, Column, columns_of
from participation.journeys.importing.encoding import FileRefused
from participation.journeys.importing.given import Given
from participation.journeys.importing.headings import AS_DOCUMENTED, Headings, normal
from participation.journeys.importing.problems import Asked, FileKind, Problem, ProblemKind

Fixes = Mapping[FileKind, Mapping[int, Mapping[str, str]]]
"""What a person typed in place of what stood there: by file, row and column."""
NO_FIXES: Fixes = {}
Progress = Callable[[str, int], None]
"""Told what is being done and how many rows of it are; called every thousand rows or so."""

REPORT_EVERY = 2_000
_TOO_MANY = (
    "This is more than a page takes at once. Use the watched folder or the command line"
    " (docs/importing.md), or fewer rows."
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_LINE_BREAKS = str.maketrans("", "", "\n\r\t\x85\u2028\u2029")


def _table() -> dict[FileKind, dict[str, checking.Facts]]:
    return {kind: {} for kind in FileKind}


@dataclass(slots=True, repr=False)
class Extract:
    """Everything the files say, by id, and what is wrong with them.

    Args:
        columns: the columns each file has, of those we know.
        headings: what stands in the first row of each file.
        failed: rows that cannot be used, id to row number; whatever hangs on them is not used.
        in_care: of every child in the files where the day could be read.
        spoken_of: who or what has a row in each file, whether it can be used or is left out later.
        broken: a whole file cannot be used; then nothing is imported, skips or not.
    """

    tables: dict[FileKind, dict[str, checking.Facts]] = field(default_factory=_table)
    failed: dict[FileKind, dict[str, int]] = field(
        default_factory=lambda: {k: {} for k in FileKind}
    )
    columns: dict[FileKind, frozenset[str]] = field(default_factory=dict)
    headings: dict[FileKind, tuple[str, ...]] = field(default_factory=dict)
    in_care: dict[str, checking.InCare] = field(default_factory=dict)
    spoken_of: dict[FileKind, set[str]] = field(
        default_factory=lambda: {kind: set() for kind in FileKind}
    )
    problems: list[Problem] = field(default_factory=list)
    rows_read: Counter[FileKind] = field(default_factory=Counter)
    broken: bool = False

    @property
    def staff(self) -> dict[str, StaffFacts]:
        return cast("dict[str, StaffFacts]", self.tables[FileKind.STAFF])

    @property
    def children(self) -> dict[str, ChildFacts]:
        return cast("dict[str, ChildFacts]", self.tables[FileKind.CHILDREN])

    @property
    def contacts(self) -> dict[str, ContactFacts]:
        return cast("dict[str, ContactFacts]", self.tables[FileKind.CONTACTS])

    @property
    def reviews(self) -> dict[str, ReviewFacts]:
        return cast("dict[str, ReviewFacts]", self.tables[FileKind.REVIEWS])


def read(
    places: Sequence[Path | Given],
    *,
    today: date,
    drama_allowed: bool,
    forms: Collection[str] | None = None,
    staff_domains: Collection[str] = (),
    headings: Headings = AS_DOCUMENTED,
    fixes: Fixes = NO_FIXES,
    most_rows: int | None = None,
    progress: Progress = lambda _step, _done: None,
) -> Extract:
    """Read files, or folders that hold them: CSV files and workbooks alike.

    Args:
        today: Europe/London.
        drama_allowed: whether phone numbers reserved for drama count (demo and drill only).
        forms: keys of the forms for children, for `form_override`; None if that does not matter.
        staff_domains: where staff have their mail; empty where it may be anywhere.
        headings: what the council calls the columns.
        fixes: cells that a person typed anew.
        most_rows: of all files together; None for as many as each may have.
    """
    extract = Extract()
    sources, problems = files.find(places, headings)
    extract.problems += problems
    extract.broken = bool(problems)
    between = BetweenRows(extract.in_care, today)
    for source in sources:
        known = columns_of(
            source.kind, drama_allowed=drama_allowed, forms=forms, staff_domains=staff_domains
        )
        room = None if most_rows is None else most_rows - sum(extract.rows_read.values())
        one = _FileReading(extract, between, source, today, known)
        one.run(headings, fixes.get(source.kind, {}), room, progress)
    return extract


class _FileReading:
    """One file on its way into the extract."""

    def __init__(
        self,
        extract: Extract,
        between: BetweenRows,
        source: files.Source,
        today: date,
        columns: Sequence[Column],
    ) -> None:
        self._extract = extract
        self._between = between
        self._source = source
        self._kind = source.kind
        self._today = today
        self._known: Mapping[str, Column] = {column.name: column for column in columns}
        self._place: dict[str, int] = {}
        self._row: Sequence[str] = ()
        self._number = 1
        self._width = 0
        self._about = ""
        self._fixes: Mapping[int, Mapping[str, str]] = {}

    def run(
        self,
        headings: Headings,
        fixes: Mapping[int, Mapping[str, str]],
        room: int | None,
        progress: Progress,
    ) -> None:
        self._fixes = fixes
        try:
            rows = self._source.rows()
            if not self._takes_header(next(rows, None), headings):
                return
            for done, row in enumerate(rows, start=1):
                if room is not None and done > room:
                    raise FileRefused(row.number, _TOO_MANY)
                self._take(row)
                if done % REPORT_EVERY == 0:
                    progress(f"reading {self._kind}", done)
        except FileRefused as refused:
            self._extract.broken = True
            self._number = refused.line
            self._problem("", refused.remedy, value="")

    def _takes_header(self, header: files.RawRow | None, headings: Headings) -> bool:
        said = [normal(cell) for cell in header.cells] if header else []
        while said and not said[-1]:
            said.pop()
        names = headings.ours(self._kind, said)
        self._extract.headings[self._kind] = tuple(said)
        found = list(files.header_problems(self._kind, names, self._known))
        self._extract.problems += found
        if any(problem.kind is ProblemKind.ERROR for problem in found):
            self._extract.broken = True
            return False
        self._place = {name: place for place, name in enumerate(names) if name in self._known}
        self._width = len(names)
        self._extract.columns[self._kind] = frozenset(self._place)
        return True

    def _take(self, row: files.RawRow) -> None:
        self._row, self._number = row.cells, row.number
        self._extract.rows_read[self._kind] += 1
        self._about = ""
        cells, good = self._cells()
        self._note_row()
        identity = cells.get(ID_COLUMN[self._kind])
        self._about = identity or ""
        facts = BUILD[self._kind](cells, row.number) if good else None
        if facts is not None:
            good = self._report(checking.findings_in(facts, self._today))
        if self._kind is FileKind.CHILDREN and identity and cells.get("looked_after_since"):
            care = checking.InCare(cells["looked_after_since"], cells.get("pers_dob"))
            self._extract.in_care.setdefault(identity, care)
        if facts is not None:
            good = self._report(self._between.findings(facts)) and good
        self._keep(identity, facts if good else None)

    def _note_row(self) -> None:
        """Of this one the extract speaks, so nobody is asked whether they are gone."""
        place = self._place[ID_COLUMN[self._kind]]
        if place < len(self._row):
            self._extract.spoken_of[self._kind].add(self._text(ID_COLUMN[self._kind], place))

    def _cells(self) -> tuple[dict[str, Any], bool]:
        """The cells read one by one; every bad one is reported, not only the first."""
        cells: dict[str, Any] = {}
        if not self._has_its_cells():
            return cells, False
        good = True
        for name, column in self._known.items():
            place = self._place.get(name)
            text = self._text(name, place)
            try:
                cells[name] = _cell(column, text)
            except values.CellRefused as refused:
                good = False
                self._problem(name, refused.remedy)
        return cells, good

    def _text(self, name: str, place: int | None) -> str:
        """What stands in a cell, or what a person typed in its place."""
        fixed = self._fixes.get(self._number, {}).get(name)
        if fixed is not None:
            return fixed.strip()
        return self._row[place].strip() if place is not None else ""

    def _has_its_cells(self) -> bool:
        beyond = self._row[self._width :]
        if len(self._row) >= self._width and not any(cell.strip() for cell in beyond):
            return True
        self._problem(
            "",
            f"This row has {len(self._row)} cells and the header {self._width}. A comma in a"
            " cell needs quotation marks round the cell.",
            value="",
        )
        return False

    def _report(self, findings: Iterator[checking.Finding]) -> bool:
        """Whether none of the findings is an error."""
        good = True
        for finding in findings:
            good = good and finding.kind is not ProblemKind.ERROR
            self._problem(finding.column, finding.remedy, finding.kind, asks=finding.asks)
        return good

    def _keep(self, identity: str | None, facts: checking.Facts | None) -> None:
        """Into the extract, unless its id was there before (B76)."""
        if identity is None:
            return
        table, failed = self._extract.tables[self._kind], self._extract.failed[self._kind]
        first = table.get(identity)
        first_row = first.row if first is not None else failed.get(identity)
        if first_row is not None:
            column = ID_COLUMN[self._kind]
            self._problem(column, f"Row {first_row} has the same id. Keep one of them.")
            if first is not None and facts is not None and facts != first:
                said = f"Row {self._number} has the same id and says otherwise. Keep one of them."
                self._extract.problems.append(
                    Problem(self._kind.value, first_row, column, identity, said)
                )
                failed[identity] = first_row
                del table[identity]
        elif facts is None:
            failed[identity] = self._number
        else:
            table[identity] = facts

    def _problem(
        self,
        column: str,
        remedy: str,
        kind: ProblemKind = ProblemKind.ERROR,
        *,
        value: str | None = None,
        asks: Asked | None = None,
    ) -> None:
        if value is None:
            value = self._text(column, self._place.get(column)) if self._number > 1 else ""
        self._extract.problems.append(
            Problem(self._kind.value, self._number, column, value, remedy, kind, asks, self._about)
        )


def _cell(column: Column, text: str) -> Any:
    if not text:
        if column.required:
            raise values.CellRefused("This must be filled in.")
        return column.default
    if _CONTROL.search(text):
        if "\0" in text:
            raise values.CellRefused("This cell holds a NUL character. Type the cell again.")
        if column.read is not values.words:
            raise values.CellRefused("A line break or a control character. Keep it on one line.")
        if _CONTROL.search(text.translate(_LINE_BREAKS)):
            raise values.CellRefused("This cell holds a control character. Type the cell again.")
    return column.read(text)
