"""Reviews to come that the case system's extract has dropped, and what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.people.bulk import BulkTable, in_chunks
from participation.care.people.models import Child
from participation.care.reviews.models import TO_COME, Review, ReviewState

_REVIEWS = BulkTable(Review)


def open_reviews_of(session: Session, children: Collection[str], today: date) -> set[str]:
    """Ids of reviews to come of these children, without those whose care has ended."""
    found: set[str] = set()
    for chunk in in_chunks(children):
        found |= set(
            session.scalars(
                select(Review.external_id)
                .join(Child, Child.id == Review.child_id)
                .where(
                    Child.external_id.in_(chunk),
                    or_(Child.ceased_on.is_(None), Child.ceased_on > today),
                    Review.state.in_(TO_COME),
                )
            )
        )
    return found


def named_reviews(session: Session, external_ids: Collection[str]) -> Sequence[Review]:
    """These reviews with their children, in the order of their ids."""
    return session.scalars(
        select(Review)
        .where(Review.external_id.in_(external_ids))
        .options(joinedload(Review.child, innerjoin=True))
        .order_by(Review.external_id)
    ).all()


def cancel_dropped(session: Session, external_ids: Collection[str]) -> list[int]:
    """They do not take place. Their keys; their rounds follow.

    What was noted of them here before is over too: if the case system brings one back, it is
    believed.
    """
    done: list[int] = []
    for chunk in in_chunks(external_ids):
        named = select(Review.id).where(Review.external_id.in_(chunk), Review.state.in_(TO_COME))
        ids = list(session.scalars(named.order_by(Review.id)))
        off = {"state": ReviewState.CANCELLED, "noted_on": None}
        _REVIEWS.update(session, [{"id": key, **off} for key in ids])
        done += ids
    return done
