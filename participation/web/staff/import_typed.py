"""What is typed into the forms of an import. All of it is untrusted.

Only what stood on the page is taken: a cell with a problem, a question that was asked, a heading
that is not known.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from participation.journeys.importing.columns import columns_of
from participation.journeys.importing.files import OUR_PROBLEM_COLUMN
from participation.journeys.importing.headings import NOT_USED, Headings
from participation.journeys.importing.previewing import Preview
from participation.journeys.importing.problems import Asked, FileKind, Problem
from participation.journeys.importing.said import LONGEST_CELL, MOST_FIXED

SAID = {"yes": True, "no": False}
IGNORED = "-"


def cell_name(problem: Problem) -> str:
    return f"cell:{problem.file}:{problem.row}:{problem.column}"


def heading_name(file: str, heading: str) -> str:
    return f"column:{file}:{heading}"


def to_fix(found: Preview) -> list[Problem]:
    """The first cells with an error that can be put right on the page."""
    cells: dict[str, Problem] = {}
    for problem in found.errors:
        if problem.row > 1 and problem.column:
            cells.setdefault(cell_name(problem), problem)
    return list(cells.values())[:MOST_FIXED]


def cells(found: Preview) -> dict[tuple[str, int, str], str]:
    """Cells that say something else now."""
    typed: dict[tuple[str, int, str], str] = {}
    for problem in to_fix(found):
        text = request.form.get(cell_name(problem))
        if text is not None and _as_sent(text) != _as_sent(problem.value):
            typed[problem.file, problem.row, problem.column] = text[:LONGEST_CELL]
    return typed


def _as_sent(text: str) -> str:
    """What is the same to a browser, which has line breaks of its own and no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").strip()


def answers(found: Preview, before: Mapping[str, bool]) -> dict[str, bool]:
    """One by one, and for the rest of a kind at once."""
    given: dict[str, bool] = {}
    for problem in found.questions:
        if problem.asks is None:
            continue
        own = SAID.get(request.form.get(f"answer:{problem.key}", ""))
        rest = SAID.get(request.form.get(f"all:{problem.asks.value}", ""))
        if own is not None:
            given[problem.key] = own
        elif rest is not None and problem.key not in before and problem.asks is not Asked.MOST_GONE:
            given[problem.key] = rest
    return given


def unknown_headings(found: Preview) -> list[tuple[str, str]]:
    """File and heading of every column that nobody has matched, and that names no place."""
    refused = {(one.file, one.value) for one in found.errors if one.row == 1}
    open_: list[tuple[str, str]] = []
    for file, names in found.headings.items():
        kind = FileKind(file)
        known = {column.name for column in columns_of(kind, drama_allowed=False)}
        meant = Headings().ours(kind, names)
        open_ += [
            (file, said)
            for said, name in zip(names, meant, strict=True)
            if said
            and name not in known
            and said != OUR_PROBLEM_COLUMN
            and (file, said) not in refused
        ]
    return open_


def columns(found: Preview) -> dict[FileKind, dict[str, str]]:
    """Which of our columns each heading is, or that it is of no use."""
    matched: dict[FileKind, dict[str, str]] = {}
    for file, heading in unknown_headings(found):
        kind = FileKind(file)
        chosen = request.form.get(heading_name(file, heading), "")
        known = {column.name for column in columns_of(kind, drama_allowed=False)}
        if chosen == IGNORED:
            matched.setdefault(kind, {})[heading] = NOT_USED
        elif chosen in known:
            matched.setdefault(kind, {})[heading] = chosen
    return matched
