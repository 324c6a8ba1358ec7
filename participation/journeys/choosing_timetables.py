"""Somebody chooses other days for one round than the council usually has.

A reminder that waits to go out and is not due any more is taken back, and looked for at its time;
adults who wait for their day wait for the new one. Nobody saves over days that they have not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.authority import queries as authority
from participation.care.authority.timetable import OF_ONE_ROUND, Timetable, faults, with_choices
from participation.care.consultations import queries as rounds
from participation.care.consultations.models import Round
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.journeys import asking_later, calling_off
from participation.journeys.timing_rounds import last_day, timetable_of, usual_of
from participation.kernel.clock import london_day
from participation.kernel.errors import Conflict, Invalid, NotFound

CHOSEN_BY, CHOSEN_AT = "chosen_by", "chosen_at"


def choose_for_round(
    session: Session,
    review_id: str,
    chosen: Mapping[str, int],
    *,
    actor: str = "command",
    seen: str | None = None,
    now: datetime,
) -> Round:
    """From now on this round goes by these days; what is not named is as usual.

    Args:
        review_id: the review's number in the case system.
        chosen: by the names of `OF_ONE_ROUND`.
        seen: the mark of the days on somebody's page; None where nobody looked. To save what
            stands already is no fault.

    Raises:
        NotFound: no round is open before such a review.
        Invalid: a number, or an order, that makes no sense; nothing is changed.
        Conflict: other days stand than those that were seen (B87); nothing is changed.
    """
    held = session.scalar(
        select(Round)
        .join(Review, Round.review_id == Review.id)
        .where(Review.external_id == review_id, rounds.is_before(), Round.closed_at.is_(None))
        .options(joinedload(Round.review).joinedload(Review.child))
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)  # it may have changed since it was shown
    )
    if held is None:
        raise NotFound("no round is open before a review with this number")
    if wrong := faults(usual_of(session, held), chosen):
        raise Invalid(fields={key: [said] for key, said in wrong.items()})
    wanted = _mark(with_choices(usual_of(session, held), chosen))
    if seen is not None and mark_of(session, held) not in (seen, wanted):
        raise Conflict("these days were changed since")
    ends = _last_day(session, held, chosen, now)
    kept = {key: value for key, value in held.timetable.items() if key not in OF_ONE_ROUND}
    held.timetable = kept | dict(chosen) | {CHOSEN_BY: actor, CHOSEN_AT: now.isoformat()}
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


def mark_of(session: Session, held: Round) -> str:
    """A mark of the days of a round, to see that they have changed."""
    return _mark(timetable_of(session, held))


def _mark(made: Timetable) -> str:
    return "-".join(str(getattr(made, key)) for key in OF_ONE_ROUND)


def chosen_by(session: Session, held: Round) -> tuple[str, datetime] | None:
    """Who chose the days of a round last, by name, and when; nothing where nobody did by a page."""
    kind, _colon, who = held.timetable.get(CHOSEN_BY, "").partition(":")
    if kind != "staff":
        return None
    staff = session.scalar(select(StaffMember).where(StaffMember.public_id == UUID(who)))
    when = datetime.fromisoformat(held.timetable[CHOSEN_AT])
    return (staff.full_name or "", when) if staff is not None else None


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
