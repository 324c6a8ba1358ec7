"""A form in another language: the same keys and values, other words."""

from __future__ import annotations

from dataclasses import replace

from participation.questionnaire.definition import Choice, Form, Question, Texts, context_of


def in_language(form: Form, texts: Texts) -> Form:
    """The form as somebody reads it, for reading what they type.

    The source language's labels still count as spellings, after the translated ones.
    Key, version and hash stay: it is the same form.
    """
    return replace(
        form, questions=tuple(_question(form, question, texts) for question in form.questions)
    )


def _question(form: Form, question: Question, texts: Texts) -> Question:
    context = context_of(form, question)

    def say(message: str) -> str:
        return texts.pgettext(context, message) if message else ""

    return replace(
        question,
        text=say(question.text),
        help=say(question.help),
        short=say(question.short),
        choices=tuple(
            _choice(choice, say(choice.label), say(choice.short)) for choice in question.choices
        ),
    )


def _choice(choice: Choice, label: str, short: str) -> Choice:
    return replace(
        choice, label=label, short=short, words=(*choice.words, choice.label, choice.short)
    )
