"""Read a typed reply as an answer, or say that it cannot be read.

Refuse and ask again rather than guess: for what a child says to a reviewing officer, a
wrong answer is worse than one more question. The first rung that holds wins, and a reply
with one word left unexplained is no answer. Everything is linear in the length of the text
and nothing here is a pattern that can run away (B17).
"""

from __future__ import annotations

from enum import Enum, auto

from participation.questionnaire.definition import IN_WORDS, Kind, Question
from participation.questionnaire.lexicon import RESERVED, Lexicon, Words, lexicon_of
from participation.questionnaire.spelling import asks, one_slip, tokens

LONGEST_READ = 320
"""Code points. Longer replies to a closed question are words, not a choice."""

LONGEST_COMMAND = 60

SHORTEST_WITH_SLIP = 5
"""Letters a word must have for a slip in it to be forgiven; in shorter ones it is another word."""


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
    """
    if not text.strip():
        return Meaning.EMPTY
    if question.kind in IN_WORDS or question.kind is Kind.STATEMENT:
        return _read_words(text, words)
    if len(text) > LONGEST_READ:
        return None
    written = tokens(text)
    if len(written) == 1 and written[0] in RESERVED:
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
    if question.kind is Kind.MANY_OF:
        return _read_many(question, said, lexicon, words)
    return _read_one(question, said, lexicon, words)


def _read_words(text: str, words: Words) -> Meaning:
    if len(text) > LONGEST_COMMAND or asks(text):
        return Meaning.WORDS
    written = tokens(text)
    if len(written) == 1 and written[0] in RESERVED:  # "please stop" is words, "stop" is not (B24)
        return Meaning.RESERVED
    command = _command(_without_courtesy(written, words), words)
    # "Back" may be what a child wants most. Only a closed question takes it as a command.
    return Meaning.WORDS if command in (None, Meaning.BACK) else command


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
    return said[start:end]


def _read_one(
    question: Question, said: tuple[str, ...], lexicon: Lexicon, words: Words
) -> tuple[str, ...] | None:
    if said[0] in words.openers:
        return None
    core = [token for token in said if token not in words.around]
    if len(core) == 1 and (number := words.number(core[0])) is not None:
        inside = 1 <= number <= len(question.choices)
        return (question.choices[number - 1].value,) if inside else None
    value = _phrase_in(said, lexicon, words) or _slip_for(said, lexicon, words)
    return (value,) if value else None


def _phrase_in(said: tuple[str, ...], lexicon: Lexicon, words: Words) -> str | None:
    """The one choice named, where every other word is light."""
    named: set[str] = set()
    at = 0
    while at < len(said):
        size = _phrase_at(said, at, lexicon)
        if size:
            named.add(lexicon.phrases[said[at : at + size]])
        elif said[at] not in words.light:
            return None
        at += size or 1
    return named.pop() if len(named) == 1 else None


def _phrase_at(said: tuple[str, ...], at: int, lexicon: Lexicon) -> int:
    """How many tokens the longest known phrase takes that begins here; 0 if none does."""
    longest = min(lexicon.longest, len(said) - at)
    return next(
        (size for size in range(longest, 0, -1) if said[at : at + size] in lexicon.phrases), 0
    )


def _slip_for(said: tuple[str, ...], lexicon: Lexicon, words: Words) -> str | None:
    if len(said) != 1:
        return None
    near = {
        value
        for meant, value in lexicon.phrases.items()
        if len(meant) == 1
        and len(meant[0]) >= SHORTEST_WITH_SLIP
        and one_slip(said[0], meant[0], words.keyboard)
    }
    return near.pop() if len(near) == 1 else None


def _read_many(
    question: Question, said: tuple[str, ...], lexicon: Lexicon, words: Words
) -> tuple[str, ...] | None:
    if said[0] in words.openers:
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
    if not picked or len(set(picked)) != len(picked):
        return None
    chosen = tuple(c.value for c in question.choices if c.value in picked)
    alone = any(c.exclusive for c in question.choices if c.value in chosen)
    return None if alone and len(chosen) > 1 else chosen


def _listed(
    question: Question, said: tuple[str, ...], lexicon: Lexicon, words: Words
) -> list[str] | None:
    """The choices of "1 and 3" or "13" or "mum, school"; None if a word is left over."""
    picked: list[str] = []
    at = 0
    while at < len(said):
        size = _phrase_at(said, at, lexicon)
        if size:
            picked.append(lexicon.phrases[said[at : at + size]])
        elif said[at] not in words.joining and said[at] not in words.around:
            numbered = _numbered(question, said[at], words, alone=len(said) == 1)
            if numbered is None:
                return None
            picked += numbered
        at += size or 1
    return picked


def _numbered(question: Question, token: str, words: Words, *, alone: bool) -> list[str] | None:
    count = len(question.choices)
    for sign in ",;.&/+":
        token = token.replace(sign, " ")
    numbers = [words.number(part) for part in token.split()]
    if alone and count <= 9 and len(token) > 1 and token.isascii() and token.isdigit():
        numbers = [int(digit) for digit in token]  # "13" is 1 and 3 where there is no thirteenth
    if not numbers or any(n is None or not 1 <= n <= count for n in numbers):
        return None
    return [question.choices[n - 1].value for n in numbers if n is not None]


def _read_number(question: Question, said: tuple[str, ...], words: Words) -> tuple[str, ...] | None:
    if said[0] in words.openers:
        return None
    core = tuple(token for token in said if token not in words.around)
    if question.kind is Kind.SCALE:
        core = _off_scale(core, question.maximum, words)
    number = words.number(core[0]) if len(core) == 1 else None
    if number is None or not question.minimum <= number <= question.maximum:
        return None
    return (str(number),)


def _off_scale(core: tuple[str, ...], top: int, words: Words) -> tuple[str, ...]:
    """Read "7/10" and "seven out of ten" as 7, only where ten is the top of this scale."""
    if len(core) == 1 and core[0].endswith(f"/{top}"):
        return (core[0].removesuffix(f"/{top}"),)
    if len(core) > 2 and " ".join(core[1:-1]) in words.out_of and words.number(core[-1]) == top:
        return core[:1]
    return core
