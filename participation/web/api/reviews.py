"""GET /api/v1/reviews: which reviews are due, and when people are asked. No words."""

from __future__ import annotations

from typing import Any

from participation.care.consultations.models import Round
from participation.care.consultations.queries import reviews_due
from participation.care.reviews.models import Review
from participation.web.api.blueprint import api_get
from participation.web.api.door import Caller
from participation.web.api.schemas import ReviewsOut, ReviewsQuery

PAGE = 5_000


@api_get("/reviews", ReviewsOut, scopes=["reviews:read"], query=ReviewsQuery)
def list_reviews(caller: Caller, query: dict[str, Any]) -> dict[str, Any]:
    """Reviews by the day they are due."""
    page: int = query["page"]
    rows = reviews_due(
        caller.session,
        query["due_from"],
        query["due_to"],
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    return {
        "reviews": [_review(review, held) for review, held in rows[:PAGE]],
        "next_page": page + 1 if len(rows) > PAGE else None,
    }


def _review(review: Review, held: Round | None) -> dict[str, Any]:
    return {
        "clar_cla_review_id": review.external_id,
        "pers_person_id": review.child.external_id,
        "review_type": review.kind,
        "clar_cla_review_due_date": review.due_computed or review.due_imported,
        "due_rule": review.due_rule,
        "due_date_imported": review.due_imported,
        "clar_cla_review_date": review.held_on or review.planned_on,
        "review_time": review.hour,
        "state": review.state,
        "round": {"opened_at": held.opened_at, "closes_on": held.closes_on} if held else None,
    }
