"""What a text says to the question that is open: bodies in, one reply for the engine out.

Orders (STOP, HELP, CALL) are read before this, in `keywords`. Here every body is words; the
engine decides what they mean and keeps them as they came.
"""

from __future__ import annotations

from collections.abc import Sequence

from participation.questionnaire.definition import IN_WORDS, Question
from participation.questionnaire.lexicon import Words
from participation.questionnaire.matching import Meaning, read
from participation.questionnaire.replies import Typed

WAITS_FOR_MORE = IN_WORDS
"""Questions whose answer may come in several texts, so that we wait a little before going on."""


def reply_to(bodies: Sequence[str]) -> Typed:
    """One reply from the texts of one pause, in the order they came (B18).

    A text that a phone cut in two is joined by a line end, never guessed together.
    """
    return Typed("\n".join(body for body in bodies if body.strip()) or "")


def gathers(question: Question) -> bool:
    """Whether further texts may still belong to this answer."""
    return question.kind in WAITS_FOR_MORE


def fits(question: Question, body: str, words: Words) -> bool:
    """Whether a text that came just after a question was put is its answer: a choice, SKIP, or
    words for not knowing or not wanting to say.

    If not, it more likely belongs to the answer before: people send a thought in two texts.
    """
    meaning = read(question, body, words)
    without = (Meaning.SKIP, Meaning.DONT_KNOW, Meaning.DECLINE)
    return isinstance(meaning, tuple) or meaning in without
