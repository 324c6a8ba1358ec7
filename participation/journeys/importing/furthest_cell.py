"""Over one sheet of a workbook before the reader gets it: how far it goes, and what it shows.

The reader lays a sheet out in memory as one rectangle, and where that is more than there is, it
ends the whole process. So whoever looks first is the stricter of the two: what is not well-formed
UTF-8, declares a document type, or has an address that is none, is refused (B79).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from participation.journeys.importing.encoding import FileRefused

MOST_COLUMNS = 300
MOST_CELLS = 3_000_000
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


class FurthestCell:
    """Fed piece by piece, as the sheet is unpacked.

    Raises:
        FileRefused: a filled cell far outside the table, or a formula that shows an error.
        ExpatError, ValueError: this is no sheet.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._row = self._column = 0  # where we are
        self._rows = self._columns = 0  # how far it goes
        self._opened = False  # a cell that may turn out to be empty: one that only has a colour
        self._is_empty = True
        # Whatever a sheet says of its letters: the reader goes by the bytes.
        self._parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self._parser.StartElementHandler = self._begins
        self._parser.StartDoctypeDeclHandler = _no_document_type

    def at(self, piece: bytes) -> None:
        self._is_empty = self._is_empty and not piece
        self._parser.Parse(piece, False)
        if self._columns > MOST_COLUMNS or self._rows * self._columns > MOST_CELLS:
            raise FileRefused(
                1,
                "A cell far outside the table is filled. Delete the empty rows and columns after"
                " the last one, and save again.",
            )

    def end(self) -> None:
        """Nothing more comes. A part without anything in it is a folder."""
        if not self._is_empty:
            self._parser.Parse(b"", True)

    def _begins(self, name: str, said: Mapping[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._opened = False
                self._row = int(said["r"]) if "r" in said else self._row + 1
                self._column = 0
            case "c":
                self._cell(said)
            case _ if self._opened:
                self._columns = max(self._columns, self._column)
                self._rows = max(self._rows, self._row)

    def _cell(self, said: Mapping[str, str]) -> None:
        self._opened = True
        self._column += 1
        if "r" in said:
            address = _ADDRESS.fullmatch(said["r"])
            if address is None:
                raise ValueError("a cell without an address")
            self._column, self._row = _number(address[1].upper()), int(address[2])
        if self._shown and said.get("t") == "e":
            raise FileRefused(
                self._row,
                f"A formula in column {self._column} of this row shows an error, such as #N/A. Put"
                " it right, or type the value.",
            )


def led_to(relations: bytes) -> set[str]:
    """How the parts are called to which a list of relations leads, wherever they lie.

    Raises:
        ExpatError, ValueError: this is no list of relations.
    """
    names: set[str] = set()

    def begins(_name: str, said: Mapping[str, str]) -> None:
        if "Target" in said:
            names.add(last_name(said["Target"]))

    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler = begins
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.Parse(relations, True)
    return names


def last_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].casefold()


def _no_document_type(*_: object) -> None:
    raise ValueError("no sheet declares a document type")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
