"""Bring typed text to one spelling before it is compared with anything.

Small letters, no apostrophes, no punctuation, no invisible letters, emoji without skin
tone; digits of every script, and no other number signs. Letters that keyboards write in
several ways have one. What a person typed is never changed by this: it makes a copy to
compare with. Linear in its length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_APOSTROPHES = "'’‘ʼ`´"
_QUESTION_MARKS = "?？؟፧"
_STRIPPED = '.,!?:;"()[]{}“”„«»…#…،؛。、·' + "፣።"
_SIGNS = set("-+<>~=*/%−–—±×≈≤≥")
_ODD = "�"

LONG_WORD = 7
"""Letters from which a word with one too many or too few is no other word."""

_APOSTROPHE = dict.fromkeys(map(ord, _APOSTROPHES), "'")
_KEYCAP = 0x20E3
_TEN_ON_A_KEY = "🔟"
_VARIATIONS = range(0xFE00, 0xFE10)
# ፩ to ፼ are numbers of their own, not digits: ፲፩ is eleven. A word list may name them.
_ETHIOPIC_NUMBERS = range(0x1369, 0x137D)


def _alike() -> dict[int, str | None]:
    """Letters that people and keyboards mix up, each with the one it counts as."""
    table: dict[int, str | None] = {0x0640: None}  # the line that stretches an Arabic word
    for vowel_sign in (*range(0x064B, 0x0660), 0x0670):
        table[vowel_sign] = None
    for mixed, one in (
        ("يى", "ی"),
        ("ك", "ک"),
        ("ةەہۀۂ", "ه"),
        ("أإآٱ", "ا"),
        ("ş", "ș"),
        ("ţ", "ț"),
        ("İ", "i"),  # else a phone that writes a reply large makes it another word
    ):
        table |= dict.fromkeys(map(ord, mixed), one)
    # Two rows of Ethiopic that are spoken alike, and the two ways to begin a Tigrinya "a".
    for mixed_row, one_row in ((0x1220, 0x1230), (0x1340, 0x1338)):
        table |= {mixed_row + n: chr(one_row + n) for n in range(7)}
    table[ord("አ")] = "ኣ"
    return table


_ALIKE = _alike()
_NOT_MARKS = str.maketrans("łđı", "ldi")  # their strokes and dots are part of the letter


def tokens(text: str) -> tuple[str, ...]:
    """The words, numbers and signs of a text in one spelling.

    A piece with a digit in it stays in one piece, so that "7/10", "-5" and "2nd" are never
    taken for a plain number. An immediate repeat of a word counts once ("no no no").
    """
    found: list[str] = []
    for word in _every_word(text):
        if not _says_again(word, found):
            found.append(word)
    return tuple(found)


def says_twice(text: str) -> bool:
    """Whether a repeat in it counts once, so that "so so" would be the same as "so"."""
    return sum(1 for _ in _every_word(text)) > len(tokens(text))


def _every_word(text: str) -> Iterator[str]:
    plain = text if text.isascii() else tame(text)
    plain = plain.translate(_APOSTROPHE).casefold()
    if "'" in plain:  # without it, "we'll" would be the answer "well"
        plain = plain.replace("we'll", "we will").replace("'", "")
    signs_count = any(letter.isdigit() for letter in plain)
    for piece in plain.split():
        yield from _words(piece, signs_count=signs_count)


def _says_again(word: str, found: list[str]) -> bool:
    """ "No no no" is no; but "5 5" is not 5."""
    return bool(found) and found[-1] == word and not word.isdigit()


def phrase(text: str) -> str:
    """The tokens joined by single spaces."""
    return " ".join(tokens(text))


def bare(text: str) -> str:
    """A spelling without its accents, as many people type it: "źle" is "zle"."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_NOT_MARKS))
    return "".join(letter for letter in parts if not "\u0300" <= letter <= "\u036f")


def tame(text: str) -> str:
    """The text with one digit, and one letter, for all that are written alike."""
    kept = unicodedata.normalize("NFKC", "".join(map(_tamed, text)))
    return kept.translate(_ALIKE)


def asks(text: str) -> bool:
    """Whether there is a question mark of any script in it."""
    return any(mark in text for mark in _QUESTION_MARKS)


def one_slip(typed: str, meant: str, keyboard: tuple[str, ...]) -> bool:
    """Whether `typed` is `meant` with one slip of the finger.

    Two letters swapped, or a neighbouring key; never the first letter. Any other swap of
    letters usually makes another word ("shared", "scared"). A letter too many or too few does
    so in short words ("party", "partly"): it is forgiven in long ones, and where a doubled
    letter was typed once or three times ("hapy", "happpy") or the last one twice ("happyy"),
    but "scarred" is not scared; nor where the last letter is not there ("care", "carer").
    """
    if typed[:1] != meant[:1] or abs(len(typed) - len(meant)) > 1 or meant.startswith(typed):
        return False
    start = next(
        (n for n, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]),
        min(len(typed), len(meant)),
    )
    rest, due = typed[start:], meant[start:]
    if len(rest) != len(due):
        longer, shorter = (rest, due) if len(rest) > len(due) else (due, rest)
        if longer[1:] != shorter:
            return False
        return len(meant) >= LONG_WORD or _of_a_double(typed, meant, start)
    if rest[1:] == due[1:]:
        return _are_neighbours(rest[0], due[0], keyboard)
    return rest[:2] == due[1::-1] and rest[2:] == due[2:]


def _of_a_double(typed: str, meant: str, at: int) -> bool:
    """Whether a double was typed once or three times, or the last letter twice."""
    if len(typed) < len(meant):
        return meant[at - 1] == meant[at]
    third = at >= 2 and typed[at - 2] == typed[at - 1] == typed[at]
    return third or (at == len(meant) and typed[at - 1] == typed[at])


def _words(piece: str, *, signs_count: bool) -> list[str]:
    if any(letter.isdigit() for letter in piece):
        return [stripped] if (stripped := piece.strip(_STRIPPED)) else []
    spaced = "".join(map(_spaced, piece)).split()
    if spaced or not signs_count:
        return spaced
    return [piece] if _SIGNS.intersection(piece) else []


def _spaced(letter: str) -> str:
    if letter.isalnum() or letter == _ODD:
        return letter
    category = unicodedata.category(letter)
    if category == "So":  # a skin tone is Sk, and goes the way of punctuation
        return f" {letter} "
    return letter if category[0] == "M" else " "


@lru_cache(maxsize=8192)
def _tamed(letter: str) -> str:
    if letter.isascii():
        return letter
    code, category = ord(letter), unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if letter == _TEN_ON_A_KEY:
        return " 10 "
    if category == "Cf" or code == _KEYCAP or code in _VARIATIONS:
        return ""
    # `str.isdigit` takes ² and ① for digits, and `int` does not (B9). We take neither.
    return _ODD if category[0] == "N" and code not in _ETHIOPIC_NUMBERS else letter


def _are_neighbours(one: str, other: str, keyboard: tuple[str, ...]) -> bool:
    places = {
        letter: (row, column)
        for row, letters in enumerate(keyboard)
        for column, letter in enumerate(letters)
    }
    if one not in places or other not in places:
        return False
    (row, column), (other_row, other_column) = places[one], places[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1
