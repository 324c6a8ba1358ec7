"""Walk a questionnaire: given what has been answered, what comes next?

Pure functions: definition + answers + input -> step. Every channel uses these and
nothing else, so a person sees the same questions in the same order wherever they
answer. The next question is worked out anew from the answers each time; back, change,
skip and a switch of channel need no bookkeeping. No input makes these functions raise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from participation.questionnaire.definition import (
    Answers,
    AnswerState,
    Company,
    Context,
    Form,
    Given,
    How,
    Kind,
    Question,
)
from participation.questionnaire.drawings import DRAWN, drawing_in
from participation.questionnaire.lexicon import Words
from participation.questionnaire.matching import Meaning, read
from participation.questionnaire.replies import (
    Decline,
    DontKnow,
    Filled,
    More,
    Reply,
    Skip,
    Typed,
)

NO_CONTEXT: Context = {}


class Problem(StrEnum):
    """Why something was not taken as an answer."""

    NOT_ASKED = "not_asked"  # not in this form, off the route, or not reached yet
    NOTHING_CHOSEN = "nothing_chosen"
    NOT_A_CHOICE = "not_a_choice"
    ONE_ONLY = "one_only"
    NOT_TOGETHER = "not_together"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DRAWING = "not_a_drawing"
    TOO_LONG = "too_long"
    NOT_UNDERSTOOD = "not_understood"
    FOR_THE_HOST = "for_the_host"  # STOP, HELP and the like, alone


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken. `answers` holds everything, `next` is None when nothing is left to ask."""

    key: str
    given: Given
    answers: dict[str, Given]
    next: Question | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not taken, nothing changed. Whoever called keeps the words."""

    key: str
    problem: Problem


def route(form: Form, answers: Answers, context: Context = NO_CONTEXT) -> tuple[Question, ...]:
    """The questions this person is asked, in order, as far as the answers tell."""
    return tuple(_walk(form, answers, context))


def next_question(form: Form, answers: Answers, context: Context = NO_CONTEXT) -> Question | None:
    """The first question on the route without an answer; None when there is none left."""
    return next((q for q in _walk(form, answers, context) if q.key not in answers), None)


def previous_question(
    form: Form, answers: Answers, key: str | None, context: Context = NO_CONTEXT
) -> Question | None:
    """The question before this one on the route; with None, the last that was answered."""
    before: Question | None = None
    for question in _walk(form, answers, context):
        if question.key == key or (key is None and question.key not in answers):
            return before
        before = question
    return before if key is None else None


def on_route(form: Form, answers: Answers, context: Context = NO_CONTEXT) -> dict[str, Given]:
    """The answers that count. One that a later change took off the route is left out."""
    return {q.key: answers[q.key] for q in _walk(form, answers, context) if q.key in answers}


def said_route(form: Form, answers: Answers, context: Context = NO_CONTEXT) -> tuple[Question, ...]:
    """The route for whoever reads what was said: what was answered in other company counts.

    A child who answered alone on Monday has answered, whoever helps to finish on Tuesday. The
    sitting with company still goes by `route`, so nobody at the screen is shown the question.
    """
    return tuple(_walk(form, answers, context, answered_counts=True))


def withheld(form: Form, answers: Answers, context: Context) -> tuple[Question, ...]:
    """Questions not put because of who is with the person: the officer asks these alone (R24).

    One that was answered, in whatever company, has been put. What would not be put to the person
    alone either, such as a part of the menu they left closed or a helper's question, is not held
    back from them.
    """
    asked = set(said_route(form, answers, context))
    alone = said_route(form, answers, {**context, "company": Company.ALONE.value})
    return tuple(question for question in alone if question not in asked)


def may_answer(
    form: Form, answers: Answers, key: str, context: Context = NO_CONTEXT
) -> Question | None:
    """The question, if it was answered already or comes next; else None (B49)."""
    for question in _walk(form, answers, context):
        if question.key == key:
            return question
        if question.key not in answers:
            return None
    return None


def suits(question: Question, context: Context) -> bool:
    """Whether a question may be put in this company, knowing what is known from before."""
    if question.company and context.get("company", "") not in question.company:
        return False
    return question.known is None or bool(context.get(question.known, "").strip())


def submit(
    form: Form,
    answers: Answers,
    key: str,
    reply: Reply,
    *,
    words: Words,
    context: Context = NO_CONTEXT,
) -> Accepted | Refused:
    """Take one answer to one question.

    An answer may be given again. Answers that are no longer asked stay in `answers` (they
    come back if the person changes their mind again) but are not `on_route`.

    Args:
        words: how typed replies are read, in the person's language.
    """
    question = may_answer(form, answers, key, context)
    if question is None:
        return Refused(key, Problem.NOT_ASKED)
    outcome = take(question, reply, words, answers.get(key))
    if isinstance(outcome, Problem):
        return Refused(key, outcome)
    kept = {**answers, key: outcome}
    return Accepted(key, outcome, kept, next_question(form, kept, context))


def take(
    question: Question, reply: Reply, words: Words, before: Given | None = None
) -> Given | Problem:
    """What this reply means as an answer to this question, or why it means nothing."""
    match reply:
        case Filled(values, text):
            return _filled(question, values, text)
        case Typed(text):
            return _typed(question, text, words)
        case More(text):
            return _more(question, text, before)
        case Skip(text):
            return _passed(question, AnswerState.SKIPPED, text)
        case Decline(text):
            return _passed(question, AnswerState.DECLINED, text)
        case DontKnow(text):
            return _passed(question, AnswerState.UNKNOWN, text)


def _walk(
    form: Form, answers: Answers, context: Context, *, answered_counts: bool = False
) -> Iterator[Question]:
    """Conditions look back only, so one pass is enough; an answer off the route steers nothing."""
    on: dict[str, Given] = {}
    for question in form.questions:
        if not suits(question, context) and not (answered_counts and question.key in answers):
            continue
        condition = question.ask_if
        if condition is not None:
            held = on.get(condition.question)
            if held is None or condition.any_of.isdisjoint(held.values):
                continue
        given = answers.get(question.key)
        if given is not None:
            on[question.key] = given
        yield question


def _filled(question: Question, values: tuple[str, ...], text: str) -> Given | Problem:
    chosen = tuple(dict.fromkeys(value for value in values if value))
    if question.kind is Kind.DRAWING and chosen:
        return _drawn(question, chosen, text)
    if len(text) > question.max_chars:
        return Problem.TOO_LONG
    match question.kind:
        case Kind.STATEMENT:
            return Given(AnswerState.ANSWERED)
        case Kind.TEXT | Kind.PEOPLE | Kind.DRAWING:
            if not text.strip():  # an empty box is a question passed over, not a mistake (B11)
                return Given(AnswerState.SKIPPED)
            return Given(AnswerState.ANSWERED, (), text, How.RAW)
        case Kind.NUMBER | Kind.SCALE if chosen:
            return _number(question, chosen, text)
    if not chosen:
        if text.strip():
            return Given(AnswerState.ANSWERED, (), text, How.RAW)
        return Problem.NOTHING_CHOSEN
    problem = _problem_with(question, chosen)
    return problem or Given(AnswerState.ANSWERED, chosen, text)


def _drawn(question: Question, chosen: tuple[str, ...], text: str) -> Given | Problem:
    drawing = drawing_in(text) if chosen == (DRAWN,) else None
    if drawing is None:
        return Problem.NOT_A_DRAWING
    if len(drawing.words) > question.max_chars:
        return Problem.TOO_LONG
    if drawing.strokes:
        return Given(AnswerState.ANSWERED, (DRAWN,), text)
    if drawing.words.strip():  # an empty sheet with words beside it: words
        return Given(AnswerState.ANSWERED, (), drawing.words, How.RAW)
    return Given(AnswerState.SKIPPED)  # nothing at all is a question passed over (B11)


def _number(question: Question, chosen: tuple[str, ...], text: str) -> Given | Problem:
    digits = chosen[0].strip()
    # int() and str.isdigit() take far more than digits we can vouch for (B9).
    if len(chosen) > 1 or len(digits) > 6 or not (digits.isascii() and digits.isdigit()):
        return Problem.NOT_A_NUMBER
    if not question.minimum <= int(digits) <= question.maximum:
        return Problem.NOT_A_NUMBER
    return Given(AnswerState.ANSWERED, (str(int(digits)),), text)


def _problem_with(question: Question, chosen: tuple[str, ...]) -> Problem | None:
    picked = [question.choice(value) for value in chosen]
    if None in picked:
        return Problem.NOT_A_CHOICE
    if len(picked) > 1 and question.kind is not Kind.MANY_OF:
        return Problem.ONE_ONLY
    if len(picked) > 1 and any(choice and choice.exclusive for choice in picked):
        return Problem.NOT_TOGETHER
    return None


def _typed(question: Question, text: str, words: Words) -> Given | Problem:
    if len(text) > question.max_chars:
        return Problem.TOO_LONG
    match read(question, text, words):
        case Meaning.RESERVED:
            return Problem.FOR_THE_HOST
        case Meaning.SKIP:
            return Given(AnswerState.SKIPPED, (), text, How.MATCHED)
        case Meaning.DECLINE:
            return Given(AnswerState.DECLINED, (), text, How.MATCHED)
        case Meaning.DONT_KNOW:
            return Given(AnswerState.UNKNOWN, (), text, How.MATCHED)
        case Meaning.WORDS:
            return Given(AnswerState.ANSWERED, (), text, How.RAW)
        case Meaning.BACK | Meaning.EMPTY | None:
            return Problem.NOT_UNDERSTOOD
        case values:
            return Given(AnswerState.ANSWERED, values, text, How.MATCHED)


def _passed(question: Question, state: AnswerState, text: str) -> Given | Problem:
    return Problem.TOO_LONG if len(text) > question.max_chars else Given(state, (), text)


def _more(question: Question, text: str, before: Given | None) -> Given | Problem:
    if len(text) > question.max_chars:
        return Problem.TOO_LONG
    if question.kind is Kind.DRAWING and before is not None and before.values:
        return Problem.NOT_TOGETHER  # the strokes are its words; a second text would push them out
    if before is None or (before.state is AnswerState.SKIPPED and text.strip()):
        return Given(AnswerState.ANSWERED, (), text, How.RAW)
    return Given(before.state, before.values, text, before.how)
