"""Reviews of some days, for a calendar: planned, begun or held, and not what was cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.people.what_stops import care_is_over
from participation.care.reviews.models import Review, ReviewState

MOST = 500
_SHOWN = (ReviewState.PLANNED, ReviewState.PART_HELD, ReviewState.HELD)


def reviews_between(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    first: date,
    last: date,
    *,
    today: date,
) -> tuple[Sequence[Review], bool]:
    """Reviews from one day to another, both included, by day and hour, and whether there are more.

    Of a child whose time in care is over no review is still to come.

    Args:
        children: keys of the children who may be seen; None means every child.
        never: keys of the children this reader must never see.
    """
    day = func.coalesce(Review.held_on, Review.planned_on, Review.due_computed, Review.due_imported)
    wanted = (
        select(Review)
        .options(joinedload(Review.child, innerjoin=True))
        .where(
            cast(Review.state, String).in_([str(state) for state in _SHOWN]),
            day.between(first, last),
            Review.child_id.not_in(never),
        )
        .order_by(day, Review.planned_time, Review.id)
        .limit(MOST + 1)
    )
    if children is not None:
        wanted = wanted.where(Review.child_id.in_(children))
    found = session.scalars(wanted).all()
    shown = [
        one
        for one in found[:MOST]
        if one.state is ReviewState.HELD or not care_is_over(one.child, today)
    ]
    return shown, len(found) > MOST
