"""How far is it still? Said only when it is certain: a number that jumps is worse than none."""

from __future__ import annotations

from dataclasses import dataclass

from participation.questionnaire.definition import Answers, Context, Form, Kind, Question
from participation.questionnaire.engine import NO_CONTEXT, route, suits


@dataclass(frozen=True, slots=True)
class Place:
    """Question `number`, from 1, of `total`; None while answers may still bring more or fewer."""

    number: int
    total: int | None


def place_of(
    form: Form, question: Question, answers: Answers, context: Context = NO_CONTEXT
) -> Place:
    """Where this question stands on the person's route. Statements do not count."""
    asked = [q for q in route(form, answers, context) if q.kind is not Kind.STATEMENT]
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
        if question.kind is not Kind.STATEMENT and (question.key in decided or undecided):
            possible.append(question.key)
    return possible
