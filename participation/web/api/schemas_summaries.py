"""A summary as the interface gives it out."""

from __future__ import annotations

from marshmallow import fields, validate

from participation.questionnaire.drawings import COLOURS
from participation.web.api.schemas import Strict, Value
from participation.web.api.schemas_corrections import CorrectionOut
from participation.web.api.schemas_looking_back import OverTimeOut, SinceLastOut


class StrokeOut(Strict):
    colour = fields.String(required=True, validate=validate.OneOf(COLOURS))
    points = fields.List(
        fields.List(fields.Integer(strict=True)),
        required=True,
        metadata={"description": "Each an x and a y, from the top left corner."},
    )


class DrawingOut(Strict):
    side = fields.Integer(
        required=True, strict=True, metadata={"description": "Width and height of the sheet."}
    )
    strokes = fields.List(fields.Nested(StrokeOut), required=True)


class WordingOut(Strict):
    words = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class TranslationOut(WordingOut):
    """One text as people have put it into English, the newest wording; `before` are the others."""

    readers = fields.Integer(required=True, strict=True)
    second_wanted = fields.Boolean(required=True)
    unreadable = fields.Boolean(required=True)
    before = fields.List(fields.Nested(WordingOut), required=True)


class AnswerOut(Strict):
    question_key = fields.String(required=True)
    question_text = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(
            ["answered", "skipped", "declined", "unknown", "not_reached", "not_asked"]
        ),
    )
    value = Value(required=True, allow_none=True)
    value_label = fields.String(required=True, allow_none=True)
    own_words = fields.String(
        required=True, allow_none=True, metadata={"description": "Exactly as they came."}
    )
    drawing = fields.Nested(DrawingOut, required=True, allow_none=True)
    by_helper = fields.Boolean(
        required=True,
        metadata={"description": "Asked of whoever helped; the words are theirs."},
    )
    language = fields.String(required=True, allow_none=True)
    translation = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "By a person, beside the words; null while there is none."},
    )
    translations = fields.List(fields.Nested(TranslationOut), required=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True)
    sharing = fields.String(required=True, allow_none=True)
    channel = fields.String(required=True, allow_none=True)
    given_at = fields.AwareDateTime(required=True, allow_none=True)


class RemarkOut(Strict):
    kind = fields.String(required=True)
    question_key = fields.String(required=True, allow_none=True)
    question_text = fields.String(required=True, allow_none=True)
    own_words = fields.String(required=True)
    drawing = fields.Nested(DrawingOut, required=True, allow_none=True)
    language = fields.String(required=True)
    translation = fields.String(required=True, allow_none=True)
    translations = fields.List(fields.Nested(TranslationOut), required=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True)
    sharing = fields.String(required=True)
    channel = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)


class ObservationOut(Strict):
    """What a member of staff saw when they asked in person: an adult's, and nothing that the person
    said. In the officer's version alone."""

    words = fields.String(required=True)
    by = fields.String(required=True)
    how = fields.String(
        required=True, validate=validate.OneOf(["visit", "call", "letter", "paper"])
    )
    at = fields.AwareDateTime(required=True)


class RespondentOut(Strict):
    role = fields.String(required=True)
    state = fields.String(required=True)
    way = fields.String(required=True)
    language = fields.String(required=True)
    interpreter_needed = fields.Boolean(required=True)
    company = fields.String(required=True, allow_none=True)
    helped_by = fields.String(required=True, allow_none=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    sent_for_them = fields.Boolean(required=True)
    answers = fields.List(fields.Nested(AnswerOut), required=True)
    remarks = fields.List(fields.Nested(RemarkOut), required=True)
    observations = fields.List(fields.Nested(ObservationOut), required=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True)


class ChildOut(Strict):
    pers_person_id = fields.String(required=True)
    called = fields.String(required=True)
    age = fields.Integer(required=True, strict=True)
    spoken_language = fields.String(required=True)
    reading_language = fields.String(required=True)
    interpreter_needed = fields.Boolean(required=True)
    communication = fields.List(fields.String(), required=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True)


class OneThingOut(Strict):
    own_words = fields.String(required=True)
    translations = fields.List(fields.Nested(TranslationOut), required=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True)
    drawing = fields.Nested(DrawingOut, required=True, allow_none=True)
    language = fields.String(required=True)


class AskOut(Strict):
    role = fields.String(required=True)
    question_text = fields.String(required=True)
    value_label = fields.String(required=True, allow_none=True)
    own_words = fields.String(required=True, allow_none=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True)
    language = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)


class LeftToTryOut(Strict):
    kind = fields.String(required=True)
    due_on = fields.Date(required=True)


class AttemptOut(Strict):
    on = fields.String(required=True)
    what = fields.String(required=True)


class NotHeardOut(Strict):
    role = fields.String(required=True)
    reason = fields.String(required=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
    tried = fields.List(fields.Nested(AttemptOut), required=True)
    left_to_try = fields.List(fields.Nested(LeftToTryOut), required=True)


class SafetyOut(Strict):
    level = fields.String(required=True)
    cause = fields.String(required=True)
    state = fields.String(required=True)
    raised_at = fields.AwareDateTime(required=True)


class TalkOut(Strict):
    outcome = fields.String(required=True)
    on = fields.Date(required=True, allow_none=True)
    alone = fields.Boolean(required=True, allow_none=True)
    how = fields.String(required=True, allow_none=True)
    interpreter = fields.Boolean(required=True, allow_none=True)
    why = fields.String(required=True, allow_none=True)


class SummaryOut(Strict):
    """One review's summary: what was sent so far."""

    clar_cla_review_id = fields.String(required=True)
    readers = fields.String(required=True, validate=validate.OneOf(["officer", "shared"]))
    version = fields.Integer(required=True, strict=True)
    composed_at = fields.AwareDateTime(required=True)
    child = fields.Nested(ChildOut, required=True)
    safety = fields.List(fields.Nested(SafetyOut), required=True)
    one_thing = fields.Nested(OneThingOut, required=True, allow_none=True)
    asks = fields.List(fields.Nested(AskOut), required=True)
    not_heard_from = fields.List(fields.Nested(NotHeardOut), required=True)
    private_talk = fields.Nested(TalkOut, required=True, allow_none=True)
    since_last = fields.Nested(SinceLastOut, required=True, allow_none=True)
    over_time = fields.List(fields.Nested(OverTimeOut), required=True)
    respondents = fields.List(fields.Nested(RespondentOut), required=True)
