"""Finding the four files and reading their rows, strictly, one at a time.

A file is known by its name, else by its columns; a name is never used for anything but that.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from participation.journeys.importing.columns import Column, columns_of, names_a_place
from participation.journeys.importing.encoding import FileRefused, encoding_of
from participation.journeys.importing.problems import FileKind, Problem, ProblemKind

MOST_ROWS = 1_000_000
LONGEST_HEADER = 20_000
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Source:
    """One of the four files, where it lies and how it is written."""

    kind: FileKind
    path: Path
    encoding: str
    delimiter: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """A record as it stands; the header is number 1, and blank lines count."""

    number: int
    cells: Sequence[str]


def find(paths: Sequence[Path]) -> tuple[list[Source], list[Problem]]:
    """The files to read, in the order in which they lean on one another.

    A folder gives those of the four that it holds. Whatever cannot be read is a problem.
    """
    found: dict[FileKind, Source] = {}
    problems: list[Problem] = []
    for path in _candidates(paths, problems):
        named = _by_name(path)
        try:
            encoding = encoding_of(path)
            source = _recognised(path, named, encoding)
        except FileRefused as refused:
            problems.append(_whole(_label(path), refused.line, refused.remedy))
            continue
        except OSError:
            problems.append(_whole(_label(path), 1, "This file cannot be opened."))
            continue
        if source.kind in found:
            problems.append(_whole(source.kind.value, 1, "This file was given twice. Give one."))
        found.setdefault(source.kind, source)
    return [found[kind] for kind in FileKind if kind in found], problems


def _candidates(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(file for file in path.iterdir() if file.is_file() and _by_name(file))
        if not inside:
            names = ", ".join(kind.value for kind in FileKind)
            problems.append(_whole("", 1, f"None of {names} is in this folder."))
        yield from inside


def _by_name(path: Path) -> FileKind | None:
    lowered = path.name.casefold()
    return next((kind for kind in FileKind if kind.value == lowered), None)


def _label(path: Path) -> str:
    """What to call a file in a report: our own name, else what can be printed of its own (B80)."""
    named = _by_name(path)
    return named.value if named else "".join(c for c in path.name if c.isprintable())[:60]


def _recognised(path: Path, named: FileKind | None, encoding: str) -> Source:
    """The file with its kind and the sign between its cells, from the first line."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(LONGEST_HEADER).rstrip("\r\n")
    best: tuple[int, FileKind, str] | None = None
    for kind in [named] if named else list(FileKind):
        columns = columns_of(kind, drama_allowed=False)
        known = {column.name for column in columns}
        required = {column.name for column in columns if column.required}
        for delimiter in _DELIMITERS:
            names = {normal(cell) for cell in first.split(delimiter)}
            if named is None and not required <= names:
                continue
            score = len(names & known)
            if best is None or score > best[0]:
                best = (score, kind, delimiter)
    if best is None:
        raise FileRefused(
            1,
            "This is none of the four files. Name it staff.csv, children.csv, contacts.csv or"
            " reviews.csv, and begin with a row of column names.",
        )
    return Source(best[1], path, encoding, best[2])


def normal(cell: str) -> str:
    """A column's name without quotes, spaces and capitals."""
    return cell.strip().strip('"').strip().casefold()


def rows_of(source: Source) -> Iterator[RawRow]:
    """Every record, the header too; blank ones are counted and left out.

    Raises:
        FileRefused: an unclosed quotation mark, an enormous cell, too many rows. Whatever was
            yielded before it stands.
    """
    with source.path.open(encoding=source.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=source.delimiter, strict=True)
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
        if not name or name in known:
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
