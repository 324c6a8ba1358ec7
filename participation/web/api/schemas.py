"""The JSON that goes in and out. What comes in is refused where it holds anything unknown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
LAST_PAGE = 10_000
_A_DAY_OR_EMPTY: Any = [{"format": "date"}, {"maxLength": 0}]  # as `Day` takes it


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
        load_default=None,
        metadata={
            "description": "The first day on which a review is due.",
            "anyOf": _A_DAY_OR_EMPTY,
        },
    )
    due_to = Day(
        load_default=None,
        metadata={"description": "The last day, included.", "anyOf": _A_DAY_OR_EMPTY},
    )
    page = PageNumber(
        load_default=1,
        metadata={
            "description": "The part of a long list, from 1.",
            "minimum": 1,
            "maximum": LAST_PAGE,
        },
    )


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
