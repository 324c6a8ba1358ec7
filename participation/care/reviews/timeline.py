"""All reviews of one child in order, and when each was or is due. Pure.

`rules.due` answers for one review from the days held before it; here those days are found.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from participation.care.reviews.rules import (
    Due,
    DueRule,
    History,
    ReviewType,
    due,
    of_an_earlier_period,
)

_NAMED_AFTER: Mapping[DueRule, ReviewType] = {
    DueRule.FIRST_20_WORKING_DAYS: ReviewType.FIRST,
    DueRule.SECOND_3_MONTHS: ReviewType.SECOND,
    DueRule.UNPLACED_3_MONTHS: ReviewType.ADOPTION_UNPLACED,
    DueRule.UNPLACED_6_MONTHS: ReviewType.ADOPTION_UNPLACED,
    DueRule.PLACED_4_WEEKS: ReviewType.ADOPTION_PLACED,
    DueRule.PLACED_3_MONTHS: ReviewType.ADOPTION_PLACED,
    DueRule.PLACED_6_MONTHS: ReviewType.ADOPTION_PLACED,
    DueRule.SHORT_BREAKS_3_MONTHS: ReviewType.SHORT_BREAKS,
    DueRule.SHORT_BREAKS_6_MONTHS: ReviewType.SHORT_BREAKS,
    DueRule.SECOND_PART_20_WORKING_DAYS: ReviewType.TWO_PART,
}


@dataclass(frozen=True, slots=True)
class CareDates:
    """The days in a child's care that decide when reviews are due."""

    looked_after_since: date
    authority_to_place_on: date | None
    placed_for_adoption_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One review as far as the timeline needs it.

    Args:
        held_on: of a two-part review the first part's day.
        adjourned_on: part one was held that day and part two is to come.
    """

    key: str
    kind: ReviewType | None
    held_on: date | None
    planned_on: date | None
    due_imported: date | None
    adjourned_on: date | None
    cancelled: bool

    @property
    def took_place(self) -> date | None:
        """The day it was held, or is planned for: what the next one is counted from."""
        return self.held_on or self.adjourned_on or self.planned_on

    @property
    def place(self) -> date:
        """Where it stands among the others; without any day, last."""
        return self.took_place or self.due_imported or date.max


def due_dates(
    care: CareDates, entries: Iterable[Entry], today: date, bank_holidays: Container[date]
) -> dict[str, Due]:
    """The due date of every review of one child, by the entry's key.

    A review that was due in the past and has neither a day nor a cancellation leaves a gap: what
    comes after it says that the previous date is missing. What was decided later binds no review
    before it: a child who is placed for adoption today was not late in the years before. A review
    under a supervision order is no review of these regulations and starts no clock. One of an
    earlier time in care is history: it neither counts for this time nor leaves a gap in it.
    """
    answers: dict[str, Due] = {}
    held: list[date] = []
    complete = True
    for entry in sorted(entries, key=lambda one: (one.place, one.key)):
        order = entry.kind is ReviewType.SUPERVISION_ORDER
        if entry.place < care.looked_after_since and not order:
            answers[entry.key] = of_an_earlier_period()
            continue
        answers[entry.key] = due(
            History(
                looked_after_since=care.looked_after_since,
                held=tuple(held),
                review_type=entry.kind,
                authority_to_place_on=_by_then(
                    care.authority_to_place_on, entry, ReviewType.ADOPTION_UNPLACED
                ),
                placed_for_adoption_on=_by_then(
                    care.placed_for_adoption_on, entry, ReviewType.ADOPTION_PLACED
                ),
                part_one_on=entry.adjourned_on,
                previous_known=complete,
                expected_on=entry.due_imported or entry.planned_on,
            ),
            bank_holidays,
        )
        if entry.cancelled or order:
            continue
        if entry.took_place is not None:
            held.append(entry.took_place)
            complete = True
        elif entry.due_imported is not None and entry.due_imported < today:
            complete = False
    return answers


def _by_then(decided: date | None, entry: Entry, names_it: ReviewType) -> date | None:
    """The day of an adoption decision, if it was made before this review takes place.

    A review that is called after it is bound by it, whatever the days say.
    """
    if decided is None or entry.kind is names_it:
        return decided
    return decided if decided < entry.place else None


def named_after(answer: Due) -> ReviewType:
    """What to call a review that the case system did not name."""
    return _NAMED_AFTER.get(answer.rule, ReviewType.SUBSEQUENT)
