"""Numbers and addresses in a wording: what people ring or open, and what nobody who cannot read the
language sees to be wrong.

Pure. "0800 1111" is the same in every script, and with a sign between two of its digits or none.
What is filled in, and signs of a page, are not counted.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

FEWEST_DIGITS: Final = 3  # "10 days" may be said in words; what people ring is longer
_FILLED_IN = re.compile(r"%\([a-z0-9_]+\)[sd]|\{[a-z0-9_]+\}|%[sd]|<[^<>]*>|&#?\w+;")
_NUMBER = re.compile(r"[0-9](?:(?:[^\S\n]|[-.])?[0-9])*")
_LINK = re.compile(
    r"\w+://\S+|\bwww\.\S+|[^\s@]+@[^\s@]+\.\w+"
    r"|(?<![\w.])(?:[\w-]+\.)+[a-z]{2,24}(?![\w])",
    re.IGNORECASE,
)
_AT_THE_END = ".,;:!?)\u060c\u061b\u061f\u06d4\u0964\u1362"


def numbers_in(words: str) -> frozenset[str]:
    """Every number of three digits or more, by its digits alone."""
    read = "".join(map(_as_read, _FILLED_IN.sub("\n", words)))
    found = (re.sub(r"[^0-9]", "", one) for one in _NUMBER.findall(read))
    return frozenset(digits for digits in found if len(digits) >= FEWEST_DIGITS)


def links_in(words: str) -> frozenset[str]:
    """Every address of a page or of mail."""
    seen = "".join(letter for letter in words if unicodedata.category(letter) != "Cf")
    found = _LINK.findall(unicodedata.normalize("NFKC", _FILLED_IN.sub("gap", seen)))
    return frozenset(one.rstrip(_AT_THE_END).casefold() for one in found)


def _as_read(letter: str) -> str:
    """A digit as the one it is, whatever its script; nothing for a sign that nobody sees."""
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(letter) == "Cf":
        return ""
    return "-" if unicodedata.category(letter) == "Pd" and letter != "\u2013" else letter
