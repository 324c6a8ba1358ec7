"""Finding the four files and reading their rows, strictly, one at a time.

A file is known by what the person said it is or by its name, else by its columns; a sheet of a
workbook by its own name, else by its columns. A name is never used for anything but that.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from participation.journeys.importing.columns import Column, columns_of, names_a_place
from participation.journeys.importing.encoding import FileRefused, encoding_of
from participation.journeys.importing.given import WORKBOOK, Given, kind_named, on_disk
from participation.journeys.importing.headings import Headings, normal
from participation.journeys.importing.problems import FileKind, Problem, ProblemKind

MOST_ROWS = 1_000_000
LONGEST_HEADER = 20_000
OUR_PROBLEM_COLUMN = "problem"  # of the rows that were downloaded to be put right
_DELIMITERS = (",", ";", "\t")
_NONE_OF_THE_FOUR = (
    "This is none of the four files. Name it staff.csv, children.csv, contacts.csv or"
    " reviews.csv, and begin with a row of column names."
)
_NO_WORKBOOK = (
    "This is no Excel workbook, whatever it is called. Open it in Excel and save it as a workbook"
    " (.xlsx); or give the files one by one, as CSV."
)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A record as it stands; the header is number 1, and blank lines count."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Source:
    """One of the four files, and how its rows are read; reading may raise FileRefused."""

    kind: FileKind
    rows: Callable[[], Iterator[RawRow]] = field(repr=False)


def find(places: Sequence[Path | Given], headings: Headings) -> tuple[list[Source], list[Problem]]:
    """The files to read, in the order in which they lean on one another.

    A folder gives those of the four that it holds. Whatever cannot be read is a problem.
    """
    found: dict[FileKind, Source] = {}
    problems: list[Problem] = []
    for given in _candidates(places, problems):
        try:
            for source in _sources(given, headings):
                if source.kind in found:
                    said = "This file was given twice. Give one."
                    problems.append(_whole(source.kind.value, 1, said))
                found.setdefault(source.kind, source)
        except FileRefused as refused:
            problems.append(_whole(given.label, refused.line, refused.remedy))
        except OSError:
            problems.append(_whole(given.label, 1, "This file cannot be opened."))
    return [found[kind] for kind in FileKind if kind in found], problems


def _candidates(places: Sequence[Path | Given], problems: list[Problem]) -> Iterator[Given]:
    for place in places:
        if isinstance(place, Given):
            yield place
        elif not place.is_dir():
            yield on_disk(place)
        else:
            inside = in_folder(place)
            if not inside:
                names = ", ".join(kind.value for kind in FileKind)
                problems.append(_whole("", 1, f"None of {names} is in this folder."))
            yield from (on_disk(path) for path in inside)


def in_folder(folder: Path) -> list[Path]:
    """What in a folder is an extract: the four by name, and any workbook."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.name.startswith((".", "~$"))  # what an open spreadsheet leaves beside it
        and (kind_named(path.name) or path.suffix.casefold() == WORKBOOK)
    )


def _sources(given: Given, headings: Headings) -> Iterator[Source]:
    from participation.journeys.importing import workbooks  # noqa: PLC0415 - only for a workbook

    with given.open() as file:
        start = file.read(8)
    if not workbooks.is_workbook(start):
        encoding = encoding_of(given)
        yield _recognised(given, encoding, headings)
        return
    with given.open() as file:
        sheets = workbooks.sheets_of(file)
    known = [(sheet, kind_named(sheet.name)) for sheet in sheets]
    if given.means is not None:
        named = [sheet for sheet, kind in known if kind is given.means]
        known = [(sheet, given.means) for sheet in (named or sheets)[:1]]
    sources = [
        Source(kind, partial(_rows_of_sheet, sheet.rows))
        for sheet, name in known
        if (kind := name or _by_columns(sheet.rows[0], headings)) is not None
    ]
    if not sources:
        raise FileRefused(
            1,
            "No sheet of this workbook is one of the four. Name the sheets staff, children,"
            " contacts and reviews, and begin each with a row of column names.",
        )
    yield from sources


