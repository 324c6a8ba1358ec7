"""A sheet as a PDF that a screen reader reads as well (PDF/UA-1). The one file that knows typst.

Words go in as data and come out as bytes: no file is written, nothing is fetched, and what somebody
typed is never read as markup. Fonts are those beside this file and no others, so that every machine
prints the same. Typst is loaded by whoever prints first: it takes memory that most processes never
need.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from participation.channels.form.drawing import Picture
from participation.channels.paper.faces import face_svg
from participation.channels.paper.letters import FONTS, plainest, printable
from participation.channels.paper.plain_text import lines_of
from participation.channels.paper.sheet import Item, Look, Section, Sheet, Table


class Told(Protocol):
    """How words are put so that every sign of them can be drawn."""

    def __call__(self, words: str, *, bold: bool = False) -> str: ...


TEMPLATE = FONTS.with_name("sheet.typ")
FAMILIES = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Ethiopic",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Hebrew",
    "Noto Sans Tamil",
    "Noto Emoji",  # before the symbols: signs that are joined to one come from one font
    "Noto Sans Symbols2",
)
_LONGEST_WORD = 60  # signs; a longer one may be broken anywhere, or it would leave the paper
_LONG = re.compile(rf"\S{{{_LONGEST_WORD},}}")
_MAY_BREAK = "\u200b"
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:_([A-Z]{2}))?\Z")


def pdf_of(sheet: Sheet, made_at: datetime) -> bytes:
    """The sheet as it is printed; the same sheet at the same moment gives the same bytes."""
    return pdf_of_all((sheet,), made_at)


def pdf_of_all(sheets: Sequence[Sheet], made_at: datetime) -> bytes:
    """Several sheets one after the other, each with its own count of sides."""
    try:
        return _compiled(_data(sheets, printable), made_at)
    except _typst().TypstError:
        # Two signs together that no font joins, or a sign that no PDF may hold: by their names.
        return _compiled(_data(sheets, plainest), made_at)


def _compiled(data: dict[str, Any], made_at: datetime) -> bytes:
    compiler = _typst().Compiler(
        TEMPLATE.read_bytes(), root=FONTS, font_paths=_fonts(), ignore_system_fonts=True
    )
    printed = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )
    return bytes(printed)


@cache
def _typst() -> Any:
    import typst  # noqa: PLC0415 - see above

    return typst


@cache
def _fonts() -> Any:
    return _typst().Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def _data(sheets: Sequence[Sheet], told: Told) -> dict[str, Any]:
    return {
        "fonts": FAMILIES,
        "named": told(sheets[0].named),
        "sheets": [_sheet(sheet, told) for sheet in sheets],
    }


def _sheet(sheet: Sheet, told: Told) -> dict[str, Any]:
    known = _LANGUAGE.match(sheet.language)
    return {
        "lang": known[1] if known else "en",
        "region": known[2] if known else None,
        "title": told(sheet.title, bold=True),
        "facts": [told(line) for line in sheet.facts],
        "large": sheet.large,
        "card": sheet.card,
        "sections": [
            {**_section(section, told), "large": sheet.large} for section in sheet.sections
        ],
        "foot": told(sheet.foot),
        "side": sheet.side,
        "longer": told(sheet.longer, bold=True),
    }


def _section(section: Section, told: Told) -> dict[str, Any]:
    known = _LANGUAGE.match(section.language or "")
    return {
        "heading": told(section.heading, bold=True),
        "lang": known[1] if known else None,
        "look": section.look.value,
        "level": section.level,
        "lead": [_LONG.sub(_breakable, told(line)) for line in section.lead],
        "lines": [_line(_LONG.sub(_breakable, told(line))) for line in section.lead]
        if section.look is Look.LETTER
        else [],
        "items": [_item(item, section.heading, told) for item in section.items],
        "table": _table(section.table, told) if section.table else None,
        "after": [_LONG.sub(_breakable, told(line)) for line in section.after],
    }


def _table(table: Table, told: Told) -> dict[str, Any]:
    return {
        "head": [told(one, bold=True) for one in table.head],
        "rows": [
            [{"text": told(cell.text, bold=not number), "svg": face_svg(cell.face)}
             for number, cell in enumerate(row)]
            for row in table.rows
        ],
    }  # fmt: skip


def _item(item: Item, otherwise: str, told: Told) -> dict[str, Any]:
    known = _LANGUAGE.match(item.language or "")
    return {
        "heading": told(item.heading, bold=True) if item.heading else None,
        "chosen": told(item.chosen, bold=True) if item.chosen else None,
        "lines": [_line(line) for line in own_lines(item.words, told)] if item.words else [],
        "lang": known[1] if known else "und",
        "region": known[2] if known else None,
        "svg": _svg(item.drawing) if item.drawing else None,
        "alt": told(item.heading or item.chosen or otherwise),
        "notes": [told(note) for note in item.notes],
        "beside": item.beside,
        "ticks": [told(tick) for tick in item.ticks],
        "room": item.room,
        "square": item.square,
    }


def own_lines(words: str, told: Told = printable) -> list[str]:
    """Somebody's own words line by line, as they are printed."""
    printed = told("\n".join(lines_of(words)))
    return [_LONG.sub(_breakable, line) for line in printed.split("\n")]


def _breakable(found: re.Match[str]) -> str:
    """Between letters only: a mark stays with its letter."""
    signs: list[str] = []
    for place, sign in enumerate(found[0]):
        if place % 20 == 0 and place and not unicodedata.combining(sign):
            signs.append(_MAY_BREAK)
        signs.append(sign)
    return "".join(signs)


def _line(text: str) -> dict[str, Any]:
    """One line in the direction of its first letter, as browsers do it."""
    turns = (unicodedata.bidirectional(sign) for sign in text)
    first = next((turn for turn in turns if turn in ("L", "R", "AL")), "L")
    return {"text": text, "rtl": first != "L"}


def _svg(picture: Picture) -> str:
    """Numbers alone, drawn again."""
    paths = "".join(
        f'<path d="{line.path}" fill="none" stroke="{line.ink}" stroke-width="10"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
        for line in picture.lines
    )
    frame = '<rect x="3" y="3" width="994" height="994" fill="#fff" stroke="#5b6b79"'
    box = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000"'
    return f'<svg {box}>{frame} stroke-width="6"/>{paths}</svg>'
