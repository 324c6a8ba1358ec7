"""A council's own words for a few of ours: "meeting" where we say "review".

Applied to our English texts before anything is filled in, so that no name and no word of a person
is ever touched; what stands in brackets for a gap is left as it is.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping

_GAP = r"\{[^{}]*\}|%\(\w+\)[a-z]"
_HISSING = ("s", "x", "z", "ch", "sh")


class LocalWords(gettext.NullTranslations):
    """English, with some words said as they are said here."""

    def __init__(self, instead: Mapping[str, str]) -> None:
        super().__init__()
        self._instead = dict(instead)
        named = "|".join(re.escape(word) for word in sorted(instead, key=len, reverse=True))
        self._pattern = re.compile(
            rf"{_GAP}|\b(?P<article>an?\s+)?(?P<word>{named})(?P<many>s)?\b", re.IGNORECASE
        )
        self._said: dict[str, str] = {}  # one entry for each text of ours, so it stays small

    def gettext(self, message: str) -> str:
        said = self._said.get(message)
        if said is None:
            said = self._said[message] = self._pattern.sub(self._local, message)
        return said

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def _local(self, found: re.Match[str]) -> str:
        if found["word"] is None:
            return found[0]
        own = self._instead[found["word"].lower()]
        if found["many"]:
            own += "es" if own.endswith(_HISSING) else "s"
        if found["word"][0].isupper():
            own = own[0].upper() + own[1:]
        return self._article(found["article"], own) + own

    @staticmethod
    def _article(before: str | None, own: str) -> str:
        if not before:
            return ""
        article = "an" if own[0].lower() in "aeiou" else "a"
        gap = before.lstrip("AaNn")
        return (article.capitalize() if before[0].isupper() else article) + gap
