"""When a looked-after child's review must happen.

Pure: values in, values out. Sources, by the names used below:
the 2010 Regulations are the Care Planning, Placement and Case Review (England) Regulations 2010
(SI 2010/959); the 2005 Regulations are the Adoption Agencies Regulations 2005 (SI 2005/389).
A period of months ends on the same day of a later month, or on that month's last day
(Dodds v Walker [1981] 1 WLR 1027): 30 November and 3 months is 28 or 29 February.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from participation.kernel.dates import long_day
from participation.kernel.working_days import add_working_days

# A review expected this long after the first one was due is not a late first review: the
# earlier dates were not handed over. Our own judgement, no regulation.
HISTORY_GAP = timedelta(days=28)


class ReviewType(StrEnum):
    """What the case system calls the review (`review_type` of reviews.csv)."""

    FIRST = "first"
    SECOND = "second"
    SUBSEQUENT = "subsequent"
    EARLY = "early"
    TWO_PART = "two_part"
    SHORT_BREAKS = "short_breaks"
    ADOPTION_UNPLACED = "adoption_unplaced"
    ADOPTION_PLACED = "adoption_placed"
    SUPERVISION_ORDER = "supervision_order"


class DueRule(StrEnum):
    """The rule that gave a due date, or why there is none."""

    FIRST_20_WORKING_DAYS = "first_20_working_days"
    SECOND_3_MONTHS = "second_3_months"
    LATER_6_MONTHS = "later_6_months"
    UNPLACED_3_MONTHS = "unplaced_3_months"
    UNPLACED_6_MONTHS = "unplaced_6_months"
    PLACED_4_WEEKS = "placed_4_weeks"
    PLACED_3_MONTHS = "placed_3_months"
    PLACED_6_MONTHS = "placed_6_months"
    SHORT_BREAKS_3_MONTHS = "short_breaks_3_months"
    SHORT_BREAKS_6_MONTHS = "short_breaks_6_months"
    SECOND_PART_20_WORKING_DAYS = "second_part_20_working_days"
    PREVIOUS_DATE_MISSING = "previous_date_missing"
    ADOPTION_DATE_MISSING = "adoption_date_missing"
    OUTSIDE_THE_RETURN = "outside_the_return"
    EARLIER_PERIOD = "earlier_period"


_TERM: Mapping[DueRule, relativedelta] = {
    DueRule.SECOND_3_MONTHS: relativedelta(months=3),
    DueRule.LATER_6_MONTHS: relativedelta(months=6),
    DueRule.UNPLACED_3_MONTHS: relativedelta(months=3),
    DueRule.UNPLACED_6_MONTHS: relativedelta(months=6),
    DueRule.PLACED_4_WEEKS: relativedelta(weeks=4),
    DueRule.PLACED_3_MONTHS: relativedelta(months=3),
    DueRule.PLACED_6_MONTHS: relativedelta(months=6),
    DueRule.SHORT_BREAKS_3_MONTHS: relativedelta(months=3),
    DueRule.SHORT_BREAKS_6_MONTHS: relativedelta(months=6),
}
_WORKING_DAYS: Mapping[DueRule, int] = {
    DueRule.FIRST_20_WORKING_DAYS: 20,
    DueRule.SECOND_PART_20_WORKING_DAYS: 20,
}
_BECAUSE: Mapping[DueRule, str] = {
    DueRule.FIRST_20_WORKING_DAYS: "first review: within 20 working days of becoming looked after"
    " on {day} (2010 Regulations, reg. 33(1))",
    DueRule.SECOND_3_MONTHS: "second review: within 3 months of the first on {day}"
    " (2010 Regulations, reg. 33(2))",
    DueRule.LATER_6_MONTHS: "within 6 months of the review on {day} (2010 Regulations, reg. 33(2))",
    DueRule.UNPLACED_3_MONTHS: "waiting for adopters: within 3 months of the authority to place"
    " on {day} (2005 Regulations, reg. 36)",
    DueRule.UNPLACED_6_MONTHS: "waiting for adopters: within 6 months of the review on {day}"
    " (2005 Regulations, reg. 36)",
    DueRule.PLACED_4_WEEKS: "placed for adoption: within 4 weeks of the placement on {day}"
    " (2005 Regulations, reg. 36)",
    DueRule.PLACED_3_MONTHS: "placed for adoption: within 3 months of the first review there"
    " on {day} (2005 Regulations, reg. 36)",
    DueRule.PLACED_6_MONTHS: "placed for adoption: within 6 months of the review on {day}"
    " (2005 Regulations, reg. 36)",
    DueRule.SHORT_BREAKS_3_MONTHS: "short breaks: within 3 months of the first one on {day}"
    " (2010 Regulations, reg. 48)",
    DueRule.SHORT_BREAKS_6_MONTHS: "short breaks: within 6 months of the review on {day}"
    " (2010 Regulations, reg. 48)",
    DueRule.SECOND_PART_20_WORKING_DAYS: "begun on {day} and adjourned: to be completed within"
    " 20 working days",
    DueRule.PREVIOUS_DATE_MISSING: "the date of the review before is missing:"
    " the due date of the case system is used",
    DueRule.ADOPTION_DATE_MISSING: "the date of the authority to place, or of the placement,"
    " is missing: the due date of the case system is used",
    DueRule.OUTSIDE_THE_RETURN: "a supervision order: no statutory date, and outside the"
    " national return of reviews",
    DueRule.EARLIER_PERIOD: "of an earlier time in care, of which we do not know when it began:"
    " the due date of the case system is used",
}

_LOOKED_AFTER = (
    DueRule.FIRST_20_WORKING_DAYS,
    DueRule.SECOND_3_MONTHS,
    DueRule.LATER_6_MONTHS,
)
_UNPLACED = (DueRule.UNPLACED_3_MONTHS, DueRule.UNPLACED_6_MONTHS)
_PLACED = (DueRule.PLACED_4_WEEKS, DueRule.PLACED_3_MONTHS, DueRule.PLACED_6_MONTHS)
_SHORT_BREAKS = (DueRule.SHORT_BREAKS_3_MONTHS, DueRule.SHORT_BREAKS_6_MONTHS)

# The name of a review can say that more were held than we have dates for, never fewer.
_HELD_AT_LEAST: Mapping[ReviewType | None, int] = {ReviewType.SECOND: 1, ReviewType.SUBSEQUENT: 2}


@dataclass(frozen=True, slots=True)
class History:
    """What is known about a child when the next review's due date is worked out.

    Args:
        looked_after_since: day 0 of this period of care; for short breaks the first break.
        held: days of the reviews held before this one; their order does not matter, nor do those
            of an earlier period. A two-part review counts from part one.
        review_type: as the case system calls this review; None if it does not say.
        authority_to_place_on, placed_for_adoption_on: the adoption facts, which decide before
            the review's name does.
        part_one_on: this review was begun that day and adjourned.
        previous_known: False where the review before was held but its date is missing.
        expected_on: the day the case system has for this review, due or planned. Where no held
            review of this period is known at all, it shows whether the history was left out.
    """

    looked_after_since: date
    held: Sequence[date] = ()
    review_type: ReviewType | None = None
    authority_to_place_on: date | None = None
    placed_for_adoption_on: date | None = None
    part_one_on: date | None = None
    previous_known: bool = True
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The last lawful day of a review, the rule that gave it, and why in a sentence for staff.

    `on` is None where no date can be worked out; `rule` then says why. `beside` is the other
    regime's answer where two run side by side: the earlier of the two is the one outside.
    """

    on: date | None
    rule: DueRule
    because: str
    beside: Due | None = None


