"""Somebody came to be known while a round is open, or may be asked by now: they are asked as well.

An import brings them, or the day on which a decision of the case system runs out. Nobody has to
look at a page for it: the worker's hourly look does it (R7).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.care.consultations.queries import is_before
from participation.care.consultations.rules import INVITED, NotHeard
from participation.care.people.models import Relationship
from participation.care.reviews.models import Review
from participation.journeys import leaving_out, opening
from participation.journeys.coming_to_meetings import is_to_come
from participation.journeys.services import Services
from participation.kernel.clock import london_day


def rounds_with_more_people(session: Session, now: datetime) -> Sequence[int]:
    """Keys of open rounds in which somebody around the child was not asked, or may be by now."""
    today = london_day(now)
    may_be = or_(Relationship.may_be_asked, Relationship.not_asked_until < today)
    rows = session.execute(
        select(Round.id, Invitation.id)
        .join(Review, Review.id == Round.review_id)
        .join(Relationship, Relationship.child_id == Review.child_id)
        .outerjoin(
            Invitation,
            and_(Invitation.round_id == Round.id, Invitation.relationship_id == Relationship.id),
        )
        .where(
            is_before(),
            Round.closed_at.is_(None),
            Round.closes_on >= today,
            Relationship.kind.in_(INVITED),
            Relationship.ended_on.is_(None),
            or_(Invitation.id.is_(None), and_(_left_out(), may_be)),
        )
        .order_by(Round.id)
    ).all()
    return sorted({row[0] for row in rows})


def ask(session: Session, round_id: int, *, house: Services, now: datetime) -> None:
    """Whoever is not asked in this round yet and may be. Doing it twice asks once."""
    today = london_day(now)
    held = session.scalar(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(of=Round)  # somebody may be closing it at this moment
        .execution_options(populate_existing=True)
    )
    if held is None or held.closed_at is not None or not is_to_come(held.review, today):
        return
    opening.ask_whoever_came(session, held, house=house, now=now)
    waiting = session.scalars(
        select(Invitation)
        .where(Invitation.round_id == held.id, _left_out())
        .options(joinedload(Invitation.asked_through))
    )
    for one in waiting.all():
        if one.asked_through is not None:
            leaving_out.ask_otherwise(session, one, one.asked_through, house, now)


def _left_out() -> ColumnElement[bool]:
    return and_(
        Invitation.state == InvitationState.NOT_POSSIBLE,
        Invitation.not_heard_reason == NotHeard.RECORDED_DECISION,
    )
