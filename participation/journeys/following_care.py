"""A child's care takes another course: what stops, stops in this transaction (R16, I16).

`care/people/what_stops.py` says what; here it is done to what is under way. The import follows each
change it brings; the worker's hourly look follows what only time brings: the day care ends, and
the eighteenth birthday. Both may do it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Round,
    Task,
    TaskKind,
    TaskState,
    Way,
    conversation_invitations,
)
from participation.care.people.bulk import in_chunks
from participation.care.people.models import Child
from participation.care.people.what_stops import (
    OF_AGE,
    Part,
    Switch,
    asking,
    course_of,
    door,
    switch,
)
from participation.journeys import calling_off
from participation.journeys.not_by_text import reopen
from participation.journeys.permission import WHY_NOT
from participation.kernel.clock import london_day

_SAID_ALL = (InvitationState.FINISHED, InvitationState.DECLINED)
_WAYS_TO_ASK = (TaskKind.CARD, TaskKind.NO_SAFE_WAY, TaskKind.NEVER_SPOKEN_WITH, TaskKind.LANGUAGE)


def follow(session: Session, children: Collection[int], now: datetime) -> None:
    """Make what is under way for these children fit how their care stands now."""
    for chunk in in_chunks(children):
        asked: dict[int, list[Invitation]] = defaultdict(list)
        rows = session.scalars(
            select(Invitation)
            .where(Invitation.child_id.in_(chunk))
            .options(joinedload(Invitation.round), joinedload(Invitation.child))
            .order_by(Invitation.id)
        )
        for one in rows:
            asked[one.child_id].append(one)
        for invitations in asked.values():
            _follow(session, invitations[0].child, invitations, now)


def changed_by_time(session: Session, today: date) -> Sequence[int]:
    """Children in an open round whose care has ended, or who are of age, and for whom something
    is not stopped yet."""
    eighteen_years_ago = _years_before(today, OF_AGE)
    rows = session.scalars(
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Child, Invitation.child_id == Child.id)
        .where(
            Round.closed_at.is_(None),
            or_(Child.ceased_on <= today, Child.born_on <= eighteen_years_ago),
        )
        .options(joinedload(Invitation.child))
    )
    return sorted({one.child_id for one in rows if _left_to_stop(one, today)})


def _left_to_stop(one: Invitation, today: date) -> bool:
    course = course_of(one.child, today)
    waits = one.state is InvitationState.TO_SEND
    opens = one.link_hash is not None or one.code_hash is not None
    open_door = opens or (one.state not in (*_SAID_ALL, InvitationState.CLOSED) and not waits)
    return (waits and switch(course, asking(one.role)) is Switch.STOPPED) or (
        open_door and switch(course, door(one.role)) is Switch.STOPPED
    )


def _follow(
    session: Session, child: Child, invitations: Sequence[Invitation], now: datetime
) -> None:
    today = london_day(now)
    course = course_of(child, today)
    why = WHY_NOT.get(course)
    not_asked = [i for i in invitations if switch(course, asking(i.role)) is Switch.STOPPED]
    shut = [i for i in invitations if switch(course, door(i.role)) is Switch.STOPPED]
    for one in not_asked:
        if one.state is InvitationState.TO_SEND:
            one.state, one.not_heard_reason = InvitationState.CLOSED, why
    if switch(course, Part.RECEIPTS) is Switch.STOPPED:
        _stop_replies(session, invitations, now)
    for one in shut:
        _shut(one, why)
    session.flush()
    calling_off.take_back_promises(session, not_asked, course, now)
    calling_off.take_back_texts(session, not_asked, now)
    _end_conversations(session, shut)
    _end_tasks(session, not_asked)
    if not not_asked:
        _ask_after_all(session, invitations, now)


def _shut(one: Invitation, why: str | None) -> None:
    """Nothing that was handed out opens any more; what was said stays."""
    one.link_hash = one.code_hash = None
    one.link_generation += 1  # sittings opened with it end at their next request
    if one.state not in _SAID_ALL:
        one.state = InvitationState.CLOSED
        one.not_heard_reason = why


def _stop_replies(session: Session, invitations: Sequence[Invitation], now: datetime) -> None:
    """Replies that wait, too; not where the same conversation is about somebody else as well."""
    about = {one.id for one in invitations}
    for message in calling_off.waiting_texts(session, invitations, replies=True):
        key = message.conversation_id
        held = session.get(Conversation, key) if key is not None else None
        if held is None or all(one.id in about for one in held.invitations):
            calling_off.cancel_text(session, message, "stopped_at_once", now)


def _end_conversations(session: Session, shut: Sequence[Invitation]) -> None:
    """A phone whose owner is no longer heard about this child is nobody's: a person reads it."""
    about = {one.id for one in shut}
    if not about:
        return
    links = conversation_invitations.c
    over = select(links.conversation_id).where(links.invitation_id.in_(about))
    found = session.scalars(
        select(Conversation)
        .where(Conversation.id.in_(over))
        .options(selectinload(Conversation.invitations))
    )
    for held in found:
        staying = [one for one in held.invitations if one.id not in about]
        if staying:
            held.invitations = staying
        else:
            held.state = ConversationState.ENDED


def _end_tasks(session: Session, not_asked: Sequence[Invitation]) -> None:
    """Nobody looks for another way to ask somebody who is not asked any more."""
    open_ = session.scalars(
        select(Task).where(
            Task.invitation_id.in_([one.id for one in not_asked]),
            Task.kind.in_(_WAYS_TO_ASK),
            Task.state == TaskState.OPEN,
        )
    )
    for task in open_:
        task.state = TaskState.DONE


def _ask_after_all(session: Session, invitations: Sequence[Invitation], now: datetime) -> None:
    """The case system takes it back: whoever was not asked because of it is asked after all."""
    said_then = set(WHY_NOT.values())
    today = london_day(now)
    for one in invitations:
        by_text = one.way in (Way.TEXT, Way.LINK)
        never = one.sent_at is None and one.started_at is None
        because = one.state is InvitationState.CLOSED and one.not_heard_reason in said_then
        going_on = one.round.closed_at is None and one.round.closes_on >= today
        if because and by_text and never and going_on:
            reopen(session, one, now)


def _years_before(day: date, years: int) -> date:
    """The latest birthday of somebody who has reached that age by this day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February, in a year that had none: whoever was born on the 28th
        return date(day.year - years, 2, 28)
