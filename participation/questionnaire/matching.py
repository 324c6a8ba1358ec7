"""Read a typed reply as an answer, or say that it cannot be read.

Refuse and ask again rather than guess: for what a child says to a reviewing officer, a
wrong answer is worse than one more question. The first rung that holds wins, and a reply
with one word left unexplained is no answer. Everything is linear in the length of the text
and nothing here is a pattern that can run away (B17).
"""

from __future__ import annotations

from enum import Enum, auto

from participation.questionnaire.choosing import exactly, many, one
from participation.questionnaire.definition import Kind, Question
from participation.questionnaire.lexicon import RESERVED, Words
from participation.questionnaire.spelling import asks, tokens

LONGEST_READ = 320
"""Code points. Longer replies to a closed question are words, not a choice."""

LONGEST_COMMAND = 60

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
    if words.second is None:
        return reading
    return _agreed(question, text, reading, words, words.second)


def says_yes(text: str, words: Words) -> bool:
    """Whether free words are a yes, or begin with one: "yeah at night"."""
    written = tokens(text)
    if not written:
        return False
    said = written[0] in words.yes or " ".join(written) in words.yes
    return said or (words.second is not None and says_yes(text, words.second))


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
    said = _without_courtesy(tokens(text), words)
    return words.knows(" ".join(said)) or not words.false_friends.isdisjoint(said)


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
    chosen = exactly(question, said, words)  # a choice may be called "not sure"
    if chosen is not None:
        return chosen
    command = _command(said, words)
    if command is not None or _begins_as_question(said, words):
        return command
    match question.kind:
        case Kind.NUMBER | Kind.SCALE:
            return _read_number(question, said, words)
        case Kind.MANY_OF:
            return many(question, said, words)
        case _:
            return one(question, said, words)


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
    said = said[start:end]
    for courtesy in words.courtesies:
        size = len(courtesy)
        if said[:size] == courtesy:
            said = said[size:]
        if said[-size:] == courtesy:
            said = said[:-size]
    return said


def _begins_as_question(said: tuple[str, ...], words: Words) -> bool:
    return said[0] in words.openers


def _read_number(question: Question, said: tuple[str, ...], words: Words) -> tuple[str, ...] | None:
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
    if " ".join(core[1:-1]) in words.out_of and words.number(core[-1]) == top:
        return core[:1]
    return core
