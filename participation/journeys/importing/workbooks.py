"""Workbooks (XLSX) as rows of text: what a person sees in the cells, in the formats of the CSV.

A workbook is a zip file of XML, so before the reader gets it, it is unpacked by counting only: how
large it really is, and each sheet is looked over for its furthest cell (B79). Macros are refused,
formulas are never run (what was last shown is read), links are not followed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from participation.journeys.importing.encoding import FileRefused
from participation.journeys.importing.furthest_cell import (
    MOST_CELLS,
    FurthestCell,
    last_name,
    led_to,
)

MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2_000
_PIECE = 1 << 20
_LOCAL_HEADER = 30
_SHEETS = "worksheets/"
_HIDDEN = re.compile(
    rb"""<(?:\w{1,20}:)?sheet\s(?=[^<>]*\bstate\s*=\s*["'](?:veryH|h)idden)[^<>]*>"""
)
_IDENTITY = re.compile(rb"""\b(?:\w{1,20}:)?id\s*=\s*["']([^"']{1,80})["']""", re.IGNORECASE)
_LED_TO = re.compile(rb"""<(?:\w{1,20}:)?Relationship\s[^<>]*>""")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']{1,200})["']""")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SAVE = "Save it again as an Excel workbook (.xlsx), without a password and without macros."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet; `rows` begin at the sheet's own row 1."""

    name: str
    rows: Sequence[Sequence[str]]


def is_workbook(start: bytes) -> bool:
    """Whether a file that begins like this is a workbook, or an old or a locked one."""
    return start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def sheets_of(file: BinaryIO) -> list[Sheet]:
    """Every visible sheet that holds anything; hidden ones are not looked at.

    Raises:
        FileRefused: locked, broken, with macros, too large, of another kind; or a formula in it
            shows an error, which must not be read as an empty cell.
    """
    _look_first(file)
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            wanted = [
                one.name
                for one in book.sheets_metadata
                if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
            ]
            return [sheet for name in wanted if (sheet := _sheet(book, name)).rows]
    except FileRefused:
        raise
    except PasswordError:
        raise FileRefused(1, f"This workbook has a password. {_SAVE}") from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise FileRefused(1, f"This workbook is damaged. {_SAVE}") from None
    except BaseException as fault:
        # The reader is written in Rust, and what it gives up at is no Exception in Python: a day
        # before the beginning of time would end the worker.
        if type(fault).__module__ != "pyo3_runtime":
            raise
        raise FileRefused(1, f"This workbook is damaged. {_SAVE}") from None


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    found = book.get_sheet_by_name(name)
    if found.total_height * found.total_width > MOST_CELLS:
        raise FileRefused(1, f"The sheet “{name[:40]}” is enormous. Split it.")
    rows = [[text_of(cell) for cell in row] for row in found.to_python(skip_empty_area=False)]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return Sheet(name, rows)


def text_of(cell: Any) -> str:
    """A cell as the CSV would have it: 2026-11-24, 16:15, yes, 7700900123."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case datetime():
            at_midnight = cell.time() == time.min
            return cell.date().isoformat() if at_midnight else f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}" if cell.second == 0 else f"{cell:%H:%M:%S}"
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        case int() | float():
            return _number(cell)
        case _:
            return str(cell)


def _number(value: float) -> str:
    """The digits; a 0 before them is lost, which of a mobile number everybody knows."""
    if value != value or abs(value) >= 1e15 or value != int(value):
        return repr(value)
    return str(int(value))


# --- what is looked at before the reader gets it ------------------------------------------------


def _look_first(file: BinaryIO) -> None:
    start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        file.seek(0)
        if _LOCKED in file.read():
            raise FileRefused(1, f"This workbook has a password. {_SAVE}")
        raise FileRefused(1, f"This is a workbook of an old kind (.xls). {_SAVE}")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            _look_at_parts(packed, file)
    except FileRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, ExpatError, RuntimeError, OSError, ValueError):
        raise FileRefused(1, f"This workbook is damaged. {_SAVE}") from None
    file.seek(0)


def _look_at_parts(packed: zipfile.ZipFile, file: BinaryIO) -> None:
    parts = packed.infolist()
    names = {part.filename.casefold() for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefused(1, f"This is not an Excel workbook. {_SAVE}")
    if any(name.endswith((".bin", ".vbs", ".js")) and "vba" in name for name in names):
        raise FileRefused(1, f"This workbook holds macros. {_SAVE}")
    if len(parts) > MOST_PARTS:
        raise FileRefused(1, "This workbook has too many parts. Save the rows alone in a new one.")
    if len(names) < len(parts):
        raise zipfile.BadZipFile  # two parts of one name: which one would the reader take?
    sheets = _led_to(packed)
    hidden = _hidden_parts(packed)
    left = MOST_UNPACKED
    for part in parts:
        may_be_sheet = _SHEETS in part.filename.casefold() or last_name(part.filename) in sheets
        look = FurthestCell(shown=part.filename not in hidden) if may_be_sheet else None
        for piece in _unpacked(part, file):
            left -= len(piece)
            if left < 0:
                raise FileRefused(
                    1, "Unpacked, this workbook is enormous. Save the rows alone in a new one."
                )
            if look is not None:
                look.at(piece)
        if look is not None:
            look.end()


def _led_to(packed: zipfile.ZipFile) -> set[str]:
    """What the workbook calls its sheets' parts, and others: they may lie anywhere."""
    names: set[str] = set()
    for part in packed.infolist():
        if part.filename.casefold().startswith("xl/_rels/") and not part.is_dir():
            with packed.open(part) as file:
                names |= led_to(file.read(_PIECE))
    return names


def _hidden_parts(packed: zipfile.ZipFile) -> set[str]:
    """The parts of hidden sheets: an error that a formula shows there is nobody's trouble."""
    places = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    if not places <= set(packed.namelist()):
        return set()
    book, led = (packed.open(name).read(_PIECE) for name in sorted(places, reverse=True))
    hidden = {
        found[1]
        for tag in _HIDDEN.finditer(book)
        if (found := _last(_IDENTITY, tag[0])) is not None
    }
    parts: set[str] = set()
    for tag in _LED_TO.finditer(led):
        identity, target = _IDENTITY.search(tag[0]), _TARGET.search(tag[0])
        if identity is not None and target is not None and identity[1] in hidden:
            name = target[1].decode("utf-8", "replace")
            parts.add(name.lstrip("/") if name.startswith("/") else f"xl/{name}")
    return parts


def _last(pattern: re.Pattern[bytes], text: bytes) -> re.Match[bytes] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    return found


def _unpacked(part: zipfile.ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    """The part's bytes, however many there really are: what a zip file says of itself may lie."""
    file.seek(part.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        raise zipfile.BadZipFile
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if part.compress_type == zipfile.ZIP_STORED:
        yield file.read(part.compress_size)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED or part.flag_bits & 1:
        raise zipfile.BadZipFile
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left = part.compress_size
    while left > 0 and not inflate.eof:
        packed = file.read(min(left, _PIECE))
        if not packed:
            raise zipfile.BadZipFile
        left -= len(packed)
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
