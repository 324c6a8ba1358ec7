"""The words of a language, and every spelling of every choice of a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from participation.questionnaire.definition import Choice, Kind, Question
from participation.questionnaire.spelling import bare, phrase, says_twice

_OPT_OUT = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")
_OPT_IN_OR_HELP = ("start", "unstop", "help", "info")
RESERVED = frozenset((*_OPT_OUT, *_OPT_IN_OR_HELP))
"""Words that carriers act on when they stand alone, so they can never be an answer.
https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out (YES is one too, but no
questionnaire can do without it)."""

ORDERS = RESERVED | {"call", "wrong"}
"""These and our own orders; no choice may be spelled like one."""

Owners = dict[str, set[str]]
"""The choices that each spelling could mean."""

SHORTEST_BARE = 4
"""Letters a label must have to be known without its accents; "mẹ" is not "me"."""


@dataclass(frozen=True, slots=True)
class Words:
    """How people of one language write commands, yes and no, numbers and small talk.

    Read from `consultation_forms/words/<language>.toml`; all in the spelling of
    `spelling.phrase`. `courtesies` are the polite ones of
    several words, longest first. `around` may stand beside a number, `light` beside the words of a
    choice, `joining` between several choices, `attached` is an "and" written onto the word
    after it. A reply that begins with one of `openers` is a question. `whole_only` are words
    that count only alone. `means` holds this language's words for English ones, so that a
    choice spelled "happy" is known by them. `bare`: people leave accents off.

    `second` is read beside this language (English, for everybody else), but never where the
    reply means something here already, or holds one of the `false_friends`: the Polish "no".

    `shown_only`: of a choice, only what was shown counts (label, short label, picture), and none
    of the other words an author wrote in English.

    `checked` says that a person who speaks the language has been through the file.
    """

    language: str
    checked: bool = False
    bare: bool = False
    shown_only: bool = False
    skip: frozenset[str] = frozenset()
    back: frozenset[str] = frozenset()
    decline: frozenset[str] = frozenset()
    dont_know: frozenset[str] = frozenset()
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    all_of_them: frozenset[str] = frozenset()
    none_of_them: frozenset[str] = frozenset()
    polite: frozenset[str] = frozenset()
    courtesies: tuple[tuple[str, ...], ...] = ()
    around: frozenset[str] = frozenset()
    light: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    attached: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    whole_only: frozenset[str] = frozenset()
    out_of: frozenset[str] = frozenset()
    false_friends: frozenset[str] = frozenset()
    keyboard: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    means: Mapping[str, frozenset[str]] = field(default_factory=dict)
    second: Words | None = None

    def __hash__(self) -> int:
        return hash(self.language)  # cheap: looked up on every turn

    def number(self, token: str) -> int | None:
        """The number a token stands for, in plain digits or as a word."""
        if token.isascii() and token.isdigit() and len(token) <= 6:
            return int(token)
        return self.numbers.get(token)

    def knows(self, whole: str) -> bool:
        """Whether the whole reply has a meaning in this language, to whatever question."""
        return whole in self.numbers or any(
            whole in told
            for told in (
                *(self.yes, self.no, self.skip, self.back, self.decline, self.dont_know),
                *(self.all_of_them, self.none_of_them),
            )
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every spelling of every choice of one question. A spelling two choices share is in none.

    `unclear` are number words that are also a spelling of another choice than the one in that
    place: "muoi" is ten in Vietnamese, and may be a label without its marks.

    `counts`: a choice counts or tells the time ("one person", "ten in the morning"), so a number
    word may be an answer and no place in the list: all of them are unclear.

    `minded`: a yes weighs something here, for a choice begins with yes or no, or is spelled so.
    `agreed` is the one choice that a yes then stands for.
    """

    exact: Mapping[str, str]
    phrases: Mapping[tuple[str, ...], str]
    longest: int
    unclear: frozenset[str]
    counts: bool
    minded: bool
    agreed: str | None


@lru_cache(maxsize=2048)
def lexicon_of(question: Question, words: Words) -> Lexicon:
    """The spellings of a question's choices, made once for each question and language."""
    owners: Owners = {}
    for choice in question.choices:
        for spelling in spellings(question, choice, words):
            for meant in (spelling, *words.means.get(spelling, ())):
                owners.setdefault(meant, set()).add(choice.value)
    exact = _of_one_choice(owners)
    counts = any(
        _counts(phrase(text).split(), words)
        for choice in question.choices
        for text in (choice.label, choice.short, *choice.words)
    )
    unclear = frozenset(words.numbers if counts else _misplaced(question, owners, words))
    for spelling in unclear | words.false_friends:
        exact.pop(spelling, None)
    phrases = {
        tuple(spelling.split()): value
        for spelling, value in exact.items()
        if spelling not in words.whole_only and question.kind is not Kind.YES_NO
    }
    return Lexicon(
        exact,
        phrases,
        longest=max(map(len, phrases), default=0),
        unclear=unclear,
        counts=counts,
        minded=any(spelling.split()[0] in words.yes | words.no for spelling in owners),
        agreed=None if question.kind is Kind.YES_NO else _agreed(exact, words),
    )


def spellings(question: Question, choice: Choice, words: Words) -> frozenset[str]:
    """All that may be typed, whole, for this choice.

    The stored value is none: nobody was shown it. Nor is a word that opens a question, nor what
    says a word twice: it would be known by the word alone.
    """
    also = () if words.shown_only else choice.words
    written = (choice.label, choice.short, choice.emoji, *also)
    plain = {phrase(text) for text in written if not says_twice(text)}
    if words.bare:
        plain |= {less for text in plain if len(less := bare(text)) >= SHORTEST_BARE}
    if question.kind is Kind.YES_NO:
        plain |= {"yes": words.yes, "no": words.no}.get(choice.value, frozenset())
    return frozenset(plain - {""} - ORDERS - words.openers)


def _agreed(exact: Mapping[str, str], words: Words) -> str | None:
    """The choice that is spelled yes, if there is one."""
    values = {exact[yes] for yes in words.yes if yes in exact}
    return values.pop() if len(values) == 1 else None


def _of_one_choice(owners: Owners) -> dict[str, str]:
    return {spelling: next(iter(of)) for spelling, of in owners.items() if len(of) == 1}


def _counts(spelling: list[str], words: Words) -> bool:
    """Whether there is a number in it. A one at the end counts nothing: "not this one"."""
    numbers = {**(words.second.numbers if words.second else {}), **words.numbers}
    return any(numbers.get(token, 1) != 1 for token in spelling) or any(
        token in numbers for token in spelling[:-1]
    )


def _misplaced(question: Question, owners: Owners, words: Words) -> Iterator[str]:
    places = {n: choice.value for n, choice in enumerate(question.choices, 1)}
    for spelling, of in owners.items():
        number = words.numbers.get(spelling)
        if number is not None and of != {places.get(number)}:
            yield spelling
