"""Where each question of a form stands for one person. Nothing said is not "no" (domain 3.0).

Passed over, not wanted, not known, not put and not come to are five things, and whoever reads
what a child said must be able to tell them apart.
"""

from __future__ import annotations

from enum import StrEnum

from participation.questionnaire.definition import Answers, Context, Form
from participation.questionnaire.engine import NO_CONTEXT, said_route, suits


class Standing(StrEnum):
    """What became of one question."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    NOT_SHOWN = "not_shown"  # other answers, the company, or nothing known from before
    NOT_REACHED = "not_reached"  # the person stopped before it


def standing(form: Form, answers: Answers, context: Context = NO_CONTEXT) -> dict[str, Standing]:
    """How each question stands, in the form's order; one answered in other company counts.

    A question whose condition hangs on one that was not reached was not reached either: nobody
    can say yet whether it would have been put.
    """
    asked = {question.key for question in said_route(form, answers, context)}
    found: dict[str, Standing] = {}
    for question in form.questions:
        condition = question.ask_if
        if question.key in asked:
            given = answers.get(question.key)
            stands = Standing(given.state) if given else Standing.NOT_REACHED
        elif condition is None or not suits(question, context):
            stands = Standing.NOT_SHOWN
        else:
            before = found.get(condition.question)
            undecided = before is Standing.NOT_REACHED
            stands = Standing.NOT_REACHED if undecided else Standing.NOT_SHOWN
        found[question.key] = stands
    return found
