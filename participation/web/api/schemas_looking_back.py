"""What a summary says of earlier reviews, as the interface gives it out."""

from __future__ import annotations

from marshmallow import fields

from participation.web.api.schemas import Strict
from participation.web.api.schemas_corrections import CorrectionOut


class ThenOut(Strict):
    day = fields.Date(required=True)
    question_text = fields.String(required=True, attribute="question")
    state = fields.String(required=True)
    value_label = fields.String(required=True, allow_none=True, attribute="label")
    face = fields.String(required=True, allow_none=True)


class OverTimeOut(Strict):
    topic = fields.String(required=True)
    question_text = fields.String(required=True, attribute="question")
    compared = fields.String(
        required=True,
        metadata={"description": "asked_otherwise: other choices were offered then."},
    )
    entries = fields.List(fields.Nested(ThenOut), required=True)


class PieceOut(Strict):
    question_text = fields.String(required=True, allow_none=True, attribute="question")
    state = fields.String(required=True)
    value_label = fields.String(required=True, allow_none=True, attribute="label")
    own_words = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of then; those of now stand with their answer."},
    )
    in_words = fields.Boolean(required=True)
    language = fields.String(required=True, allow_none=True)
    corrections = fields.List(fields.Nested(CorrectionOut), required=True, attribute="corrected")


class PromisedOut(Strict):
    kind = fields.String(required=True, allow_none=True)
    who = fields.String(required=True, allow_none=True)
    by_on = fields.Date(required=True, allow_none=True)
    because = fields.String(required=True, allow_none=True)
    told = fields.Boolean(required=True)
    said_back = fields.String(required=True, allow_none=True)


class MatterOut(Strict):
    change = fields.String(
        required=True,
        metadata={"description": "again, asked_otherwise: a person compares; nothing is claimed."},
    )
    then = fields.Nested(PieceOut, required=True, allow_none=True)
    now = fields.Nested(PieceOut, required=True, allow_none=True)
    promised = fields.Nested(PromisedOut, required=True, allow_none=True)


class SinceLastOut(Strict):
    day = fields.Date(required=True)
    nothing_said_yet = fields.Boolean(required=True, attribute="silent")
    matters = fields.List(fields.Nested(MatterOut), required=True)
