"""Somebody chooses when the people of one round are reminded, other than the council usually does.

A reminder that waits to go out and is not due any more is taken back, and looked for at its time.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.authority.rules import REMIND_BEFORE
from participation.care.consultations import queries as rounds
from participation.care.consultations.models import Round
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.journeys import calling_off
from participation.journeys.timing_reminders import ADULTS, CHILD
from participation.kernel.errors import Invalid, NotFound


def choose_for_round(
    session: Session, review_id: str, *, child: int | None, adults: int | None, now: datetime
) -> Round:
    """From now on people of this round are reminded so many working days before; None: as usual.

    Args:
        review_id: the review's number in the case system.

    Raises:
        NotFound: no round is open before such a review.
        Invalid: a number that makes no sense; nothing is changed.
    """
    least, most = REMIND_BEFORE
    chosen = {key: days for key, days in ((CHILD, child), (ADULTS, adults)) if days is not None}
    wrong = [key for key, days in chosen.items() if not least <= days <= most]
    if wrong:
        remedy = f"Give working days before the review, a whole number from {least} to {most}."
        raise Invalid(fields={key: [remedy] for key in wrong})
    held = session.scalar(
        select(Round)
        .join(Review, Round.review_id == Review.id)
        .where(Review.external_id == review_id, rounds.is_before(), Round.closed_at.is_(None))
        .options(joinedload(Round.review).joinedload(Review.child))
        .with_for_update(of=Round)
    )
    if held is None:
        raise NotFound("no round is open before a review with this number")
    kept = {key: value for key, value in held.timetable.items() if key not in (CHILD, ADULTS)}
    held.timetable = kept | chosen
    session.flush()
    calling_off.take_back_texts(session, rounds.invitations_of(session, held.id), now)
    record(
        session,
        Deed(
            actor="command",
            action="round.remind",
            subject=f"round:{held.public_id.hex}",
            child=held.review.child.public_id.hex,
        ),
        now,
    )
    return held
