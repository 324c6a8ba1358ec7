"""Faults of meaning: a form that can be read, but would go wrong with a person.

What is checked here is what a form's author cannot see by looking: conditions that never
hold, two choices with the same spelling, a word that carriers swallow, an answer shared
more widely than practice allows, sentences too long for the age.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from participation.questionnaire.choices import WITH_PICTURES, Complaint, about_choices
from participation.questionnaire.composition import MOST_MODULE_QUESTIONS
from participation.questionnaire.definition import (
    Audience,
    Band,
    Company,
    Form,
    Kind,
    Known,
    Module,
    Occasion,
    Question,
    Sharing,
    Topic,
    Voice,
)
from participation.questionnaire.faults import Fault
from participation.questionnaire.lexicon import Words
from participation.questionnaire.placeholders import PLACEHOLDERS, named_in
from participation.questionnaire.reading_level import LIMITS, too_hard
from participation.questionnaire.routes import faults_of_routes

MOST_QUESTIONS = {
    Band.FOUR_TO_SEVEN: 5,
    Band.EIGHT_TO_ELEVEN: 8,
    Band.TWELVE_TO_FIFTEEN: 10,
    Band.SIXTEEN_TO_SEVENTEEN: 10,
    Band.EASY: 6,
    Band.ADULT: 8,
}
MOST_BY_TEXT = 3
MOST_AFTER_FOR_A_CHILD = 5
MOST_AFTER_FOR_A_WORKER = 9

WISHES = "review_wishes"
"""The question of a form that opens the menu of choice."""

_FAMILY = (Audience.PARENT, Audience.CARER, Audience.ADOPTER, Audience.OBSERVER)
_CARERS = (Topic.PEOPLE_AT_HOME, Topic.SAFETY)
_WIDEST = {
    Topic.SAFETY: Sharing.ONLY_OFFICER,
    Topic.HEALTH: Sharing.OFFICER_AND_WORKER,
    Topic.FEELINGS: Sharing.OFFICER_AND_WORKER,
    Topic.FAMILY_TIME: Sharing.OFFICER_AND_WORKER,
}
_WITHOUT_HOUSEHOLD = {Company.ALONE.value, Company.OUTSIDE.value}


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
    own = [question for question in form.questions if not question.module]
    return faults + _of_questions(own, form, words, file, unclear)


def check_module(
    module: Module, words: Words, file: str, *, unclear: frozenset[str] = frozenset()
) -> list[Fault]:
    """Every fault of meaning that a module has by itself; `check_together` judges the rest."""
    band = min(module.bands, key=lambda band: LIMITS[band], default=Band.ADULT)
    alone = Form(module.key, module.version, module.audience, band, module.title, module.questions)
    faults = [Fault(file, what, remedy) for what, remedy in _about_the_module(module)]
    faults += [Fault(file, what, remedy) for what, remedy in _about_text(band, module.title)]
    return faults + _of_questions(module.questions, alone, words, file, unclear)


def check_together(form: Form, file: str) -> list[Fault]:
    """Every fault that only shows once modules are in a form: keys, conditions and routes.

    The parts are checked by themselves already.
    """
    return faults_of_routes(form, file)


def _of_questions(
    questions: Iterable[Question], form: Form, words: Words, file: str, unclear: frozenset[str]
) -> list[Fault]:
    return [
        Fault(file, what, remedy, question=question.key)
        for question in questions
        if question.key not in unclear
        for what, remedy in (
            *about_choices(question, form.band, words),
            *_about_care(form, question),
            *_about_words(form, question),
        )
    ]


def most_questions(form: Form) -> int:
    """How many questions a form may put; a helper's and those of modules do not count."""
    if form.by_text:
        return MOST_BY_TEXT
    if form.occasion is Occasion.BEFORE:
        return MOST_QUESTIONS[form.band]
    if form.audience is Audience.CHILD:
        return MOST_AFTER_FOR_A_CHILD
    return MOST_QUESTIONS[form.band] if form.audience in _FAMILY else MOST_AFTER_FOR_A_WORKER


def _counted(questions: Iterable[Question]) -> int:
    return sum(
        question.kind is not Kind.STATEMENT and question.voice is Voice.OWN and not question.module
        for question in questions
    )


