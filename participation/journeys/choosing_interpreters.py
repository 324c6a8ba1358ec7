"""Who could interpret for somebody: of the language, wanted, and nobody of the family."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting.booking_models import Booking, Interpreter
from participation.care.interpreting.booking_rules import plain
from participation.care.interpreting.same_person import is_one_of


def suggested(session: Session, booking: Booking) -> Interpreter | None:
    """Who interpreted for this person last, unless they are not wanted or may know the family."""
    before = bookings.last_of(session, booking)
    row = before.interpreter if before is not None else None
    if row is None or row.id in bookings.not_wanted(session, booking):
        return None
    return None if is_one_of(row, bookings.known_as_knowing(session, booking.child_id)) else row


def who_may_come(session: Session, booking: Booking) -> Sequence[Interpreter]:
    """Interpreters of the language, the gender that is asked for first; without whoever is not
    wanted, may know the family or is of it."""
    off = bookings.not_wanted(session, booking)
    marks = bookings.known_as_knowing(session, booking.child_id)
    family = {plain(name) for name in bookings.family_names(session, booking.child_id)}
    found = [
        one
        for one in bookings.interpreters(session)
        if one.id not in off
        and not is_one_of(one, marks)
        and plain(one.full_name or "") not in family
        and speaks(one, booking)
    ]
    return sorted(found, key=lambda one: bool(booking.gender) and one.gender != booking.gender)


def speaks(interpreter: Interpreter, booking: Booking) -> bool:
    return (booking.language or booking.means.value) in interpreter.languages
