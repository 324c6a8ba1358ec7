"""An officer's reviews in the calendar they use anyway, without a name of anybody.

The address is made by a press and shown once; a press ends it. It shows what the officer has on the
day it is asked: a child who went to somebody else is gone from it, and so is everything once they
have left or were shut out.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.interpreting.booking_rules import clock_time
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.by_day import reviews_between
from participation.care.reviews.models import Review
from participation.channels.calendar.wording import Entry, calendar
from participation.guard import calendar_feeds
from participation.guard.access import Action, may
from participation.guard.audit import Deed, record
from participation.guard.standing import StaffStanding
from participation.journeys.reading import actor
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.dates import LondonTime, from_london

LOOKS_BACK, LOOKS_AHEAD = timedelta(days=28), timedelta(days=400)
AN_HOUR = timedelta(hours=1)


def make(session: Session, staff: StaffMember, house: Services, now: datetime) -> str:
    """The secret of a new address; the one before it ends."""
    secret = house.randomness.token()
    calendar_feeds.make_feed(session, staff.public_id, secret=secret, now=now)
    record(session, Deed(actor=actor(staff), action="calendar.made", subject="calendar"), now)
    return secret


def end(session: Session, staff: StaffMember, now: datetime) -> None:
    """Nobody gets anything by it from now on."""
    if calendar_feeds.end_feeds(session, staff.public_id, now):
        record(session, Deed(actor=actor(staff), action="calendar.ended", subject="calendar"), now)


def entries_behind(
    session: Session, secret: str, *, what: str, page_url: str, now: datetime
) -> list[Entry] | None:
    """What stands in the calendar behind an address; None where it opens nothing.

    Args:
        what: how every entry is called.
        page_url: where the officer finds the day, once they have signed in.
    """
    feed = calendar_feeds.feed_of(session, secret)
    if feed is None:
        return None
    today = london_day(now)
    staff = session.scalar(select(StaffMember).where(StaffMember.public_id == feed.staff))
    if staff is None or not _works_here(session, staff, today):
        return None
    if feed.read_on != today:
        feed.read_on = today
    reviews, _more = reviews_between(
        session,
        people.children_open_to(staff.id, today, assigned_as=people.OFFICERS),
        people.children_barred_to(staff.id),
        today - LOOKS_BACK,
        today + LOOKS_AHEAD,
        today=today,
    )
    return [_entry(one, one.day, what, page_url) for one in reviews if one.day is not None]


def as_file(entries: list[Entry], *, host: str, now: datetime) -> str:
    """The file that a calendar reads."""
    return calendar(entries, host=host, now=now)


def _works_here(session: Session, staff: StaffMember, today: date) -> bool:
    if staff.has_left(today) or not may(staff.roles, Action.KEEP_CALENDAR):
        return False
    shut = select(StaffStanding.id).where(
        StaffStanding.staff == staff.public_id, StaffStanding.disabled_at.is_not(None)
    )
    return session.scalar(shut) is None


def _entry(review: Review, day: date, what: str, page_url: str) -> Entry:
    known = review.planned_on is not None or review.held_on is not None
    at = clock_time(review.hour) if known else None
    starts = from_london(day, at) if at is not None else None
    moment = starts.at if isinstance(starts, LondonTime) else None
    return Entry(
        reference=review.public_id.hex,
        what=what,
        more=[f"{page_url}?week={day.isoformat()}"],
        day=day,
        begins=moment,
        ends=moment + AN_HOUR if moment else None,
        status="CONFIRMED" if known else "TENTATIVE",
        sequence=0,
        shows_reference=False,
    )
