"""The meeting itself: who comes, where it is for those who may know it, and the papers for it.

Business support and the officer arrange it. What it is about, and who leads, only the officer says,
after what the child has chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import BookingState
from participation.care.people import queries as people
from participation.care.people.models import Relationship, StaffMember
from participation.care.reviews import meeting as meetings
from participation.care.reviews.meeting import CHILD, Guest, LedBy, Meeting
from participation.care.reviews.models import Review, ReviewState
from participation.guard.audit import Deed, record
from participation.journeys.reading import actor, note_refusal
from participation.journeys.words_to_translate import handled_by
from participation.kernel.clock import london_day

_COMING = (BookingState.NEEDED, BookingState.REQUESTED, BookingState.CONFIRMED)


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Somebody around the child. `not_asked`: a decision says that they are not asked."""

    who: str
    related: Relationship | None  # None: the child
    guest: Guest | None  # None: they do not come
    interpreter: str | None  # the language, where one comes for them
    not_asked: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Arranged:
    """The meeting of one review, as far as somebody has arranged it."""

    review: Review
    meeting: Meeting | None
    people: Sequence[Person]
    officer: StaffMember | None

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
    meeting = meetings.meeting_of(session, review.id)
    return Arranged(
        review=review,
        meeting=meeting,
        people=_people(session, review, meeting),
        officer=people.officer_of(session, review.child_id, london_day(now)),
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
) -> None:
    """Where it is and who comes; when each was invited stays noted."""
    before = meetings.guests_of(arranged.meeting)
    row = _row(session, staff, arranged, now)
    row.place, row.link, row.access = place or None, link or None, access or None
    guests = []
    for one in coming:
        known = before.get(one.who)
        guests.append(replace(one, invited_on=known.invited_on if known else None))
    meetings.keep_guests(row, guests)


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


def note_invited(arranged: Arranged, who: str, now: datetime) -> None:
    """An invitation was printed for them today."""
    if arranged.meeting is None:
        return
    guests = meetings.guests_of(arranged.meeting)
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


def _people(session: Session, review: Review, meeting: Meeting | None) -> Sequence[Person]:
    guests = meetings.guests_of(meeting)
    related = session.scalars(
        select(Relationship)
        .where(Relationship.child_id == review.child_id)
        .options(selectinload(Relationship.adult))
        .order_by(Relationship.id)
    ).all()
    booked = {
        one.relationship_id: one.language or ""
        for one in session.scalars(
            select(Booking).where(Booking.review_id == review.id, Booking.state.in_(_COMING))
        )
    }
    return [
        Person(CHILD, None, guests.get(CHILD), booked.get(None)),
        *(
            Person(
                one.public_id.hex,
                one,
                guests.get(one.public_id.hex),
                booked.get(one.id),
                not_asked=not one.may_be_asked,
            )
            for one in related
        ),
    ]
