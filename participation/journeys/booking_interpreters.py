"""A member of staff books an interpreter: asks an agency, confirms who comes, notes what became.

The officer for their own children, business support and managers for every child; nobody sees a
word of what was said. Whoever is family, was refused, may know the family, or was not checked
cannot be confirmed. The audit row comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from participation.care.authority import queries as authority
from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting import booking_service as kept
from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import (
    OPEN,
    WHY_CANCELLED,
    WHY_FAILED,
    Attended,
    BookingState,
    Checked,
    Occasion,
    Presence,
    Stands,
    Why,
    is_not_ready,
    may_move,
    stands_in_the_way,
)
from participation.care.interpreting.same_person import is_one_of, known_by
from participation.care.people.models import StaffMember
from participation.care.reviews.models import TO_COME, Review
from participation.guard import ledger
from participation.guard.audit import Deed, record
from participation.guard.ledger import Happened
from participation.journeys import chasing_interpreters, ending_translations, telling_agencies
from participation.journeys.choosing_interpreters import speaks, suggested
from participation.journeys.following_interpreters import wanted_at
from participation.journeys.keeping_interpreters import keep_off
from participation.journeys.reading import actor, note_refusal
from participation.journeys.words_to_translate import handles
from participation.kernel.clock import london_day


@dataclass(frozen=True, slots=True, repr=False)
class ReviewBookings:
    """The bookings of one review. `not_ready`: ten working days or less, and nobody confirmed."""

    review: Review
    rows: Sequence[Booking]
    not_ready: bool


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Asking:
    """What somebody typed who asks an agency."""

    agency: str
    email: str
    presence: Presence
    minutes: int
    pre_brief_minutes: int
    same_again: bool


def open_review(
    session: Session, staff: StaffMember, review_id: str, now: datetime
) -> ReviewBookings | None:
    """The bookings of one review; None for a child whom they do not handle."""
    review = _review(session, staff, review_id, "interpreters.look", now)
    return _shown(session, review, now) if review is not None else None


def add_talk_before(
    session: Session,
    staff: StaffMember,
    which: UUID,
    on_day: date,
    at_time: str | None,
    now: datetime,
) -> Booking | Stands | None:
    """An interpreter for the same person at the talk before the review, on a day of its own."""
    booking = _booking(session, staff, which, "booking.talk_before", now)
    if booking is None:
        return None
    review = booking.review
    need = next(
        (
            one
            for one in wanted_at(session, review, london_day(now))
            if one.whose == (booking.relationship_id, booking.means)
        ),
        None,
    )
    late = review.day is not None and on_day > review.day
    if need is None or late or on_day < london_day(now) or review.state not in TO_COME:
        return Stands.NO_DAY
    for made in bookings.of_review(session, review.id):  # pressed twice, it is one
        same = (made.relationship_id, made.means, made.occasion, made.on_day, made.at_time)
        if same == (*need.whose, Occasion.PRE_MEETING, on_day, at_time) and made.state in OPEN:
            return made
    return kept.make_booking(
        session,
        review,
        need,
        occasion=Occasion.PRE_MEETING,
        on_day=on_day,
        at_time=at_time,
        now=now,
    )


def ask(
    session: Session, staff: StaffMember, which: UUID, asking: Asking, now: datetime
) -> Booking | Stands | None:
    """An agency is asked, by mail where it has an address."""
    booking = _booking(session, staff, which, "booking.request", now)
    if booking is None:
        return None
    if not may_move(booking.state, BookingState.REQUESTED):
        return Stands.NOT_NOW
    if booking.on_day is None or booking.on_day < london_day(now):
        return Stands.NO_DAY
    if not booking.language_is_known:
        return Stands.NO_LANGUAGE
    booking.agency, booking.agency_email = asking.agency or None, asking.email or None
    booking.presence = asking.presence
    booking.minutes, booking.pre_brief_minutes = asking.minutes, asking.pre_brief_minutes
    again = suggested(session, booking) if asking.same_again else None
    booking.wanted_again_id = again.id if again is not None else None
    kept.move(booking, BookingState.REQUESTED, None, now, staff.id)
    telling_agencies.promise(session, booking, now)
    _is_told(session, booking)
    return booking


def confirm(
    session: Session,
    staff: StaffMember,
    which: UUID,
    interpreter: UUID | None,
    agency_reference: str,
    *,
    said_no_relative: bool,
    now: datetime,
) -> Booking | Stands | None:
    """This one comes: checked, wanted, and nobody of the family."""
    booking = _booking(session, staff, which, "booking.confirm", now)
    if booking is None:
        return None
    if not may_move(booking.state, BookingState.CONFIRMED):
        return Stands.NOT_NOW
    row = bookings.interpreter_named(session, interpreter) if interpreter is not None else None
    if row is None or not speaks(row, booking):
        return Stands.NOBODY
    if booking.on_day is None:
        return Stands.NO_DAY
    family = bookings.family_names(session, booking.child_id)
    checked = Checked(
        confidential_on=row.confidential_on,
        vetted_on=row.vetted_on,
        vetted_until=row.vetted_until,
        name=row.full_name or "",
        not_wanted=row.id in bookings.not_wanted(session, booking),
        knows_family=is_one_of(row, bookings.known_as_knowing(session, booking.child_id)),
        family_names=family,
        said_no_relative=said_no_relative,
    )
    problem = stands_in_the_way(checked, booking.on_day)
    if problem is not None:
        return problem
    booking.interpreter_id = row.id
    booking.agency_reference = agency_reference or None
    kept.move(booking, BookingState.CONFIRMED, None, now, staff.id)
    _is_told(session, booking)
    session.flush()
    if not bookings.lacking(session, [booking.review_id]):
        chasing_interpreters.settle_task(session, booking.review_id)
    return booking


def end(
    session: Session, staff: StaffMember, which: UUID, why: Why, now: datetime
) -> Booking | Stands | None:
    """Nobody was found, or nobody has to come; an agency that counts on it is told."""
    to = BookingState.FAILED if why in WHY_FAILED else BookingState.CANCELLED
    booking = _booking(session, staff, which, f"booking.{to}", now)
    if booking is None:
        return None
    if why not in (*WHY_FAILED, *WHY_CANCELLED) or not may_move(booking.state, to):
        return Stands.NOT_NOW
    tell = kept.agency_has_to_know(booking) and why not in (Why.NOBODY_FREE, Why.WITHDREW)
    kept.move(booking, to, why, now, staff.id)
    if tell:
        telling_agencies.promise(session, booking, now)
    session.flush()
    if not bookings.lacking(session, [booking.review_id]):
        chasing_interpreters.settle_task(session, booking.review_id)
    return booking


def begin_again(
    session: Session, staff: StaffMember, which: UUID, now: datetime
) -> Booking | Stands | None:
    """Somebody has to be found after all."""
    booking = _booking(session, staff, which, "booking.again", now)
    if booking is None:
        return None
    tell = kept.agency_has_to_know(booking)
    if not kept.move(booking, BookingState.NEEDED, None, now, staff.id):
        return Stands.NOT_NOW
    if tell:
        telling_agencies.promise(session, booking, now)
    return booking


def refuse(
    session: Session, staff: StaffMember, which: UUID, interpreter: UUID | None, now: datetime
) -> Booking | Stands | None:
    """The person does not want this interpreter, now and later; confirmed, it is needed anew."""
    booking = _booking(session, staff, which, "booking.not_wanted", now)
    if booking is None:
        return None
    row = bookings.interpreter_named(session, interpreter) if interpreter is not None else None
    if row is None:
        return Stands.NOBODY
    related = booking.asked_for
    person = related.adult if related is not None else booking.child
    if booking.wanted_again_id == row.id:
        booking.wanted_again_id = None
    keep_off(
        session,
        row,
        now,
        child=booking.child if related is None else None,
        adult=related.adult if related is not None else None,
    )
    if related is None:
        ending_translations.take_back_from(session, booking.child_id, known_by(row), now)
    named = (person.public_id.hex, row.public_id.hex)
    ledger.note(session, Happened.INTERPRETER_NOT_WANTED, *named)
    return booking


def note_after(
    session: Session,
    staff: StaffMember,
    which: UUID,
    attended: Attended,
    cost_pence: int | None,
    now: datetime,
) -> Booking | Stands | None:
    """Whether they came, and what it cost."""
    booking = _booking(session, staff, which, "booking.after", now)
    if booking is None:
        return None
    if booking.state is not BookingState.CONFIRMED:
        return Stands.NOT_NOW
    if booking.on_day is None or booking.on_day > london_day(now):
        return Stands.TOO_EARLY
    booking.attended, booking.cost_pence = attended, cost_pence
    booking.changed_by_id = staff.id
    return booking


def open_booking(
    session: Session, staff: StaffMember, which: UUID, action: str, now: datetime
) -> Booking | None:
    """One booking, on a page or for a calendar; the audit row first."""
    return _booking(session, staff, which, action, now, locked=False)


def _shown(session: Session, review: Review, now: datetime) -> ReviewBookings:
    rows = bookings.of_review(session, review.id)
    near = is_not_ready(review.day, london_day(now), authority.bank_holidays(session))
    lacks = review.state in TO_COME and bool(bookings.lacking(session, [review.id]))
    return ReviewBookings(review, rows, near and lacks)


def _review(
    session: Session, staff: StaffMember, review_id: str, action: str, now: datetime
) -> Review | None:
    review = session.scalar(
        select(Review)
        .where(Review.external_id == review_id)
        .options(joinedload(Review.child, innerjoin=True))
    )
    subject = f"review:{review.public_id.hex}" if review is not None else "review:unknown"
    child = review.child.public_id.hex if review is not None else None
    if review is None or not handles(session, staff, review.child_id, now):
        note_refusal(session, staff, action, subject, now, child=child)
        return None
    _note(session, staff, action, subject, now, child=child)
    return review


def _booking(
    session: Session,
    staff: StaffMember,
    which: UUID,
    action: str,
    now: datetime,
    *,
    locked: bool = True,
) -> Booking | None:
    """A booking about a child whom they handle, with the row in the audit either way."""
    found = bookings.booking_named(session, which)
    subject = f"booking:{which.hex}"
    if found is None or not handles(session, staff, found.child_id, now):
        note_refusal(session, staff, action, subject, now)
        return None
    _note(session, staff, action, subject, now, child=found.child.public_id.hex)
    return bookings.booking_named(session, which, locked=True) if locked else found


def _is_told(session: Session, booking: Booking) -> None:
    """Somebody has spoken with the agency: nobody has to ring it about a day that moved."""
    tasks.end_task(session, TaskKind.INTERPRETER_MOVED, f"booking:{booking.public_id.hex}")


def _note(
    session: Session,
    staff: StaffMember,
    action: str,
    subject: str,
    now: datetime,
    *,
    child: str | None = None,
) -> None:
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
