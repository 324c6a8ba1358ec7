"""What is handed on: the version for the meeting, and the one for a parent. Pure.

Built from the answers that may be in it and from nothing else. There is no field for a name of an
adult, for who helped, for safety, for what was not answered: what has no place cannot slip in.
Where an answer that may not be in it led to a further question, that one is not in it either, so
the version is equal to the one of a person who was never asked (T20).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from participation.care.corrections.rules import Corrected
from participation.care.summaries.facts import Asked, Revision, SummaryFacts
from participation.care.summaries.going_on import further_texts, newest_revisions, with_further
from participation.care.summaries.in_words import said_in
from participation.care.summaries.rules import CHILD, given_by, reading_order
from participation.care.summaries.who_may_see import WHO_MAY_SEE, Holds, Readers
from participation.questionnaire import engine
from participation.questionnaire.definition import AnswerState, Form


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class HandedAnswer:
    """One answer with words, a choice or a drawing. `source` names it for whoever looks through
    the version, and is printed nowhere."""

    source: str
    question_key: str
    question: str
    values: tuple[str, ...]
    label: str | None
    face: str | None
    own_words: str | None
    drawing: str | None
    typed: bool
    by_helper: bool
    language: str
    in_english: str | None = None  # as people have put it, where they have
    corrected: tuple[Corrected, ...] = ()  # by what they are to the child; nobody is named

    @property
    def looked_through(self) -> str:
        """Everything in it that somebody has written, in either language, corrections too."""
        corrected = (one.words for one in self.corrected)
        return "\n".join(part for part in (self.own_words, self.in_english, *corrected) if part)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class HandedVoice:
    """What one person said, by what they are to the child."""

    role: str
    answers: tuple[HandedAnswer, ...]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Handed:
    """A whole version. About the review only where the table says so."""

    readers: Readers
    called: str
    age: int | None
    kind: str | None
    day: date | None
    voices: tuple[HandedVoice, ...]

    def answers(self) -> Iterator[HandedAnswer]:
        for voice in self.voices:
            yield from voice.answers


def handed(facts: SummaryFacts, readers: Readers, left_out: Collection[str] = ()) -> Handed:
    """The version for these readers.

    Args:
        left_out: sources of answers that a person decided to leave out.
    """
    holds = WHO_MAY_SEE[readers]
    voices = (
        HandedVoice(role=one.role, answers=tuple(_answers(one, holds, left_out)))
        for one in sorted(facts.asked, key=reading_order)
        if holds.adults or one.role == CHILD
    )
    return Handed(
        readers=readers,
        called=facts.child.called,
        age=facts.child.age if holds.about_review else None,
        kind=facts.review.kind if holds.about_review else None,
        day=facts.review.day if holds.about_review else None,
        voices=tuple(voice for voice in voices if voice.answers),
    )


def _answers(one: Asked, holds: Holds, left_out: Collection[str]) -> Iterator[HandedAnswer]:
    if one.form is None:
        return  # nobody can tell what these questions were about
    going_on = further_texts(one)
    permitted = {
        key: answer
        for key, answer in newest_revisions(one).items()
        if _may_be_in(answer, one.form, holds)
        and answer.source not in left_out
        # A thought in several texts goes whole or not at all.
        and all(more.sharing in holds.sharing for more in going_on.get(key, ()))
    }
    context = {"company": one.company} if one.company else {}
    given = {key: given_by(answer) for key, answer in permitted.items()}
    on_route = {question.key for question in engine.said_route(one.form, given, context)}
    for question in one.form.questions:
        answer = permitted.get(question.key)
        if answer is None or question.key not in on_route:
            continue
        said = with_further(said_in(answer, question, one.form), going_on.get(question.key, ()))
        if said.by_helper and not holds.adults:
            continue
        if said.own_words or said.drawing or (said.label and said.state == AnswerState.ANSWERED):
            yield HandedAnswer(
                source=answer.source,
                question_key=said.question_key,
                question=said.question,
                values=said.values,
                label=said.label,
                face=said.face,
                own_words=said.own_words,
                drawing=said.drawing,
                typed=said.typed,
                by_helper=said.by_helper,
                language=said.language or "",
                in_english=said.in_english,
                corrected=tuple(replace(one, noted_by="") for one in said.corrected),
            )


def _may_be_in(answer: Revision, form: Form, holds: Holds) -> bool:
    question = form.question(answer.question_key)
    return (
        question is not None
        and answer.sharing in holds.sharing
        and question.topic not in holds.without
        and answer.state in (AnswerState.ANSWERED, AnswerState.UNKNOWN)
    )
