"""An extract that waits for a person is overtaken by the next one: what they said goes along where
it is about the same, and is asked anew where it is not.

An answer is about the same where the question is, with the same cell. A cell that somebody typed is
where its row, known by its id, still has in it what they put right. To leave rows out with mistakes
that nobody has seen is said anew each time; and written is nothing until a person confirms it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from participation.care.imports.models import Import
from participation.journeys.importing import files, keeping, said
from participation.journeys.importing.columns import ID_COLUMN
from participation.journeys.importing.encoding import FileRefused
from participation.journeys.importing.given import Given
from participation.journeys.importing.headings import Headings, normal
from participation.journeys.importing.problems import FileKind, Problem
from participation.journeys.importing.said import Fixes, Said
from participation.journeys.services import Services

_Cells = Mapping[str, str]
_Row = tuple[FileKind, str]  # by file and the id in it


@dataclass(frozen=True, slots=True, repr=False)
class Carried:
    """What goes along, if the next extract asks the same."""

    answers: Mapping[tuple[str, str, str], bool] = field(default_factory=dict)
    fixes: Fixes = field(default_factory=dict)


def of(before: Import, givens: Sequence[Given], names: Headings) -> Carried:
    """What a person said to an extract that waits; its typed cells by the rows of the next one."""
    told, shown = Said.of(before), keeping.preview_of(before)
    answers = {
        _about(one): told.answers[one.key]
        for one in (shown.questions if shown else ())
        if one.key in told.answers
    }
    return Carried(answers, _fixes(before, told, givens, names) if told.fixes else {})


def answer(session: Session, one: Import, carried: Carried, house: Services, now: datetime) -> None:
    """Answer what is asked again, word for word."""
    shown = keeping.preview_of(one)
    answers = {
        asked.key: carried.answers[_about(asked)]
        for asked in (shown.questions if shown else ())
        if _about(asked) in carried.answers
    }
    if answers:
        said.answer(one, answers, skips=False)
        keeping.check(session, one, house, now)


def _about(asked: Problem) -> tuple[str, str, str]:
    return asked.key, asked.value, asked.remedy


def _fixes(before: Import, told: Said, givens: Sequence[Given], names: Headings) -> Fixes:
    typed = {
        (FileKind(file), int(row)): cells
        for file, rows in told.fixes.items()
        for row, cells in rows.items()
    }
    was_named = Headings({FileKind(file): own for file, own in told.names.items()})
    try:
        was = _rows(
            keeping.files_of(before), was_named, lambda row, number: (row[0], number) in typed
        )
        now = _rows(givens, names, lambda row, _number: row in was)
    except FileRefused:  # a whole file cannot be read: there is nothing to compare
        return {}
    fixes: Fixes = {}
    for row, (number, cells) in was.items():
        there = now.get(row)
        if there is None:
            continue
        same = {
            column: text
            for column, text in typed.get((row[0], number), {}).items()
            if there[1].get(column) == cells.get(column)
        }
        if same:
            fixes.setdefault(row[0].value, {})[str(there[0])] = same
    return fixes


def _rows(
    givens: Sequence[Given], names: Headings, wanted: Callable[[_Row, int], bool]
) -> Mapping[_Row, tuple[int, _Cells]]:
    """Of these the rows whose id stands there once, as they came: number and cells."""
    times: Counter[_Row] = Counter()
    found: dict[_Row, tuple[int, _Cells]] = {}
    for row, number, cells in _read(givens, names):
        times[row] += 1
        if wanted(row, number):
            found[row] = (number, cells)
    return {row: one for row, one in found.items() if row[1] and times[row] == 1}


def _read(givens: Sequence[Given], names: Headings) -> Iterator[tuple[_Row, int, _Cells]]:
    sources, _problems = files.find(givens, names)
    for source in sources:
        columns: Sequence[str] = ()
        for row in source.rows():
            if not columns:
                columns = names.ours(source.kind, [normal(cell) for cell in row.cells])
                continue
            cells = {
                name: cell.strip() for name, cell in zip(columns, row.cells, strict=False) if name
            }
            yield (source.kind, cells.get(ID_COLUMN[source.kind], "")), row.number, cells
