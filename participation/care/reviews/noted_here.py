"""What an officer noted of a review, beside what the case system says of it (R15, I17).

The extract comes every night and often does not know yet what the officer noted that day. So what
it said last is kept: as long as it says the same, the note stands, and time alone takes nothing
back. Where it says something new that bears the note out, it is followed; where it says something
else, a person is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from participation.care.reviews.facts import ReviewFacts
from participation.care.reviews.models import ReviewState

NOTED = ("state", "planned_on", "held_on", "part_one_on", "completed_on", "held_as")
_NEXT_DAY = timedelta(days=1)  # on its own day a review still counts as planned in an extract


def said_in(facts: ReviewFacts) -> str:
    """What an extract says of a review's days, to compare with what it says the next time."""
    days = (facts.review_on, facts.part_one_on, facts.completed_on)
    return " ".join(
        (
            *("-" if day is None else day.isoformat() for day in days),
            "cancelled" if facts.cancelled else "stands",
            facts.held_as,
        )
    )


def weigh(
    was: Mapping[Any, Any], values: dict[str, Any], facts: ReviewFacts, *, stays: bool
) -> bool:
    """Put what was noted back into the file's values where it stands; whether to ask a person.

    Args:
        was: the review as stored.
        values: what the file says of it; changed here.
        stays: somebody was asked and said that the note is right.
    """
    if was["noted_on"] is None:
        return False
    same = was["said_there"] in (None, values["said_there"])
    borne_out = _bears_out(was, facts)
    asked = not (same or borne_out)
    # A review held is at its end; of one to come the case system tells from now on.
    if same or (asked and stays) or (borne_out and was["state"] is ReviewState.HELD):
        values.update({name: was[name] for name in (*NOTED, "noted_on")})
    return asked


def _bears_out(was: Mapping[Any, Any], facts: ReviewFacts) -> bool:
    """Whether the file says what was noted, or what may follow from it."""
    if facts.cancelled:
        return False
    match was["state"]:
        case ReviewState.HELD:
            held_on = was["held_on"]
            return held_on is not None and facts.held_day(held_on + _NEXT_DAY) == held_on
        case ReviewState.PART_HELD:
            second = was["planned_on"] in (None, facts.review_on, facts.completed_on)
            return facts.part_one_on == was["part_one_on"] and second
        case _:
            return was["planned_on"] in (facts.review_on, facts.completed_on)
