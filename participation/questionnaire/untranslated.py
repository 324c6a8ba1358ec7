"""What a form lacks in another language (B86): texts not translated, gaps lost, choices alike."""

from __future__ import annotations

from collections.abc import Iterator

from participation.questionnaire.definition import Form, Question, Texts, context_of
from participation.questionnaire.faults import Fault
from participation.questionnaire.lexicon import ORDERS
from participation.questionnaire.placeholders import named_in
from participation.questionnaire.spelling import phrase

_SHOWN = 40


def faults_of_translation(form: Form, texts: Texts, language: str) -> list[Fault]:
    """Every text that has no translation, or one that would go wrong, by question.

    A text that reads the same in both languages, such as "OK", is told too: nobody can see from
    outside whether somebody looked at it.

    Args:
        language: its name, for the person who reads this.
    """
    file = f"{form.key} in {language}"
    faults = []
    for question, source in _texts_of(form):
        translated = texts.pgettext(context_of(form, question), source)
        key = question.key if question else None
        for what, remedy in _about(source, translated):
            faults.append(Fault(file, what, remedy, question=key))
    for question in form.questions:
        for what, remedy in _about_choices(form, question, texts):
            faults.append(Fault(file, what, remedy, question=question.key))
    return faults


def _texts_of(form: Form) -> Iterator[tuple[Question | None, str]]:
    for text in (form.title, *form.intro, *form.thanks):
        yield None, text
    for question in form.questions:
        own = (question.text, question.help, question.short, question.more_text)
        labels = (text for choice in question.choices for text in (choice.label, choice.short))
        for text in dict.fromkeys((*own, question.low_label, question.high_label, *labels)):
            if text:
                yield question, text


def _about(source: str, translated: str) -> Iterator[tuple[str, str]]:
    shown = source if len(source) <= _SHOWN else f"{source[:_SHOWN]}…"
    if translated == source:
        yield f"'{shown}' is not translated.", "Until it is, people are shown English."
        return
    for name in sorted(set(named_in(source)) ^ set(named_in(translated))):
        if name in named_in(source):
            yield f"'{{{name}}}' is lost in the translation of '{shown}'.", "Put it back in."
        else:
            yield f"'{{{name}}}' came into the translation of '{shown}'.", "Take it out."


def _about_choices(form: Form, question: Question, texts: Texts) -> Iterator[tuple[str, str]]:
    owner: dict[str, str] = {}
    for choice in question.choices:
        plain = phrase(texts.pgettext(context_of(form, question), choice.label))
        if plain in ORDERS:
            yield f"'{plain}' is an order when it stands alone.", "Translate it with another word."
        if owner.setdefault(plain, choice.value) != choice.value:
            yield (
                f"'{plain}' could mean '{owner[plain]}' or '{choice.value}'.",
                "Translate them differently.",
            )
