"""When the review that a child is owed is due, where none is to come. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date

from participation.care.reviews.rules import Due, ReviewType, works_to
from participation.care.reviews.timeline import CareDates, Entry, due_dates

_LAST = "\uffff"  # the key of the one that nobody has planned: after every review of that day
_SECOND_OR_LATER = frozenset({ReviewType.SECOND, ReviewType.SUBSEQUENT})


def next_due(
    care: CareDates,
    entries: Sequence[Entry],
    today: date,
    bank_holidays: Container[date],
    *,
    series: bool,
) -> Due | None:
    """The last lawful day of the next review; None where no review of this regime is owed.

    A cancelled review moves nothing: what it was due by, the next one is. Where the case system
    never told which reviews were held, its day for the cancelled one is all that is known.

    Args:
        entries: every review of this child; none that counts is to come.
        series: the child is in a series of short breaks (R15).
    """
    since = care.looked_after_since
    of_now = [one for one in entries if one.place >= since]
    ours = [one for one in of_now if one.kind is not ReviewType.SUPERVISION_ORDER]
    if of_now and not ours:
        return None  # a supervision order, and nothing else: not looked after
    last = max(ours, key=lambda one: (one.place, one.key), default=None)
    wanted = Entry(
        key=_LAST,
        kind=ReviewType.SHORT_BREAKS if series else _named(ours, last),
        held_on=None,
        planned_on=None,
        due_imported=max(
            today, since
        ),  # expected now: a first review long past says that we were not told
        adjourned_on=None,
        cancelled=False,
    )
    answers = due_dates(care, [*entries, wanted], today, bank_holidays)
    due = answers[_LAST]
    if due.on is None and last is not None and last.cancelled:
        return replace(answers[last.key], on=works_to(answers[last.key], last.due_imported))
    return due


def _named(ours: Sequence[Entry], last: Entry | None) -> ReviewType | None:
    """What the reviews before it say that the next one is.

    A review called second or later says that more were held than we may have days for. Adoption is
    known by its own dates, and short breaks go on until care begins anew.
    """
    if last is None:
        return None
    if last.kind is ReviewType.SHORT_BREAKS:
        return last.kind
    if last.cancelled and last.kind in (ReviewType.ADOPTION_UNPLACED, ReviewType.ADOPTION_PLACED):
        return last.kind
    if any(one.kind is ReviewType.SUBSEQUENT for one in ours):
        return ReviewType.SUBSEQUENT
    if any(one.kind in _SECOND_OR_LATER and not one.cancelled for one in ours):
        return ReviewType.SUBSEQUENT
    held = any(one.took_place is not None and not one.cancelled for one in ours)
    if last.cancelled and last.kind is ReviewType.SECOND and not held:
        return ReviewType.SECOND
    return ReviewType.FIRST if last.kind is ReviewType.FIRST and not held else None
