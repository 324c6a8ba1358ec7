"""Reads about who is to be asked: decisions, who has looked, and who was asked last time.

Each takes all keys at once, so that a list costs the same for one child and for thirty.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations.asking_models import AskingCheck, AskingDecision
from participation.care.consultations.models import (
    Invitation,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.queries import is_before
from participation.care.people.around import works
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    NeverList,
    Relationship,
    StaffMember,
)
from participation.care.reviews.models import TO_COME, Review
from participation.care.reviews.rules import ReviewType

_DAY = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)


def coming(session: Session, children: Select[int], today: date, last: date) -> Sequence[Review]:
    """Reviews of these children until that day, and every first one, each with its child."""
    return session.scalars(
        select(Review)
        .join(Child, Review.child_id == Child.id)
        .options(joinedload(Review.child, innerjoin=True))
        .where(Review.child_id.in_(children), *_comes(today, last))
        .order_by(_DAY, Review.id)
    ).all()


def waits_for(
    session: Session, assigned_as: Collection[AssignedAs], today: date, last: date
) -> Sequence[tuple[UUID, UUID]]:
    """The same reviews where nobody has looked yet, each with whoever works with the child so: two
    public ids. Whom a child must not be seen by is left out."""
    looked = select(AskingCheck.id).where(AskingCheck.review_id == Review.id)
    barred = select(NeverList.id).where(
        NeverList.child_id == Assignment.child_id, NeverList.staff_id == Assignment.staff_id
    )
    rows = session.execute(
        select(Review.public_id, StaffMember.public_id)
        .join(Assignment, Assignment.child_id == Review.child_id)
        .join(StaffMember, Assignment.staff_id == StaffMember.id)
        .where(
            *works(assigned_as, today),
            *_comes(today, last),
            ~looked.exists(),
            ~barred.exists(),
        )
        .order_by(_DAY, Review.id)
    )
    return [(row[0], row[1]) for row in rows]


def _comes(today: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Review.state.in_(TO_COME),
        today <= _DAY,
        or_(last >= _DAY, Review.kind == ReviewType.FIRST),
    )


def review_of(session: Session, external_id: str, children: Select[int]) -> Review | None:
    """One review of these children, by the id that the case system gave it."""
    return session.scalar(
        select(Review)
        .where(Review.external_id == external_id, Review.child_id.in_(children))
        .options(joinedload(Review.child, innerjoin=True))
    )


def around(session: Session, child_id: int) -> Sequence[Relationship]:
    """Everybody around one child, in the order in which they came."""
    return session.scalars(
        select(Relationship)
        .where(Relationship.child_id == child_id, Relationship.ended_on.is_(None))
        .options(joinedload(Relationship.adult, innerjoin=True))
        .order_by(Relationship.id)
    ).all()


def checks(
    session: Session, review_ids: Collection[int]
) -> Mapping[int, tuple[AskingCheck, StaffMember]]:
    """The newest look through the people of each of these reviews."""
    rows = session.execute(
        select(AskingCheck, StaffMember)
        .join(StaffMember, AskingCheck.by_id == StaffMember.id)
        .where(AskingCheck.review_id.in_(review_ids))
        .order_by(AskingCheck.id)
    )
    return {check.review_id: (check, who) for check, who in rows}


def decisions(session: Session, child_id: int) -> Sequence[AskingDecision]:
    """Everything that was decided here about a child's people and not ended, the newest first."""
    return session.scalars(
        select(AskingDecision)
        .join(Review, AskingDecision.review_id == Review.id)
        .where(Review.child_id == child_id, AskingDecision.ended_at.is_(None))
        .options(joinedload(AskingDecision.noted_by), joinedload(AskingDecision.agreed_by))
        .order_by(AskingDecision.id.desc())
    ).all()


def not_asked_before(session: Session, review_id: int) -> Mapping[int, AskingDecision]:
    """Who is not asked before one review because of a decision made here, by relationship."""
    rows = session.scalars(
        select(AskingDecision).where(
            AskingDecision.review_id == review_id,
            AskingDecision.ended_at.is_(None),
            AskingDecision.asked.is_(False),
        )
    )
    return {row.relationship_id: row for row in rows}


def to_agree(session: Session, children: Select[int]) -> Sequence[AskingDecision]:
    """Decisions about these children's people that wait for the officer, of reviews to come."""
    return session.scalars(
        select(AskingDecision)
        .join(Review, AskingDecision.review_id == Review.id)
        .where(
            Review.child_id.in_(children),
            Review.state.in_(TO_COME),
            AskingDecision.ended_at.is_(None),
            AskingDecision.agreed_at.is_(None),
        )
        .options(
            joinedload(AskingDecision.review, innerjoin=True).joinedload(Review.child),
            joinedload(AskingDecision.related, innerjoin=True).joinedload(Relationship.adult),
        )
        .order_by(AskingDecision.id)
    ).all()


def last_round(session: Session, review: Review) -> Round | None:
    """The newest round of asking before another review of the same child."""
    return session.scalar(
        select(Round)
        .join(Review, Round.review_id == Review.id)
        .where(Review.child_id == review.child_id, Review.id != review.id, is_before())
        .options(joinedload(Round.review, innerjoin=True))
        .order_by(Round.opened_at.desc(), Round.id.desc())
        .limit(1)
    )


def asked_in(session: Session, round_ids: Collection[int]) -> Mapping[tuple[int, str], Invitation]:
    """How far each person was in these rounds, by round and respondent."""
    rows = session.scalars(select(Invitation).where(Invitation.round_id.in_(round_ids)))
    return {(one.round_id, one.respondent): one for one in rows}


def rounds_nobody_looked_at(session: Session, opened_before: datetime) -> Sequence[int]:
    """Keys of open rounds that have been so since before then, through whose people nobody who
    knows the child has looked, and of which there is no task yet."""
    looked = select(AskingCheck.id).where(AskingCheck.review_id == Round.review_id)
    tasked = select(Task.id).where(
        Task.kind == TaskKind.WHO_IS_ASKED, Task.child_id == Review.child_id,
        Task.state == TaskState.OPEN,
    )  # fmt: skip
    return session.scalars(
        select(Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            Round.closed_at.is_(None),
            is_before(),
            Round.opened_at < opened_before,
            Review.state.in_(TO_COME),
            ~looked.exists(),
            ~tasked.exists(),
        )
        .order_by(Round.id)
    ).all()


def is_left_out() -> ColumnElement[bool]:
    """Of an invitation and its review: it was decided here that they are not asked, and stands; or
    they are not around the child any more."""
    decided = exists().where(
        AskingDecision.review_id == Review.id,
        AskingDecision.relationship_id == Invitation.relationship_id,
        AskingDecision.asked.is_(False),
        AskingDecision.ended_at.is_(None),
    )
    return or_(decided, is_gone())


def is_gone() -> ColumnElement[bool]:
    """Of an invitation: whoever it asks is not around the child any more."""
    return exists().where(
        Relationship.id == Invitation.relationship_id, Relationship.ended_on.is_not(None)
    )
