"""How one review was for the people in it, in their words: for the child's officer alone.

The questionnaires after a review say that the officer reads them. Only what was sent is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from participation.care.consultations import queries as consultations
from participation.care.consultations.models import Answer, Channel, Invitation, Remark
from participation.care.summaries.in_words import chosen, for_staff
from participation.questionnaire.definition import AnswerState, Form, Occasion

_SAID = frozenset({AnswerState.ANSWERED, AnswerState.UNKNOWN})


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One answer, or words that answer no question."""

    question: str | None
    label: str
    own_words: str
    language: str


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Everything that one of them said; `name` is an adult's."""

    role: str
    name: str
    said: tuple[Piece, ...]


def how_it_was(session: Session, review_id: int) -> Sequence[Person]:
    """Everybody who said how a review was. One statement where nobody was asked."""
    held = consultations.round_of(session, review_id, Occasion.AFTER)
    if held is None:
        return []
    asked = consultations.invitations_of(session, held.id)
    keys = [one.id for one in asked]
    answers = consultations.answers_of(session, keys)
    remarks = consultations.remarks_of(session, keys)
    forms = consultations.forms_of(session, asked)
    people = [
        Person(
            role=one.role,
            name=(one.asked_through.adult.full_name or "") if one.asked_through else "",
            said=(
                *_answered(one, answers.get(one.id, ()), forms.get(one.form_hash or "")),
                *_besides(one, remarks.get(one.id, ()), forms.get(one.form_hash or "")),
            ),
        )
        for one in asked
    ]
    return [one for one in people if one.said]


def _answered(one: Invitation, answers: Sequence[Answer], form: Form | None) -> list[Piece]:
    if one.finished_at is None:
        return []  # drafts, which nobody reads
    newest = {row.question_key: row for row in sorted(answers, key=lambda row: row.revision)}
    order = {question.key: place for place, question in enumerate(form.questions if form else ())}
    found = []
    for key, row in sorted(newest.items(), key=lambda item: order.get(item[0], len(order))):
        question = form.question(key) if form else None
        label = for_staff(chosen(question, tuple(row.value or ())), form)
        if row.state in _SAID and (label or row.words):
            text = for_staff(question.text, form) if question else key
            found.append(Piece(text, label, row.words or "", row.language))
    return found


def _besides(one: Invitation, remarks: Sequence[Remark], form: Form | None) -> list[Piece]:
    found = []
    for row in remarks:
        if one.finished_at is None and row.channel is not Channel.SMS:
            continue
        question = form.question(row.question_key) if form and row.question_key else None
        text = for_staff(question.text, form) if question else None
        found.append(Piece(text, "", row.words or "", row.language))
    return found
