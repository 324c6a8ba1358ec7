"""Bring typed text to one spelling before it is compared with anything.

Small letters, no apostrophes, no punctuation, no invisible letters, emoji without skin
tone; digits of the scripts our families write, and no other number signs. What a person
typed is never changed by this: it makes a copy to compare with. Linear in its length.
"""

from __future__ import annotations

import unicodedata

_APOSTROPHES = "'’‘ʼ`´"
_QUESTION_MARKS = "?？؟፧"
_STRIPPED = '.,!?:;"()[]{}“”„«»…#…،؛。、·' + "፣።"
_SIGNS = set("-+<>~=*/%−–—±×≈≤≥")
_ODD = "�"

# Full-width, Arabic, Persian and Urdu, Hindi, Bengali. `int` and `str.isdigit` accept
# hundreds more, some of which they cannot even agree on (B9).
_DIGITS = {ord(zero) + n: str(n) for zero in "０٠۰०০" for n in range(10)}
_GONE = dict.fromkeys(map(ord, _APOSTROPHES), None)
_KEYCAP = 0x20E3
_VARIATIONS = range(0xFE00, 0xFE10)


def tokens(text: str) -> tuple[str, ...]:
    """The words, numbers and signs of a text in one spelling.

    A piece with a digit in it stays in one piece, so that "7/10", "-5" and "2nd" are never
    taken for a plain number. An immediate repeat of a word counts once ("no no no").
    """
    plain = text if text.isascii() else _tame(text)
    plain = plain.translate(_GONE).casefold()
    found: list[str] = []
    signs_count = any(letter.isdigit() for letter in plain)
    for piece in plain.split():
        for word in _words(piece, signs_count=signs_count):
            if not found or found[-1] != word or word.isdigit():
                found.append(word)
    return tuple(found)


def phrase(text: str) -> str:
    """The tokens joined by single spaces."""
    return " ".join(tokens(text))


def asks(text: str) -> bool:
    """Whether there is a question mark of any script in it."""
    return any(mark in text for mark in _QUESTION_MARKS)


def one_slip(typed: str, meant: str, keyboard: tuple[str, ...]) -> bool:
    """Whether `typed` is `meant` with one slip of the finger.

    One letter too many, too few, two swapped, or a neighbouring key; never the first
    letter. Any other swap of letters usually makes another word ("shared", "scared").
    """
    if typed == meant or typed[:1] != meant[:1] or abs(len(typed) - len(meant)) > 1:
        return False
    start = next(
        (n for n, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]),
        min(len(typed), len(meant)),
    )
    rest, due = typed[start:], meant[start:]
    if len(rest) > len(due):
        return rest[1:] == due
    if len(rest) < len(due):
        return rest == due[1:]
    if rest[1:] == due[1:]:
        return _are_neighbours(rest[0], due[0], keyboard)
    return rest[:2] == due[1::-1] and rest[2:] == due[2:]


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


def _tame(text: str) -> str:
    kept = "".join(
        _ODD if _is_odd_number(letter) else letter
        for letter in text.translate(_DIGITS)
        if not _is_invisible(letter)
    )
    return unicodedata.normalize("NFKC", kept)


def _is_odd_number(letter: str) -> bool:
    return not letter.isascii() and unicodedata.category(letter)[0] == "N"


def _is_invisible(letter: str) -> bool:
    code = ord(letter)
    if code in _VARIATIONS or code == _KEYCAP:
        return True
    return unicodedata.category(letter) == "Cf"


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
