"""What is due, overdue, at risk and not in yet: an officer's own children, or everybody's for those
who chase. Dates, names and how far everybody is; no words of anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.authority import queries as authority
from participation.care.consultations import going
from participation.care.consultations.going import Waiting
from participation.care.people import queries as people
from participation.care.people.models import Role, StaffMember
from participation.care.people.what_stops import care_is_over
from participation.care.reviews.late_list import LateReview, late_reviews
from participation.care.reviews.lateness import AT_RISK, Timeliness, worst_first
from participation.care.reviews.models import TO_COME, Review
from participation.care.reviews.none_planned import NonePlanned, none_planned

EVERYBODYS = frozenset({Role.BUSINESS_SUPPORT.value, Role.IRO_MANAGER.value})
SOON = timedelta(days=6)  # with today a week
MOST = 100


@dataclass(frozen=True, slots=True, repr=False)
class Due:
    """One list a page has, in the order of the page."""

    soon: Sequence[Review]
    overdue: Sequence[LateReview | NonePlanned]
    at_risk: Sequence[LateReview | NonePlanned]
    outstanding: Waiting
    not_reached: Waiting

    @property
    def is_nothing(self) -> bool:
        people_waited_for = self.outstanding.number or self.not_reached.number
        return not (self.soon or self.overdue or self.at_risk or people_waited_for)


def due(
    session: Session, staff: StaffMember, today: date, *, own_only: bool = False, most: int = MOST
) -> Due:
    """What this member of staff looks after.

    Args:
        own_only: of their own children alone, whatever else their roles let them see.
        most: how many people each list of people names at most.
    """
    never = people.children_barred_to(staff.id)
    everybodys = not own_only and not EVERYBODYS.isdisjoint(staff.roles)
    children = (
        None
        if everybodys
        else people.children_open_to(staff.id, today, assigned_as=people.OFFICERS)
    )
    holidays = authority.bank_holidays(session)
    late: list[LateReview | NonePlanned] = [
        *late_reviews(session, children, never, today, holidays),
        *none_planned(session, children, never, today, holidays),
    ]
    late.sort(key=lambda one: worst_first(one.late))
    return Due(
        soon=_soon(session, children, never, today),
        overdue=[one for one in late if one.late.what is Timeliness.OVERDUE],
        at_risk=[one for one in late if one.late.what in AT_RISK],
        outstanding=going.outstanding(session, children, never, limit=most),
        not_reached=going.not_reached(session, children, never, limit=most),
    )


def _soon(
    session: Session, children: Select[int] | None, never: Select[int], today: date
) -> Sequence[Review]:
    """Reviews of the next seven days, by day and hour."""
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    wanted = (
        select(Review)
        .options(joinedload(Review.child, innerjoin=True))
        .where(
            cast(Review.state, String).in_([str(state) for state in TO_COME]),
            day.between(today, today + SOON),
            Review.child_id.not_in(never),
        )
        .order_by(day, Review.planned_time, Review.id)
    )
    if children is not None:
        wanted = wanted.where(Review.child_id.in_(children))
    return [one for one in session.scalars(wanted) if not care_is_over(one.child, today)]
