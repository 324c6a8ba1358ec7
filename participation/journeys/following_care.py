"""A child's care takes another course: what stops, stops in this transaction (R16, I16).

`care/people/what_stops.py` says what; here it is done to what is under way. The import follows each
change it brings; the worker's hourly look follows what only time brings: the day care ends, and
the eighteenth birthday. Both may do it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Round,
    Way,
    conversation_invitations,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.bulk import in_chunks
from participation.care.people.models import Child
from participation.care.people.what_stops import (
    OF_AGE,
    Part,
    Switch,
    asking,
    course_of,
    door,
    switched,
)
from participation.journeys import (
    calling_off,
    following_interpreters,
    mailing_guests,
    noting_attempts,
)
from participation.journeys.asking_again import ask_again
from participation.journeys.not_by_text import another_way, reopen
from participation.journeys.permission import WHY_NOT, AnotherWay, Over, standing
from participation.kernel.clock import london_day

_SAID_ALL = (InvitationState.FINISHED, InvitationState.DECLINED)
_LINKS_OUTLIVE_A_ROUND = timedelta(days=1)


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
        following_interpreters.follow_children(session, chunk, now)
        mailing_guests.follow_children(session, chunk, now)


def changed_by_time(session: Session, today: date) -> Sequence[int]:
    """Children in a round that is open, or closed a moment ago, whose care has ended or who are of
    age, and for whom something is not stopped yet."""
    eighteen_years_ago = _years_before(today, OF_AGE)
    rows = session.scalars(
        select(Invitation)
        .join(Round, Invitation.round_id == Round.id)
        .join(Child, Invitation.child_id == Child.id)
        .where(
            or_(Round.closed_at.is_(None), Round.closes_on >= today - _LINKS_OUTLIVE_A_ROUND),
            or_(Child.ceased_on <= today, Child.born_on <= eighteen_years_ago),
        )
        .options(joinedload(Invitation.child), joinedload(Invitation.round))
    )
    return sorted({one.child_id for one in rows if _left_to_stop(one, today)})


def _left_to_stop(one: Invitation, today: date) -> bool:
    waits = one.state is InvitationState.TO_SEND
    opens = (one.link_hash or one.code_hash or one.handed_code_hash) is not None
    taken = one.round.closed_at is None and one.state not in (*_SAID_ALL, InvitationState.CLOSED)
    return (waits and switched(one.child, asking(one.role), today) is Switch.STOPPED) or (
        (opens or (taken and not waits))
        and switched(one.child, door(one.role), today) is Switch.STOPPED
    )


def _follow(
    session: Session, child: Child, invitations: Sequence[Invitation], now: datetime
) -> None:
    today = london_day(now)
    course = course_of(child, today)
    why = WHY_NOT.get(course)
    not_asked = [i for i in invitations if _is_stopped(child, asking(i.role), today)]
    shut = [i for i in invitations if _is_stopped(child, door(i.role), today)]
    for one in not_asked:
        if one.state is InvitationState.TO_SEND:
            one.state, one.not_heard_reason = InvitationState.CLOSED, why
    if _is_stopped(child, Part.RECEIPTS, today):
        _stop_replies(session, invitations, now)
    for one in shut:
        _shut(one, why)
    session.flush()
    calling_off.take_back_promises(session, not_asked, course, now)
    calling_off.take_back_texts(session, not_asked, now)
    _end_conversations(session, shut)
    tasks.asking_is_over(session, not_asked)
    if not not_asked:
        _ask_after_all(session, invitations, now)
        ask_again(session, invitations, now)


def _is_stopped(child: Child, part: Part, today: date) -> bool:
    return switched(child, part, today) is Switch.STOPPED


def _shut(one: Invitation, why: NotHeard | None) -> None:
    """Nothing that was handed out opens any more; what was said stays.

    So does why somebody was not heard in a round that is over, and that a decision was recorded.
    """
    one.link_hash = one.code_hash = one.handed_code_hash = None
    one.link_generation += 1  # sittings opened with it end at their next request
    if one.round.closed_at is not None or one.state in _SAID_ALL:
        return
    one.state = InvitationState.CLOSED
    if one.not_heard_reason != NotHeard.RECORDED_DECISION:
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
        leaving = [one for one in held.invitations if one.id in about]
        if len(leaving) == len(held.invitations):
            held.state = ConversationState.ENDED
            continue
        for one in leaving:
            noting_attempts.leave(session, one, held)


def _ask_after_all(session: Session, invitations: Sequence[Invitation], now: datetime) -> None:
    """The case system takes it back. Whoever was not asked because of it is asked after all;
    whoever was, and has no way in any more, is given another by a person."""
    said_then = {*WHY_NOT.values(), NotHeard.RECORDED_DECISION}
    today = london_day(now)
    for one in invitations:
        because = one.state is InvitationState.CLOSED and one.not_heard_reason in said_then
        if not because or one.round.closed_at is not None or one.round.closes_on < today:
            continue
        by_text = one.way in (Way.TEXT, Way.LINK)
        if by_text and one.sent_at is None and one.started_at is None:
            reopen(session, one, now)
            continue
        match standing(session, one, now):
            case Over():
                pass
            case AnotherWay(reason):
                another_way(session, one, reason, now)
            case _:
                another_way(session, one, NotHeard.NO_SAFE_WAY, now)


def _years_before(day: date, years: int) -> date:
    """The latest birthday of somebody who has reached that age by this day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February, in a year that had none: whoever was born on the 28th
        return date(day.year - years, 2, 28)
