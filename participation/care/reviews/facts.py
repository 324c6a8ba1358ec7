"""What a council's case system says about one review, checked but not yet compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from participation.care.reviews.models import HeldAs, ReviewState
from participation.care.reviews.rules import ReviewType


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ReviewFacts:
    """One review. Children and staff are named by their external ids.

    `review_on` in the past is a review held, else one planned. `kind` is None where the case
    system does not say.
    """

    external_id: str
    child: str
    due_on: date | None
    review_on: date | None
    time: str | None  # "16:15", Europe/London
    kind: ReviewType | None
    cancelled: bool
    chair: str | None
    part_one_on: date | None
    completed_on: date | None
    held_as: HeldAs
    row: int = field(compare=False)

    def state_on(self, today: date) -> ReviewState:
        """What has become of it by that day (R15: adjourned once, completed later)."""
        if self.cancelled:
            return ReviewState.CANCELLED
        if self.held_day(today) is not None:
            return ReviewState.HELD
        if self.part_one_on is not None and self.part_one_on <= today:
            return ReviewState.PART_HELD
        return ReviewState.PLANNED

    def held_day(self, today: date) -> date | None:
        """The day it was held, or its second part completed; None while that is to come."""
        if self.completed_on is not None and self.completed_on <= today:
            return self.completed_on
        two_parts = self.part_one_on is not None and self.completed_on is None
        if self.review_on is None or self.review_on >= today or two_parts:
            return None
        return self.review_on
