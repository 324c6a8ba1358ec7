"""Whoever comes to a review for their work is invited by mail; a person sends it. When the meeting
changes, was held before the day they know, or they do not have to come any more, those who were
written to hear it by themselves.

The mail says that there is something and where, and nothing else. What it is about stands on a page
behind the link (`opening_for_guests`), and only as it is at that moment.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from participation.care.reviews import meeting as meetings
from participation.care.reviews.meeting import Guest, Mailed, MailSays, Meeting
from participation.care.reviews.models import Review, ReviewState
from participation.channels.mail.wording import for_guest
from participation.guard import links
from participation.guard.links import GuestLink
from participation.journeys.coming_to_meetings import (
    Person,
    is_to_come,
    mark_of,
    meeting_named,
    people_of,
    still_comes,
    take_hold,
)
from participation.journeys.notices import Notice
from participation.journeys.reaching_guests import KIND, addresses_of, by_mail, unique_key
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.texts import IN_ENGLISH
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.outbox.service import Claimed

_WENT = (OutboxState.LEASED, OutboxState.DONE, OutboxState.UNKNOWN)


def may_be_sent(review: Review, today: date) -> bool:
    """Whether there is a day to invite somebody to."""
    return is_to_come(review, today) and review.day is not None and review.day >= today


def send(
    session: Session,
    review: Review,
    meeting: Meeting,
    whom: Collection[str] | None,
    now: datetime,
) -> int:
    """Promise an invitation to each of these who can be written to and is not told yet; how many.

    Args:
        whom: None means everybody.
    """
    today = london_day(now)
    if not may_be_sent(review, today):
        return 0
    take_hold(session, meeting)
    people = people_of(session, review, meeting, today)
    ways = by_mail(session, meeting, people)
    everybody = dict(meetings.everybody_of(meeting))
    sent = 0
    for one in people:
        way = ways.get(one.who)
        if way is None or one.guest is None or way.address is None or way.on_paper is not None:
            continue
        if way.is_told or (whom is not None and one.who not in whom):
            continue
        everybody[one.who] = _tell(
            session, meeting, review, one, one.guest, MailSays.INVITED, way.address, now
        )
        sent += 1
    meetings.keep_guests(meeting, everybody.values())
    return sent


def follow(session: Session, review_id: int, now: datetime) -> None:
    """Make what the guests were told fit the meeting as it stands, in the transaction that changes
    it. Doing it twice changes nothing."""
    meeting = meetings.meeting_of(session, review_id)
    if meeting is None or not any(one.mails for one in meetings.everybody_of(meeting).values()):
        return
    session.flush()
    take_hold(session, meeting)
    review, today = meeting.review, london_day(now)
    people = {one.who: one for one in people_of(session, review, meeting, today)}
    guests = dict(meetings.everybody_of(meeting))
    addresses = addresses_of(session, list(people.values()))
    for who, guest in guests.items():
        last = guest.mails[-1] if guest.mails else None
        if last is None:
            continue
        if review.state is ReviewState.HELD:
            if not _waits_for_it(session, meeting, guest, last, today):
                continue
        elif last.day is not None and last.day < today:
            continue  # it was on a day that is over
        if last.to not in addresses.get(who, ()):
            continue  # whoever reads that address is not told more, nor does its link open anything
        person = people.get(who)
        says = _to_say(review, meeting, person, last, today)
        if says is not None:
            guests[who] = _tell(session, meeting, review, person, guest, says, last.to, now)
    meetings.keep_guests(meeting, guests.values())


def follow_children(session: Session, children: Collection[int], now: datetime) -> None:
    """The same for every meeting of these children."""
    found = (
        select(Meeting.review_id)
        .join(Review, Review.id == Meeting.review_id)
        .where(Review.child_id.in_(children), Review.state != ReviewState.HELD)
    )
    for review_id in session.scalars(found).all():
        follow(session, review_id, now)


def prepare(
    session: Session, work: Claimed, *, house: Services, now: datetime, system: datetime
) -> Sequence[Notice]:
    """The mail, if it is still the newest and still true."""
    meeting = meeting_named(session, UUID(work.subject))
    promised = session.scalar(select(OutboxItem.unique_key).where(OutboxItem.id == work.id))
    for guest in meetings.everybody_of(meeting).values():
        last = guest.mails[-1] if guest.mails else None
        if meeting is None or last is None or unique_key(meeting, guest, last.number) != promised:
            continue
        if not _is_true(session, meeting, guest, last, now):
            break
        named = GuestLink(meeting.public_id, meeting.links_valid, UUID(guest.who), last.number)
        signed = links.signed_guest(house.settings.secret_key, named)
        link = f"{house.settings.public_url}/g/{signed}"
        mail = for_guest(IN_ENGLISH, link=link)
        return (Notice(to=last.to, mail=mail, message_id=work.public_id.hex),)
    outbox.cancelled(session, work, system=system, error="nothing_to_tell")
    return ()


def _to_say(
    review: Review, meeting: Meeting, person: Person | None, last: Mailed, today: date
) -> MailSays | None:
    """What they have to hear by now; None where they know it."""
    if person is None or not still_comes(review, person, today):
        return None if last.says is MailSays.OFF else MailSays.OFF
    if last.says is not MailSays.OFF and last.told == mark_of(review, meeting, person):
        return None
    return MailSays.CHANGED


def _waits_for_it(
    session: Session, meeting: Meeting, guest: Guest, last: Mailed, today: date
) -> bool:
    """Whether they still have a day to come in their calendar for a review that was held before."""
    held_on, known = meeting.review.held_on, _newest_that_went(session, meeting, guest) or last
    if held_on is None or known.day is None or known.says is MailSays.OFF:
        return False
    return known.day >= today and known.day > held_on


def _newest_that_went(session: Session, meeting: Meeting, guest: Guest) -> Mailed | None:
    by_key = {unique_key(meeting, guest, one.number): one for one in guest.mails}
    went = session.scalars(
        select(OutboxItem.unique_key).where(
            OutboxItem.unique_key.in_(by_key), OutboxItem.state.in_(_WENT)
        )
    )
    return max((by_key[key] for key in went), key=lambda one: one.number, default=None)


def _tell(
    session: Session,
    meeting: Meeting,
    review: Review,
    person: Person | None,
    guest: Guest,
    says: MailSays,
    to: str,
    now: datetime,
) -> Guest:
    """A newer mail takes the place of one that has not gone; where none has ever gone, nobody has
    to be called off."""
    earlier = [unique_key(meeting, guest, one.number) for one in guest.mails]
    session.execute(
        update(OutboxItem)
        .where(OutboxItem.unique_key.in_(earlier), OutboxItem.state == OutboxState.QUEUED)
        .values(state=OutboxState.CANCELLED, done_at=now, last_error="newer")
        .execution_options(synchronize_session=False)
    )
    went = _newest_that_went(session, meeting, guest)
    if went is None and says is MailSays.CHANGED:
        says = MailSays.INVITED
    off = says is MailSays.OFF
    before = went or (guest.mails[-1] if guest.mails else None)
    mailed = Mailed(
        len(guest.mails) + 1,
        to,
        says,
        london_day(now),
        before.day if off and before is not None else review.day,
        "" if off or person is None else mark_of(review, meeting, person),
    )
    if went is not None or not off:
        outbox.promise(
            session,
            KIND,
            meeting.public_id,
            unique_key=unique_key(meeting, guest, mailed.number),
            due_at=now,
            now=now,
        )
    return replace(guest, mails=(*guest.mails, mailed))


def _is_true(session: Session, meeting: Meeting, guest: Guest, mail: Mailed, now: datetime) -> bool:
    """Whether this is still an address of theirs, and they come, where the mail says so."""
    today = london_day(now)
    people = people_of(session, meeting.review, meeting, today)
    person = next((one for one in people if one.who == guest.who), None)
    if person is None or mail.to not in addresses_of(session, [person]).get(guest.who, ()):
        return False
    return mail.says is MailSays.OFF or still_comes(meeting.review, person, today)
