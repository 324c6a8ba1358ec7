"""A drawing as it is sent: strokes, each a colour and points, never a picture from elsewhere (D15).

Numbers alone can hide no place, no camera and no program. What is not exactly strokes is no
drawing; words in its place are words. Words written beside a drawing stand below it, from the
second line on: `[[1,0,0,500,1000]]`, then `this is my dog`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

LONGEST_DRAWING = 80_000
"""Code points of the strokes as text: far more than small hands draw in a sitting."""

MOST_STROKES = 500
MOST_POINTS = 6_000
SIDE = 1_000
"""Points lie from 0 to this, both ways, whatever the size of the screen."""

COLOURS = ("black", "red", "blue", "green", "orange", "brown")
"""What a stroke's colour number means. Drawings are kept: add at the end, move none."""

DRAWN = "drawing"
"""The value of an answer that was drawn; its words are the strokes, and what stands below them."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True, repr=False)
class Stroke:
    """One line, drawn without lifting the finger. `colour` is a place in COLOURS."""

    colour: int
    points: tuple[Point, ...]


Strokes = tuple[Stroke, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Drawing:
    """A drawing and the words beside it; both may be empty."""

    strokes: Strokes
    words: str = ""


def drawing_in(text: str) -> Drawing | None:
    """The drawing that this text holds; None when its first line is anything but strokes."""
    first, _line, words = text.partition("\n")
    strokes = strokes_in(first)
    return None if strokes is None else Drawing(strokes, words)


def drawing_text(strokes: str, words: str) -> str:
    """How strokes, as they were sent, and the words beside them are kept together."""
    line = strokes.replace("\n", " ").strip()
    return f"{line}\n{words}" if words.strip() else line


def strokes_in(text: str) -> Strokes | None:
    """The strokes that this text holds; None when it is anything else.

    A stroke is `[colour, x, y, x, y, …]`, or `[[x, y], [x, y], …]` in black.
    """
    if len(text) > LONGEST_DRAWING:
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, list) or len(held) > MOST_STROKES:
        return None
    strokes: list[Stroke] = []
    points = 0
    for raw in held:
        stroke = _stroke(raw)
        if stroke is None:
            return None
        points += len(stroke.points)
        if points > MOST_POINTS:
            return None
        strokes.append(stroke)
    return tuple(stroke for stroke in strokes if stroke.points)


def _stroke(raw: object) -> Stroke | None:
    if not isinstance(raw, list):
        return None
    if raw and type(raw[0]) is int:
        colour, *flat = raw
        if not 0 <= colour < len(COLOURS) or len(flat) % 2 or not flat:
            return None
        pairs = [[flat[at], flat[at + 1]] for at in range(0, len(flat), 2)]
    else:
        colour, pairs = 0, raw
    if not all(map(_is_point, pairs)):
        return None
    return Stroke(colour, tuple((x, y) for x, y in pairs))


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(part) is int and 0 <= part <= SIDE for part in point)
    )