def due(history: History, bank_holidays: Container[date]) -> Due:
    """The last day on which the review may be held, with the rule that gave it.

    A review brought forward (2010 Regulations, reg. 33(3)) is a decision by people; its last
    lawful day is still the ordinary one. Between the authority to place and the placement the
    looked-after regime runs beside the adoption one, and the earlier day wins.

    Args:
        bank_holidays: of England and Wales only; a council's own closed days move no
            statutory date.
    """
    if history.review_type is ReviewType.SUPERVISION_ORDER:
        return _undated(DueRule.OUTSIDE_THE_RETURN)
    if history.part_one_on is not None:
        return _dated(DueRule.SECOND_PART_20_WORKING_DAYS, history.part_one_on, bank_holidays)
    if history.review_type is ReviewType.SHORT_BREAKS:
        return _next_in(_SHORT_BREAKS, history.looked_after_since, history, bank_holidays)
    placed_on = history.placed_for_adoption_on
    if placed_on is not None or history.review_type is ReviewType.ADOPTION_PLACED:
        return _next_in(_PLACED, placed_on, history, bank_holidays)
    looked_after = _next_in(_LOOKED_AFTER, history.looked_after_since, history, bank_holidays)
    authority_on = history.authority_to_place_on
    if authority_on is not None or history.review_type is ReviewType.ADOPTION_UNPLACED:
        return _earlier(_next_in(_UNPLACED, authority_on, history, bank_holidays), looked_after)
    return looked_after


