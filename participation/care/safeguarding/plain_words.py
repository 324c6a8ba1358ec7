"""Words in one plain shape, so that a phrase is met however it was typed. Pure and linear.

Small and large letters, accents, vowel signs and the several Arabic and Ethiopic letters that are
typed for one another become the same; so do apostrophes, full-width letters and characters that
nobody sees (B3). Where somebody typed "h1t", "scaaared" or "k i l l", other readings are tried
besides, never instead: a reading can only add a match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_WORD = re.compile(r"[^\W_]+")
# The vowels of Bengali, Punjabi and their kin are marks that belong to the word: without them "he
# hits" and "my" would be alike. Dots and nasal marks, which many leave out, go.
_INDIC = range(0x0900, 0x0D80)
_OFTEN_LEFT_OUT = frozenset(
    (0x093C, 0x09BC, 0x0A3C, 0x0ABC, 0x0B3C, 0x0901, 0x0981, 0x0A01, 0x0A02, 0x0A70, 0x0A71)
)
_OF_A_WORD = frozenset(
    code
    for code in _INDIC
    if unicodedata.category(chr(code)) in ("Mn", "Mc") and code not in _OFTEN_LEFT_OUT
)
_WORD_WITH_MARKS = re.compile(rf"[\w{''.join(map(chr, sorted(_OF_A_WORD)))}]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼ"))
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u0640"))
_WHOLE_SENTENCES = {0xFDFA: " ", 0xFDFB: " "}  # one character that stands for a whole sentence
_ODD_LATIN = {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss"}
# Typed for one another on the keyboards people have. Marks over and under letters are gone already.
_ARABIC = {
    **dict.fromkeys("ىیېۍےﻯ", "ي"),
    **dict.fromkeys("کګگڪ", "ك"),
    **dict.fromkeys("ةھہەۀۃ", "ه"),
    **dict.fromkeys("ڕړڑ", "ر"),
    **dict.fromkeys("ڵ", "ل"),
    **dict.fromkeys("ۆۇ", "و"),
    **dict.fromkeys("ێ", "ي"),
    **dict.fromkeys("ډڈ", "د"),
    **dict.fromkeys("ټٹ", "ت"),
    **dict.fromkeys("ڼں", "ن"),
    **dict.fromkeys("ٱ", "ا"),
}
# Letters of Amharic and Tigrinya that sound alike to many: seven vowels of each, from the first.
_ETHIOPIC_ALIKE = {"ሐ": "ሀ", "ኀ": "ሀ", "ሠ": "ሰ", "ዐ": "አ", "ፀ": "ጸ"}
_ETHIOPIC_A = {"ኣ": "አ", "ዓ": "አ"}
_VOWELS = 7
_DIGITS_FOR_LETTERS = str.maketrans("013457", "oieast")
_MIXED = re.compile(r"\b(?=[a-z0-9]*[a-z])(?=[a-z0-9]*[0-9])[a-z0-9]{2,40}\b")
_LONG_RUN = re.compile(r"([^\W\d_])\1\1+")
_LONE = re.compile(r"(?:^|(?<= ))\w(?: \w){2,}(?= |$)")
_DIGIT = re.compile(r"[013457]")


def normalised(words: str) -> str:
    """Words in one plain shape: no case, no accents, single spaces. Linear in their length (B17).

    Punctuation and emoji become spaces; apostrophes vanish, so that "don't" is "dont".
    """
    if words.isascii():
        return " ".join(_WORD.findall(words.lower().replace("'", "").replace("`", "")))
    # Marks go first: putting thousands of them behind one letter in order takes no linear time.
    bare = unicodedata.normalize("NFKD", words.translate(_dropped())).casefold()
    return " ".join(_WORD_WITH_MARKS.findall(bare.translate(_folded())))


def other_readings(plain: str) -> list[str]:
    """How the same words can be read besides: digits as letters, long letters short, letters
    with spaces between them as one word. Empty for most words."""
    found: list[str] = []
    read = plain
    if _LONE.search(read):
        found.append(read := _LONE.sub(_as_one_word, read))
    if _DIGIT.search(read):
        spelt = _MIXED.sub(lambda word: word[0].translate(_DIGITS_FOR_LETTERS), read)
        if spelt != read:
            found.append(read := spelt)
    if _LONG_RUN.search(read):
        found += (_LONG_RUN.sub(r"\1", read), _LONG_RUN.sub(r"\1\1", read))
    return found


def _as_one_word(letters: re.Match[str]) -> str:
    word = letters[0].replace(" ", "")
    return f"i {word[1:]}" if word.startswith("i") else word  # "i w a n t t o d i e"


@cache
def _dropped() -> dict[int, str | None]:
    """Marks over and under letters, and what nobody sees."""
    marks = (
        code
        for code in range(0x300, 0x1E950)
        if unicodedata.category(chr(code)) in ("Mn", "Me") and code not in _OF_A_WORD
    )
    return {**dict.fromkeys(marks), **_UNSEEN, **_APOSTROPHES, **_WHOLE_SENTENCES}


@cache
def _folded() -> dict[int, str | None]:
    alike = {**_ODD_LATIN, **_ARABIC, **_ETHIOPIC_A}
    for letter, other in _ETHIOPIC_ALIKE.items():
        alike |= {chr(ord(letter) + n): chr(ord(other) + n) for n in range(_VOWELS)}
    return {ord(letter): other for letter, other in alike.items()} | _dropped() | {ord("_"): " "}
