"""The JSON that goes in and out. What comes in is refused where it holds anything unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from participation.questionnaire.drawings import COLOURS

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
LAST_PAGE = 10_000


class Day(fields.Field[date | None]):
    """A day as YYYY-MM-DD and in no other way (B68); an empty one is no day."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> date | None:
        if value == "":
            return None
        if not isinstance(value, str) or not _DAY.match(value):
            raise ValidationError("Write the day as YYYY-MM-DD.")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError("There is no such day.") from None


class PageNumber(fields.Field[int]):
    """A whole number from 1 (B64)."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> int:
        plain = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 6
        if not plain or not 1 <= int(value) <= LAST_PAGE:
            raise ValidationError(f"Write a whole number from 1 to {LAST_PAGE}.")
        return int(value)


class Strict(Schema):
    """A schema that refuses what it does not know."""

    class Meta:
        unknown = RAISE


class ReviewsQuery(Strict):
    due_from = Day(
        load_default=None, metadata={"description": "The first day on which a review is due."}
    )
    due_to = Day(load_default=None, metadata={"description": "The last day, included."})
    page = PageNumber(load_default=1, metadata={"description": "The part of a long list, from 1."})


class Problem(Strict):
    """An error as RFC 9457 has it. It repeats nothing of what was sent."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True, strict=True)
    detail = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class RoundOut(Strict):
    opened_at = fields.AwareDateTime(required=True)
    closes_on = fields.Date(required=True)


class ReviewOut(Strict):
    clar_cla_review_id = fields.String(required=True)
    pers_person_id = fields.String(required=True)
    review_type = fields.String(required=True)
    clar_cla_review_due_date = fields.Date(
        required=True, allow_none=True, metadata={"description": "As worked out here."}
    )
    due_rule = fields.String(required=True, allow_none=True)
    due_date_imported = fields.Date(required=True, allow_none=True)
    clar_cla_review_date = fields.Date(
        required=True, allow_none=True, metadata={"description": "Held, or else planned."}
    )
    review_time = fields.String(
        required=True, allow_none=True, metadata={"description": "HH:MM, Europe/London."}
    )
    state = fields.String(required=True)
    round = fields.Nested(
        RoundOut,
        required=True,
        allow_none=True,
        metadata={"description": "When people were asked; null before that."},
    )


class ReviewsOut(Strict):
    reviews = fields.List(fields.Nested(ReviewOut), required=True)
    next_page = fields.Integer(required=True, strict=True, allow_none=True)


class Value(fields.Field[str | tuple[str, ...] | None]):
    """What was chosen: one value, several, or none."""


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
    sharing = fields.String(required=True)
    channel = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)


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


class ChildOut(Strict):
    pers_person_id = fields.String(required=True)
    called = fields.String(required=True)
    age = fields.Integer(required=True, strict=True)
    spoken_language = fields.String(required=True)
    reading_language = fields.String(required=True)
    interpreter_needed = fields.Boolean(required=True)
    communication = fields.List(fields.String(), required=True)


class OneThingOut(Strict):
    own_words = fields.String(required=True)
    drawing = fields.Nested(DrawingOut, required=True, allow_none=True)
    language = fields.String(required=True)


class AskOut(Strict):
    role = fields.String(required=True)
    question_text = fields.String(required=True)
    value_label = fields.String(required=True, allow_none=True)
    own_words = fields.String(required=True, allow_none=True)
    language = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)


class LeftToTryOut(Strict):
    kind = fields.String(required=True)
    due_on = fields.Date(required=True)


class NotHeardOut(Strict):
    role = fields.String(required=True)
    reason = fields.String(required=True)
    sent_at = fields.AwareDateTime(required=True, allow_none=True)
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
    respondents = fields.List(fields.Nested(RespondentOut), required=True)
