"""What a text may not say, looked for in every fixed text at its longest (practice R6, R17; P3).

The texts are filled with what does not belong in them as well: where a name, a day or a link is no
business of a text, its canary must not come out. English words are looked for in every language,
since they are what slips in; a translator's own are for the person who checks the translation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from participation.channels.sms.segments import GSM_7, Segments, count
from participation.channels.sms.wording import (
    LONGEST,
    TEXTS,
    Level,
    TextKey,
    gaps,
    template_name,
    text,
    wording,
)
from participation.kernel.languages import known
from participation.kernel.texts import Texts

FORBIDDEN = re.compile(
    r"\b(social|care|cared|carer|foster\w*|placement|placed?|review\w*|court|contact|safeguarding"
    r"|IRO|meet|meeting|abuse\w*|child|children|son|daughter|mother|father|mum|dad|school|secret"
    r"|private|confidential\w*)\b",
    re.IGNORECASE,
)
HELPLINES = re.compile(r"\bChildline\b")  # its name stands in the reply to everybody (P3)
MAY_SAY_COURT = frozenset({TextKey.WHERE_WORDS_GO, TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS})
TO_YOUNG_PEOPLE = frozenset(
    {
        TextKey.FIRST_CHILD,
        TextKey.REMINDER_CHILD,
        TextKey.HALF_WAY_CHILD,
        TextKey.SOMETHING_NEW,
        TextKey.AFTER_CHILD,
        TextKey.RECEIPT_CHILD,
    }
)
BY_LINK = frozenset(
    {
        *(TextKey.FIRST_BY_LINK, TextKey.REMINDER_BY_LINK, TextKey.HALF_WAY_BY_LINK),
        TextKey.AFTER_ADULT,
    }
)
PARTS_AT_MOST = MappingProxyType({True: 1, False: 3})  # in English, and in other languages

# What may stand in a text, by level; the rest must never come out of it, whoever fills it.
_EVERYWHERE = frozenset({"council", "check", "page", "read_by", "question", "last"})
_KNOWN_ADULT = frozenset({"first_name", "officer", "day"})
_KNOWN_CHILD = frozenset({"first_name", "officer_first_name", "day", "link"})

WORST: Mapping[str, str] = MappingProxyType(
    {gap: (gap.replace("_", "").upper() * 9)[:letters] for gap, letters in LONGEST.items()}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one text, for whoever words it. Nothing in it is about a person."""

    text: TextKey
    level: Level
    language: str
    what: str

    def __str__(self) -> str:
        return f"{self.language} {self.text}.{self.level}: {self.what}"


def every_text() -> Iterator[tuple[TextKey, Level]]:
    return ((key, level) for key in TextKey for level in TEXTS[key])


def longest(key: TextKey, level: Level, texts: Texts) -> tuple[str, Segments]:
    """A text with every gap at its longest, and what it costs."""
    said = text(key, level, texts, **WORST)
    return said, count(said)


@dataclass(frozen=True, slots=True)
class Lengths:
    """What the fixed texts of a language cost at their longest.

    `of_parts`: how many texts take one part, two, three. `longest`: the one with most units.
    """

    translated: int
    of_parts: Mapping[int, int]
    longest: str
    units: int
    encoding: str


def lengths(texts: Texts) -> Lengths | None:
    """Of the texts that are there in this language; None where there are none."""
    counted = [
        (template_name(key, level), longest(key, level, texts)[1])
        for key, level in every_text()
        if texts.gettext(wording(key, level)) != wording(key, level) or texts.language == "en"
    ]
    if not counted:
        return None
    name, most = max(counted, key=lambda each: (each[1].parts, each[1].units))
    of_parts = Counter(segments.parts for _, segments in counted)
    return Lengths(len(counted), dict(sorted(of_parts.items())), name, most.units, most.encoding)


def faults(texts: Texts) -> list[Fault]:
    """Everything wrong with the fixed texts in one language."""
    return [
        Fault(key, level, texts.language, what)
        for key, level in every_text()
        for what in _wrong_with(key, level, texts)
    ]


def _wrong_with(key: TextKey, level: Level, texts: Texts) -> Iterator[str]:
    source = wording(key, level)
    if gaps(texts.gettext(source)) != gaps(source):
        yield "the translation has other gaps than the English"
    said, counted = longest(key, level, texts)
    allowed = {"court"} if key in MAY_SAY_COURT else set()
    allowed |= set(language.not_english) if (language := known(texts.language)) else set()
    for word in FORBIDDEN.findall(HELPLINES.sub("", said)):
        if word.lower() not in allowed:
            yield f"says “{word}”"
    for gap in sorted(set(WORST) - may_hold(key, level)):
        if WORST[gap] in said:
            yield f"holds {gap}, which is not for this text"
    english = texts.language == "en"
    if counted.parts > PARTS_AT_MOST[english]:
        yield f"takes {counted.parts} parts at its longest"
    if english and counted.encoding != GSM_7:
        yield f"is not plain: {' '.join(counted.odd)}"


def may_hold(key: TextKey, level: Level) -> frozenset[str]:
    """The gaps that a text may have (R17)."""
    if level is Level.N:
        return _EVERYWHERE
    if key in BY_LINK:  # a link says nothing of its own
        return _EVERYWHERE | _KNOWN_ADULT | {"link"}
    return _EVERYWHERE | (_KNOWN_CHILD if key in TO_YOUNG_PEOPLE else _KNOWN_ADULT)
