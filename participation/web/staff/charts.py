"""Where the dots of a chart stand: numbers alone, drawn by templates/staff/charts.html (D23).

A chart never stands without its table: whoever cannot see it, or prints it, reads the same there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDE, LABELS, ROW, FOOT = 640, 200, 76, 32
_EDGE = 20  # between a row's ends and its highest and lowest dot


@dataclass(frozen=True, slots=True)
class Dot:
    """One answer: its middle, the face that is drawn there, or else the words beside the dot."""

    x: int
    y: int
    face: str | None
    word: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One matter, with a line that goes in steps: what was chosen is an order and no measure."""

    label: str
    top: int
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Several matters under one another over the same days."""

    width: int
    height: int
    columns: tuple[tuple[int, str], ...]
    rows: tuple[StepRow, ...]


def steps(
    days: Sequence[str], rows: Sequence[tuple[str, Sequence[tuple[float, str | None, str] | None]]]
) -> Steps:
    """The chart of a few matters.

    Args:
        rows: a label, and for each day how high (1 the best there was), the face and the word; None
            where nothing was said.
    """
    gap = (WIDE - LABELS) // max(len(days), 1)
    places = [LABELS + gap // 2 + gap * number for number in range(len(days))]
    drawn = []
    for number, (label, found) in enumerate(rows):
        top = number * ROW
        dots = tuple(
            Dot(x, top + _EDGE + round((ROW - 2 * _EDGE) * (1 - one[0])), one[1], one[2])
            for x, one in zip(places, found, strict=True)
            if one is not None
        )
        drawn.append(StepRow(label, top, _stepped(dots), dots))
    return Steps(WIDE, len(rows) * ROW + FOOT, tuple(zip(places, days, strict=True)), tuple(drawn))


def _stepped(dots: Sequence[Dot]) -> str:
    """From dot to dot: along, then up or down half-way."""
    if not dots:
        return ""
    parts = [f"M{dots[0].x} {dots[0].y}"]
    for one, other in pairwise(dots):
        parts.append(f"H{(one.x + other.x) // 2}V{other.y}H{other.x}")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: its words stand over the bar, the number behind it. `told` is the number in
    words where it is not told: then the bar says nothing but that there is one."""

    label: str
    top: int
    long: int
    told: str
    few: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers of one kind under one another; `above`: of when, where that is said."""

    width: int
    height: int
    above: str
    bars: tuple[Bar, ...]


_BAR_ROW, _LONGEST_BAR, _SHORTEST_BAR, _FEW_BAR, _ABOVE = 52, 520, 2, 64, 28


def bars(rows: Sequence[tuple[str, int | None]], few: str, above: str = "") -> Bars:
    """The chart of some numbers, each as long as its share of the largest.

    Args:
        rows: a label, and the number; None where it is not told.
        few: in which words a number is said that is not told.
    """
    most = max((number for _label, number in rows if number is not None), default=0) or 1
    start = _ABOVE if above else 0
    drawn = tuple(
        Bar(
            label=label,
            top=start + place * _BAR_ROW,
            long=_long(number, most),
            told=few if number is None else str(number),
            few=number is None,
        )
        for place, (label, number) in enumerate(rows)
    )
    return Bars(WIDE, start + len(rows) * _BAR_ROW, above, drawn)


def _long(number: int | None, most: int) -> int:
    if number is None:
        return _FEW_BAR
    return max(_SHORTEST_BAR, round(_LONGEST_BAR * number / most)) if number else 0
