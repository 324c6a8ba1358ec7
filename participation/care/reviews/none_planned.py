"""Children in care for whom no review is to come, and the last lawful day of the one they are owed.

Theirs was cancelled without another, or the case system never had one: no row says that something
is due, so it is worked out from the child. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from participation.care.people.bulk import in_chunks
from participation.care.people.models import Child, StaffMember
from participation.care.people.officers import officers_of
from participation.care.people.what_stops import OF_AGE, CeasedReason, care_is_over
from participation.care.reviews import owed
from participation.care.reviews.lateness import Late, Timeliness, standing_of_none, worst_first
from participation.care.reviews.models import TO_COME, Review, ReviewState
from participation.care.reviews.rules import Due, ReviewType, is_short_break_series
from participation.care.reviews.timeline import CareDates, Entry, named_after

MOST = 200


@dataclass(frozen=True, slots=True, repr=False)
class NonePlanned:
    """A review that is owed and that nobody has planned, and who does the officer's job."""

    child: Child
    kind: ReviewType
    due: Due
    late: Late
    officer: StaffMember | None


def none_planned(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    today: date,
    bank_holidays: Container[date],
) -> Sequence[NonePlanned]:
    """Overdue first, then by the day it is due; only those that are late or may become so.

    Costs by the children in care who have no review to come, however many were ever held.

    Args:
        children: keys of the children who may be seen; None means every child.
        never: keys of the children this reader must never see.
    """
    found: list[tuple[int, Due, Late]] = []
    for care in in_chunks(_without_review(session, children, never, today)):
        entries = _entries(session, [one.id for one in care])
        for one in care:
            due = owed.next_due(
                one.dates, entries.get(one.id, ()), today, bank_holidays, series=one.series
            )
            late = standing_of_none(due.on, due.rule, today, bank_holidays) if due else None
            if due and late and late.what is not Timeliness.IN_TIME:
                found.append((one.id, due, late))
    shown = sorted(found, key=lambda one: (worst_first(one[2]), one[0]))[:MOST]
    if not shown:
        return []
    keys = [child for child, _due, _late in shown]
    rows = {one.id: one for one in session.scalars(select(Child).where(Child.id.in_(keys)))}
    officers = officers_of(session, keys, today)
    return [
        NonePlanned(rows[key], named_after(due), due, late, officers.get(key))
        for key, due, late in shown
        if not care_is_over(rows[key], today)
    ]


@dataclass(frozen=True, slots=True)
class _InCare:
    id: int
    dates: CareDates
    series: bool  # of short breaks


def _without_review(
    session: Session, children: Select[int] | None, never: Select[int], today: date
) -> Sequence[_InCare]:
    """In care on that day, with no review to come that has any day at all."""
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    to_come = select(Review.id).where(
        Review.child_id == Child.id,
        Review.state.in_(TO_COME),
        Review.kind != ReviewType.SUPERVISION_ORDER,
        day >= Child.looked_after_since,  # one of an earlier time in care is never held
    )
    wanted = select(
        Child.id,
        Child.looked_after_since,
        Child.authority_to_place_on,
        Child.placed_for_adoption_on,
        Child.legal_status,
        Child.circumstances,
    ).where(*_in_care(today), Child.id.not_in(never), ~to_come.correlate(Child).exists())
    if children is not None:
        wanted = wanted.where(Child.id.in_(children))
    return [
        _InCare(key, CareDates(since, authority, placed), is_short_break_series(status, list(all_)))
        for key, since, authority, placed, status, all_ in session.execute(wanted)
    ]


def _in_care(today: date) -> tuple[ColumnElement[bool], ...]:
    """As `what_stops.care_is_over`, in the words of the database; some days too generous about a
    birthday, and looked at again."""
    eighteen_ago = today.replace(year=today.year - OF_AGE, day=min(today.day, 28))
    return (
        or_(Child.ceased_on.is_(None), Child.ceased_on > today),
        or_(Child.ceased_reason.is_(None), Child.ceased_reason != CeasedReason.DIED.value),
        or_(Child.born_estimated, Child.born_on > eighteen_ago - timedelta(days=1)),
        Child.forgotten_on.is_(None),
        Child.looked_after_since <= today,
    )


def _entries(session: Session, children: Sequence[int]) -> Mapping[int, Sequence[Entry]]:
    """Every review of these children, as the timeline needs it."""
    rows = session.execute(
        select(
            Review.child_id,
            Review.external_id,
            Review.kind,
            Review.state,
            Review.held_on,
            Review.part_one_on,
            Review.planned_on,
            Review.due_imported,
        ).where(Review.child_id.in_(children))
    )
    found: dict[int, list[Entry]] = {}
    for child, key, kind, state, held_on, part_one_on, planned_on, due_imported in rows:
        held = state is ReviewState.HELD
        found.setdefault(child, []).append(
            Entry(
                key=key,
                kind=kind,
                held_on=(part_one_on or held_on) if held else None,
                planned_on=planned_on,
                due_imported=due_imported,
                adjourned_on=part_one_on if state is ReviewState.PART_HELD else None,
                cancelled=state is ReviewState.CANCELLED,
            )
        )
    return found
