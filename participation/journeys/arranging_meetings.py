"""The meeting itself: who comes, where it is for those who may know it, and the papers for it.

Business support and the officer arrange it. What it is about, and who leads, only the officer says,
after what the child has chosen. Whoever saves names what their page showed: nobody overwrites what
somebody else has changed since (B87).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews import meeting as meetings
from participation.care.reviews.called_off import called_off
from participation.care.reviews.meeting import Guest, LedBy, Meeting
from participation.care.reviews.models import Review
from participation.guard.audit import Deed, record
from participation.journeys import mailing_guests
from participation.journeys.coming_to_meetings import Person, people_of, take_hold
from participation.journeys.listing_who_is_asked import officers_children
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.journeys.words_to_translate import handled_by
from participation.kernel.clock import london_day


class Refused(StrEnum):
    """Why nothing was kept."""

    CHANGED_SINCE = "changed_since"  # what stands is not what they saw (B87)


@dataclass(frozen=True, slots=True, repr=False)
class Arranged:
    """The meeting of one review, as far as somebody has arranged it."""

    review: Review
    meeting: Meeting | None
    people: Sequence[Person]
    officer: StaffMember | None
    is_officer: bool  # who looks: the child's officer, or their cover

    def person(self, who: str) -> Person | None:
        return next((one for one in self.people if one.who == who), None)


def opened(
    session: Session,
    staff: StaffMember,
    review_id: str,
    action: str,
    now: datetime,
    *,
    to_lead: bool = False,
) -> Arranged | None:
    """One review that was held or is to come; the audit row either way.

    Args:
        to_lead: only of a child whose officer they are, whatever else they may arrange.
    """
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    review = session.scalar(
        select(Review)
        .where(
            Review.external_id == review_id,
            Review.child_id.in_(own if to_lead else handled_by(staff, now)),
        )
        .options(joinedload(Review.child, innerjoin=True))
    )
    if review is None or called_off(review, london_day(now)) is not None:
        note_refusal(session, staff, action, "review:unknown", now)
        return None
    child = review.child.public_id.hex
    subject = f"review:{review.public_id.hex}"
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
    meeting, today = meetings.meeting_of(session, review.id), london_day(now)
    officers = officers_children(staff, today)
    its_officers = officers.where(officers.selected_columns[0] == review.child_id)
    return Arranged(
        review=review,
        meeting=meeting,
        people=people_of(session, review, meeting, today),
        officer=people.officer_of(session, review.child_id, today),
        is_officer=session.scalar(its_officers.limit(1)) is not None,
    )


def arrange(
    session: Session,
    staff: StaffMember,
    arranged: Arranged,
    *,
    place: str,
    link: str,
    access: str,
    coming: Sequence[Guest],
    seen: str,
    house: Services,
    now: datetime,
) -> Refused | Sequence[str]:
    """Where it is and who comes; when each was invited stays noted. Whoever was written to hears
    what has changed, or that they do not have to come any more.

    Args:
        seen: the mark of what stood on their page. To save what stands already is no fault.

    Returns:
        whom a decision leaves out, and who would know the place without the officer having said
        why: nothing is kept then.
    """
    arranged = _held(session, arranged)
    before = meetings.everybody_of(arranged.meeting)
    guests = [_with_what_is_known(one, before.get(one.who), arranged) for one in coming]
    wanted = meetings.mark_of_place(place, link, access, guests, house.ring)
    if meetings.mark_arranged(arranged.meeting, house.ring) not in (seen, wanted):
        return Refused.CHANGED_SINCE
    unsaid = [
        one.who
        for one in guests
        if one.may_know_place and one.place_why is None and _is_left_out(arranged, one.who)
    ]
    if unsaid:
        return unsaid
    row = _row(session, staff, arranged, now)
    row.place, row.link, row.access = place or None, link or None, access or None
    coming_too = {one.who for one in guests}
    gone = [
        replace(one, comes=False)
        for one in before.values()
        if one.mails and one.who not in coming_too
    ]
    meetings.keep_guests(row, [*guests, *gone])
    session.flush()
    mailing_guests.follow(session, arranged.review.id, now)
    return ()


def _with_what_is_known(one: Guest, known: Guest | None, arranged: Arranged) -> Guest:
    """When they were invited, and why they may know the place: the officer alone says that anew."""
    why = one.place_why if arranged.is_officer else None
    if why is None and known is not None and known.may_know_place:
        why = known.place_why
    return replace(
        known if known is not None else one,
        comes=True,
        may_know_place=one.may_know_place,
        place_why=why if one.may_know_place else None,
    )


def _is_left_out(arranged: Arranged, who: str) -> bool:
    person = arranged.person(who)
    return person is not None and person.not_asked


def lead(
    session: Session,
    staff: StaffMember,
    arranged: Arranged,
    *,
    agenda: str,
    led_by: LedBy,
    seen: str,
    house: Services,
    now: datetime,
) -> Refused | None:
    """What it is about, one point a line, and who leads."""
    arranged = _held(session, arranged)
    meeting = arranged.meeting
    same = meeting is not None and (meeting.agenda or "", meeting.led_by) == (agenda, led_by)
    if meetings.mark_led(meeting, house.ring) != seen and not same:
        return Refused.CHANGED_SINCE
    row = _row(session, staff, arranged, now)
    row.agenda, row.led_by = agenda or None, led_by
    return None


def changed_by(session: Session, meeting: Meeting) -> str:
    """Who changed it last, by name."""
    return session.get_one(StaffMember, meeting.changed_by_id).full_name or ""


def send_mails(
    session: Session,
    arranged: Arranged,
    whom: Collection[str] | None,
    now: datetime,
) -> int:
    """Invite by mail whoever comes for their work and is not told yet; how many that were.

    Args:
        whom: these alone; None means everybody.
    """
    if arranged.meeting is None:
        return 0
    return mailing_guests.send(session, arranged.review, arranged.meeting, whom, now)


def note_invited(session: Session, arranged: Arranged, who: str, now: datetime) -> None:
    """An invitation was printed for them today."""
    if arranged.meeting is None:
        return
    take_hold(session, arranged.meeting)
    guests = meetings.everybody_of(arranged.meeting)
    today = london_day(now)
    meetings.keep_guests(
        arranged.meeting,
        [replace(one, invited_on=today) if one.who == who else one for one in guests.values()],
    )


def _held(session: Session, arranged: Arranged) -> Arranged:
    """As the meeting stands at this moment; whoever arranges it too waits."""
    review = select(Review.id).where(Review.id == arranged.review.id)
    session.execute(review.with_for_update())  # two at once would make two
    meeting = arranged.meeting or meetings.meeting_of(session, arranged.review.id)
    if meeting is not None:
        take_hold(session, meeting)
    return replace(arranged, meeting=meeting)


def _row(session: Session, staff: StaffMember, arranged: Arranged, now: datetime) -> Meeting:
    row = arranged.meeting
    if row is None:
        row = Meeting(
            key=arranged.review.child.key,
            review_id=arranged.review.id,
            changed_by_id=staff.id,
            changed_at=now,
        )
        session.add(row)
    row.changed_by_id, row.changed_at = staff.id, now
    return row
