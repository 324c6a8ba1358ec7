"""Some working days before a review its officer has a summary, whoever has answered by then: what
is said so far, who was asked and has not been heard yet (ux.md 3.7).

Where somebody has answered there is one already, and what comes later makes a new version of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.authority.timetable import RANGES
from participation.care.consultations.models import Round
from participation.care.consultations.queries import is_before
from participation.care.summaries.models import Summary
from participation.journeys.timing_rounds import days_of
from participation.kernel.clock import london_day
from participation.kernel.working_days import last_day_within
from participation.outbox import service as outbox


def due(session: Session, now: datetime) -> Sequence[int]:
    """Keys of open rounds whose summary is due and of which there is none; for the hourly look."""
    today = london_day(now)
    near = last_day_within(today, RANGES["summary_before"][1], authority.bank_holidays(session))
    none_yet = ~select(Summary.id).where(Summary.review_id == Round.review_id).exists()
    rounds = session.scalars(
        select(Round)
        .where(
            is_before(),
            Round.closed_at.is_(None),
            Round.closes_on.between(today, near),
            none_yet,
        )
        .order_by(Round.id)
    )
    return [held.id for held in rounds if days_of(session, held).summary <= today]


def promise(session: Session, round_id: int, now: datetime) -> None:
    """Once for the day on which the round ends."""
    held = session.get_one(Round, round_id)
    outbox.promise(
        session,
        "summary.compose",
        held.review.public_id,
        unique_key=f"summary.compose:due:{held.public_id.hex}:{held.closes_on.isoformat()}",
        due_at=now,
        now=now,
    )
