"""What was said in a chat, turn by turn, as its page shows it: values for a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from participation.channels.form.wording import heading, own_words, said
from participation.questionnaire.definition import (
    IN_WORDS,
    Answers,
    AnswerState,
    Context,
    Form,
    Given,
    How,
    Kind,
    Question,
    Texts,
)


@dataclass(frozen=True, slots=True, repr=False)
class Turn:
    """One question and what was said to it: what was pressed, and words as they were written."""

    key: str
    asked: str
    label: str
    words: str


def turns_of(
    form: Form,
    answers: Answers,
    keys: Iterable[str],
    texts: Texts,
    *,
    names: Mapping[str, str],
    context: Context,
) -> tuple[Turn, ...]:
    """A turn for each of these questions, in this order."""
    turns = []
    for key in keys:
        question, given = form.question(key), answers.get(key)
        if question is None or given is None:
            continue
        pressed = said(form, question, given, texts, names=names)
        if given.state is AnswerState.SKIPPED:
            pressed = texts.gettext("Miss this one out")
        asked = question_words(form, question, texts, names=names, context=context)
        turns.append(Turn(key, asked, pressed, own_words(question, given)))
    return tuple(turns)


def question_words(
    form: Form, question: Question, texts: Texts, *, names: Mapping[str, str], context: Context
) -> str:
    """A question or a statement as a bubble says it."""
    return heading(form, question, texts, names=names, context=context)


def to_change(question: Question, given: Given) -> Given:
    """What stands in the box when a question is opened again: words, and nothing ticked.

    What was chosen stands in the bubble above. A tick left from before would be sent along with a
    new reply, and so would words that were only a way to press something.
    """
    beside = bool(given.values) and given.how is How.BUTTON
    words = given.words if question.kind in IN_WORDS or beside else ""
    return Given(given.state, (), "" if question.kind is Kind.DRAWING and given.values else words)
