"""A sheet as plain text, for a case system that takes nothing else. Pure.

Every line of somebody's own words begins with "> ", so that nobody's words can pass for ours, and
nothing in them is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from participation.channels.paper.sheet import Cell, Item, Look, Sheet, Table

OWN = "> "
_LINES = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def text_of(sheet: Sheet) -> str:
    """The sheet from top to bottom."""
    return "\n".join(_lines(sheet)) + "\n"


def lines_of(words: str) -> list[str]:
    """Own words line by line, however a line was ended."""
    return _LINES.split(words)


def _lines(sheet: Sheet) -> Iterator[str]:
    yield sheet.title
    yield "=" * len(sheet.title)
    yield from sheet.facts
    for section in sheet.sections:
        yield ""
        if section.look is not Look.LETTER:
            yield section.heading
            yield ("-" if section.level == 2 else ".") * len(section.heading)
        yield from section.lead
        for item in section.items:
            yield ""
            yield from _item(item)
        for row in section.table.rows if section.table else ():
            yield _row(section.table, row)
        yield from section.after
    yield ""
    yield sheet.foot


def _row(table: Table | None, row: tuple[Cell, ...]) -> str:
    """One row of a table on one line, each place with what its column is called."""
    first, *others = row
    named = zip(table.head[1:] if table else (), others, strict=True)
    return f"{first.text}: " + "; ".join(f"{head}: {cell.text}" for head, cell in named)


def _item(item: Item) -> Iterator[str]:
    if item.heading:
        yield item.heading
    if item.chosen:
        yield item.chosen
    if item.words:
        yield from (OWN + line for line in lines_of(item.words))
    yield from (f"({note})" for note in item.notes)
