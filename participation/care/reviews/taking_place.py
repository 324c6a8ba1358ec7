"""The officer notes that a review took place, was begun and adjourned, or was moved (R15).

An extract that does not know it yet does not take it back (noted_here.py). Values are refused,
never repaired.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from participation.care.reviews.models import HeldAs, Review, ReviewState
from participation.care.reviews.rules import ReviewType


class What(StrEnum):
    HELD = "held"
    PART_ONE = "part_one"
    MOVED = "moved"


class Refused(StrEnum):
    """Why it cannot be so."""

    IN_THE_FUTURE = "in_the_future"
    IN_THE_PAST = "in_the_past"  # a review is moved to a day to come
    ALREADY_ADJOURNED = "already_adjourned"  # once, and not twice
    BEFORE_PART_ONE = "before_part_one"
    HELD_ALREADY = "held_already"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TookPlace:
    """What the officer notes. `held_as`: a meeting, or without one."""

    what: What
    on: date
    held_as: HeldAs = HeldAs.MEETING


def refusal(review: Review, noted: TookPlace, today: date) -> Refused | None:
    if review.state is ReviewState.CANCELLED:
        return Refused.CANCELLED
    match noted.what:
        case What.MOVED if review.state is ReviewState.HELD:
            return Refused.HELD_ALREADY
        case What.MOVED if noted.on < today:
            return Refused.IN_THE_PAST
        case What.MOVED:
            return None
        case _ if noted.on > today:
            return Refused.IN_THE_FUTURE
        case What.PART_ONE if review.state is ReviewState.HELD:
            return Refused.HELD_ALREADY
        case What.PART_ONE if review.part_one_on not in (None, noted.on):
            return Refused.ALREADY_ADJOURNED
        case What.HELD if review.part_one_on is not None and noted.on < review.part_one_on:
            return Refused.BEFORE_PART_ONE
    return None


def note(review: Review, noted: TookPlace, today: date) -> Refused | None:
    """Write it down; a refusal changes nothing."""
    refused = refusal(review, noted, today)
    if refused is not None:
        return refused
    review.noted_on = today
    match noted.what:
        case What.MOVED:
            review.planned_on = noted.on
        case What.PART_ONE:
            review.part_one_on, review.state = noted.on, ReviewState.PART_HELD
            if review.planned_on is not None and review.planned_on <= noted.on:
                review.planned_on = None  # the second part's day is still to be found
        case What.HELD:
            review.held_on, review.state = noted.on, ReviewState.HELD
            review.held_as = noted.held_as
            if review.part_one_on is not None or review.kind is ReviewType.TWO_PART:
                review.completed_on = noted.on
    return None