def of_an_earlier_period() -> Due:
    """What is said of a review that was before the child came into care this time."""
    return _undated(DueRule.EARLIER_PERIOD)


def _next_in(
    steps: Sequence[DueRule],
    start: date | None,
    history: History,
    bank_holidays: Container[date],
) -> Due:
    """The next date of a regime that began on `start` and goes through `steps`, the last for ever.

    A review on the very day that a regime begins counts as held before it: the earlier date.
    """
    if start is None:
        return _undated(DueRule.ADOPTION_DATE_MISSING)
    held = sorted(day for day in history.held if day > start)
    if not held:
        first = _dated(steps[0], start, bank_holidays)
        return _undated(DueRule.PREVIOUS_DATE_MISSING) if _left_out(history, first) else first
    if not history.previous_known:
        return _undated(DueRule.PREVIOUS_DATE_MISSING)
    named = _HELD_AT_LEAST.get(history.review_type, 0) if steps is _LOOKED_AFTER else 0
    done = max(len(held), named)
    return _dated(steps[min(done, len(steps) - 1)], held[-1], bank_holidays)


def _left_out(history: History, first: Due) -> bool:
    """No review of this regime is known to be held: were there some that nobody told us of?

    Those before the adoption regime say that the history was handed over; those of an earlier time
    in care say nothing of this one.
    """
    if history.review_type is ReviewType.FIRST:
        return False
    told = any(day > history.looked_after_since for day in history.held)
    named = _HELD_AT_LEAST.get(history.review_type, 0)
    if not history.previous_known or (not told and named > 0):
        return True
    if told or history.expected_on is None or first.on is None:
        return False
    return history.expected_on > first.on + HISTORY_GAP


def _dated(rule: DueRule, start: date, bank_holidays: Container[date]) -> Due:
    if rule in _WORKING_DAYS:
        on = add_working_days(start, _WORKING_DAYS[rule], bank_holidays)
    else:
        on = start + _TERM[rule]
    return Due(on, rule, _BECAUSE[rule].format(day=long_day(start)))


def _undated(rule: DueRule) -> Due:
    return Due(None, rule, _BECAUSE[rule])


def _earlier(adoption: Due, looked_after: Due) -> Due:
    """The regime that is due first, the other beside it; on the same day, adoption."""
    if adoption.on is None or (looked_after.on is not None and looked_after.on < adoption.on):
        return replace(looked_after, beside=adoption)
    return replace(adoption, beside=looked_after)


_OUTSIDE_THE_RETURN = frozenset({ReviewType.SUPERVISION_ORDER, ReviewType.SHORT_BREAKS})
_SHORT_BREAK_SERIES = frozenset({"V3", "V4"})


def in_national_return(review_type: ReviewType, legal_status: str | None) -> bool:
    """Whether a review held counts in the national return of reviews (SSDA903, reviews file).

    A review under a supervision order is none of a looked-after child; for a child in a series of
    short breaks the return wants no reviews (validation rule 399).
    """
    return review_type not in _OUTSIDE_THE_RETURN and legal_status not in _SHORT_BREAK_SERIES


def is_short_break_series(legal_status: str | None, circumstances: Container[str]) -> bool:
    """Whether a child comes for short breaks alone, by the case system's word (R15)."""
    return legal_status in _SHORT_BREAK_SERIES or "short_breaks" in circumstances


def works_to(computed: Due, imported: date | None) -> date | None:
    """The due date the service goes by: the computed one, or the case system's where none is."""
    return imported if computed.on is None else computed.on


def compare(computed: date | None, imported: date | None) -> int | None:
    """Days by which the case system's due date is later (+) or earlier (-) than the computed."""
    if computed is None or imported is None:
        return None
    return (imported - computed).days


def may_adjourn(part_one_on: date | None) -> bool:
    """A review is adjourned once; a second adjournment is a new review."""
    return part_one_on is None
