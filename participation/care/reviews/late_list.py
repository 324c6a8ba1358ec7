"""Reviews that were late, are overdue or may become so; and the reason a person chose.

Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.people.models import StaffMember
from participation.care.people.what_stops import care_is_over
from participation.care.reviews.lateness import (
    AT_RISK,
    Late,
    LateReason,
    ReviewDays,
    Timeliness,
    timeliness,
    worst_first,
    year_begins,
)
from participation.care.reviews.models import TO_COME, Review, ReviewState
from participation.care.reviews.rules import ReviewType

MOST = 200
_LOOKS_AHEAD = timedelta(days=60)  # 20 working days never reach further


@dataclass(frozen=True, slots=True, repr=False)
class LateReview:
    review: Review
    late: Late
    noted_by: StaffMember | None


def late_reviews(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    today: date,
    bank_holidays: Container[date],
) -> Sequence[LateReview]:
    """The worst first: overdue, then at risk by the day they are due, then held late, newest first.

    Of a child whose time in care is over no review is still to be held, and none is overdue.

    Args:
        children: keys of the children who may be seen; None means every child.
        never: keys of the children this reader must never see.
    """
    due = func.coalesce(Review.due_computed, Review.due_imported)
    no_day_yet = Review.planned_on.is_(None) & (due <= today + _LOOKS_AHEAD)
    to_come = Review.state.in_(TO_COME) & or_(due < today, Review.planned_on > due, no_day_yet)
    began = func.coalesce(Review.part_one_on, Review.held_on)
    held = (
        (Review.state == ReviewState.HELD)
        & (Review.held_on >= year_begins(today))
        & or_(began > due, Review.part_one_on.is_not(None))
    )
    rows = session.scalars(
        _visible(children, never)
        .where(Review.kind != ReviewType.SUPERVISION_ORDER, or_(to_come, held))
        .order_by(due, Review.id)
    ).all()
    found = [
        (review, late)
        for review in rows
        if (late := timeliness(days_of(review), today, bank_holidays)).what
        is not Timeliness.IN_TIME
        and not (review.state in TO_COME and care_is_over(review.child, today))
    ]
    shown = sorted(found, key=_worst_first)[:MOST]
    who = {review.late_reason_by_id for review, _late in shown} - {None}
    noted = session.scalars(select(StaffMember).where(StaffMember.id.in_(who)))
    by = {one.id: one for one in noted}
    return [
        LateReview(review, late, by.get(review.late_reason_by_id or 0)) for review, late in shown
    ]


def days_of(review: Review) -> ReviewDays:
    return ReviewDays(
        due_on=review.due_computed or review.due_imported,
        planned_on=review.planned_on,
        held_on=review.held_on,
        part_one_on=review.part_one_on,
        over=review.state not in TO_COME,
    )


def review_to_explain(
    session: Session, public_id: UUID, children: Select[int] | None, never: Select[int]
) -> Review | None:
    return session.scalar(_visible(children, never).where(Review.public_id == public_id))


def explain(review: Review, reason: LateReason, staff_id: int, today: date) -> None:
    """Why it is late, by somebody's word. The last word counts."""
    review.late_reason = reason
    review.late_reason_by_id, review.late_reason_on = staff_id, today


def _visible(children: Select[int] | None, never: Select[int]) -> Select[Review]:
    wanted = (
        select(Review)
        .where(Review.child_id.not_in(never))
        .options(joinedload(Review.child, innerjoin=True))
    )
    return wanted if children is None else wanted.where(Review.child_id.in_(children))


def _worst_first(one: tuple[Review, Late]) -> tuple[tuple[int, int], int]:
    review, late = one
    held = late.what not in (Timeliness.OVERDUE, *AT_RISK)
    return worst_first(late), -(review.held_on or date.min).toordinal() if held else 0
