"""When somebody is reminded: as the council has chosen, or otherwise for one round.

The round keeps what was chosen for it alone, and a review that moves takes that along. Nothing here
sends: the hourly look finds whom a reminder is due to by these days (`reminding`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.authority import queries as authority
from participation.care.authority.rules import REMIND_BEFORE
from participation.care.consultations.models import Round
from participation.care.consultations.queries import is_before
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.kernel.errors import Invalid, NotFound

CHILD, ADULTS = "remind_child_before", "remind_adults_before"


def days_before(session: Session, held: Round, *, child: bool) -> int:
    """Working days before the review."""
    of_this = held.timetable.get(CHILD if child else ADULTS)
    if of_this is not None:
        return int(of_this)
    usual = authority.reminders(session)
    return usual.child if child else usual.adult


def has_its_own() -> ColumnElement[bool]:
    """Of a round for which somebody chose another time."""
    return or_(*(Round.timetable[key].as_string().is_not(None) for key in (CHILD, ADULTS)))


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
        .where(Review.external_id == review_id, is_before(), Round.closed_at.is_(None))
        .options(joinedload(Round.review).joinedload(Review.child))
        .with_for_update(of=Round)
    )
    if held is None:
        raise NotFound("no round is open before a review with this number")
    kept = {key: value for key, value in held.timetable.items() if key not in (CHILD, ADULTS)}
    held.timetable = kept | chosen
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
