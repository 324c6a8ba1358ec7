"""A review that will not be: it was cancelled, or the child's care ended before its day. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from participation.care.people.what_stops import care_is_over
from participation.care.reviews.models import TO_COME, Review, ReviewState


class CalledOff(StrEnum):
    """Why nobody meets on its day."""

    CANCELLED = "cancelled"
    CARE_ENDED = "care_ended"


def called_off(review: Review, today: date) -> CalledOff | None:
    """Why it will not be; None for one that is to come, or that was held."""
    if review.state is ReviewState.CANCELLED:
        return CalledOff.CANCELLED
    if review.state in TO_COME and care_is_over(review.child, today):
        return CalledOff.CARE_ENDED
    return None
