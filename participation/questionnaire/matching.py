"""Read a typed reply as an answer, or say that it cannot be read.

Refuse and ask again rather than guess: for what a child says to a reviewing officer, a
wrong answer is worse than one more question. The first rung that holds wins, and a reply
with one word left unexplained is no answer. Everything is linear in the length of the text
and nothing here is a pattern that can run away (B17).
"""

from __future__ import annotations

from enum import Enum, auto

from participation.questionnaire.definition import Kind, Question
from participation.questionnaire.lexicon import RESERVED, Lexicon, Words, lexicon_of
from participation.questionnaire.spelling import asks, one_slip, tokens

LONGEST_READ = 320
"""Code points. Longer replies to a closed question are words, not a choice."""

LONGEST_COMMAND = 60

SHORTEST_WITH_SLIP = 5
"""Letters a word must have for a slip in it to be forgiven; in shorter ones it is another word."""

MOST_RUN_TOGETHER = 9
"""Choices up to which "13" may stand for the first and the third."""

BETWEEN_NUMBERS = ",;.&+،؛፣፤、"
"""Signs that part numbers, one at a time: "1,3" is a list, "1..3" may be a range."""

_CLOSED = frozenset({Kind.ONE_OF, Kind.MANY_OF, Kind.YES_NO, Kind.SCALE, Kind.NUMBER})


class Meaning(Enum):
    """What a reply is when it is not a choice."""

    RESERVED = auto()  # a word that carriers keep for themselves
    SKIP = auto()
    BACK = auto()
    DECLINE = auto()
    DONT_KNOW = auto()
    WORDS = auto()  # free words, to be kept as they are
    EMPTY = auto()


Reading = Meaning | tuple[str, ...] | None
"""A meaning, or the chosen values; None when it cannot be read."""


def read(question: Question, text: str, words: Words) -> Reading:
    """What this text says in answer to this question.

    A question without choices takes any words, apart from a whole message that is a command.
    Where the language has a second one beside it, what the two read differently is not read.
    """
    reading = _read_in(question, text, words)
    if words.second is None or reading is Meaning.EMPTY:
        return reading
    return _agreed(question, text, reading, words, words.second)


def _agreed(
    question: Question, text: str, reading: Reading, words: Words, second: Words
) -> Reading:
    other = _read_in(question, text, second)
    if reading == other or _is_unread(other):
        return reading
    if _is_unread(reading):
        return reading if _is_taken(text, words) else other
    return None if question.kind in _CLOSED else Meaning.WORDS


def _is_unread(reading: Reading) -> bool:
    return reading is None or reading is Meaning.WORDS


def _is_taken(text: str, words: Words) -> bool:
    """Whether the reply says something in the first language, even if no answer: "no" in Polish."""
    return words.knows(" ".join(_without_courtesy(tokens(text), words)))


def _read_in(question: Question, text: str, words: Words) -> Reading:
    if not text.strip():
        return Meaning.EMPTY
    if question.kind not in _CLOSED:
        return _read_words(text, words)
    if len(text) > LONGEST_READ:
        return None
    written = tokens(text)
    if _is_reserved(written):
        return Meaning.RESERVED
    said = _without_courtesy(written, words)
    if not said or asks(text):
        return None
    if question.kind in (Kind.NUMBER, Kind.SCALE):
        return _command(said, words) or _read_number(question, said, words)
    lexicon = lexicon_of(question, words)
    whole = " ".join(said)
    if whole in lexicon.exact:
        return (lexicon.exact[whole],)
    command = _command(said, words)
    if command is not None:
        return command
    if question.kind is Kind.YES_NO and (value := _all_of_one_mind(said, lexicon)):
        return (value,)
    if question.kind is Kind.MANY_OF:
        return _read_many(question, said, lexicon, words)
    return _read_one(question, said, lexicon, words)


def _read_words(text: str, words: Words) -> Meaning:
    if len(text) > LONGEST_COMMAND or asks(text):
        return Meaning.WORDS
    written = tokens(text)
    if _is_reserved(written):  # "please stop" is words, "stop" is not (B24)
        return Meaning.RESERVED
    command = _command(_without_courtesy(written, words), words)
    # "Back" may be what a child wants most. Only a closed question takes it as a command.
    return Meaning.WORDS if command in (None, Meaning.BACK) else command


def _is_reserved(written: tuple[str, ...]) -> bool:
    return len(written) == 1 and written[0] in RESERVED


