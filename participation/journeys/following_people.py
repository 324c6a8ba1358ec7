"""Somebody is not around a child any more, or is again: what is under way for them follows.

The import says so, where the case system has dropped their row and a person has confirmed it, or
where the row is back; and so does an import that is undone. What they have said stays, and what
they still say is heard; nothing of ours goes to them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Round,
    TaskState,
    Way,
)
from participation.care.consultations.not_heard import NOBODY_ASKS_AGAIN
from participation.care.consultations.rules import NotHeard
from participation.care.people.bulk import in_chunks
from participation.care.people.models import Relationship
from participation.journeys import calling_off, following_interpreters, mailing_guests
from participation.journeys.not_by_text import another_way, reopen
from participation.journeys.permission import AnotherWay, MayAsk, Over, standing
from participation.kernel.clock import london_day

_NOT_BEGUN = (InvitationState.TO_SEND, InvitationState.NOT_POSSIBLE)
_ASKED = (InvitationState.SENT, InvitationState.OPENED, InvitationState.STARTED)


def follow(session: Session, relationships: Collection[int], now: datetime) -> None:
    """Make what is under way for these people fit whether they are still around the child."""
    for chunk in in_chunks(relationships):
        asked = session.scalars(
            select(Invitation)
            .join(Round, Invitation.round_id == Round.id)
            .where(Invitation.relationship_id.in_(chunk), Round.closed_at.is_(None))
            .options(joinedload(Invitation.round), joinedload(Invitation.asked_through))
            .order_by(Invitation.id)
            .execution_options(populate_existing=True)
        ).all()
        _leave_out(session, [one for one in asked if _is_gone(one)], now)
        _ask_after_all(session, [one for one in asked if not _is_gone(one)], now)
        children = session.scalars(
            select(Relationship.child_id).where(Relationship.id.in_(chunk)).distinct()
        ).all()
        following_interpreters.follow_children(session, children, now)
        mailing_guests.follow_children(session, children, now)


def _is_gone(one: Invitation) -> bool:
    return one.asked_through is not None and one.asked_through.ended_on is not None


def _leave_out(session: Session, gone: Sequence[Invitation], now: datetime) -> None:
    for one in gone:
        said_by_staff = one.not_heard_reason in NOBODY_ASKS_AGAIN
        if one.state in _NOT_BEGUN:
            one.state = InvitationState.CLOSED
        elif one.state not in _ASKED:  # which they stay: what they still say is heard
            continue
        if not said_by_staff:  # that stands, whoever comes back
            one.not_heard_reason = NotHeard.NOT_AROUND
    session.flush()
    calling_off.take_back_promises(session, gone, NotHeard.NOT_AROUND, now)
    calling_off.take_back_texts(session, gone, now)
    for task in tasks.of_invitations(session, gone, TaskState.OPEN):
        task.state = TaskState.OVER


def _ask_after_all(session: Session, back: Sequence[Invitation], now: datetime) -> None:
    """Whoever was called off is asked like everybody else, if there is still time; and what a
    person was to do beside the asking, say the call we promised, is to be done again."""
    for task in tasks.of_invitations(session, back, TaskState.OVER):
        if task.kind not in tasks.ASKING or (task.reason or "").startswith(tasks.SPEAKS):
            task.state = TaskState.OPEN
    for one in back:
        if one.state in _ASKED and one.not_heard_reason == NotHeard.NOT_AROUND:
            one.not_heard_reason = None
        called_off = one.state is InvitationState.CLOSED
        if not called_off or one.not_heard_reason != NotHeard.NOT_AROUND:
            continue
        if one.round.closes_on < london_day(now):
            continue
        match standing(session, one, now):
            case Over():
                pass
            case AnotherWay(reason):
                another_way(session, one, reason, now)
            case MayAsk() if one.way not in (Way.TEXT, Way.LINK):
                another_way(session, one, NotHeard.NO_SAFE_WAY, now)
            case _:
                reopen(session, one, now)
