"""How many texts we send, counted in the database at the moment of sending (practice R18, T13).

Three that we begin are enough for one person and one review. In an hour the council begins only so
many: a fault that would write to everybody stops there, the others wait, and a person is told. A
number that nobody has gets one reply in a day.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Integer, bindparam, func, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Direction,
    Invitation,
    Message,
    MessageState,
    TaskKind,
    conversation_invitations,
)
from participation.guard.crypto import council_key
from participation.kernel.clock import london_day
from participation.kernel.rows import ask

REPLIES_A_DAY = 30
BEGUN_AT_MOST = 3
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
_NOT_SENT = (MessageState.CANCELLED, MessageState.FAILED)
_MAY_HAVE_ARRIVED = (
    MessageState.SENDING,
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
)

# Built once, since every text that we begin asks them.
_BEGUN = (
    select(func.count())
    .select_from(Message)
    .where(
        Message.begun_by_us,
        Message.id != bindparam("message_id"),
        or_(*(Message.state == state for state in _MAY_HAVE_ARRIVED)),
    )
)
_COUNTED_THEN = (
    select(Message.counted_at)
    .where(Message.counted_at > bindparam("since"), Message.id != bindparam("message_id"))
    .order_by(Message.counted_at.desc())
    .offset(bindparam("before", type_=Integer()))
    .limit(1)
)
# A text about several children names one of them: what else belongs to the talk is counted beside.
_ABOUT_ONE_AND_THEN = select(
    _BEGUN.where(Message.invitation_id == bindparam("about")).scalar_subquery()
    + _BEGUN.where(
        Message.conversation_id == bindparam("together"),
        Message.invitation_id.is_distinct_from(bindparam("about")),
    ).scalar_subquery(),
    _COUNTED_THEN.scalar_subquery(),
)

log = structlog.get_logger()


def texts_lately(session: Session, message: Message, now: datetime) -> int:
    """How many texts went to this number in the day before, ahead of this one."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Message)
            .where(
                Message.number_hash == message.number_hash,
                Message.direction == Direction.OUT,
                Message.at > now - A_DAY,
                Message.id < message.id,
                Message.state.not_in(_NOT_SENT),
            )
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class SoFar:
    """`begun`: how many texts that we began this person may have had about the same reviews.
    `full_until`: when the next text fits into an hour's number; None when this one does."""

    begun: int
    full_until: datetime | None


def so_far(
    session: Session, message: Message, about: Collection[int], now: datetime, an_hour: int
) -> SoFar:
    """How many went already, looked at before a text that we begin.

    Args:
        about: ids of the invitations.
    """
    if len(about) == 1:
        (one,) = about
        asked = {**_an_hour(message, now, an_hour), "about": one, "together": _together(message)}
        begun, oldest = ask(session, _ABOUT_ONE_AND_THEN, **asked)[0]
        return SoFar(begun, _fits_at(oldest))
    begun = _begun(session, message, about) if about else 0
    return SoFar(begun, hour_is_full_until(session, message, now, an_hour))


def _together(message: Message) -> int | None:
    """The conversation that a text to an adult belongs to: all in it is about the same children,
    also where only one of them is left. A child's holds other reviews, and each has its three."""
    return None if message.to_child else message.conversation_id


def _begun(session: Session, message: Message, invitation_ids: Collection[int]) -> int:
    about: list[ColumnElement[bool]] = [Message.invitation_id.in_(invitation_ids)]
    if (together := _together(message)) is not None:
        about.append(Message.conversation_id == together)
    return session.scalar(_BEGUN.where(or_(*about)), {"message_id": message.id}) or 0


def begun_about(session: Session, invitation: Invitation) -> Sequence[str | None]:
    """As what the texts were sent that we began about one invitation and that may have arrived."""
    about: ColumnElement[bool] = Message.invitation_id == invitation.id
    if invitation.asked_through is not None:  # one text about several children
        links = conversation_invitations.c
        talks = select(links.conversation_id).where(links.invitation_id == invitation.id)
        about = or_(about, Message.conversation_id.in_(talks))
    return session.scalars(
        select(Message.template).where(
            Message.begun_by_us, Message.state.in_(_MAY_HAVE_ARRIVED), about
        )
    ).all()


def hour_is_full_until(
    session: Session, message: Message, now: datetime, an_hour: int
) -> datetime | None:
    """When the next text fits into an hour's number of texts; None when this one does.

    Workers that look in the same moment may each let one through: the number is a brake for
    something gone wrong, and no promise to the letter.
    """
    found = ask(session, _COUNTED_THEN, **_an_hour(message, now, an_hour))
    return _fits_at(found[0][0]) if found else None


def _an_hour(message: Message, now: datetime, an_hour: int) -> dict[str, Any]:
    return {"since": now - AN_HOUR, "message_id": message.id, "before": an_hour - 1}


def _fits_at(oldest: datetime | None) -> datetime | None:
    return None if oldest is None else oldest + AN_HOUR


def tell_that_texts_wait(session: Session, now: datetime) -> None:
    """The alarm: one task a day for a person, and with it a line in the log for whoever watches
    that; in a flood thousands of texts wait, and a line for each would hide everything else."""
    today = london_day(now)
    task = tasks.make_task(
        session,
        TaskKind.TOO_MANY_TEXTS,
        about=f"texts:{today.isoformat()}",
        key=council_key(session, now),
        owner_role="business_support",
        due_on=today,
        now=now,
    )
    if task in session.new:
        log.error("texts wait: the number for one hour is reached")
