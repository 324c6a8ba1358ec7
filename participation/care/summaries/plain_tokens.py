"""Words as a machine compares them: small, in our digits, piece by piece. Pure.

Somebody who writes a number so that no machine finds it writes it with spaces, over lines, in words
or in the digits of another script. Each piece keeps its place, so that a person is shown what
stands there and not what was made of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Letters of other alphabets that look like ours, small. Whoever hides a postcode may use them.
_LOOK_ALIKE = str.maketrans("авекмнорстухіѕјԁɡαβεικνορτυχ", "abekmhopctyxisjdgabeiknoptux")
_NOT_SEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f\u20e3\u200e\u200f")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_IN_WORDS = {word: str(digit) for digit, word in enumerate(_DIGITS)} | {"oh": "0", "nought": "0"}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_NEAR = 4  # signs between two pieces that still belong together


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A run of letters and digits. `text` is small and in our digits; `start` and `end` say where
    it stands in the words, `near` whether it follows the piece before it closely."""

    text: str
    start: int
    end: int
    near: bool


def pieces_of(words: str) -> list[Piece]:
    """The words in pieces, in order."""
    found: list[Piece] = []
    text, start, end = "", 0, 0
    for place, sign in enumerate([*words, " "]):
        seen = plain(sign)
        if seen is None:
            continue
        if seen:
            start = start if text else place
            text, end = text + seen, place + 1
            continue
        if text:
            near = bool(found) and start - found[-1].end <= _NEAR
            found.append(Piece(text, start, end, near))
            text = ""
    return found


def plain(sign: str) -> str | None:
    """One sign as it is compared: "" between pieces, None where nobody sees it."""
    if sign in _NOT_SEEN or unicodedata.category(sign) == "Cf":
        return None  # such as a mark that turns the direction
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    small = unicodedata.normalize("NFKD", sign).casefold().translate(_LOOK_ALIKE)
    if unicodedata.category(sign).startswith("M"):
        return None  # an accent by itself
    return "".join(part for part in small if part.isalnum())


def digits_of(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces with numbers in words as digits: "double seven" is 77, "O7" is 07.

    A piece that is no digits stays as it is.
    """
    found: list[Piece] = []
    times = 1
    for piece in pieces:
        if piece.text in _TIMES:
            times = _TIMES[piece.text]
            found.append(piece)
            continue
        text = _IN_WORDS.get(piece.text, piece.text)
        if any(sign.isdigit() for sign in text) or set(text) <= {"o"}:
            text = text.replace("o", "0").replace("l", "1").replace("i", "1")
        if times > 1 and text.isdigit():
            found.pop()
            text = text[0] * times + text[1:]
        found.append(Piece(text, piece.start, piece.end, piece.near))
        times = 1
    return found
