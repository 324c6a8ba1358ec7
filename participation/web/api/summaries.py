"""GET /api/v1/reviews/<id>/summary: what was sent so far, each respondent apart.

`summaries:read` gives the version for sharing, `summaries:read_all` the officer's. The audit row
is written before anything is read out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from participation.care.corrections.rules import Corrected
from participation.care.summaries.content import AlsoSaid, Content, Readers, Said, Unheard, Voice
from participation.care.summaries.facts import Translated
from participation.journeys.reading import HandedOver, hand_over
from participation.kernel.errors import NotFound
from participation.questionnaire.drawings import COLOURS, SIDE, strokes_in
from participation.web.api.blueprint import api_get
from participation.web.api.door import Caller
from participation.web.api.schemas_summaries import SummaryOut
from participation.web.problems import from_house

READ, READ_ALL = "summaries:read", "summaries:read_all"


@api_get("/reviews/<review_id>/summary", SummaryOut, scopes=[READ, READ_ALL], may_be_missing=True)
def summary(caller: Caller, review_id: str) -> Any:
    """The summary of one review, from the day its round opens; 404 before."""
    readers = Readers.OFFICER if caller.has(READ_ALL) else Readers.SHARED
    handed = hand_over(caller.session, caller.token.name, readers, review_id, now=caller.now)
    if handed is None:
        return from_house(NotFound())  # an answer, so that the audit row is kept
    return _summary(handed)


def as_sent(handed: HandedOver) -> dict[str, Any]:
    """The same as plain JSON, for who takes it away by hand."""
    sent = cast("dict[str, Any]", SummaryOut().dump(_summary(handed)))
    if handed.content.readers is Readers.SHARED:
        del sent["version"]  # it counts those in which only what they may not see was new (T20)
    return sent


def _summary(handed: HandedOver) -> dict[str, Any]:
    content = handed.content
    return {
        "clar_cla_review_id": content.review.external_id,
        "readers": content.readers,
        "version": handed.summary.version,
        "composed_at": handed.summary.composed_at,
        "child": _child(content),
        "safety": content.safety,
        "one_thing": _one_thing(content),
        "asks": [
            {
                "role": ask.role,
                "question_text": ask.question,
                "value_label": ask.label,
                "own_words": ask.own_words,
                "corrections": corrections(ask.corrected),
                "language": ask.language,
                "asked_at": ask.asked_at,
            }
            for ask in content.asks
        ],
        "not_heard_from": [_not_heard(one) for one in content.unheard],
        "private_talk": content.talk,
        "since_last": content.since_last,
        "over_time": content.over_time,
        "respondents": [_respondent(one) for one in content.voices],
    }


def _child(content: Content) -> dict[str, Any]:
    child = content.child
    return {
        "pers_person_id": child.external_id,
        "called": child.called,
        "age": child.age,
        "spoken_language": child.spoken_language,
        "reading_language": child.reading_language,
        "interpreter_needed": child.interpreter_needed,
        "communication": list(child.communication),
        "corrections": corrections(child.corrected),
    }


def _one_thing(content: Content) -> dict[str, Any] | None:
    one = content.one_thing
    if one is None:
        return None
    return {
        "own_words": one.own_words,
        "language": one.language,
        "translations": _translations(one.translated),
        "corrections": corrections(one.corrected),
        "drawing": _drawing(one.drawing),
    }


def _translations(made: Sequence[Translated]) -> list[dict[str, Any]]:
    return [
        {
            "words": one.words,
            "by": one.by,
            "at": one.at,
            "readers": 2 if one.second else 1,
            "second_wanted": one.second_wanted,
            "unreadable": one.unreadable,
            "before": [{"words": each.words, "by": each.by, "at": each.at} for each in one.before],
        }
        for one in made
    ]


def corrections(made: Sequence[Corrected]) -> list[dict[str, Any]]:
    """What somebody says is wrong, beside what it is about."""
    return [
        {"words": one.words, "said_by": one.said_by, "noted_by": one.noted_by, "at": one.at}
        for one in made
    ]


def _not_heard(one: Unheard) -> dict[str, Any]:
    return {
        "role": one.role,
        "reason": one.reason,
        "sent_at": one.sent_at,
        "tried": [{"on": attempt.on, "what": attempt.what} for attempt in one.tried],
        "left_to_try": [{"kind": left.kind, "due_on": left.due_on} for left in one.left],
    }


def _respondent(one: Voice) -> dict[str, Any]:
    return {
        "role": one.role,
        "state": one.state,
        "way": one.way,
        "language": one.language,
        "interpreter_needed": one.interpreter_needed,
        "company": one.company,
        "helped_by": one.helped_by,
        "finished_at": one.finished_at,
        "sent_for_them": one.sent_for_them,
        "answers": [_answer(said) for said in one.answers],
        "remarks": [_remark(also) for also in one.remarks],
        "corrections": corrections(one.corrected),
        "observations": one.seen,
    }


def _answer(said: Said) -> dict[str, Any]:
    return {
        "question_key": said.question_key,
        "question_text": said.question,
        "state": said.state,
        "value": _value(said.values),
        "value_label": said.label,
        "own_words": said.own_words,
        "drawing": _drawing(said.drawing),
        "by_helper": said.by_helper,
        "language": said.language,
        "translation": said.in_english,
        "translations": _translations(said.translated),
        "corrections": corrections(said.corrected),
        "sharing": said.sharing,
        "channel": said.channel,
        "given_at": said.given_at,
    }


def _remark(also: AlsoSaid) -> dict[str, Any]:
    return {
        "kind": also.kind,
        "question_key": also.question_key,
        "question_text": also.question,
        "own_words": also.own_words,
        "drawing": _drawing(also.drawing),
        "language": also.language,
        "translation": also.translated[0].words if also.translated else None,
        "translations": _translations(also.translated),
        "corrections": corrections(also.corrected),
        "sharing": also.sharing,
        "channel": also.channel,
        "received_at": also.received_at,
    }


def _drawing(text: str | None) -> dict[str, Any] | None:
    """The lines as they were drawn; whoever calls chooses how large to draw them again."""
    strokes = strokes_in(text) if text else None
    if not strokes:
        return None
    return {
        "side": SIDE,
        "strokes": [
            {"colour": COLOURS[one.colour], "points": [list(point) for point in one.points]}
            for one in strokes
        ],
    }


def _value(values: tuple[str, ...]) -> str | list[str] | None:
    """One choice as a text, several as a list."""
    if len(values) == 1:
        return values[0]
    return list(values) or None
