"""Who interprets for the council: added, asked no more, or not wanted by somebody.

For what is confirmed with whoever is not to come somebody else has to be found, in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting import booking_service as kept
from participation.care.interpreting.booking_models import Booking, Interpreter
from participation.care.interpreting.booking_rules import BookingState, Why
from participation.care.interpreting.booking_service import Added
from participation.care.interpreting.same_person import is_one_of
from participation.care.people.models import Adult, Child, StaffMember
from participation.guard import ledger
from participation.guard.audit import Deed, record
from participation.guard.ledger import Happened
from participation.journeys import following_interpreters
from participation.journeys.reading import actor
from participation.kernel.clock import london_day


def add(session: Session, staff: StaffMember, added: Added, now: datetime) -> Interpreter:
    row = kept.add_interpreter(session, added, by_id=staff.id, now=now)
    _note(session, staff, "interpreter.add", f"interpreter:{row.public_id.hex}", now)
    return row


def retire(session: Session, staff: StaffMember, which: UUID, now: datetime) -> bool:
    """Booked no more; for what is confirmed with them somebody else has to be found."""
    row = bookings.interpreter_named(session, which)
    if row is None:
        return False
    _note(session, staff, "interpreter.retire", f"interpreter:{row.public_id.hex}", now)
    let_go(session, row, now)
    ledger.note(session, Happened.INTERPRETER_RETIRED, row.public_id.hex)
    return True


def let_go(session: Session, row: Interpreter, now: datetime) -> None:
    row.retired_at = now
    for booking in bookings.confirmed_with(session, row.id, london_day(now)):
        _find_another(session, booking, Why.WITHDREW, now)


def keep_off(
    session: Session,
    row: Interpreter,
    now: datetime,
    *,
    child: Child | None = None,
    adult: Adult | None = None,
) -> None:
    """Not for this person, at this review or another; what is confirmed is needed anew."""
    kept.want_no_more(
        session,
        row.id,
        child_id=child.id if child is not None else None,
        adult_id=adult.id if adult is not None else None,
        now=now,
    )
    for booking in bookings.confirmed_with(session, row.id, london_day(now)):
        if row.id in bookings.not_wanted(session, booking):
            _find_another(session, booking, Why.NOT_WANTED, now)


def may_know_family(
    session: Session, children: Collection[int], marks: Collection[str], now: datetime
) -> None:
    """Somebody known by this said that they may know the family of these children: they interpret
    at none of their reviews, and nobody is asked for them again."""
    for booking in bookings.to_come_of(session, children, marks, london_day(now)):
        row = booking.interpreter
        booking.wanted_again_id = None
        if row is not None and is_one_of(row, marks):
            _find_another(session, booking, Why.KNOWS_FAMILY, now)


def _find_another(session: Session, booking: Booking, why: Why, now: datetime) -> None:
    booking.wanted_again_id = None
    kept.move(booking, BookingState.NEEDED, why, now)
    following_interpreters.tell(session, booking, now)


def _note(session: Session, staff: StaffMember, action: str, subject: str, now: datetime) -> None:
    record(session, Deed(actor=actor(staff), action=action, subject=subject), now)
