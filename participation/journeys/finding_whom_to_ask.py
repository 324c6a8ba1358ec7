"""Whom members of staff ask in person: whoever has not answered, and whoever is found by a number.

No words of anybody stand on these lists. What a person is to do today comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import after_a_no, queries, unsent
from participation.care.consultations.asking_queries import is_left_out
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Round,
    Task,
    TaskState,
)
from participation.care.consultations.not_heard import NOBODY_ASKS_AGAIN
from participation.care.consultations.rules import NotHeard
from participation.care.consultations.service import OPEN_STATES
from participation.care.people import queries as people
from participation.care.people.models import Child, Relationship, Role, StaffMember
from participation.care.people.what_stops import Switch, asking, switched
from participation.care.reviews.models import TO_COME, Review, ReviewState
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.kernel.clock import london_day

EVERYBODYS = frozenset(
    {Role.BUSINESS_SUPPORT.value, Role.IRO_MANAGER.value, Role.PARTICIPATION.value}
)
MOST, MOST_OVER = 200, 30
PAPERS_COME_FOR = timedelta(days=180)  # after a round; what comes later is scanned into the record


@dataclass(frozen=True, slots=True, repr=False)
class Waits:
    """Somebody who has not answered: before which review, and what a person is to do by when."""

    invitation: Invitation
    review: Review
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """Whom a page names, and how many more there are."""

    people: Sequence[Waits]
    more: int


def waiting(session: Session, staff: StaffMember, now: datetime, *, number: str = "") -> Waiting:
    """Whoever may still answer: first those for whom a person has something to do today, then the
    nearest review.

    Args:
        number: a child's number, which also finds whoever said no, or of whom staff said that
            nobody asks again; empty means everybody else whom this member of staff may see.
    """
    day = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)
    due_today = exists().where(
        Task.invitation_id == Invitation.id,
        Task.state == TaskState.OPEN,
        Task.due_on <= london_day(now),
    )
    wanted = (
        _may_answer(staff, now, after_a_no=bool(number))
        .where(Review.state.in_(TO_COME))
        .add_columns(Review)
        .options(joinedload(Invitation.child, innerjoin=True))
        .order_by(due_today.desc(), day, Review.id, Invitation.id)
    )
    if number:
        wanted = wanted.join(Child, Invitation.child_id == Child.id).where(
            Child.external_id == number
        )
    else:
        said = [str(one) for one in NOBODY_ASKS_AGAIN]
        wanted = wanted.where(func.coalesce(Invitation.not_heard_reason, "").not_in(said))
    found = session.execute(wanted.limit(MOST)).all()
    rows = [row for row in found if _may_be_asked(row[0], now)]
    to_do = queries.open_tasks_of(session, [invitation.id for invitation, _review in rows])
    people = [
        Waits(invitation, review, to_do.get(invitation.id, ())) for invitation, review in rows
    ]
    return Waiting(people, _how_many(session, wanted) - MOST if len(found) == MOST else 0)


def over(
    session: Session, staff: StaffMember, now: datetime, *, number: str
) -> Sequence[tuple[Invitation, Review]]:
    """Whoever of this child has sent or whose round is over, the latest review first: a paper may
    still come. It is typed in as more words."""
    wanted = (
        _reached(staff, now)
        .add_columns(Review)
        .join(Child, Invitation.child_id == Child.id)
        .where(Child.external_id == number)
        .options(
            joinedload(Invitation.child, innerjoin=True),
            joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
            joinedload(Invitation.asked_through),
        )
        .order_by(Round.closes_on.desc(), Invitation.id)
        .limit(MOST_OVER)
    )
    return [(one, review) for one, review in session.execute(wanted) if is_over(one, now)]


def opened(
    session: Session,
    staff: StaffMember,
    public_id: UUID,
    action: str,
    now: datetime,
    *,
    afterwards: bool = False,
) -> Invitation | None:
    """One of them; the audit row either way.

    Args:
        afterwards: also somebody who has sent meanwhile, or whose round is over.
    """
    found = session.scalar(
        (_reached(staff, now) if afterwards else _may_answer(staff, now, after_a_no=True))
        .where(Invitation.public_id == public_id)
        .options(
            joinedload(Invitation.child, innerjoin=True),
            joinedload(Invitation.round, innerjoin=True).joinedload(Round.review, innerjoin=True),
            joinedload(Invitation.asked_through).joinedload(Relationship.adult),
        )
    )
    subject = f"invitation:{public_id.hex}"
    if found is None or not (afterwards or _is_asked(found, now)):
        note_refusal(session, staff, action, subject, now)
        return None
    child = found.child.public_id.hex
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
    return found


def may_be_opened(
    session: Session, staff: StaffMember, invitations: Collection[int], now: datetime
) -> Mapping[int, UUID]:
    """Of these people, by key, those whose page opens for this member of staff. One statement."""
    wanted = _reached(staff, now).where(Invitation.id.in_(invitations))
    rows = session.execute(wanted.with_only_columns(Invitation.id, Invitation.public_id))
    return {row.id: row.public_id for row in rows}


def is_over(invitation: Invitation, now: datetime) -> bool:
    """Whether they have sent, or nobody asks them any more: what is typed is kept all the same."""
    gone = invitation.round.review.state not in TO_COME
    open_ = after_a_no.may_answer(invitation, london_day(now))
    return gone or not open_ or not _is_asked(invitation, now)


def has_begun(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Whether they have begun by themselves and not sent it; what, is nobody's to see."""
    return not is_over(invitation, now) and unsent.has_draft(session, invitation)


def _may_answer(staff: StaffMember, now: datetime, *, after_a_no: bool) -> Select[Invitation]:
    """Whoever may still answer, and is not left out.

    Args:
        after_a_no: also whoever said no, and may change their mind.
    """
    states = OPEN_STATES | {InvitationState.DECLINED} if after_a_no else OPEN_STATES
    return _reached(staff, now).where(
        Round.closed_at.is_(None),
        Round.closes_on >= london_day(now),
        Review.state != ReviewState.CANCELLED,
        Invitation.state.in_(states),
        func.coalesce(Invitation.not_heard_reason, "") != NotHeard.RECORDED_DECISION,
        ~is_left_out(),
    )


def _how_many(session: Session, wanted: Select[Invitation, Review]) -> int:
    every = wanted.with_only_columns(Invitation.id).order_by(None).subquery()
    return session.scalars(select(func.count()).select_from(every)).one()


def _is_asked(invitation: Invitation, now: datetime) -> bool:
    """Not once they are not around the child any more."""
    related = invitation.asked_through
    return (related is None or related.ended_on is None) and _may_be_asked(invitation, now)


def _may_be_asked(invitation: Invitation, now: datetime) -> bool:
    """Not once care has ended, or all contact was stopped (R16)."""
    part = asking(invitation.role)
    return switched(invitation.child, part, london_day(now)) is not Switch.STOPPED


def _reached(staff: StaffMember, now: datetime) -> Select[Invitation]:
    """Whoever was asked before a review, of the children whom this member of staff asks."""
    today = london_day(now)
    wanted = (
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .where(
            queries.is_before(),
            Round.closes_on >= today - PAPERS_COME_FOR,
            Invitation.form_hash.is_not(None),
        )
    )
    if EVERYBODYS.isdisjoint(staff.roles):
        own = people.children_open_to(staff.id, today, assigned_as=people.OFFICERS)
        return wanted.where(Invitation.child_id.in_(own))
    return wanted.where(Invitation.child_id.not_in(people.children_barred_to(staff.id)))
