"""A number came while a round is open: whoever could not be texted when it opened is, by now.

An import brings it, or says more of the one that was there: that it is safe, theirs alone or
confirmed. Without this the reason on the round's page would be the one of before, and a person
would go on looking for another way. Nobody has to look at a page for it: the worker's hourly look
does it (R7). Whoever a person has begun to ask, or who was asked over another number, stays that
person's to ask (I18).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.asking_rules import Missing
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.queries import is_before
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import ContactKind, ContactPoint, ContactState, Relationship
from participation.care.people.rules import FRESH_FOR
from participation.care.reviews.models import TO_COME, Review
from participation.journeys.not_by_text import reopen
from participation.journeys.noting_attempts import attempts_of
from participation.journeys.permission import AnotherWay, MayAsk, standing
from participation.journeys.planning import plan_adult, plan_child
from participation.journeys.releasing import hold_for_release
from participation.journeys.services import Services
from participation.kernel.clock import london_day

_OF_THE_NUMBER = frozenset(
    {
        *(NotHeard.NO_NUMBER, NotHeard.NOT_SAFE_TO_TEXT, NotHeard.NOT_OWN_PHONE),
        *(NotHeard.NUMBER_TOO_OLD, NotHeard.NEVER_SPOKEN_WITH, NotHeard.NUMBER_SUSPENDED),
        *(NotHeard.SHARED_NUMBER, NotHeard.STOPPED, NotHeard.SEVERAL_CHILDREN),
    }
)
_SAID_BY_STAFF = frozenset(Missing) - {Missing.NO_NUMBER, Missing.NOT_SAFE_TO_TEXT}
_LOOKED_FOR = (TaskKind.CARD, TaskKind.NO_SAFE_WAY, TaskKind.NEVER_SPOKEN_WITH)


def reachable_by_now(session: Session, now: datetime) -> Sequence[int]:
    """Keys of the invitations whose reason may not be true any more."""
    today = london_day(now)
    return session.scalars(
        select(Invitation.id)
        .join(Round, Invitation.round_id == Round.id)
        .join(Review, Round.review_id == Review.id)
        .outerjoin(Relationship, Invitation.relationship_id == Relationship.id)
        .where(
            is_before(),
            Round.closed_at.is_(None),
            Round.closes_on >= today,
            Review.state.in_(TO_COME),
            *_not_begun(),
            exists().where(*_has_number(), _better(today)),
            exists().where(_to_do(_LOOKED_FOR)),
            ~exists().where(_to_do((TaskKind.ASK_AGAIN,))),
        )
        .order_by(Invitation.id)
    ).all()


def look_again(session: Session, key: int, *, house: Services, now: datetime) -> None:
    """Asked by a text after all, or the reason that is true by now."""
    one = session.scalar(
        select(Invitation)
        .where(Invitation.id == key, *_not_begun())
        .with_for_update(of=Invitation, key_share=True)
        .execution_options(populate_existing=True)
    )
    if one is None or attempts_of(session, [one.id]).get(one.id) or _is_a_persons(session, one):
        return
    match standing(session, one, now):
        case MayAsk():
            _ask(session, one, house, now)
        case AnotherWay(reason) if reason in _OF_THE_NUMBER:
            one.not_heard_reason = reason
            for task in tasks.of_invitations(session, [one], TaskState.OPEN):
                if task.kind in _LOOKED_FOR:
                    task.reason = reason


def _ask(session: Session, one: Invitation, house: Services, now: datetime) -> None:
    today, related = london_day(now), one.asked_through
    if related is None:
        one.way = plan_child(session, one.child, one.form_key, today).way
    else:
        one.way = plan_adult(session, one.child, related, one.round.review, today).way
    tasks.asking_is_over(session, [one])
    if house.council(session).hold_first_texts:
        one.state, one.not_heard_reason = InvitationState.TO_SEND, None
        hold_for_release(session, [one], now)
    else:
        reopen(session, one, now)


def _is_a_persons(session: Session, one: Invitation) -> bool:
    """Staff said why another way is needed, such as prison or an unknown language: a number alone
    does not answer that."""
    return any(
        task.kind is TaskKind.LANGUAGE or task.reason in _SAID_BY_STAFF
        for task in tasks.of_invitations(session, [one], TaskState.OPEN)
    )


def _not_begun() -> tuple[ColumnElement[bool], ...]:
    """By them or by a person: no text went, no card with a code was made."""
    return (
        Invitation.state == InvitationState.NOT_POSSIBLE,
        Invitation.sent_at.is_(None),
        Invitation.started_at.is_(None),
        Invitation.code_hash.is_(None),
        Invitation.handed_code_hash.is_(None),
        Invitation.form_hash.is_not(None),
    )


def _has_number() -> tuple[ColumnElement[bool], ...]:
    own = and_(Invitation.relationship_id.is_(None), ContactPoint.child_id == Invitation.child_id)
    return (
        or_(own, ContactPoint.adult_id == Relationship.adult_id),
        ContactPoint.kind == ContactKind.MOBILE,
        ContactPoint.state == ContactState.USABLE,
    )


def _better(today: date) -> ColumnElement[bool]:
    """Of a number: it is not true of it what the reason says."""
    why = Invitation.not_heard_reason
    return or_(
        why.in_((NotHeard.NO_NUMBER.value, NotHeard.NUMBER_SUSPENDED.value)),
        and_(why == NotHeard.NOT_SAFE_TO_TEXT.value, ContactPoint.safe_to_text),
        and_(why == NotHeard.NOT_OWN_PHONE.value, ContactPoint.own_and_private),
        and_(why == NotHeard.NUMBER_TOO_OLD.value, ContactPoint.confirmed_on >= today - FRESH_FOR),
        and_(why == NotHeard.NEVER_SPOKEN_WITH.value, ContactPoint.confirmed_on.is_not(None)),
    )


def _to_do(kinds: Sequence[TaskKind]) -> ColumnElement[bool]:
    return and_(
        Task.invitation_id == Invitation.id, Task.kind.in_(kinds), Task.state == TaskState.OPEN
    )
