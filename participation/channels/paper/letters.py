"""Which signs a print can draw, and what stands in place of the others. Pure.

A PDF for everybody (PDF/UA-1) may hold no sign that its fonts cannot draw. A picture sign is told
by its name in square brackets; letters of a script for which there is no font are counted, and
whoever reads is sent to the page, which shows them. The page, the text and the JSON always hold the
signs.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
_NEVER_DRAWN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")
_MOST_EMPTY_LINES = 5
_EMPTY = re.compile(rf"\n{{{_MOST_EMPTY_LINES + 2},}}")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@cache
def _drawn() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where each range of signs begins and ends."""
    lines = (FONTS / "letters.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines]
    return tuple(int(pair[0], 16) for pair in pairs), tuple(int(pair[1], 16) for pair in pairs)


def can_draw(sign: str) -> bool:
    """Whether a font here has this sign; a sign that is never drawn counts as well."""
    begins, ends = _drawn()
    place = bisect_right(begins, ord(sign)) - 1
    return place >= 0 and ord(sign) <= ends[place]


def printable(words: str) -> str:
    """Words with every sign that cannot be drawn put into words."""
    return "".join(_pieces(_EMPTY.sub(_counted, words)))


def _counted(found: re.Match[str]) -> str:
    """Ten thousand empty lines would be a parcel of paper."""
    return f"\n[{len(found[0]) - 1} empty lines]\n"


def _pieces(words: str) -> Iterator[str]:
    for kind, run in groupby(words, _kind):
        text = "".join(run)
        match kind:
            case "drawn":
                yield text
            case "letters":
                yield f"[{len(text)} letters that cannot be printed: read them on the page]"
            case "named":
                yield "".join(f"[{_name(sign)}]" for sign in text)


def _kind(sign: str) -> str:
    if sign in "\n\t" or can_draw(sign):
        return "drawn"
    if sign in _NEVER_DRAWN or sign in _TURNING:
        return "silent"
    return "letters" if unicodedata.category(sign)[0] in "LM" else "named"


def _name(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
