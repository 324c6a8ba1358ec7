"""Writes small Excel workbooks for tests, from the standard library alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from html import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EPOCH = date(1899, 12, 30)
Cell = object


@dataclass(frozen=True)
class Formula:
    """A formula with what was last shown of it."""

    shows: str


@dataclass(frozen=True)
class ShowsError:
    """A formula that shows #N/A."""


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    *,
    hidden: Collection[str] = (),
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """The bytes of a workbook; `more` adds parts to the zip file as they are."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _types(len(names)),
        "_rels/.rels": _relations({"r1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _book(names, hidden),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(names) + 1)}
            | {"rId900": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{_MAIN}"><cellXfs count="3"><xf numFmtId="0"/>'
            '<xf numFmtId="14"/><xf numFmtId="20"/></cellXfs></styleSheet>'
        ),
    }
    for number, name in enumerate(names, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet(sheets[name])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
        for name, content in (more or {}).items():
            packed.writestr(name, content)
    return written.getvalue()


def sheet(rows: Sequence[Sequence[Cell]]) -> str:
    """The XML of one sheet."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            _cell(f"{_letters(place)}{number}", value) for place, value in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(address: str, value: Cell) -> str:
    match value:
        case None | "":
            return f'<c r="{address}" s="1"/>'
        case bool():
            return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
        case date():
            return f'<c r="{address}" s="1"><v>{(value - _EPOCH).days}</v></c>'
        case time():
            share = (value.hour * 60 + value.minute) / 1440
            return f'<c r="{address}" s="2"><v>{share}</v></c>'
        case int() | float():
            return f'<c r="{address}"><v>{value}</v></c>'
        case Formula(shows):
            return f'<c r="{address}" t="str"><f>A1</f><v>{escape(shows)}</v></c>'
        case ShowsError():
            return f'<c r="{address}" t="e"><f>A1</f><v>#N/A</v></c>'
        case _:
            text = escape(str(value))
            return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def _letters(place: int) -> str:
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _book(names: Sequence[str], hidden: Collection[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}"'
        f"{' state=' + chr(34) + 'hidden' + chr(34) if name in hidden else ''}"
        f' r:id="rId{n}"/>'
        for n, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{sheets}</sheets></workbook>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{key}" Type="{_DOCUMENT}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _types(sheets: int) -> str:
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = [("workbook", "sheet.main"), ("styles", "styles")]
    overrides += [(f"worksheets/sheet{n}", "worksheet") for n in range(1, sheets + 1)]
    parts = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{spreadsheet}.{kind}+xml"/>'
        for part, kind in overrides
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        f' ContentType="application/xml"/>{parts}</Types>'
    )
