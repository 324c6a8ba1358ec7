"""Can every question be reached, and does every walk through the form end?"""

from __future__ import annotations

from collections.abc import Iterator

from participation.questionnaire.definition import AskIf, Form, Kind, Question
from participation.questionnaire.faults import Fault, did_you_mean


def faults_of_routes(form: Form, file: str) -> list[Fault]:
    """Repeated keys, conditions that lead nowhere, forward or in a circle (B84)."""
    first: dict[str, Question] = {}
    faults: list[Fault] = []
    for question in form.questions:
        if question.key in first:
            what = f"The key '{question.key}' is used twice."
            faults.append(Fault(file, what, "Give each question its own.", None, question.key))
        first.setdefault(question.key, question)
    place = {key: number for number, key in enumerate(first)}
    circles = list(_circles(first))
    in_circle = {key for circle in circles for key in circle}
    for circle in circles:
        path = " → ".join((*circle, circle[0]))
        what = f"The conditions go round in a circle: {path}."
        faults.append(Fault(file, what, "Let conditions look back only.", None, circle[0]))
    for key, question in first.items():
        if question.ask_if is None or key in in_circle:
            continue
        for what, remedy in _about_condition(question, question.ask_if, first, place):
            faults.append(Fault(file, what, remedy, None, key))
    return faults


def _about_condition(
    question: Question, condition: AskIf, all_of: dict[str, Question], place: dict[str, int]
) -> Iterator[tuple[str, str]]:
    on = condition.question
    earlier = {key for key in all_of if place[key] < place[question.key]}
    if on not in all_of:
        yield f"It is asked after '{on}', which does not exist.", did_you_mean(on, earlier)
        return
    if on not in earlier:
        yield f"It is asked after '{on}', which comes later.", f"Move '{on}' before it."
        return
    offered = _offered(all_of[on])
    for value in sorted(condition.any_of):
        if offered is not None and value not in offered:
            yield f"'{value}' is not an answer to '{on}'.", did_you_mean(value, offered)
    if offered is None:
        yield f"'{on}' takes words, and words lead nowhere.", "Ask after a question with choices."
    elif condition.any_of.isdisjoint(offered):
        yield "It can never be reached.", "Change the condition or take the question out."
    elif not _company_meets(question, all_of):
        yield (
            f"It can never be reached: '{on}' is asked in other company only.",
            "Give both the same ask_if_company.",
        )


def _offered(question: Question) -> set[str] | None:
    match question.kind:
        case Kind.TEXT | Kind.PEOPLE | Kind.DRAWING | Kind.STATEMENT:
            return None
        case Kind.SCALE | Kind.NUMBER:
            # Far fewer are ever named than a number may have; the ends are enough to suggest.
            top = min(question.maximum, question.minimum + 1000)
            return {str(number) for number in range(question.minimum, top + 1)}
        case _:
            return {choice.value for choice in question.choices}


def _company_meets(question: Question, all_of: dict[str, Question]) -> bool:
    """Whether somebody can be in company that lets this and all it depends on be asked."""
    allowed: frozenset[str] | None = question.company or None
    seen: set[str] = set()
    while question.ask_if and question.key not in seen and question.ask_if.question in all_of:
        seen.add(question.key)
        question = all_of[question.ask_if.question]
        if question.company:
            allowed = question.company if allowed is None else allowed & question.company
    return allowed is None or bool(allowed)


def _circles(questions: dict[str, Question]) -> Iterator[tuple[str, ...]]:
    """Each circle once. A question has one condition, so following it is enough."""
    done: set[str] = set()
    for key in questions:
        path: list[str] = []
        at: str | None = key
        while at is not None and at in questions and at not in done and at not in path:
            path.append(at)
            condition = questions[at].ask_if
            at = condition.question if condition else None
        if at in path:
            yield tuple(path[path.index(at) :])
        done.update(path)
