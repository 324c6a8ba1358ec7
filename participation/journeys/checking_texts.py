"""What is looked at in the moment of sending a text, and not when it was written.

A number may have said STOP since then, a review may have been cancelled, it may have become night,
and another text to the same phone may be on its way.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.authority.rules import TEXTS_AN_HOUR, Calendar
from participation.care.consultations.hours import TIME_TO_ARRIVE, next_allowed, window_ends
from participation.care.consultations.models import (
    Direction,
    Message,
)
from participation.care.consultations.outgoing import Phone
from participation.care.consultations.replying import talk_of
from participation.care.people import queries as people
from participation.care.people.what_stops import Part, Switch, switched
from participation.channels.sms.numbers import SenderKind, sender
from participation.channels.sms.wording import FIRST_TEXTS, REMINDERS, TextKey
from participation.journeys import asking_afterwards, capping, gathering, nudging, reminding
from participation.journeys.capping import BEGUN_AT_MOST, REPLIES_A_DAY
from participation.journeys.cutting_off import CUT_OFF
from participation.journeys.receiving_texts.arriving import OLD
from participation.journeys.rechecking import asked_in, conversation_of, no_longer_wanted
from participation.kernel.clock import london_day
from participation.questionnaire.definition import Occasion

VALIDITY_SECONDS = 4 * 3600  # a text for the afternoon must not arrive at night
REPLY_VALIDITY = 3600
SHORTEST_VALIDITY = int(TIME_TO_ARRIVE.total_seconds())
REPLY_AT_MOST = timedelta(days=2)  # older, and it answers nothing that anybody remembers
STOPPED, ENOUGH, TOO_OLD = "stopped", "enough_texts", "too_old"
STOPPED_AT_ONCE, NOT_THEIR_PHONE = "stopped_at_once", "not_their_phone"


def known_ids(session: Session, message: Message) -> list[str]:
    """Ids at the provider that belong to other texts to this number."""
    rows = session.scalars(
        select(Message.provider_id).where(
            Message.number_hash == message.number_hash,
            Message.direction == Direction.OUT,
            Message.provider_id.is_not(None),
            Message.id != message.id,
        )
    )
    return [row for row in rows if row]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the council and its installation allow: texts begun in an hour; our own numbers; how
    long a question that goes out now cannot have been read (`gathering`)."""

    an_hour: int = TEXTS_AN_HOUR
    ours: Collection[str] = field(default=(), repr=False)
    unread: timedelta = timedelta(0)
    calendar: Calendar | None = None  # None: read from the database

    def days(self, session: Session) -> Calendar:
        return self.calendar or authority.calendar(session)


NO_LIMITS_CHOSEN = Limits()


class Go(Enum):
    """Now. `COUNTED`: among those of which only so many go in an hour."""

    NOW = "now"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class NotYet:
    """Not before this moment of the council's clock."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """It must not go any more; a code."""

    why: str


def may_go(
    session: Session, message: Message, phone: Phone, now: datetime, limits: Limits
) -> Go | NotYet | Never:
    """Everything that decides whether a text goes at this moment, and nothing elsewhere does.

    Whether the phone said STOP, or was cut off by a person; whether the person may still be asked,
    over this number (R7, R9, R16); the hours of R18; and how many texts went already.
    """
    if phone.stopped:
        return Never(CUT_OFF if people.is_cut_off(session, message.number_hash) else STOPPED)
    if sender(message.number, ours=limits.ours).kind is not SenderKind.MOBILE:
        return Never("not_a_mobile")
    if message.begun_by_us:
        return _may_begin(session, message, now, limits)
    if now - message.at > REPLY_AT_MOST:
        return Never(TOO_OLD)
    holders = None
    if message.conversation_id is not None:
        if why := _is_over(session, message, message.conversation_id, now):
            return Never(why)
    else:
        holders = people.people_of_number(session, message.number_hash)
        if not holders.nobody and people.all_have_died(session, holders):
            return Never("died")  # of their children none is alive (R16)
    if (waits := _hours(session, message, now, limits)) > now:
        return NotYet(waits)
    lately = capping.texts_lately(session, message, now)
    if lately >= REPLIES_A_DAY:
        return Never("too_many_today")
    if holders is None or not holders.nobody:
        return Go.NOW
    # From here on a reply that belongs to no conversation, to a number that nobody has (T13).
    if lately:
        return Never("strangers_get_one_a_day")
    if capping.hour_is_full_until(session, message, now, limits.an_hour) is not None:
        capping.tell_that_texts_wait(session, now)
        return Never("too_many_this_hour")  # hours later it would answer nothing
    return Go.COUNTED


def _may_begin(
    session: Session, message: Message, now: datetime, limits: Limits
) -> Go | NotYet | Never:
    conversation = conversation_of(session, message)
    if message.template in REMINDERS:
        if not reminding.is_still_due(session, message, now):
            return Never("no_longer_due")
    elif message.template == TextKey.SOMETHING_NEW:
        if not nudging.is_still_due(session, message, now):
            return Never("no_longer_due")
    elif why := no_longer_wanted(session, conversation, message, now):
        return Never(why)
    asked = asked_in(session, conversation, message)
    about = [invitation.id for invitation in asked]
    after = any(invitation.round.occasion is Occasion.AFTER for invitation in asked)
    if after or message.template == TextKey.SOMETHING_NEW:
        about = asking_afterwards.asked_about_these_reviews(session, asked)
    so_far = capping.so_far(session, message, about, now, limits.an_hour)
    if so_far.begun >= BEGUN_AT_MOST:
        return Never(ENOUGH)
    if (waits := _hours(session, message, now, limits)) > now:
        return NotYet(waits)
    if so_far.full_until is not None:
        capping.tell_that_texts_wait(session, now)
        return NotYet(so_far.full_until)
    return Go.COUNTED


def _hours(session: Session, message: Message, now: datetime, limits: Limits) -> datetime:
    """When this text may go (R18): a reply at once, unless an outage made it old (I6)."""
    if not message.begun_by_us and now - message.at <= OLD:
        return now
    return next_allowed(
        now,
        limits.days(session),
        to_child=message.to_child,
        first_of_round=message.template in FIRST_TEXTS,
    )


def _is_over(session: Session, message: Message, conversation_id: int, now: datetime) -> str | None:
    """Why a reply must not go any more to the person it was written for; None when it may.

    Every child it is about has died, or a person stopped all contact (R16); the phone is not
    theirs any more, or not safe (I18): it is told nothing. A question goes only as long as an
    answer to it would be taken as one (I6).
    """
    talk = talk_of(session, conversation_id)
    today = london_day(now)
    stopped = talk is not None and all(
        switched(one, Part.RECEIPTS, today) is Switch.STOPPED for one in talk.about
    )
    if stopped:
        return STOPPED_AT_ONCE
    if talk is not None and not talk.safely_theirs:
        return NOT_THEIR_PHONE
    if gathering.asks(message) and (talk is None or not talk.may_be_asked(today)):
        return gathering.NOT_ASKED_ANY_MORE
    return None


def validity(session: Session, message: Message, now: datetime, limits: Limits) -> int:
    """For how many seconds the provider may try: nothing is to arrive at night (R18).

    A text we begin never arrives after hours. A reply is tried for an hour whatever the time is,
    since the person wrote a moment ago, and longer only by day.
    """
    ends = window_ends(now, limits.days(session), to_child=message.to_child)
    left = int((ends - now).total_seconds())
    least = SHORTEST_VALIDITY if message.begun_by_us else REPLY_VALIDITY
    return max(least, min(VALIDITY_SECONDS, left))