def _recognised(given: Given, encoding: str, headings: Headings) -> Source:
    """The file with its kind and the sign between its cells, from the first line."""
    with given.open() as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as file:
        first = file.readline(LONGEST_HEADER).rstrip("\r\n")
    best: tuple[int, FileKind, str] | None = None
    for kind in [given.means] if given.means else list(FileKind):
        for delimiter in _DELIMITERS:
            score = _score(kind, first.split(delimiter), headings, sure=given.means is not None)
            if score is not None and (best is None or score > best[0]):
                best = (score, kind, delimiter)
    if best is None:
        raise FileRefused(1, _NO_WORKBOOK if given.is_called_workbook else _NONE_OF_THE_FOUR)
    return Source(best[1], partial(_rows_of_csv, given, encoding, best[2]))


def _by_columns(header: Sequence[str], headings: Headings) -> FileKind | None:
    scores = {kind: _score(kind, header, headings, sure=False) for kind in FileKind}
    fitting = {kind: score for kind, score in scores.items() if score is not None}
    return max(fitting, key=lambda kind: fitting[kind]) if fitting else None


def _score(kind: FileKind, header: Sequence[str], headings: Headings, *, sure: bool) -> int | None:
    """How many columns of this kind are in a header; None where one that must be there is not."""
    columns = columns_of(kind, drama_allowed=False)
    names = set(headings.ours(kind, [normal(cell) for cell in header]))
    if not sure and not {column.name for column in columns if column.required} <= names:
        return None
    # Even where none is known, the sign that cuts the line into most cells is the likely one.
    return 1_000 * len(names & {column.name for column in columns}) + min(len(header), 999)


def _rows_of_csv(given: Given, encoding: str, delimiter: str) -> Iterator[RawRow]:
    """Every record, the header too; blank ones are counted and left out.

    Raises:
        FileRefused: an unclosed quotation mark, an enormous cell, too many rows. Whatever was
            yielded before it stands.
    """
    with given.open() as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number, began_on = 0, 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise FileRefused(number + 1, _why(str(error), began_on)) from None
            number += 1
            began_on = reader.line_num + 1
            if number > MOST_ROWS:
                raise FileRefused(number, f"More than {MOST_ROWS:,} rows. Split the file.")
            if any(cell.strip() for cell in cells) or number == 1:
                yield RawRow(number, cells)


def _rows_of_sheet(rows: Sequence[Sequence[str]]) -> Iterator[RawRow]:
    if len(rows) > MOST_ROWS:
        raise FileRefused(MOST_ROWS + 1, f"More than {MOST_ROWS:,} rows. Split the file.")
    for number, cells in enumerate(rows, start=1):
        if any(cell.strip() for cell in cells) or number == 1:
            yield RawRow(number, cells)


def _why(error: str, line: int) -> str:
    if "field larger" in error:
        return (
            f"A cell that begins on line {line} is enormous. A quotation mark there may never be"
            " closed; if it is closed, shorten the cell."
        )
    if "unexpected end" in error:
        return f"A quotation mark opened on or after line {line} is never closed. Close it."
    return f"There is a stray quotation mark on line {line}. Inside a quoted cell write it twice."


def header_problems(
    kind: FileKind, names: Sequence[str], known: Mapping[str, Column]
) -> Iterator[Problem]:
    """What is wrong with the row of names, and what is not used (B76, B77)."""
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        yield _header(kind, name, "This column is there twice. Keep one of them.")
    for column in known.values():
        if column.required and column.name not in names:
            yield _header(kind, column.name, "This column is missing. Add it.")
    for name in dict.fromkeys(names):
        if not name or name in known or name == OUR_PROBLEM_COLUMN:
            continue
        if names_a_place(name):
            yield _header(
                kind,
                name,
                "This service keeps no address, postcode, school or placement. Take the column"
                " out of the extract.",
            )
        else:
            yield _header(kind, name, "This column is not used.", ProblemKind.QUESTION)


def _header(
    kind: FileKind, name: str, remedy: str, problem: ProblemKind = ProblemKind.ERROR
) -> Problem:
    return Problem(kind.value, 1, name, name, remedy, problem)


def _whole(file: str, line: int, remedy: str) -> Problem:
    return Problem(file, line, "", "", remedy)
