"""A question as one text message, and the two ways of asking again.

Order of a text: where we are, the question, how to answer. Options are numbered, and a number
is always enough. In English each fits one part; `faults_by_text` says where it does not.
"""

from __future__ import annotations

from collections.abc import Mapping

from participation.channels.sms.segments import count, plain
from participation.questionnaire.definition import (
    Answers,
    AsWritten,
    Context,
    Form,
    Given,
    Kind,
    Question,
    Texts,
    Voice,
    context_of,
)
from participation.questionnaire.engine import NO_CONTEXT, route
from participation.questionnaire.faults import Fault
from participation.questionnaire.placeholders import WORST_CASE, fill, known_from_before
from participation.questionnaire.progress import place_of

LONGEST_OPENING = 40
"""Letters of the first question; it stands in the text that says where words go."""

NO_NAMES: Mapping[str, str] = {}


def question_text(
    form: Form,
    question: Question,
    answers: Answers,
    texts: Texts,
    *,
    attempt: int = 0,
    names: Mapping[str, str] = NO_NAMES,
    context: Context = NO_CONTEXT,
) -> str:
    """The body that puts this question.

    Args:
        attempt: 0 for the first time, or how often the reply was not understood; each
            further time is shorter and says more plainly what to send.
        names: for the few names a form leaves open; forms for texts should have none.
    """
    if attempt == 0:
        known = {**names, **known_from_before(context)}
        place = _place(form, question, answers, texts, context)
        asked = f"{place}{_words(form, question, texts, known)}"
    elif attempt == 1:
        asked = texts.gettext("Sorry, that was not clear to us.")
    else:
        asked = texts.gettext("Please send only the number.")
    body = f"{asked} {_how_to_answer(form, question, texts, names, attempt)}"
    return plain(body.strip())


def opening_question(
    form: Form, texts: Texts, *, names: Mapping[str, str] = NO_NAMES, context: Context = NO_CONTEXT
) -> str:
    """The first question alone, for the text that says where words go (practice R6)."""
    asked = route(form, {}, context)
    return plain(_words(form, asked[0], texts, names)) if asked else ""


def statement_text(
    form: Form, question: Question, texts: Texts, *, names: Mapping[str, str] = NO_NAMES
) -> str:
    """A statement, which needs no reply."""
    return plain(_words(form, question, texts, names))


def understood_as(form: Form, question: Question, given: Given, texts: Texts) -> str:
    """How several choices at once were read, to stand before the next question; else empty."""
    if question.kind is not Kind.MANY_OF or len(given.values) < 2:
        return ""
    context = context_of(form, question)
    labels = [
        texts.pgettext(context, choice.short or choice.label)
        for choice in question.choices
        if choice.value in given.values
    ]
    noted = texts.gettext("We noted:")
    return plain(f"{noted} {', '.join(labels)}.")


def faults_by_text(form: Form, file: str) -> list[Fault]:
    """Texts of a form that need more than one part when names are at their longest."""
    if not form.by_text:
        return []
    faults = []
    for question in form.questions:
        for attempt in (0, 1, 2) if question.choices else (0,):
            body = question_text(form, question, {}, AsWritten(), attempt=attempt, names=WORST_CASE)
            segments = count(body)
            if segments.parts > 1:
                odd = f" because of {' '.join(segments.odd)}" if segments.odd else ""
                what = f"As a text it has {segments.units} units, {segments.parts} parts{odd}."
                faults.append(Fault(file, what, "Shorten it to one part.", question=question.key))
                break
    opening = opening_question(form, AsWritten(), names=WORST_CASE)
    if len(opening) > LONGEST_OPENING:
        what = f"The first question has {len(opening)} letters as a text."
        remedy = f"Keep it to {LONGEST_OPENING}."
        faults.append(Fault(file, what, remedy, question=form.questions[0].key))
    return faults


def _place(form: Form, question: Question, answers: Answers, texts: Texts, context: Context) -> str:
    if question.voice is Voice.HELPER:
        return f"{texts.gettext('For the person who is helping')}: "
    place = place_of(form, question, answers, context)
    if place.number == 1:
        return ""  # "First: …" says it, and the question stands in another text
    if not place.total:
        return f"{place.number}. "
    words = texts.gettext("{number} of {total}.")
    return words.replace("{number}", str(place.number)).replace("{total}", str(place.total)) + " "


def _words(form: Form, question: Question, texts: Texts, names: Mapping[str, str]) -> str:
    message = question.short or question.text
    return fill(texts.pgettext(context_of(form, question), message), names)


def _how_to_answer(
    form: Form, question: Question, texts: Texts, names: Mapping[str, str], attempt: int
) -> str:
    match question.kind:
        case Kind.STATEMENT:
            return ""
        case Kind.TEXT | Kind.PEOPLE | Kind.DRAWING:
            return texts.gettext("Reply SKIP to miss this one.")
        case Kind.SCALE | Kind.NUMBER:
            words = texts.gettext("Reply a number from {least} to {most}, or SKIP.")
            least, most = str(question.minimum), str(question.maximum)
            return words.replace("{least}", least).replace("{most}", most)
    if attempt == 1:
        words = texts.gettext("Reply one number from 1 to {last}, or SKIP, or CALL and we ring.")
        if question.kind is Kind.MANY_OF:
            words = texts.gettext("Reply numbers, like 1 3, or SKIP, or CALL and we ring.")
        return words.replace("{last}", str(len(question.choices)))
    context = context_of(form, question)
    listed = ", ".join(
        f"{number} {fill(texts.pgettext(context, choice.short or choice.label), names)}"
        for number, choice in enumerate(question.choices, 1)
    )
    if question.kind is Kind.MANY_OF:
        reply = texts.gettext("Reply one or more numbers:")
    else:
        reply = texts.gettext("Reply")
    return f"{reply} {listed}"
