"""Who was not heard before reviews that are near or just over, and why; counted, and one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.care.consultations.not_heard import BY_PEOPLE, KNOWN_BY_ITSELF
from participation.care.consultations.queries import is_before
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Relationship
from participation.care.reviews.models import Review, ReviewState

_SILENT = (InvitationState.SENT, InvitationState.OPENED, InvitationState.NOT_POSSIBLE)
PARENTS_APART = ("child", "mother", "father")
OTHERS = "others"
HEARD = "heard"


@dataclass(frozen=True, slots=True)
class WhichRounds:
    """Rounds that are open count from when they end by `near`; those that are over, when they ended
    on or after `closed_since`."""

    near: date
    closed_since: date


def unexplained(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    which: WhichRounds,
    *,
    skip: int,
    limit: int,
) -> Sequence[Invitation]:
    """Whoever was not heard and of whom the service cannot know why by itself, by the day on which
    their round ends. Whoever a person has explained stands there too, so that it can be changed.

    Args:
        children: keys of the children who may be seen; None means every child.
    """
    wanted = _silent(children, never).where(*_cannot_be_known(which))
    in_order = wanted.order_by(Round.closes_on, Round.id, Invitation.id)
    return session.scalars(in_order.offset(skip).limit(limit)).all()


def how_many(
    session: Session, children: Select[int] | None, never: Select[int], which: WhichRounds
) -> tuple[int, int]:
    """How many these are, and of how many of them nobody has said why."""
    explained = Invitation.not_heard_reason.in_([str(one) for one in BY_PEOPLE])
    wanted = (
        select(func.count(), func.count().filter(explained))
        .select_from(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(*_may_be_seen(children, never), *_cannot_be_known(which))
    )
    every, said = session.execute(wanted).one()
    return every, every - said


def _cannot_be_known(which: WhichRounds) -> tuple[ColumnElement[bool], ...]:
    open_ = and_(
        Round.closed_at.is_(None),
        Round.closes_on <= which.near,
        Invitation.state.in_(_SILENT),
    )
    over = and_(
        Round.closed_at.is_not(None),
        Round.closes_on >= which.closed_since,
        Invitation.not_heard_reason.is_not(None),
        Invitation.state != InvitationState.FINISHED,
    )
    not_known = or_(
        Invitation.not_heard_reason.is_(None),
        Invitation.not_heard_reason.not_in([str(one) for one in KNOWN_BY_ITSELF]),
    )
    asked_for = Review.state != ReviewState.CANCELLED  # before no review nobody was silent
    return or_(open_, over), not_known, asked_for


def one_of(
    session: Session, children: Select[int] | None, never: Select[int], public_id: UUID
) -> Invitation | None:
    """One of these people, whoever they are and however far."""
    return session.scalar(_silent(children, never).where(Invitation.public_id == public_id))


def explain(invitation: Invitation, reason: str, *, by_id: int, today: date) -> None:
    """The reason that a person chose, and whose word it is."""
    invitation.not_heard_reason = reason
    invitation.reason_by_id, invitation.reason_on = by_id, today


def reasons_since(session: Session, since: date, never: Select[int]) -> Mapping[str, Counter[str]]:
    """Of everybody in rounds that have closed, by reason: how many children, mothers, fathers and
    others. Whoever was heard is counted as heard; of a review that was cancelled nobody was silent,
    whatever stood in the way before. One statement."""
    said = Invitation.state == InvitationState.FINISHED  # whatever stood in the way before
    heard = or_(said, Invitation.not_heard_reason.is_(None))
    cancelled = and_(
        Review.state == ReviewState.CANCELLED, Invitation.state != InvitationState.DECLINED
    )
    reason = case((cancelled, str(NotHeard.REVIEW_CANCELLED)), else_=Invitation.not_heard_reason)
    rows = session.execute(
        select(Invitation.role, reason, heard, func.count())
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            Round.closed_at.is_not(None),
            Round.closes_on >= since,
            is_before(),
            Review.child_id.not_in(never),
        )
        .group_by(Invitation.role, reason, heard)
    )
    found: dict[str, Counter[str]] = {}
    for role, noted, was_heard, count in rows:
        who = role if role in PARENTS_APART else OTHERS
        why = HEARD if was_heard else str(noted)
        found.setdefault(why, Counter())[who] += count
    return found


def _silent(children: Select[int] | None, never: Select[int]) -> Select[Invitation]:
    return (
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(*_may_be_seen(children, never))
        .options(
            joinedload(Invitation.child, innerjoin=True),
            joinedload(Invitation.asked_through).joinedload(Relationship.adult),
            joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
            joinedload(Invitation.reason_by),
        )
    )


def _may_be_seen(
    children: Select[int] | None, never: Select[int]
) -> tuple[ColumnElement[bool], ...]:
    seen = (is_before(), Review.child_id.not_in(never))
    return seen if children is None else (*seen, Review.child_id.in_(children))
