"""How the child said things are going, over the last reviews: faces, words and days. Pure.

One row a matter. Only what was asked with faces or on a scale; nothing is averaged, and where other
choices were offered then and now nobody but a person compares them. Built from answers that these
readers may see, then as now, so that an answer kept from them leaves no gap (T20).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from participation.care.summaries.content import Said, Voice
from participation.care.summaries.looking_back import Compared, OverTime, Then
from participation.questionnaire.definition import AnswerState, Band, Form, Kind, Look, Question

AT_MOST = 5  # reviews in a row, this one among them
_SAID = frozenset({AnswerState.ANSWERED.value, AnswerState.UNKNOWN.value})


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Time:
    """The child's part before one review, as these readers may see it."""

    day: date
    voice: Voice
    form: Form | None


@dataclass(slots=True, repr=False)
class _Row:
    """One matter while it is put together, the newest first."""

    key: str
    topic: str
    found: list[tuple[Time, Said, Question]] = field(default_factory=list)


def over_time(now: Time | None, before: Sequence[Time]) -> tuple[OverTime, ...]:
    """The rows, in the order of the questions, the newest questionnaire's first.

    Args:
        now: this time; None where the child was not asked.
        before: earlier times, the newest first.
    """
    small = now is not None and now.form is not None and now.form.band is Band.FOUR_TO_SEVEN
    times = [*((now,) if now is not None else ()), *(() if small else before)][:AT_MOST]
    rows: list[_Row] = []
    for time in times:
        for said, question in _with_a_face(time):
            _row_for(rows, time, said).found.append((time, said, question))
    return tuple(_put_together(row, now) for row in rows)


def _with_a_face(time: Time) -> Iterator[tuple[Said, Question]]:
    for said in time.voice.answers:
        question = time.form.question(said.question_key) if time.form else None
        if question is None or said.by_helper or said.state not in _SAID:
            continue
        if question.look is not Look.LIST or question.kind is Kind.SCALE:
            yield said, question


def _row_for(rows: list[_Row], time: Time, said: Said) -> _Row:
    """The same question, else one on the same matter that this time has not answered yet: of
    another age it has another name."""
    free = [row for row in rows if all(found[0] is not time for found in row.found)]
    for row in free:
        if row.key == said.question_key:
            return row
    others = {one.question_key for one in time.voice.answers}
    for row in free:
        if row.topic == said.topic and row.key not in others:
            return row
    rows.append(_Row(said.question_key, said.topic))
    return rows[-1]


def _put_together(row: _Row, now: Time | None) -> OverTime:
    entries = tuple(_then(time, said, question) for time, said, question in reversed(row.found))
    return OverTime(
        topic=row.topic,
        question=row.found[0][1].question,
        compared=_compared(row, now),
        entries=entries,
    )


def _compared(row: _Row, now: Time | None) -> Compared:
    newest_time, newest, question = row.found[0]
    if newest_time is not now:
        return Compared.NOT_THIS_TIME
    if len(row.found) == 1:
        return Compared.ALONE
    _time, before, asked_before = row.found[1]
    if _offered(question) != _offered(asked_before):
        return Compared.ASKED_OTHERWISE
    same = (newest.state, newest.values) == (before.state, before.values)
    return Compared.SAME if same else Compared.CHANGED


def _offered(question: Question) -> tuple[object, ...]:
    choices = tuple((choice.value, choice.label) for choice in question.choices)
    scale = (question.minimum, question.maximum, question.low_label, question.high_label)
    return (question.kind, choices, scale if question.kind is Kind.SCALE else ())


def _then(time: Time, said: Said, question: Question) -> Then:
    return Then(
        day=time.day,
        question=said.question,
        state=said.state,
        label=said.label,
        face=said.face,
        level=_level(said, question),
    )


def _level(said: Said, question: Question) -> float | None:
    """How high it stands in its own row; the ends of another row are other words."""
    if len(said.values) != 1:
        return None
    value = said.values[0]
    if question.kind is Kind.SCALE:
        span = question.maximum - question.minimum
        number = int(value) if value.lstrip("-").isdigit() else None
        return (number - question.minimum) / span if number is not None and span else None
    places = [choice.value for choice in question.choices]
    if value not in places or len(places) == 1:
        return None
    return 1 - places.index(value) / (len(places) - 1)