def _command(said: tuple[str, ...], words: Words) -> Meaning | None:
    whole = " ".join(said)
    for phrases, meaning in (
        (words.skip, Meaning.SKIP),
        (words.dont_know, Meaning.DONT_KNOW),
        (words.decline, Meaning.DECLINE),
        (words.back, Meaning.BACK),
    ):
        if whole in phrases:
            return meaning
    return None


def _without_courtesy(said: tuple[str, ...], words: Words) -> tuple[str, ...]:
    start, end = 0, len(said)
    while start < end and said[start] in words.polite:
        start += 1
    while end > start and said[end - 1] in words.polite:
        end -= 1
    for kind_words in words.courtesies:
        size = len(kind_words)
        if end - start >= size and said[start : start + size] == kind_words:
            start += size
        if end - start >= size and said[end - size : end] == kind_words:
            end -= size
    return said[start:end]


def _all_of_one_mind(said: tuple[str, ...], lexicon: Lexicon) -> str | None:
    """The answer that every single word gives: "nope nah", "yes 👍"."""
    answers = {lexicon.exact.get(token) for token in said}
    return answers.pop() if len(answers) == 1 else None


def _read_one(
    question: Question, said: tuple[str, ...], lexicon: Lexicon, words: Words
) -> tuple[str, ...] | None:
    if _begins_as_question(said, words):
        return None
    core = [token for token in said if token not in words.around]
    if len(core) == 1 and core[0] in lexicon.unclear:
        return None
    if len(core) == 1 and (number := words.number(core[0])) is not None:
        return (question.choices[number - 1].value,) if _is_a_place(number, question) else None
    value = _phrase_in(said, lexicon, words) or _slip_for(said, lexicon, words)
    return (value,) if value else None


def _begins_as_question(said: tuple[str, ...], words: Words) -> bool:
    return said[0] in words.openers


def _is_a_place(number: int, question: Question) -> bool:
    return 1 <= number <= len(question.choices)


def _phrase_in(said: tuple[str, ...], lexicon: Lexicon, words: Words) -> str | None:
    """The one choice named, where every other word is light."""
    named: list[str] = []
    at = 0
    while at < len(said):
        size = _phrase_at(said, at, lexicon)
        if size:
            named.append(lexicon.phrases[said[at : at + size]])
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


def _read_many(
    question: Question, said: tuple[str, ...], lexicon: Lexicon, words: Words
) -> tuple[str, ...] | None:
    if _begins_as_question(said, words):
        return None
    whole = " ".join(said)
    if whole in words.all_of_them:
        return tuple(c.value for c in question.choices if not c.exclusive)
    if whole in words.none_of_them:
        none = [c.value for c in question.choices if c.exclusive]
        return (none[0],) if len(none) == 1 else None
    picked = _listed(question, said, lexicon, words)
    if picked is None:
        one = _phrase_in(said, lexicon, words) or _slip_for(said, lexicon, words)
        picked = [one] if one else []
    if not picked or _repeats(picked) or _contradicts(question, picked):
        return None
    return tuple(c.value for c in question.choices if c.value in picked)


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
    if token in lexicon.unclear:
        return None
    parts = tuple(_parted(token, words))
    if alone and _runs_together(token, question):
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
    digits = len(token) > 1 and token.isascii() and token.isdigit()
    return digits and len(question.choices) <= MOST_RUN_TOGETHER


def _read_number(question: Question, said: tuple[str, ...], words: Words) -> tuple[str, ...] | None:
    if _begins_as_question(said, words):
        return None
    core = tuple(token for token in said if token not in words.around)
    if question.kind is Kind.SCALE:
        core = _off_scale(core, question.maximum, words)
    number = words.number(core[0]) if len(core) == 1 else None
    if number is None or not _is_in_range(number, question):
        return None
    return (str(number),)


def _is_in_range(number: int, question: Question) -> bool:
    return question.minimum <= number <= question.maximum


def _off_scale(core: tuple[str, ...], top: int, words: Words) -> tuple[str, ...]:
    """Read "7/10" and "seven out of ten" as 7, only where ten is the top of this scale."""
    if len(core) == 1 and core[0].endswith(f"/{top}") and not core[0].startswith("0"):
        return (core[0].removesuffix(f"/{top}"),)  # "07/10" is a day in October
    if len(core) > 2 and " ".join(core[1:-1]) in words.out_of and words.number(core[-1]) == top:
        return core[:1]
    return core
