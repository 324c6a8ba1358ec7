"""Since when a day is of the time before one review: after the review before it, and in care."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation.care.reviews.models import Review, ReviewState


def since_when(session: Session, review: Review) -> date:
    """The day of the review before it, of one in two parts the first part's, or the day care began,
    whichever came later. Days that cannot be so, as a mistake in the record, bound nothing."""
    since = review.child.looked_after_since
    began = func.coalesce(Review.part_one_on, Review.held_on)
    earlier = select(func.max(began)).where(
        Review.child_id == review.child_id,
        Review.id != review.id,
        Review.state != ReviewState.CANCELLED,
    )
    if review.day is not None:
        earlier = earlier.where(began < review.day)
    before = session.scalar(earlier) or since
    latest = max(since, before)
    return latest if review.day is None or latest <= review.day else date.min
