"""Phrases of one list, kept so that a text is gone through once however many phrases there are.

Each word of the text is looked up among the first words of phrases and followed from there; a
phrase has a handful of words, so that ten times the text takes ten times as long, whatever stands
in it. A `*` at the end of a word in a list stands for any ending.
"""

from __future__ import annotations

from collections.abc import Sequence

from participation.care.safeguarding.plain_words import normalised

ANY_ENDING = "*"
MOST_WORDS = 8


class Phrases:
    """Where phrases lead, word by word. The mark of a phrase is a number; the highest counts."""

    __slots__ = ("ends", "lengths", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, Phrases] = {}
        self.stems: dict[str, Phrases] = {}
        self.lengths: tuple[int, ...] = ()
        self.ends = 0

    def add(self, phrase: str, mark: int) -> None:
        """Take in one phrase as it stands in a list; nothing but signs adds nothing."""
        words = _words_of(phrase)
        self._add(words, mark)
        if len(words) > 1:  # "killmyself": the same typed without spaces
            joined = "".join(word.removesuffix(ANY_ENDING) for word in words)
            self._add([joined + (ANY_ENDING if words[-1].endswith(ANY_ENDING) else "")], mark)

    def _add(self, words: Sequence[str], mark: int) -> None:
        at = self
        for word in words:
            if word.endswith(ANY_ENDING):
                stem = word.removesuffix(ANY_ENDING)
                following = at.stems.setdefault(stem, Phrases())
                at.lengths = tuple(sorted({*at.lengths, len(stem)}))
            else:
                following = at.words.setdefault(word, Phrases())
            at = following
        if words:
            at.ends = max(at.ends, mark)

    def highest(self, words: Sequence[str], *, enough: int, before: Sequence[str] = ()) -> int:
        """The highest mark of a phrase in these words; 0 for none. Stops at `enough`.

        Args:
            before: little words that are written together with the next one, such as "and".
        """
        if not self.lengths and not before and self.words.keys().isdisjoint(words):
            return 0
        begun = {word: nodes for word in set(words) if (nodes := self._begun(word, before))}
        if not begun:
            return 0
        found = 0
        for place, word in enumerate(words, start=1):
            if word in begun:
                found = max(found, _followed(begun[word], words, place))
                if found >= enough:
                    return found
        return found

    def _begun(self, word: str, before: Sequence[str]) -> list[Phrases]:
        found = self._after(word)
        for one in before:
            if word.startswith(one) and len(word) > len(one) + 2:
                found += self._after(word[len(one) :])
        return found

    def _after(self, word: str) -> list[Phrases]:
        exact = self.words.get(word)
        found = [] if exact is None else [exact]
        for length in self.lengths:
            if length > len(word):
                break
            if (stem := self.stems.get(word[:length])) is not None:
                found.append(stem)
        return found


def _followed(begun: list[Phrases], words: Sequence[str], place: int) -> int:
    """The highest mark on the way from here; `place` is that of the next word."""
    found, here = 0, begun
    while here:
        for one in here:
            found = max(found, one.ends)
        if place == len(words):
            break
        following = words[place]
        here = [after for one in here for after in one._after(following)]
        place += 1
    return found


def _words_of(phrase: str) -> list[str]:
    found: list[str] = []
    for part in phrase.split():
        words = normalised(part).split()
        if words and part.endswith(ANY_ENDING):
            words[-1] += ANY_ENDING
        found += words
    return found[:MOST_WORDS]
