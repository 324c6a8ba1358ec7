"""Keeps interpreters and bookings. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from participation.care.interpreting.booking_models import (
    Booking,
    Interpreter,
    InterpreterNotWanted,
)
from participation.care.interpreting.booking_rules import (
    WITH_AGENCY,
    BookingState,
    Means,
    Occasion,
    Why,
    may_move,
)
from participation.care.people.models import Relationship
from participation.care.reviews.models import Review
from participation.guard.crypto import council_key


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Added:
    """What somebody typed about an interpreter."""

    full_name: str
    agency: str
    email: str
    gender: str | None
    languages: Sequence[str]
    confidential_on: date | None
    vetted_on: date | None
    vetted_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wanted:
    """What one person needs interpreted, and how, as it was declared."""

    asked_for: Relationship | None  # None: the child
    means: Means
    language: str | None
    dialect: str | None
    gender: str | None

    @property
    def role(self) -> str:
        return self.asked_for.kind.value if self.asked_for is not None else "child"

    @property
    def whose(self) -> tuple[int | None, Means]:
        return (self.asked_for.id if self.asked_for is not None else None, self.means)


def add_interpreter(session: Session, added: Added, *, by_id: int, now: datetime) -> Interpreter:
    row = Interpreter(
        key=council_key(session, now),
        full_name=added.full_name,
        agency=added.agency or None,
        email=added.email or None,
        gender=added.gender,
        languages=sorted(set(added.languages)),
        confidential_on=added.confidential_on,
        vetted_on=added.vetted_on,
        vetted_until=added.vetted_until,
        added_by_id=by_id,
        added_at=now,
    )
    session.add(row)
    session.flush()
    return row


def make_booking(
    session: Session,
    review: Review,
    wanted: Wanted,
    *,
    occasion: Occasion,
    on_day: date | None,
    at_time: str | None,
    now: datetime,
) -> Booking:
    """A booking that nobody has asked an agency for yet."""
    row = Booking(
        key=review.child.key,
        child_id=review.child_id,
        review_id=review.id,
        relationship_id=wanted.asked_for.id if wanted.asked_for is not None else None,
        role=wanted.role,
        occasion=occasion,
        means=wanted.means,
        language=wanted.language,
        dialect=wanted.dialect,
        gender=wanted.gender,
        on_day=on_day,
        at_time=at_time,
        state=BookingState.NEEDED,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def move(
    booking: Booking, to: BookingState, why: Why | None, now: datetime, by_id: int | None = None
) -> bool:
    """The only way in which a booking comes into another state; False where there is none."""
    if not may_move(booking.state, to):
        return False
    if to is BookingState.NEEDED:
        booking.interpreter_id = None
        booking.requested_at = booking.confirmed_at = booking.ended_at = None
        booking.attended = None
    elif to is BookingState.REQUESTED:
        booking.requested_at = now
        booking.asked_times += 1
    elif to is BookingState.CONFIRMED:
        booking.confirmed_at = now
    else:
        booking.ended_at = now
    booking.state, booking.reason = to, why
    booking.changed_by_id = by_id
    return True


def agency_has_to_know(booking: Booking) -> bool:
    """Whether an agency counts on it, so that it has to hear of a change."""
    return booking.state in WITH_AGENCY


def want_no_more(
    session: Session,
    interpreter_id: int,
    *,
    child_id: int | None,
    adult_id: int | None,
    now: datetime,
) -> None:
    """This person does not want this interpreter; said twice, it is one row."""
    rows = InterpreterNotWanted
    said = select(rows.id).where(
        rows.interpreter_id == interpreter_id,
        rows.child_id == child_id if child_id is not None else rows.adult_id == adult_id,
    )
    if session.scalar(said) is None:
        session.add(
            InterpreterNotWanted(
                child_id=child_id, adult_id=adult_id, interpreter_id=interpreter_id, at=now
            )
        )
        session.flush()


def forget_untouched(session: Session, review_ids: Sequence[int]) -> None:
    """Bookings of reviews that are taken back, which nobody has done anything about."""
    session.execute(delete(Booking).where(Booking.review_id.in_(review_ids), ~Booking.is_touched()))


def forget_retired(session: Session) -> int:
    """Interpreters who are asked no more go once nothing names them; how many went."""
    named = (
        select(Booking.id).where(
            (Booking.interpreter_id == Interpreter.id) | (Booking.wanted_again_id == Interpreter.id)
        ),
        select(InterpreterNotWanted.id).where(
            InterpreterNotWanted.interpreter_id == Interpreter.id
        ),
    )
    over = select(Interpreter.id).where(
        Interpreter.retired_at.is_not(None), *(~one.exists() for one in named)
    )
    gone = session.scalars(over).all()
    session.execute(delete(Interpreter).where(Interpreter.id.in_(gone)))
    return len(gone)
