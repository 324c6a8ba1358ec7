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
        if self.part_one_on is not None or self.completed_on is not None:
            done = self.completed_on is not None and self.completed_on <= today
            return self.completed_on if done else None
        held = self.review_on is not None and self.review_on < today
        return self.review_on if held else None

    def planned_day(self, today: date) -> date | None:
        """The day to plan for: once adjourned, the second part's, if one is known."""
        if self.state_on(today) is not ReviewState.PART_HELD or self.part_one_on is None:
            return self.review_on
        second = self.completed_on or self.review_on
        return second if second is not None and second > self.part_one_on else None