def _about_the_form(form: Form) -> Iterator[Complaint]:
    most, asked = most_questions(form), _counted(form.questions)
    if asked > most:
        yield f"There are {asked} questions.", f"Keep it to {most} for this age and channel."
    yield from _about_the_first(form)
    if not form.by_text and not form.intro:
        yield "There is no intro.", "Say who reads it, when, and what happens next."
    for text in (form.title, *form.intro, *form.thanks):
        yield from _about_text(form.band, text)


def _about_the_first(form: Form) -> Iterator[Complaint]:
    """The first blank box is for the one thing (R32)."""
    if form.by_text or form.occasion is Occasion.AFTER:
        return
    if form.audience not in (Audience.CHILD, Audience.PARENT):
        return
    first = form.questions[0]
    drawn = first.kind is Kind.DRAWING and form.band is Band.FOUR_TO_SEVEN
    if first.topic is not Topic.ONE_THING or not (first.kind is Kind.TEXT or drawn):
        yield (
            "The first question is not a box for the one thing the person wants known.",
            'Begin with kind = "text", topic = "one_thing".',
        )


def _about_the_module(module: Module) -> Iterator[Complaint]:
    asked = len(module.questions)
    if module.always:
        for question in module.questions:
            if question.ask_if is None or question.ask_if.question != WISHES:
                yield (
                    f"'{question.key}' would be put to everybody.",
                    f'Write ask_if = {{ question = "{WISHES}", any_of = […] }}.',
                )
        return
    if asked > MOST_MODULE_QUESTIONS:
        yield f"There are {asked} questions.", f"Keep a module to {MOST_MODULE_QUESTIONS}."
    for question in module.questions:
        if question.ask_if is not None:
            yield f"'{question.key}' has a condition.", "Leave ask_if to the form."
        if question.kind is Kind.STATEMENT or question.voice is Voice.HELPER:
            yield f"'{question.key}' is not a question to the child.", "Put it into the form."


def _about_care(form: Form, question: Question) -> Iterator[Complaint]:
    if form.audience is not Audience.CHILD or question.voice is Voice.HELPER:
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
    near_carer = not question.company or question.company - _WITHOUT_HOUSEHOLD
    if form.band in WITH_PICTURES and question.topic in _CARERS and near_carer:
        yield (
            "The carer may hold the phone while a small child is asked this.",
            'Write ask_if_company = ["alone", "outside"].',
        )
    if question.worry and question.topic is not Topic.SAFETY:
        yield "The question about being worried has another topic.", 'Write topic = "safety".'


def _about_words(form: Form, question: Question) -> Iterator[Complaint]:
    if form.by_text and not question.short:
        yield "'short' is missing.", "Write the question as a text message."
    band = Band.ADULT if question.voice is Voice.HELPER else form.band
    shown = [question.text, question.help, question.more_text]
    shown += [question.low_label, question.high_label]
    for text in (*shown, *(choice.label for choice in question.choices)):
        yield from _about_text(band, text, question.known)
    for text in (question.short, *(choice.short for choice in question.choices)):
        yield from _about_placeholders(text, question.known)
        yield from _about_letters(text)


def _about_text(band: Band, text: str, known: Known | None = None) -> Iterator[Complaint]:
    yield from _about_placeholders(text, known)
    yield from _about_letters(text)
    for complaint in too_hard(text, band):
        yield complaint, "Make it shorter, or two."


def _about_letters(text: str) -> Iterator[Complaint]:
    """A tab and its like: nobody sees it in the file, and a text message would carry it."""
    if any(not letter.isprintable() and letter != "\n" and ord(letter) < 128 for letter in text):
        yield (
            f"A tab or another hidden character stands in '{' '.join(text.split())[:40]}…'.",
            "Type a space in its place.",
        )


def _about_placeholders(text: str, known: Known | None) -> Iterator[Complaint]:
    for name in named_in(text):
        if name not in PLACEHOLDERS:
            known_names = ", ".join("{" + name + "}" for name in sorted(PLACEHOLDERS))
            yield f"'{{{name}}}' is not something we can fill in.", f"Use {known_names}."
        elif name in list(Known) and name != known:
            yield (
                f"'{{{name}}}' may be unknown where this is shown.",
                f'Use it in a question with ask_if_known = "{name}".',
            )
