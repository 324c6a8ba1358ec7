"""Who is around a child when a review meets: who of them comes, and who may know where.

Who comes is one sealed list, with the mails that each of them had."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import BookingState
from participation.care.people.around import social_workers_of
from participation.care.people.left_out import is_left_out
from participation.care.people.models import Relationship, StaffMember
from participation.care.people.what_stops import Part, Switch, switched
from participation.care.reviews import meeting as meetings
from participation.care.reviews.meeting import CHILD, Guest, Meeting
from participation.care.reviews.models import TO_COME, Review

_COMING = (BookingState.NEEDED, BookingState.REQUESTED, BookingState.CONFIRMED)


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Somebody around the child. `not_asked`: a decision says that they are not asked.

    `staff`: the child's social worker. Neither that nor `related`: the child, or somebody whom the
    case system does not know and whose name stands in `guest`.
    """

    who: str
    related: Relationship | None
    guest: Guest | None  # None: they do not come
    interpreter: str | None  # the language, where one comes for them
    not_asked: bool = False
    staff: StaffMember | None = None

    @property
    def knows_place(self) -> bool:
        """Somebody ticked that they may; whom a decision leaves out, the officer, who said why."""
        if self.guest is None or not self.guest.may_know_place:
            return False
        return not self.not_asked or self.guest.place_why is not None


def people_of(
    session: Session, review: Review, meeting: Meeting | None, today: date
) -> Sequence[Person]:
    """The child first, then their social worker and everybody around them, whether they come or
    not. A social worker who has handed the child on stays where they are down as coming or were
    written to: they have to hear that they do not have to come.
    """
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
            Person(one.public_id.hex, None, guests.get(one.public_id.hex), None, staff=one)
            for one in social_workers_of(
                session,
                review.child_id,
                today,
                also=[UUID(who) for who in meetings.everybody_of(meeting) if who != CHILD],
            )
        ),
        *(
            Person(
                one.public_id.hex,
                one,
                guests.get(one.public_id.hex),
                booked.get(one.id),
                not_asked=is_left_out(one, today, (review.public_id.hex,)),
            )
            for one in related
        ),
        *(Person(one.who, None, one, None) for one in guests.values() if one.name),
    ]


def take_hold(session: Session, meeting: Meeting) -> None:
    """Who comes is one sealed list: whoever changes it waits for whoever is changing it."""
    session.refresh(meeting, with_for_update={"of": Meeting})


def meeting_named(session: Session, public_id: UUID) -> Meeting | None:
    return session.scalar(select(Meeting).where(Meeting.public_id == public_id))


def still_comes(review: Review, person: Person | None, today: date) -> bool:
    """Somebody ticked that they come, no decision leaves them out, and it takes place."""
    return (
        is_to_come(review, today)
        and person is not None
        and person.guest is not None
        and not person.not_asked
    )


def is_to_come(review: Review, today: date) -> bool:
    """Neither held nor cancelled, of a child whose care goes on."""
    ended = switched(review.child, Part.ASK_CHILD, today) is Switch.STOPPED
    return review.state in TO_COME and not ended


def mark_of(review: Review, meeting: Meeting, person: Person) -> str:
    """All that their page says of the meeting, so that a change of it is seen."""
    said = (
        review.day.isoformat() if review.day else None,
        review.planned_time if review.planned_on else None,
        meeting.place if person.knows_place else None,
        meeting.link,
        meeting.access,
    )
    return sha256(json.dumps(said).encode()).hexdigest()
