"""Somebody chooses other days for one round than the council usually has.

A reminder that waits to go out and is not due any more is taken back, and looked for at its time;
adults who wait for their day wait for the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.authority import queries as authority
from participation.care.authority.timetable import OF_ONE_ROUND, faults, with_choices
from participation.care.consultations import queries as rounds
from participation.care.consultations.models import Round
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.journeys import asking_later, calling_off
from participation.journeys.timing_rounds import last_day, usual_of
from participation.kernel.clock import london_day
from participation.kernel.errors import Invalid, NotFound


def choose_for_round(
    session: Session,
    review_id: str,
    chosen: Mapping[str, int],
    *,
    actor: str = "command",
    now: datetime,
) -> Round:
    """From now on this round goes by these days; what is not named is as usual.

    Args:
        review_id: the review's number in the case system.
        chosen: by the names of `OF_ONE_ROUND`.

    Raises:
        NotFound: no round is open before such a review.
        Invalid: a number, or an order, that makes no sense; nothing is changed.
    """
    held = session.scalar(
        select(Round)
        .join(Review, Round.review_id == Review.id)
        .where(Review.external_id == review_id, rounds.is_before(), Round.closed_at.is_(None))
        .options(joinedload(Round.review).joinedload(Review.child))
        .with_for_update(of=Round)
    )
    if held is None:
        raise NotFound("no round is open before a review with this number")
    if wrong := faults(usual_of(session, held), chosen):
        raise Invalid(fields={key: [said] for key, said in wrong.items()})
    ends = _last_day(session, held, chosen, now)
    kept = {key: value for key, value in held.timetable.items() if key not in OF_ONE_ROUND}
    held.timetable = kept | dict(chosen)
    ended, held.closes_on = held.closes_on, ends
    session.flush()
    if ended != ends:  # texts that wait say by when
        calling_off.word_anew(session, rounds.invitations_of(session, held.id), now)
    asking_later.follow(session, held, now)
    calling_off.take_back_texts(session, rounds.invitations_of(session, held.id), now)
    record(
        session,
        Deed(
            actor=actor,
            action="round.timetable",
            subject=f"round:{held.public_id.hex}",
            child=held.review.child.public_id.hex,
        ),
        now,
    )
    return held


def _last_day(session: Session, held: Round, chosen: Mapping[str, int], now: datetime) -> date:
    """As the new timetable says; before a review that is overdue it stays as it is.

    Raises:
        Invalid: that day is over already.
    """
    day = held.review.day
    if day is None or day < held.closes_on:
        return held.closes_on
    made = with_choices(usual_of(session, held), chosen)
    ends = last_day(day, made, authority.bank_holidays(session))
    if ends < london_day(now):
        raise Invalid(fields={"close_before": ["That day is over already: give fewer days."]})
    return ends
