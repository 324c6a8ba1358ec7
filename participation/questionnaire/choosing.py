"""Which choices a reply names: by place, by words, or several in one text.

A reply with one word left unexplained names none.
"""

from __future__ import annotations

from participation.questionnaire.definition import Kind, Question
from participation.questionnaire.lexicon import Lexicon, Words, lexicon_of
from participation.questionnaire.spelling import one_slip

SHORTEST_WITH_SLIP = 5
"""Letters a word must have for a slip in it to be forgiven; in shorter ones it is another word."""

MOST_RUN_TOGETHER = 9
"""Choices up to which "13" may stand for the first and the third."""

BETWEEN_NUMBERS = ",;.&+،؛፣፤、"
"""Signs that part numbers, one at a time: "1,3" is a list, "1..3" may be a range."""


def exactly(question: Question, said: tuple[str, ...], words: Words) -> tuple[str, ...] | None:
    """The choice that the whole reply is a spelling of."""
    if not question.choices:
        return None
    value = lexicon_of(question, words).exact.get(" ".join(said))
    return None if value is None else (value,)


def one(question: Question, said: tuple[str, ...], words: Words) -> tuple[str, ...] | None:
    """The one choice that is meant, by its place in the list or by its words."""
    lexicon = lexicon_of(question, words)
    if question.kind is Kind.YES_NO and (answer := _all_of_one_mind(said, lexicon)):
        return (answer,)
    core = [token for token in said if token not in words.around]
    if len(core) == 1 and core[0] in lexicon.unclear:
        return None
    if len(core) == 1 and (number := words.number(core[0])) is not None:
        return (question.choices[number - 1].value,) if _is_a_place(number, question) else None
    value = _phrase_in(said, lexicon, words) or _slip_for(said, lexicon, words)
    return (value,) if value else None


def many(question: Question, said: tuple[str, ...], words: Words) -> tuple[str, ...] | None:
    """The choices that are meant, in the order of the question."""
    lexicon = lexicon_of(question, words)
    whole = " ".join(said)
    if whole in words.all_of_them:
        return tuple(c.value for c in question.choices if not c.exclusive)
    if whole in words.none_of_them:
        none = [c.value for c in question.choices if c.exclusive]
        return (none[0],) if len(none) == 1 else None
    picked = _listed(question, said, lexicon, words)
    if picked is None:
        named = _phrase_in(said, lexicon, words) or _slip_for(said, lexicon, words)
        picked = [named] if named else []
    if not picked or _repeats(picked) or _contradicts(question, picked):
        return None
    return tuple(c.value for c in question.choices if c.value in picked)


def _all_of_one_mind(said: tuple[str, ...], lexicon: Lexicon) -> str | None:
    """The answer that every single word gives: "nope nah", "yes 👍"."""
    answers = {lexicon.exact.get(token) for token in said}
    return answers.pop() if len(answers) == 1 else None


def _is_a_place(number: int, question: Question) -> bool:
    return 1 <= number <= len(question.choices)


def _phrase_in(said: tuple[str, ...], lexicon: Lexicon, words: Words) -> str | None:
    """The one choice named, where every other word is light.

    "Yeah good" is good, but "yes nobody" is no answer where a yes is one itself.
    """
    named: list[str] = []
    at = 0
    while at < len(said):
        size = _phrase_at(said, at, lexicon)
        if size:
            named.append(lexicon.phrases[said[at : at + size]])
        elif lexicon.minded and said[at] in words.yes:
            if lexicon.agreed is None:
                return None
            named.append(lexicon.agreed)
        elif said[at] not in words.light:
            return None
        at += size or 1
    return _only_one(named)


def _only_one(named: list[str]) -> str | None:
    return named[0] if len(set(named)) == 1 else None


def _phrase_at(said: tuple[str, ...], at: int, lexicon: Lexicon) -> int:
    """How many tokens the longest known phrase takes that begins here; 0 if none does."""
    longest = min(lexicon.longest, len(said) - at)
    return next(
        (size for size in range(longest, 0, -1) if said[at : at + size] in lexicon.phrases), 0
    )


def _slip_for(said: tuple[str, ...], lexicon: Lexicon, words: Words) -> str | None:
    """The one choice that a slip of the finger may have been meant for.

    Where a language names no keyboard, one letter makes another word too easily.
    """
    if len(said) != 1 or not words.keyboard:
        return None
    near = [
        value
        for meant, value in lexicon.phrases.items()
        if len(meant) == 1
        and len(meant[0]) >= SHORTEST_WITH_SLIP
        and one_slip(said[0], meant[0], words.keyboard)
    ]
    return _only_one(near)


def _repeats(picked: list[str]) -> bool:
    return len(set(picked)) != len(picked)


def _contradicts(question: Question, picked: list[str]) -> bool:
    """ "None of these" together with one of these."""
    return len(picked) > 1 and any(c.exclusive for c in question.choices if c.value in picked)


def _listed(
    question: Question, said: tuple[str, ...], lexicon: Lexicon, words: Words
) -> list[str] | None:
    """The choices of "1 and 3" or "13" or "mum, school"; None if a word is left over."""
    picked: list[str] = []
    alone = len(said) == 1
    at = 0
    while at < len(said):
        size = _phrase_at(said, at, lexicon)
        if size:
            picked.append(lexicon.phrases[said[at : at + size]])
        elif said[at] not in words.joining and (picked or said[at] not in words.around):
            more = _numbered(question, said[at], lexicon, words, alone=alone)
            more = more or _attached(said[at], lexicon, words)
            if more is None:
                return None
            picked += more
        at += size or 1
    return picked


def _numbered(
    question: Question, token: str, lexicon: Lexicon, words: Words, *, alone: bool
) -> list[str] | None:
    parts = tuple(_parted(token, words))
    if not lexicon.unclear.isdisjoint(parts):
        return None
    if alone and not lexicon.counts and _runs_together(token, question):
        parts = tuple(token)
    numbers = [number for part in parts if (number := words.number(part)) is not None]
    if len(numbers) < len(parts) or not all(_is_a_place(number, question) for number in numbers):
        return None
    return [question.choices[number - 1].value for number in numbers]


def _parted(token: str, words: Words) -> list[str]:
    for sign in BETWEEN_NUMBERS:
        token = token.replace(sign, " ")
    return [_unattached(part, words) for part in token.split(" ")]


def _unattached(part: str, words: Words) -> str:
    """The rest of a word that begins with an "and": "و3" is 3, but واحد is one."""
    if words.number(part) is not None:
        return part
    return next(
        (rest for join in words.attached if (rest := part.removeprefix(join)) and rest != part),
        part,
    )


def _attached(token: str, lexicon: Lexicon, words: Words) -> list[str] | None:
    value = lexicon.phrases.get((_unattached(token, words),))
    return [value] if value else None


def _runs_together(token: str, question: Question) -> bool:
    """ "13" is 1 and 3 where there is no thirteenth."""
    digits = token.isascii() and token.isdigit()
    return digits and len(question.choices) <= MOST_RUN_TOGETHER
