"""Whether a review was late, is overdue or may become so, and the reasons people give. Pure.

The national return wants reviews in time; a late one is explained, once, by somebody who knows
(domain.md 2.1: late notification, backdating, connected persons, mother and baby are the usual).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from participation.care.reviews.rules import DueRule
from participation.kernel.working_days import add_working_days, working_days_between

SOON_WORKING_DAYS = 20  # a review due sooner than this and without a day may become late
SECOND_PART_WORKING_DAYS = 20


class LateReason(StrEnum):
    LATE_NOTIFICATION = "late_notification"
    BACKDATED = "backdated"
    CONNECTED_PERSON = "connected_person"
    MOTHER_AND_BABY = "mother_and_baby"
    CHILD_ASKED = "child_asked"
    CHILD_MISSING = "child_missing"
    ILLNESS_FAMILY = "illness_family"
    ILLNESS_STAFF = "illness_staff"
    OFFICER_CHANGED = "officer_changed"
    COURT = "court"
    INTERPRETER = "interpreter"
    REPORT_MISSING = "report_missing"
    OTHER = "other"


class Timeliness(StrEnum):
    IN_TIME = "in_time"
    NO_DAY_YET = "no_day_yet"  # due soon, and nobody has planned it
    PLANNED_LATE = "planned_late"
    OVERDUE = "overdue"
    HELD_LATE = "held_late"
    COMPLETED_LATE = "completed_late"  # begun in time; its second part came too late (R15)


AT_RISK = (Timeliness.NO_DAY_YET, Timeliness.PLANNED_LATE)


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """The days of one review. `due_on` is the last lawful one; None: there is none.

    Args:
        held_on: of a review in two parts the day its second part was.
        over: it was held, or cancelled.
    """

    due_on: date | None
    planned_on: date | None
    held_on: date | None
    part_one_on: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class Late:
    """`days`: calendar days after the last lawful day; before it, how many are left."""

    what: Timeliness
    due_on: date | None
    days: int = 0


def timeliness(review: ReviewDays, today: date, bank_holidays: Container[date]) -> Late:
    """How one review stands. A review begun counts as held on the day of its first part."""
    due = review.due_on
    if due is None:
        return Late(Timeliness.IN_TIME, None)
    began = review.part_one_on or review.held_on
    if review.over:
        if began is None or review.held_on is None:
            return Late(Timeliness.IN_TIME, due)  # cancelled
        return _held(due, began, review, bank_holidays)
    if today > due:
        return Late(Timeliness.OVERDUE, due, (today - due).days)
    if review.planned_on is not None and review.planned_on > due:
        return Late(Timeliness.PLANNED_LATE, due, (review.planned_on - due).days)
    left = working_days_between(today, due, bank_holidays)
    if review.planned_on is None and left <= SOON_WORKING_DAYS:
        return Late(Timeliness.NO_DAY_YET, due, (due - today).days)
    return Late(Timeliness.IN_TIME, due)


def standing_of_none(
    due: date | None, rule: DueRule, today: date, bank_holidays: Container[date]
) -> Late:
    """How a review stands that is owed and that nobody has planned.

    Without a day it is never in time: where no review of this time in care is known, long after the
    first was due, it is overdue by what we know; an adoption date that is missing says only that
    somebody must look.
    """
    if due is None:
        unknown = rule is DueRule.PREVIOUS_DATE_MISSING
        return Late(Timeliness.OVERDUE if unknown else Timeliness.NO_DAY_YET, None)
    days = ReviewDays(due, planned_on=None, held_on=None, part_one_on=None, over=False)
    return timeliness(days, today, bank_holidays)


def worst_first(late: Late) -> tuple[int, int]:
    """Overdue, the longest first; then at risk by the day they are due; then those held late."""
    match late.what:
        case Timeliness.OVERDUE:
            return 0, -late.days
        case Timeliness.NO_DAY_YET:
            return 1, late.days
        case Timeliness.PLANNED_LATE:
            return 2, -late.days
        case _:
            return 3, 0


def _held(due: date, began: date, review: ReviewDays, bank_holidays: Container[date]) -> Late:
    if began > due:
        return Late(Timeliness.HELD_LATE, due, (began - due).days)
    if review.part_one_on is not None and review.held_on is not None:
        second = add_working_days(review.part_one_on, SECOND_PART_WORKING_DAYS, bank_holidays)
        if review.held_on > second:
            return Late(Timeliness.COMPLETED_LATE, second, (review.held_on - second).days)
    return Late(Timeliness.IN_TIME, due)


def year_begins(today: date) -> date:
    """The first of April from which held reviews are listed: this year's, and in spring last
    year's as well, since the return is made then."""
    april = date(today.year, 4, 1)
    return april if today >= date(today.year, 8, 1) else april.replace(year=today.year - 1)
