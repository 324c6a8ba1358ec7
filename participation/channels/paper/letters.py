"""Which signs a print can draw, and what stands in place of the others. Pure.

A PDF for everybody (PDF/UA-1) may hold no sign that its fonts cannot draw. Emoji are drawn as
outlines. A sign that no font has is told by its name in square brackets; letters of a script for
which there is no font are counted, and whoever reads is sent to the page, which shows them. A
letter and the marks on it have to come from one font; where none has them all, the marks are told
by name. The page, the text and the JSON always hold the signs.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
_MOST_EMPTY_LINES = 5
_EMPTY = re.compile(rf"\n{{{_MOST_EMPTY_LINES + 2},}}")
_JOINERS = "\u200c\u200d\u034f"
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff\ufe0e\ufe0f\u061c\u200e\u200f" + _JOINERS) | {
    chr(sign) for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


@dataclass(frozen=True, slots=True)
class _Font:
    """Where each range of its signs begins and ends."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]

    def draws(self, sign: str) -> bool:
        place = bisect_right(self.begins, ord(sign)) - 1
        return place >= 0 and ord(sign) <= self.ends[place]


@cache
def _fonts(bold: bool) -> tuple[_Font, ...]:
    """What ordinary words may be drawn with; or bold ones, which Latin letters alone are."""
    other = "NotoSans-Regular" if bold else "NotoSans-Bold"
    found: dict[str, list[tuple[int, int]]] = {}
    name = ""
    for line in (FONTS / "letters.txt").read_text(encoding="utf-8").splitlines():
        first, _space, last = line.partition(" ")
        if last:
            found[name].append((int(first, 16), int(last, 16)))
        else:
            name = first
            found[name] = []
    return tuple(
        _Font(tuple(begin for begin, _ in pairs), tuple(end for _, end in pairs))
        for name, pairs in found.items()
        if name != other
    )


def can_draw(signs: str, *, bold: bool = False) -> bool:
    """Whether one font here has all of these."""
    return any(all(font.draws(sign) for sign in signs) for font in _fonts(bold))


def printable(words: str, *, bold: bool = False) -> str:
    """Words with every sign that cannot be drawn put into words."""
    told = (_told(cluster, bold) for cluster in _clusters(_EMPTY.sub(_counted, words)))
    return "".join(
        f"[{sum(1 for _ in run)} letters that cannot be printed: read them on the page]"
        if text is None
        else text * sum(1 for _ in run)
        for text, run in groupby(told)
    )


def plainest(words: str, *, bold: bool = False) -> str:
    """The same in signs that every font has, bold or not: for what nobody could foresee."""
    del bold
    return "".join(sign if _is_plain(sign) else _named(sign) for sign in words)


def _clusters(words: str) -> Iterator[str]:
    """Each letter with the marks and joiners on it, which are drawn as one."""
    cluster = ""
    for sign in words:
        goes_on = unicodedata.category(sign).startswith("M") or sign in _JOINERS
        if goes_on and cluster and cluster not in "\n\t":  # on a line's end nothing goes on
            cluster += sign
            continue
        if cluster:
            yield cluster
        cluster = sign
    if cluster:
        yield cluster


def _told(cluster: str, bold: bool) -> str | None:
    """What is printed for it; None for a letter of a script that has no font here."""
    if cluster in "\n\t" or can_draw(cluster, bold=bold):
        return cluster
    seen = "".join(sign for sign in cluster if sign not in _UNSEEN)
    composed = unicodedata.normalize("NFC", seen)
    if not seen or can_draw(composed, bold=bold):
        return composed
    first, marks = composed[0], composed[1:]
    if can_draw(first, bold=bold) and not unicodedata.category(first).startswith("M"):
        return first + "".join(map(_named, marks))
    if unicodedata.category(first)[0] == "L":
        return None
    return "".join(map(_named, composed))


def _is_plain(sign: str) -> bool:
    return " " <= sign <= "~" or sign in "\n\t"


def _named(sign: str) -> str:
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"


def _counted(found: re.Match[str]) -> str:
    """Ten thousand empty lines would be a parcel of paper."""
    return f"\n[{len(found[0]) - 1} empty lines]\n"
