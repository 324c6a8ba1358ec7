"""Reviews to come whose day went by long ago: nobody wrote down whether they were held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session, joinedload

from participation.care.people.models import Child
from participation.care.people.what_stops import Part, Switch, switched
from participation.care.reviews.models import TO_COME, Review

LONG = timedelta(days=60)
"""After this nobody is asked before a review any more; a person finds out what became of it."""


def long_gone(session: Session, today: date) -> Sequence[Review]:
    """Of children who are asked; by the day it was planned for, else the day it was due by."""
    open_, before = Review.state.in_(TO_COME), today - LONG
    unplanned, uncomputed = Review.planned_on.is_(None), Review.due_computed.is_(None)
    days = union_all(
        select(Review.id).where(open_, Review.planned_on < before),
        select(Review.id).where(open_, unplanned, Review.due_computed < before),
        select(Review.id).where(open_, unplanned, uncomputed, Review.due_imported < before),
    )
    found = session.scalars(
        select(Review)
        .join(Child, Child.id == Review.child_id)
        .where(Review.id.in_(days))
        .options(joinedload(Review.child, innerjoin=True))
        .order_by(Review.id)
    )
    return [
        one for one in found if switched(one.child, Part.ASK_CHILD, today) is not Switch.STOPPED
    ]
