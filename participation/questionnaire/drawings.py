"""A drawing as it is sent: strokes, each a list of points, never a picture from elsewhere (D15).

Numbers alone can hide no place, no camera and no program. What is not exactly strokes is no
drawing; words in its place are words.
"""

from __future__ import annotations

import json

LONGEST_DRAWING = 80_000
"""Code points of the strokes as text: far more than small hands draw in a sitting."""

MOST_STROKES = 500
MOST_POINTS = 6_000
SIDE = 1_000
"""Points lie from 0 to this, both ways, whatever the size of the screen."""

DRAWN = "drawing"
"""The value of an answer that was drawn; its words are the strokes."""

Strokes = tuple[tuple[tuple[int, int], ...], ...]


def strokes_in(text: str) -> Strokes | None:
    """The strokes that this text holds, `[[[x, y], …], …]`; None when it is anything else."""
    if len(text) > LONGEST_DRAWING:
        return None
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, list) or len(held) > MOST_STROKES:
        return None
    strokes: list[tuple[tuple[int, int], ...]] = []
    points = 0
    for stroke in held:
        if not isinstance(stroke, list):
            return None
        points += len(stroke)
        if points > MOST_POINTS or not all(map(_is_point, stroke)):
            return None
        strokes.append(tuple((x, y) for x, y in stroke))
    return tuple(stroke for stroke in strokes if stroke)


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(part) is int and 0 <= part <= SIDE for part in point)
    )
