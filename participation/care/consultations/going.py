"""Who has not answered yet, and who could not be reached and why, in the rounds that are open.

For those who chase: who, how far and what was tried; no words and no answers of anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import queries
from participation.care.consultations.asking_queries import is_gone
from participation.care.consultations.models import Invitation, InvitationState, Round, Task
from participation.care.consultations.queries import is_before
from participation.care.consultations.rules import NotHeard
from participation.care.reviews.models import TO_COME, Review

_NOT_YET = (
    *(InvitationState.TO_SEND, InvitationState.SENT),
    *(InvitationState.OPENED, InvitationState.STARTED),
)


@dataclass(frozen=True, slots=True, repr=False)
class Awaited:
    """One person before one review; `tried` is what was done so far: on which day, and
    what, as codes."""

    invitation: Invitation
    review: Review
    tried: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """`people` is the beginning of the list, `number` counts all of it."""

    people: Sequence[Awaited]
    number: int


def outstanding(
    session: Session, children: Select[int] | None, never: Select[int], *, limit: int
) -> Waiting:
    """Whoever was asked and has not sent their answers, the nearest review first; nobody who is not
    around the child any more."""
    return _waiting(session, children, never, Invitation.state.in_(_NOT_YET) & ~is_gone(), limit)


def not_reached(
    session: Session, children: Select[int] | None, never: Select[int], *, limit: int
) -> Waiting:
    """Whoever this service cannot reach, the nearest review first; a decision not to ask somebody
    is no failing to reach them, and is not here."""
    unreached = (Invitation.state == InvitationState.NOT_POSSIBLE) & (
        func.coalesce(Invitation.not_heard_reason, "") != NotHeard.RECORDED_DECISION
    )
    return _waiting(session, children, never, unreached, limit)


def _waiting(
    session: Session,
    children: Select[int] | None,
    never: Select[int],
    state: ColumnElement[bool],
    limit: int,
) -> Waiting:
    """Three statements.

    Args:
        children: keys of the children who may be seen; None means every child.
        never: keys of the children this reader must never see, not as one of a number either.
    """
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    wanted = (
        select(Invitation, Review)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            Round.closed_at.is_(None),
            is_before(),
            Review.state.in_(TO_COME),
            Review.child_id.not_in(never),
            state,
        )
    )
    if children is not None:
        wanted = wanted.where(Review.child_id.in_(children))
    number = session.scalar(wanted.with_only_columns(func.count(Invitation.id))) or 0
    rows = session.execute(
        wanted.options(joinedload(Review.child, innerjoin=True))
        .order_by(day, Review.id, Invitation.id)
        .limit(limit)
    ).all()
    tasks = queries.open_tasks_of(session, [invitation.id for invitation, _review in rows])
    return Waiting(
        [
            Awaited(invitation, review, _tried(invitation, tasks.get(invitation.id, ())))
            for invitation, review in rows
        ],
        number,
    )


def _tried(invitation: Invitation, tasks: Sequence[Task]) -> Sequence[Mapping[str, str]]:
    return [*(invitation.tried or ()), *(one for task in tasks for one in task.attempts)]
