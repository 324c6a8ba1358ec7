"""How far is it still? Said only when it is certain: a number that jumps is worse than none."""

from __future__ import annotations

from dataclasses import dataclass

from participation.questionnaire.definition import Answers, Context, Form, Kind, Question, Voice
from participation.questionnaire.engine import NO_CONTEXT, route, suits


@dataclass(frozen=True, slots=True)
class Place:
    """Question `number`, from 1, of `total`; None while answers may still bring more or fewer."""

    number: int
    total: int | None


def place_of(
    form: Form, question: Question, answers: Answers, context: Context = NO_CONTEXT
) -> Place:
    """Where this question stands on the person's route.

    Statements do not count, nor does what is asked of the person who helps.
    """
    asked = [q for q in route(form, answers, context) if _counts(q)]
    number = next((n for n, q in enumerate(asked, 1) if q.key == question.key), 1)
    open_ended = len(asked) != len(_possible(form, answers, context))
    return Place(number, None if open_ended else len(asked))


def _possible(form: Form, answers: Answers, context: Context) -> list[str]:
    """Keys of all that may still be asked, taking every undecided condition to hold."""
    possible: list[str] = []
    decided = {question.key for question in route(form, answers, context)}
    for question in form.questions:
        condition = question.ask_if
        undecided = (
            condition is not None
            and condition.question in possible
            and condition.question not in answers
            and suits(question, context)
        )
        if question.key in decided or undecided:
            possible.append(question.key)
    return [key for key in possible if (q := form.question(key)) is not None and _counts(q)]


def _counts(question: Question) -> bool:
    return question.kind is not Kind.STATEMENT and question.voice is Voice.OWN
