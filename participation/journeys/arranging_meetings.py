"""The meeting itself: who comes, where it is for those who may know it, and the papers for it.

Business support and the officer arrange it. What it is about, and who leads, only the officer says,
after what the child has chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews import meeting as meetings
from participation.care.reviews.meeting import Guest, LedBy, Meeting
from participation.care.reviews.models import Review, ReviewState
from participation.guard.audit import Deed, record
from participation.journeys import mailing_guests
from participation.journeys.coming_to_meetings import Person, people_of, take_hold
from participation.journeys.listing_who_is_asked import officers_children
from participation.journeys.reading import actor, note_refusal
from participation.journeys.words_to_translate import handled_by
from participation.kernel.clock import london_day


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
    """One review that was not cancelled; the audit row either way.

    Args:
        to_lead: only of a child whose officer they are, whatever else they may arrange.
    """
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    review = session.scalar(
        select(Review)
        .where(
            Review.external_id == review_id,
            Review.state != ReviewState.CANCELLED,
            Review.child_id.in_(own if to_lead else handled_by(staff, now)),
        )
        .options(joinedload(Review.child, innerjoin=True))
    )
    if review is None:
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
    now: datetime,
) -> Sequence[str]:
    """Where it is and who comes; when each was invited stays noted. Whoever was written to hears
    what has changed, or that they do not have to come any more.

    Returns:
        whom a decision leaves out, and who would know the place without the officer having said
        why: nothing is kept then.
    """
    if arranged.meeting is not None:
        take_hold(session, arranged.meeting)
    before = meetings.everybody_of(arranged.meeting)
    guests = [_with_what_is_known(one, before.get(one.who), arranged) for one in coming]
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
    now: datetime,
) -> None:
    """What it is about, one point a line, and who leads."""
    row = _row(session, staff, arranged, now)
    row.agenda, row.led_by = agenda or None, led_by


def send_mails(
    session: Session,
    staff: StaffMember,
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
    sent = mailing_guests.send(session, arranged.review, arranged.meeting, whom, now)
    if sent:
        arranged.meeting.changed_by_id, arranged.meeting.changed_at = staff.id, now
    return sent


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
