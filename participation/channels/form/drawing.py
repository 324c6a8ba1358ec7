"""A drawing redrawn from its numbers: what templates put into an SVG, and nothing from outside.

`picture_in` is for answers of the kind `drawing`; the macro `drawing` in respond/parts.html draws
what it gives, on the check page, on a person's own copy and on the officer's summary.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from participation.questionnaire.definition import Given
from participation.questionnaire.drawings import COLOURS, DRAWN, Stroke, Strokes, drawing_in

INKS = {
    "black": "#1b2733",
    "red": "#c62828",
    "blue": "#1f5fbf",
    "green": "#2e7d32",
    "orange": "#e07b00",
    "brown": "#795036",
}
"""Colours on white paper, which is white in dark mode too, so that a drawing stays as drawn."""


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One stroke as SVG has it: the colour, and a path of whole numbers."""

    ink: str
    path: str


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A drawing on a sheet of 1000 by 1000. `strokes` is its text, for changing it on a page."""

    lines: tuple[Line, ...]
    strokes: str


def picture_of(given: Given) -> Picture | None:
    """The picture in an answer; None where nothing was drawn."""
    return picture_in(given.words) if DRAWN in given.values else None


def picture_in(text: str | None) -> Picture | None:
    """The picture in the text of a drawn answer; None when it holds none."""
    drawing = drawing_in(text) if text else None
    if text is None or drawing is None or not drawing.strokes:
        return None
    return Picture(tuple(_lines(drawing.strokes)), _as_sent(drawing.strokes))


def words_beside(text: str) -> str:
    """What was written beside a drawing, exactly; all of the text where it holds none."""
    drawing = drawing_in(text)
    return text if drawing is None else drawing.words


def _as_sent(strokes: Strokes) -> str:
    flat = [[one.colour, *(part for point in one.points for part in point)] for one in strokes]
    return json.dumps(flat, separators=(",", ":"))


def _lines(strokes: Strokes) -> list[Line]:
    return [Line(INKS[COLOURS[stroke.colour]], _path(stroke)) for stroke in strokes]


def _path(stroke: Stroke) -> str:
    """A touched point is a short line: some browsers draw none of length 0."""
    (x, y), *rest = stroke.points
    way = "".join(f" {x} {y}" for x, y in rest) or f" {x + 1} {y}"
    return f"M{x} {y}L{way.strip()}"
