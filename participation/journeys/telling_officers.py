"""Tell the officer that something new waits: the one notice, to whoever it is by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.people import queries as people
from participation.care.reviews.models import Review
from participation.care.summaries import queries as summaries
from participation.care.summaries.models import Summary
from participation.journeys.notices import Notice, to_each
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.outbox.service import Claimed

LOOK_AGAIN_FOR_AN_OFFICER = timedelta(days=1)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """Whom to tell at this moment (I15); nobody when there is nothing new to them."""
    summary = session.scalar(select(Summary).where(Summary.public_id == UUID(work.subject)))
    if summary is None:
        outbox.cancelled(session, work, system=system, error="summary_gone")
        return ()
    review = session.scalar(
        select(Review).where(Review.id == summary.review_id).options(joinedload(Review.child))
    )
    officer = (
        people.officer_of(session, review.child_id, london_day(now)) if review is not None else None
    )
    if review and officer and people.is_barred(session, review.child_id, officer.id):
        officer = None  # say a concern is about them: the safeguarding team reads what waits
    if officer is None or not officer.email:
        # A child without an officer will have one; nobody else is told in the meantime.
        outbox.later(session, work, due_at=now + LOOK_AGAIN_FOR_AN_OFFICER, error="no_officer")
        return ()
    if summaries.first_reading(session, summary.id, officer.id) is not None:
        outbox.cancelled(session, work, system=system, error="read_already")
        return ()
    return to_each([officer.email], work, house)
