"""Faults of meaning: a form that can be read, but would go wrong with a person.

What is checked here is what a form's author cannot see by looking: conditions that never
hold, two choices with the same spelling, a word that carriers swallow, an answer shared
more widely than practice allows, sentences too long for the age.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from participation.questionnaire.definition import (
    Audience,
    Band,
    Company,
    Form,
    Kind,
    Look,
    Question,
    Sharing,
    Topic,
)
from participation.questionnaire.faults import Fault
from participation.questionnaire.lexicon import ORDERS, Words, spellings
from participation.questionnaire.placeholders import PLACEHOLDERS, named_in
from participation.questionnaire.reading_level import too_hard
from participation.questionnaire.routes import faults_of_routes
from participation.questionnaire.spelling import phrase

MOST_QUESTIONS = {Band.EIGHT_TO_ELEVEN: 8, Band.TWELVE_TO_FIFTEEN: 10, Band.ADULT: 8}
MOST_BY_TEXT = 3
MOST_ON_A_SCREEN = 5

_WIDEST = {
    Topic.SAFETY: Sharing.ONLY_OFFICER,
    Topic.HEALTH: Sharing.OFFICER_AND_WORKER,
    Topic.FEELINGS: Sharing.OFFICER_AND_WORKER,
    Topic.FAMILY_TIME: Sharing.OFFICER_AND_WORKER,
}
_FACES = {Look.FACES5: 5, Look.FACES3: 3}
_WITHOUT_HOUSEHOLD = {Company.ALONE.value, Company.OUTSIDE.value}
_WITH_CHOICES = (Kind.ONE_OF, Kind.MANY_OF, Kind.YES_NO)

Complaint = tuple[str, str]
"""What is wrong, and how to put it right."""


def check(
    form: Form, words: Words, file: str, *, unclear: frozenset[str] = frozenset()
) -> list[Fault]:
    """Every fault of meaning in a form.

    Args:
        words: those of the language the form is written in.
        unclear: questions that could not be read whole; only their place is judged.
    """
    if not form.questions:
        return []
    faults = [Fault(file, what, remedy) for what, remedy in _about_the_form(form)]
    faults += faults_of_routes(form, file)
    for question in form.questions:
        if question.key in unclear:
            continue
        complaints = [
            *_about_choices(question, words),
            *_about_care(form, question),
            *_about_words(form, question),
        ]
        faults += [Fault(file, what, remedy, question=question.key) for what, remedy in complaints]
    return faults


def _about_the_form(form: Form) -> Iterator[Complaint]:
    most = MOST_BY_TEXT if form.by_text else MOST_QUESTIONS[form.band]
    asked = sum(question.kind is not Kind.STATEMENT for question in form.questions)
    if asked > most:
        yield f"There are {asked} questions.", f"Keep it to {most} for this age and channel."
    first = form.questions[0]
    if not form.by_text and (first.topic is not Topic.ONE_THING or first.kind is not Kind.TEXT):
        yield (
            "The first question is not a box for the one thing the person wants known.",
            'Begin with kind = "text", topic = "one_thing".',
        )
    if not form.by_text and not form.intro:
        yield "There is no intro.", "Say who reads it, when, and what happens next."
    for text in (form.title, *form.intro, *form.thanks):
        yield from _about_text(form, text)


def _about_choices(question: Question, words: Words) -> Iterator[Complaint]:
    count = len(question.choices)
    if question.kind not in _WITH_CHOICES:
        if count:
            yield f"A question of kind {question.kind} has choices.", "Take them out."
        if question.kind in (Kind.SCALE, Kind.NUMBER) and question.minimum >= question.maximum:
            yield "The minimum is not below the maximum.", "Change one of them."
        return
    if count < 2:
        yield f"There are {count} choices.", "Give at least two."
    if sum(not choice.exclusive for choice in question.choices) > MOST_ON_A_SCREEN:
        yield f"There are {count} choices.", f"Keep it to {MOST_ON_A_SCREEN}; more overwhelm."
    if question.look in _FACES and count != _FACES[question.look]:
        yield (
            f"{question.look} has {count} choices.",
            f"Give {_FACES[question.look]}, happiest first.",
        )
    if question.kind is Kind.YES_NO and [c.value for c in question.choices] != ["yes", "no"]:
        yield "The choices of yes_no are not yes and no.", 'Use kind = "one_of" instead.'
    repeated = Counter(choice.value for choice in question.choices)
    for value in (value for value, times in repeated.items() if times > 1):
        yield f"Two choices have the value '{value}'.", "Give each its own."
    yield from _about_spellings(question, words)


def _about_spellings(question: Question, words: Words) -> Iterator[Complaint]:
    commands = words.skip | words.back
    owner: dict[str, str] = {}
    for choice in question.choices:
        for text in (choice.label, choice.short, *choice.words):
            plain = phrase(text)
            if plain in ORDERS:
                yield f"'{text}' is an order when it stands alone.", "Choose another word."
            elif plain in commands:
                yield f"'{text}' is how people leave a question out or go back.", "Choose another."
            elif plain and words.number(plain) is not None and question.kind is not Kind.SCALE:
                yield f"'{text}' is a number; numbers stand for places in the list.", "Use words."
        for plain in spellings(question, choice, words):
            if owner.setdefault(plain, choice.value) != choice.value:
                yield (
                    f"'{plain}' could mean '{owner[plain]}' or '{choice.value}'.",
                    "Let it stand for one of them.",
                )


def _about_care(form: Form, question: Question) -> Iterator[Complaint]:
    if form.audience is not Audience.CHILD:
        return
    order = list(Sharing)
    widest = _WIDEST.get(question.topic)
    if widest and order.index(question.sharing) < order.index(widest):
        yield (
            f"An answer about {question.topic} would be shared as '{question.sharing}'.",
            f"Nothing wider than '{widest}' is allowed.",
        )
    if question.worry and (question.kind is not Kind.TEXT or question.choices):
        yield "The question about being worried is not open.", 'Use kind = "text".'
    if question.worry and (not question.company or question.company - _WITHOUT_HOUSEHOLD):
        yield (
            "The question about being worried could be put while a carer is there.",
            'Write ask_if_company = ["alone", "outside"].',
        )
    if question.worry and question.topic is not Topic.SAFETY:
        yield "The question about being worried has another topic.", 'Write topic = "safety".'


def _about_words(form: Form, question: Question) -> Iterator[Complaint]:
    if form.by_text and not question.short:
        yield "'short' is missing.", "Write the question as a text message."
    shown = [question.text, question.help, question.more_text]
    shown += [question.low_label, question.high_label]
    for text in (*shown, *(choice.label for choice in question.choices)):
        yield from _about_text(form, text)
    for text in (question.short, *(choice.short for choice in question.choices)):
        yield from _about_placeholders(text)


def _about_text(form: Form, text: str) -> Iterator[Complaint]:
    yield from _about_placeholders(text)
    for complaint in too_hard(text, form.band):
        yield complaint, "Make it shorter, or two."


def _about_placeholders(text: str) -> Iterator[Complaint]:
    for name in named_in(text):
        if name not in PLACEHOLDERS:
            known = ", ".join("{" + known + "}" for known in sorted(PLACEHOLDERS))
            yield f"'{{{name}}}' is not something we can fill in.", f"Use {known}."
