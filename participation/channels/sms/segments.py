"""How many parts a text is billed and carried as, counted as UK networks do.

GSM 03.38: 160 letters in one part, else 153 each, where nine signs cost two and may not be cut
in half. One letter outside that alphabet turns the whole text into UCS-2: 70 units, else 67.
A text in two parts costs double and, worse, can arrive as one half.
"""

from __future__ import annotations

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
GSM_7, UCS_2 = "GSM-7", "UCS-2"
ROOM = {GSM_7: (160, 153), UCS_2: (70, 67)}  # alone, and in each part of several

# Signs that a word processor puts in and that no reader misses.
PLAINER = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‐": "-",
        "‑": "-", "‒": "-", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u2009": " ",
        "\u202f": " ", "\u200b": "",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segments:
    """`units`: septets or 16-bit units. `odd`: the letters that forced UCS-2, sorted."""

    encoding: str
    units: int
    parts: int
    odd: tuple[str, ...]


def count(text: str) -> Segments:
    """Parts of `text`; an empty text is one part, as it is billed."""
    odd = tuple(sorted(set(text) - BASIC - EXTENSION))
    if odd:
        encoding, costs = UCS_2, [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    else:
        encoding, costs = GSM_7, [2 if letter in EXTENSION else 1 for letter in text]
    alone, each = ROOM[encoding]
    if sum(costs) <= alone:
        return Segments(encoding, sum(costs), 1, odd)
    parts, room = 1, each
    for cost in costs:
        if cost > room:  # a pair is never cut
            parts, room = parts + 1, each
        room -= cost
    return Segments(encoding, sum(costs), parts, odd)


def plain(text: str) -> str:
    """Curly quotes, long dashes and ellipses made straight, so that they do not force UCS-2.

    Accents stay: to drop one is a translator's decision, not a program's.
    """
    return text.translate(PLAINER)
