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

    Statements do not count, nor does what is asked of the person who helps. The menu of choice
    has numbers of its own: how long it gets is known only once a child has said what to choose.
    """
    asked = [q for q in route(form, answers, context) if _counts_with(question, q)]
    number = next((n for n, q in enumerate(asked, 1) if q.key == question.key), 1)
    possible = [q for q in _possible(form, answers, context) if _counts_with(question, q)]
    open_ended = len(asked) != len(possible)
    return Place(number, None if open_ended else len(asked))


def _possible(form: Form, answers: Answers, context: Context) -> list[Question]:
    """All that may still be asked, taking every undecided condition to hold."""
    possible: dict[str, Question] = {}
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
            possible[question.key] = question
    return list(possible.values())


def _counts_with(asked: Question, other: Question) -> bool:
    counts = other.kind is not Kind.STATEMENT and other.voice is Voice.OWN
    return counts and other.of_the_menu == asked.of_the_menu
