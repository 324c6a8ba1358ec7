"""One person's words in a task for a translator, and an interpreter who is to be booked, for the
council of the access table."""

from __future__ import annotations

from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation
from participation.care.interpreting import booking_service as bookings
from participation.care.interpreting import service as interpreting
from participation.care.interpreting.booking_rules import Means, Occasion
from participation.care.interpreting.models import Direction, TextKind
from participation.care.interpreting.service import Wanted
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.kernel.ids import new_public_id
from tests.factories import Make


def given_words(
    make: Make, session: Session, review: Review, said: Invitation, somebody: StaffMember
) -> dict[str, str]:
    """A task that nobody has been given yet; the public ids that its routes are asked about."""
    task = interpreting.make_task(
        session,
        session.get_one(Review, review.id),
        [Wanted(kind=TextKind.ANSWER, source=new_public_id())],
        about=said.public_id,
        role="child",
        direction=Direction.INTO_ENGLISH,
        language="ti",
        second=False,
        by_id=somebody.id,
        now=make.clock.now(),
    )
    return {"asked": str(said.public_id), "translation": str(task.public_id)}


def booked(make: Make, session: Session, review: Review) -> str:
    """A booking that nobody has seen to yet; its public id."""
    row = bookings.make_booking(
        session,
        session.get_one(Review, review.id),
        bookings.Wanted(
            asked_for=None, means=Means.SPOKEN, language="ti", dialect=None, gender=None
        ),
        occasion=Occasion.REVIEW,
        on_day=review.day,
        at_time="16:15",
        now=make.clock.now(),
    )
    return str(row.public_id)
