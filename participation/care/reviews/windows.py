"""When people are asked before a review: the child first, everybody else after. Pure."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from enum import StrEnum

from participation.care.authority.timetable import Timetable
from participation.care.reviews.rules import ReviewType
from participation.kernel.working_days import (
    add_working_days,
    last_day_within,
    subtract_working_days,
    working_days_between,
)

USUAL = Timetable()
CHILD_ASKED_WORKING_DAYS = USUAL.invite_child_before
OTHERS_ASKED_WORKING_DAYS = 20  # fewer to go: everybody at once (R10)
MENU_WAITS_WORKING_DAYS = 5


class Audience(StrEnum):
    CHILD = "child"
    OTHERS = "others"


def round_opens(
    review_day: date,
    review_type: ReviewType | None,
    known_on: date,
    bank_holidays: Container[date],
    before: int = CHILD_ASKED_WORKING_DAYS,
) -> date:
    """The first day on which a review's round may open; never before the review was known.

    Usually 30 working days before, so that the child's wishes on place, people and order come
    first. A first review: at once, since it is 20 working days away at most.
    """
    if review_type is ReviewType.FIRST:
        return known_on
    opens = subtract_working_days(review_day, before, bank_holidays)
    return max(known_on, opens)


def last_day_opened(
    on: date, bank_holidays: Container[date], before: int = CHILD_ASKED_WORKING_DAYS
) -> date:
    """The latest day of a review, other than a first one, whose round opens by `on`.

    One day to compare with, so that a day's run asks the database for what is due and no more.
    """
    return last_day_within(on, before, bank_holidays)


def window_opens(
    audience: Audience,
    review_day: date,
    review_type: ReviewType | None,
    rounds_day: date,
    bank_holidays: Container[date],
    *,
    menu_form_exists: bool,
    menu_answered_on: date | None = None,
    made: Timetable = USUAL,
) -> date:
    """The first day on which this audience may be asked.

    The child is asked when the round opens. Others follow, usually 20 working days before the
    review, but not until the child has answered the menu of choice or has had 5 working days for
    it. Everybody is asked the day the round opens before a first review, where fewer than 20
    working days remain, and while there is no menu form.

    Args:
        rounds_day: the day on which rounds are opened, or from which the review is known.
        menu_form_exists: whether the child gets a form with the menu of choice in this round.
        menu_answered_on: when the child answered it, if so.
        made: the council's days, or those of one round.
    """
    opened = round_opens(
        review_day, review_type, rounds_day, bank_holidays, made.invite_child_before
    )
    together = (
        audience is Audience.CHILD
        or review_type is ReviewType.FIRST
        or not menu_form_exists
        or working_days_between(opened, review_day, bank_holidays) < OTHERS_ASKED_WORKING_DAYS
    )
    if together:
        return opened
    waited = add_working_days(opened, MENU_WAITS_WORKING_DAYS, bank_holidays)
    if menu_answered_on is not None:
        waited = min(waited, menu_answered_on)
    others = subtract_working_days(review_day, made.invite_adults_before, bank_holidays)
    return max(waited, others)
