"""What one turn of a chat says: what was pressed, or words read as a text would be.

A press is a press. Typed words are matched, and what cannot be read is asked again, twice at most;
then everything tried stands as the answer, in the person's own words (D5).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from participation.channels.form.reading import SKIP, plain_lines, read_page
from participation.questionnaire.conversation import ASK_AGAIN
from participation.questionnaire.definition import IN_WORDS, Question
from participation.questionnaire.lexicon import Words
from participation.questionnaire.matching import Meaning, read
from participation.questionnaire.replies import Filled, Reply, Typed


class Aside(Enum):
    """A turn that answers nothing. Whoever called keeps the words."""

    UNCLEAR = auto()
    BACK = auto()


def read_turn(
    question: Question,
    values: Sequence[str],
    typed: str,
    *,
    button: str = "",
    tried: Sequence[str] = (),
    words: Words,
) -> Reply | Aside:
    """What this turn answers.

    Args:
        values: what was pressed or ticked.
        typed: the box, exactly as posted.
        tried: what was typed to this question before and not understood.
    """
    text = plain_lines(typed)
    if values or button == SKIP or not text.strip():
        return read_page(values, typed, button=button)
    if len(text) > question.max_chars:
        return Typed(text)  # refused whole, whatever it says
    meaning = read(question, text, words)
    if question.kind in IN_WORDS:
        # No telephone company listens here: "stop" and "help" are words like any others.
        return Filled((), text) if meaning is Meaning.RESERVED else Typed(text)
    if meaning is Meaning.BACK:
        return Aside.BACK
    if meaning is not None and meaning is not Meaning.RESERVED:
        return Typed(text)
    return Aside.UNCLEAR if len(tried) < ASK_AGAIN else Filled((), _all_of(question, tried, text))


def _all_of(question: Question, tried: Sequence[str], text: str) -> str:
    """Everything typed, in order; the last alone where all of it is too much for one answer."""
    together = "\n".join((*tried, text))
    return together if len(together) <= question.max_chars else text
