"""Look through words for what worries us. Pure, quick, and only ever upward.

The guarantee is a person who reads everything in time (principle 9); lists of phrases make some
of it faster and none of it slower. Words may be raised to amber or red. Nothing here clears
anything: green says "not on the lists", no more.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from participation.care.safeguarding.phrases import Phrases
from participation.care.safeguarding.plain_words import normalised, other_readings
from participation.kernel.languages import ENGLISH

_LATIN = "LATIN"
_AMBER, _RED = 1, 2


class Level(StrEnum):
    """How worried the machine is. The order is GREEN, AMBER, RED."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NOT_SCREENED = "not_screened"


@dataclass(frozen=True, slots=True, eq=False)
class PhraseList:
    """Worrying phrases of one language at one version, and signs such as a picture of tablets.

    Args:
        checked: who that speaks the language read it, and when; "" while nobody has.
        before: little words that this language writes together with the next one.
    """

    language: str
    version: int
    red: tuple[str, ...]
    amber: tuple[str, ...]
    checked: str = ""
    before: tuple[str, ...] = ()
    phrases: Phrases = field(default_factory=Phrases, repr=False)
    signs: Mapping[str, int] = field(default_factory=dict, repr=False)
    scripts: frozenset[str] = frozenset()

    @property
    def counts(self) -> bool:
        """Whether "nothing met" says anything: only of a list that a speaker has checked. English
        is what whoever keeps these lists reads, and what everybody's words are looked through in.
        """
        return bool(self.checked) or self.language == ENGLISH.code


ScreeningLists = Mapping[str, PhraseList]


@dataclass(frozen=True, slots=True)
class Screening:
    """What the machine made of some words, and with which list."""

    level: Level
    language: str | None
    version: int | None


def phrase_list(
    language: str,
    version: int,
    red: Sequence[str],
    amber: Sequence[str],
    *,
    checked: str = "by the test that made it",
    before: Sequence[str] = (),
) -> PhraseList:
    """A list with its phrases brought into the shape that texts are compared in."""
    held = Phrases()
    signs: dict[str, int] = {}
    for mark, given in ((_AMBER, amber), (_RED, red)):
        for phrase in given:
            held.add(phrase, mark)
            if not normalised(phrase):
                signs |= dict.fromkeys(
                    phrase.strip().removesuffix("\N{VARIATION SELECTOR-16}"), mark
                )
    written = Counter(normalised(" ".join((*red, *amber))))
    return PhraseList(
        language,
        version,
        tuple(red),
        tuple(amber),
        checked,
        tuple(map(normalised, before)),
        held,
        signs,
        frozenset({_LATIN, *(_script(letter) for letter in written if letter.isalpha())}),
    )


def screen(words: str, language: str, lists: ScreeningLists) -> Screening:
    """Look for phrases as whole words, in the person's language and in English.

    A child who reads Tigrinya may write English, so the English list is always tried too. Where
    there is no list for the declared language that a speaker has checked, words that no list
    raises are NOT_SCREENED, which a person must treat as unknown and not as harmless; a list that
    nobody has checked may raise all the same. The same goes for words mostly in letters that none
    of these lists is written in, whatever was declared: nobody declared anything for a stranger's
    text.

    Args:
        language: declared, a code of `kernel.languages`.
    """
    plain = normalised(words)
    texts = [plain.split(), *(read.split() for read in other_readings(plain))]
    own = lists.get(language)
    tried = [lists[code] for code in dict.fromkeys((language, ENGLISH.code)) if code in lists]
    highest, met = 0, None
    for one in tried:
        mark = _met(words, texts, one)
        if mark > highest:
            highest, met = mark, one
    if met is not None:
        level = Level.RED if highest == _RED else Level.AMBER
        return Screening(level, met.language, met.version)
    if own is None or not own.counts or not _in_letters_of(plain, tried):
        return Screening(Level.NOT_SCREENED, None, None)
    return Screening(Level.GREEN, own.language, own.version)


def _met(words: str, texts: Sequence[Sequence[str]], one: PhraseList) -> int:
    """The highest mark of anything of this list that stands in the words."""
    mark = 0
    for text in texts:
        mark = max(mark, one.phrases.highest(text, enough=_RED, before=one.before))
        if mark == _RED:
            return mark
    if one.signs and not words.isascii():
        mark = max(mark, *(one.signs.get(letter, 0) for letter in set(words)), 0)
    return mark


def _in_letters_of(plain: str, lists: Sequence[PhraseList]) -> bool:
    """Whether at least half of the letters are of a script that one of these lists uses."""
    if plain.isascii():
        return True
    known = frozenset[str]().union(*(one.scripts for one in lists))
    letters = {letter: n for letter, n in Counter(plain).items() if letter.isalpha()}
    strange = sum(n for letter, n in letters.items() if _script(letter) not in known)
    return strange * 2 <= sum(letters.values())


@cache
def _script(letter: str) -> str:
    """The first word of the letter's name: LATIN, ARABIC, ETHIOPIC."""
    return _LATIN if letter.isascii() else unicodedata.name(letter, "").partition(" ")[0]
