"""Look through words for what worries us. Pure, quick, and only ever upward.

The guarantee is a person who reads everything in time (principle 9); lists of phrases make some
of it faster and none of it slower. Words may be raised to amber or red. Nothing here clears
anything: green says "not on the lists", no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

# Letters, digits and the marks that belong to letters; everything else separates words. Zero-width
# characters are dropped first, so that they cannot hide a word (B3).
_WORD = re.compile(r"[^\W_]+")
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LATIN = "LATIN"
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´"))


class Level(StrEnum):
    """How worried the machine is. The order is GREEN, AMBER, RED."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_SCREENED = "not_screened"


@dataclass(frozen=True, slots=True)
class PhraseList:
    """Worrying phrases of one language, normalised, at one version."""

    language: str
    version: int
    red: tuple[str, ...]
    amber: tuple[str, ...]


ScreeningLists = Mapping[str, PhraseList]


@dataclass(frozen=True, slots=True)
class Screening:
    """What the machine made of some words, and with which list."""

    level: Level
    language: str | None
    version: int | None


def normalised(words: str) -> str:
    """Words in one plain shape: no case, accents kept apart from letters, single spaces.

    Compatibility forms are folded (full-width letters), apostrophes vanish ("don't" is "dont"),
    punctuation and emoji become spaces. Linear in the length of the text (B17).
    """
    folded = unicodedata.normalize("NFKC", words).casefold()
    folded = folded.translate(_ZERO_WIDTH).translate(_APOSTROPHES)
    return " ".join(_WORD.findall(folded))


def phrase_list(
    language: str, version: int, red: Sequence[str], amber: Sequence[str]
) -> PhraseList:
    """A list with its phrases brought into the shape that texts are compared in."""
    return PhraseList(
        language,
        version,
        tuple(sorted({p for p in map(normalised, red) if p})),
        tuple(sorted({p for p in map(normalised, amber) if p})),
    )


def screen(words: str, language: str, lists: ScreeningLists) -> Screening:
    """Look for phrases as whole words, in the person's language and in English.

    A child who reads Tigrinya may write English, so the English list is always tried too. Where
    there is no list for the declared language, words that the English list does not raise are
    NOT_SCREENED, which a person must treat as unknown and not as harmless. The same goes for words
    mostly in letters that none of these lists is written in, whatever was declared: nobody declared
    anything for a stranger's text.

    Args:
        language: declared, a code of `kernel.languages`.
    """
    plain = normalised(words)
    text = f" {plain} "
    own = lists.get(language)
    tried = [lists[code] for code in dict.fromkeys((language, "en")) if code in lists]
    for level, phrases_of in ((Level.RED, _red), (Level.AMBER, _amber)):
        for phrases in tried:
            if any(map(text.__contains__, _as_whole_words(phrases_of(phrases)))):
                return Screening(level, phrases.language, phrases.version)
    if own is None or not _in_letters_of(plain, tried):
        return Screening(Level.NOT_SCREENED, None, None)
    return Screening(Level.GREEN, own.language, own.version)


def _in_letters_of(plain: str, lists: Sequence[PhraseList]) -> bool:
    """Whether at least half of the letters are of a script that one of these lists uses."""
    if plain.isascii():
        return True
    known = frozenset[str]().union(*map(_scripts_of, lists))
    letters = [letter for letter in plain if letter.isalpha()]
    strange = sum(1 for letter in letters if _script(letter) not in known)
    return strange * 2 <= len(letters)


@cache
def _scripts_of(phrases: PhraseList) -> frozenset[str]:
    written = "".join((*phrases.red, *phrases.amber))
    return frozenset({_LATIN, *(_script(letter) for letter in set(written) if letter.isalpha())})


def _script(letter: str) -> str:
    """The first word of the letter's name: LATIN, ARABIC, ETHIOPIC."""
    return _LATIN if letter.isascii() else unicodedata.name(letter, "").partition(" ")[0]


@cache
def _as_whole_words(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in phrases)


def _red(phrases: PhraseList) -> tuple[str, ...]:
    return phrases.red


def _amber(phrases: PhraseList) -> tuple[str, ...]:
    return phrases.amber
