"""Somebody who comes to a review opens the link of their mail: they see the meeting as it stands.

No name of the child is among it, nor anybody's who comes. The link is signed, leads to one person's
page of one meeting, and opens nothing once the day has passed, nor where its mail is one that was
taken back. That a link was opened is noted, and not by whom: a scanner of mail may press as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from participation.care.interpreting.booking_rules import clock_time
from participation.care.people import queries as people_known
from participation.care.reviews import meeting as meetings
from participation.care.reviews.meeting import Guest, MailSays, Meeting
from participation.care.reviews.models import Review, ReviewState
from participation.guard import links
from participation.guard.audit import Deed, record, take_turn
from participation.journeys.coming_to_meetings import (
    Person,
    meeting_named,
    people_of,
    still_comes,
    take_hold,
)
from participation.journeys.reaching_guests import addresses_of
from participation.journeys.services import Services
from participation.kernel.clock import london_day

WITHOUT_A_DAY = timedelta(days=92)  # how long a link opens while nobody has said the day


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """What somebody who comes may see of the meeting. `is_off`: they do not have to come.

    `was_held`: because it has taken place; whoever was called off before does not read that.
    """

    is_off: bool
    was_held: bool
    changed: bool
    day: date | None
    hour: time | None
    officer: str
    language: str
    place: str | None = None
    link: str | None = None
    access: str | None = None
    interpreter: bool = False


def open_by_link(session: Session, token: str, house: Services, now: datetime) -> Opened | None:
    """What this link shows at this moment; that it was opened is noted."""
    named = links.guest_of(house.settings.secret_key, token)
    meeting = meeting_named(session, named.meeting) if named is not None else None
    if named is None or meeting is None:
        return None
    take_turn(session)  # as members of staff do, who note that they look before they change it
    take_hold(session, meeting)
    if named.valid != meeting.links_valid:
        return None
    everybody = dict(meetings.everybody_of(meeting))
    guest, today = everybody.get(named.who.hex), london_day(now)
    if guest is None or not guest.mails or _is_over(meeting.review, guest, today):
        return None
    people = people_of(session, meeting.review, meeting, today)
    person = next((one for one in people if one.who == guest.who), None)
    if not _is_theirs_still(session, guest, person, named.number):
        return None
    everybody[guest.who] = replace(guest, opened_on=today)
    meetings.keep_guests(meeting, everybody.values())
    review = meeting.review
    child = review.child.public_id.hex
    record(
        session,
        Deed(
            actor=f"link_of_guest:{guest.who}",
            action="guest.link_opened",
            subject=f"review:{review.public_id.hex}",
            child=child,
        ),
        now,
    )
    return _shown(session, meeting, guest, person, today)


def _shown(
    session: Session, meeting: Meeting, guest: Guest, person: Person | None, today: date
) -> Opened:
    review, last = meeting.review, guest.mails[-1]
    related = person.related if person is not None else None
    adult = related.adult if related is not None else None
    on = still_comes(review, person, today)
    officer = people_known.officer_of(session, review.child_id, today)
    shown = Opened(
        is_off=not on,
        was_held=review.state is ReviewState.HELD and _was_to_come(guest, person),
        changed=len(guest.mails) > 1,
        day=review.day if on else last.day,
        hour=_hour(review) if on else None,
        officer=(officer.full_name or "") if officer is not None else "",
        language=adult.reading_language if adult is not None else "en",
    )
    if not on or person is None:
        return shown
    return replace(
        shown,
        place=meeting.place if person.knows_place else None,
        link=meeting.link,
        access=meeting.access,
        interpreter=person.interpreter is not None,
    )


def _was_to_come(guest: Guest, person: Person | None) -> bool:
    return guest.comes and person is not None and not person.not_asked


def _is_theirs_still(session: Session, guest: Guest, person: Person | None, number: int) -> bool:
    """Whether that mail went where they are written to now, and they were not called off since.

    Whoever was taken off and invited anew has a new link, and the one from before is dead: so a
    mail that went astray, or was sent on, is taken back. Within one invitation every mail opens.
    """
    newest = guest.mails[-1]
    if not 0 < number <= newest.number or person is None:
        return False
    since = guest.mails[number:-1]
    if any(one.says is MailSays.OFF for one in since) or guest.mails[number - 1].to != newest.to:
        return False
    return newest.to in addresses_of(session, [person]).get(guest.who, ())


def _is_over(review: Review, guest: Guest, today: date) -> bool:
    """Nothing opens once the day has passed: the one that they were told, and the one that is."""
    last = guest.mails[-1]
    days = [day for day in (last.day, review.day) if day is not None]
    return today > (max(days) if days else last.on + WITHOUT_A_DAY)


def _hour(review: Review) -> time | None:
    return clock_time(review.hour) if review.planned_on else None
