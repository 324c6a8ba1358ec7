"""One answer, or other words of a person, as staff read it: in the words of their form."""

from __future__ import annotations

from participation.care.summaries.content import AlsoSaid, Said
from participation.care.summaries.facts import OtherWords, Revision
from participation.channels.form.wording import FACES
from participation.questionnaire.definition import (
    IN_WORDS,
    AnswerState,
    Audience,
    Form,
    How,
    Kind,
    Question,
    Topic,
)
from participation.questionnaire.definition import Voice as Whose
from participation.questionnaire.drawings import drawing_in
from participation.questionnaire.placeholders import fill


def said_in(answer: Revision, question: Question | None, form: Form | None) -> Said:
    """One answer as its readers see it."""
    own_words, drawing = answer.words, None
    if _is_drawn(question, answer.values):
        own_words, drawing = words_and_drawing(question, answer.words)
    return Said(
        question_key=answer.question_key,
        question=for_staff(question.text, form) if question else answer.question_key,
        topic=question.topic if question else Topic.ANYTHING_ELSE,
        state=answer.state,
        values=answer.values,
        label=for_staff(chosen(question, answer.values), form) or None,
        face=_face(question, answer.values),
        own_words=own_words or None,
        drawing=drawing,
        typed=answer.how is How.RAW
        and question is not None
        and question.kind not in IN_WORDS
        and answer.state is AnswerState.ANSWERED,
        by_helper=question is not None and question.voice is Whose.HELPER,
        language=answer.language,
        sharing=answer.sharing,
        channel=answer.channel,
        given_at=answer.given_at,
        source=answer.source,
        translated=(answer.translated,) if answer.translated is not None else (),
        corrected=answer.corrected,
    )


def gap(question: Question, form: Form, state: str) -> Said:
    return Said(
        question_key=question.key,
        question=for_staff(question.text, form),
        topic=question.topic,
        state=state,
        by_helper=question.voice is Whose.HELPER,
    )


def also_said(words: OtherWords, form: Form | None) -> AlsoSaid:
    question = form.question(words.question_key) if form and words.question_key else None
    own_words, drawing = words_and_drawing(question, words.words)
    return AlsoSaid(
        kind=words.kind,
        question_key=words.question_key,
        question=for_staff(question.text, form) if question else None,
        own_words=own_words,
        language=words.language,
        sharing=words.sharing,
        channel=words.channel,
        received_at=words.received_at,
        source=words.source,
        drawing=drawing,
        translated=(words.translated,) if words.translated is not None else (),
        corrected=words.corrected,
    )


def words_and_drawing(question: Question | None, text: str) -> tuple[str, str | None]:
    """The words somebody wrote, and the strokes of what they drew, which nobody can read."""
    drawing = drawing_in(text) if question and question.kind is Kind.DRAWING else None
    if drawing is None or not drawing.strokes:
        return text, None
    return drawing.words, text.partition("\n")[0]


def chosen(question: Question | None, values: tuple[str, ...]) -> str:
    """What a choice was called; a number on a scale comes with what its ends mean."""
    if not values:
        return ""
    if question is None:
        return ", ".join(values)
    if _is_drawn(question, values):
        return "A drawing"
    if question.kind is Kind.SCALE:
        low = f" ({question.low_label})" if question.low_label else ""
        high = f" ({question.high_label})" if question.high_label else ""
        return f"{values[0]}, from {question.minimum}{low} to {question.maximum}{high}"
    choices = [question.choice(value) for value in values]
    return ", ".join(
        choice.label if choice else value for choice, value in zip(choices, values, strict=True)
    )


def for_staff(text: str, form: Form | None) -> str:
    """A form's words with its open names filled in; not with a name, since officers change."""
    child = form is not None and form.audience is Audience.CHILD
    officer = "your reviewing officer" if child else "the reviewing officer"
    names = {"officer": officer, "council": "the council", "last_time": "what was asked last time"}
    return fill(text, names)


def _is_drawn(question: Question | None, values: tuple[str, ...]) -> bool:
    return question is not None and question.kind is Kind.DRAWING and bool(values)


def _face(question: Question | None, values: tuple[str, ...]) -> str | None:
    """The face that was drawn beside the choice."""
    if question is None or len(values) != 1:
        return None
    faces = FACES[question.look]
    places = [choice.value for choice in question.choices]
    place = places.index(values[0]) if values[0] in places else len(faces)
    return faces[place] if place < len(faces) else None
