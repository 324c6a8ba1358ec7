"""Who needs an interpreter at a review has a booking, and it goes where the review goes.

Made from what was declared of each person apart, never from where somebody comes from. A review
that moves takes its bookings along, one that is cancelled ends them, in the same transaction; the
hourly look finds what was planned or declared since. Doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.interpreting import booking_queries as bookings
from participation.care.interpreting import booking_service as kept
from participation.care.interpreting.booking_models import Booking
from participation.care.interpreting.booking_rules import (
    OPEN,
    WITH_AGENCY,
    BookingState,
    Means,
    Occasion,
    Why,
    means_of,
)
from participation.care.interpreting.booking_service import Wanted
from participation.care.interpreting.queries import AT_WORK
from participation.care.people.left_out import is_left_out
from participation.care.people.models import Adult, Child, Relationship
from participation.care.people.what_stops import Part, Switch, switched
from participation.care.reviews.models import TO_COME, Review, ReviewState
from participation.journeys import telling_agencies
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH

LOOKS_AHEAD = timedelta(days=92)  # as far as the lists of reviews
_NOT_BY_A_PERSON = (Why.REVIEW_GONE, Why.CARE_ENDED)


def follow(session: Session, review_id: int, now: datetime) -> None:
    """Make the bookings of one review fit its day, its state and what is declared."""
    review = session.scalar(
        select(Review)
        .where(Review.id == review_id)
        .options(joinedload(Review.child, innerjoin=True))
        .with_for_update(of=Review)  # two at once would make two
        .execution_options(populate_existing=True)
    )
    if review is None:
        return
    today = london_day(now)
    rows = bookings.of_review(session, review_id)
    over = _over(review, today)
    if over is not None:
        for booking in rows:
            _end(session, booking, review, over, now)
        return
    wanted = wanted_at(session, review, today)
    here = [one for one in rows if not _is_past(one, review, today)]
    for need in wanted:
        mine = [one for one in here if (one.relationship_id, one.means) == need.whose]
        for booking in mine:
            _fit(session, booking, need, review, now)
        if not any(one.occasion is Occasion.REVIEW for one in mine):
            kept.make_booking(
                session,
                review,
                need,
                occasion=Occasion.REVIEW,
                on_day=review.day,
                at_time=review.planned_time,
                now=now,
            )
    known = {need.whose for need in wanted}
    for booking in here:
        untouched = booking.state is BookingState.NEEDED and not booking.asked_times
        if (booking.relationship_id, booking.means) not in known and untouched:
            kept.move(booking, BookingState.CANCELLED, Why.NOT_NEEDED, now)
    session.flush()


def follow_children(session: Session, children: Sequence[int], now: datetime) -> None:
    """The same for every review to come, or with an open booking, of these children."""
    for review_id in session.scalars(
        select(Review.id).where(
            Review.child_id.in_(children), or_(Review.state.in_(TO_COME), _has_open())
        )
    ).all():
        follow(session, review_id, now)


def to_follow(session: Session, now: datetime) -> Sequence[int]:
    """Reviews of the next three months whose bookings do not fit; for the hourly look."""
    today = london_day(now)
    signs = Adult.interpreter_needed.is_(True) | Adult.communication_sealed.is_not(None)
    theirs = (
        select(Relationship.id)
        .join(Adult, Adult.id == Relationship.adult_id)
        .where(Relationship.child_id == Review.child_id, signs)
    )
    reviews = session.scalars(
        select(Review)
        .join(Child, Child.id == Review.child_id)
        .where(
            bookings.DAY.between(today, today + LOOKS_AHEAD),
            or_(
                _has_open(),
                Review.state.in_(TO_COME)
                & (
                    Child.interpreter_needed.is_(True)
                    | Child.communication_sealed.is_not(None)
                    | theirs.correlate(Review).exists()
                ),
            ),
        )
        .options(joinedload(Review.child, innerjoin=True))
        .order_by(Review.id)
    ).all()
    booked = bookings.of_reviews(session, [review.id for review in reviews])
    around = _related(session, [review.child_id for review in reviews])
    return [
        review.id
        for review in reviews
        if not _fits(
            booked.get(review.id, ()),
            _wanted(review, around.get(review.child_id, ()), today),
            review,
            today,
        )
    ]


def wanted_at(session: Session, review: Review, today: date) -> Sequence[Wanted]:
    """What is declared for the child and for each adult who may come and is not at work. Whom a
    decision leaves out does not, wherever it was made."""
    related = _related(session, [review.child_id]).get(review.child_id, ())
    return _wanted(review, related, today)


def _related(session: Session, children: Sequence[int]) -> Mapping[int, Sequence[Relationship]]:
    rows = session.scalars(
        select(Relationship)
        .where(Relationship.child_id.in_(children), Relationship.kind.not_in(AT_WORK))
        .options(selectinload(Relationship.adult))
        .order_by(Relationship.id)
    )
    found: dict[int, list[Relationship]] = {}
    for row in rows:
        found.setdefault(row.child_id, []).append(row)
    return found


def _wanted(review: Review, related: Sequence[Relationship], today: date) -> Sequence[Wanted]:
    found = list(_needs(review.child, None))
    for one in related:
        if not is_left_out(one, today, (review.public_id.hex,)):
            found += _needs(one.adult, one)
    return found


def _needs(person: Child | Adult, asked_for: Relationship | None) -> Iterator[Wanted]:
    means = means_of(
        interpreter_needed=person.interpreter_needed,
        spoken=person.spoken_language,
        communication=person.communication or (),
    )
    for one in sorted(means):
        spoken = one is Means.SPOKEN
        code = person.spoken_language if spoken else None
        yield Wanted(
            asked_for=asked_for,
            means=one,
            language=None if code == ENGLISH.code else code,  # nobody has said which
            dialect=person.dialect if spoken else None,
            gender=person.interpreter_gender,
        )


def _over(review: Review, today: date) -> Why | None:
    """Why nobody has to come to this review any more."""
    if switched(review.child, Part.ASK_CHILD, today) is Switch.STOPPED:
        return Why.CARE_ENDED
    return None if review.state in TO_COME else Why.REVIEW_GONE


def _is_past(booking: Booking, review: Review, today: date) -> bool:
    """Of a day that is over, or of the first part of a review that goes on another day."""
    if booking.on_day is None:
        return False
    first = review.part_one_on
    return booking.on_day < today or (first is not None and booking.on_day <= first)


def _end(session: Session, booking: Booking, review: Review, why: Why, now: datetime) -> None:
    """A review that was held without anybody having been found says so; what was confirmed for it
    took place, unless it is of a day after the one on which it was held."""
    held = review.state is ReviewState.HELD and why is Why.REVIEW_GONE
    day, confirmed = booking.on_day, booking.state is BookingState.CONFIRMED
    if day is not None and day < london_day(now) and confirmed:
        return
    too_late = day is not None and review.held_on is not None and day > review.held_on
    if held and confirmed and not too_late:
        return
    counted_on = kept.agency_has_to_know(booking)
    if held and not confirmed:
        if booking.state not in OPEN:
            return
        moved = kept.move(booking, BookingState.FAILED, Why.REVIEW_WITHOUT, now)
    else:
        moved = kept.move(booking, BookingState.CANCELLED, why, now)
    if moved and counted_on:
        tell(session, booking, now)


def _fit(session: Session, booking: Booking, need: Wanted, review: Review, now: datetime) -> None:
    """One booking, as the review and the need stand now."""
    before = (booking.language, booking.dialect, booking.gender)
    other_needs = before != (need.language, need.dialect, need.gender)
    day, at = _when(booking, review)
    moved = (booking.on_day, booking.at_time) != (day, at)
    back = booking.state is BookingState.CANCELLED and booking.reason in _NOT_BY_A_PERSON
    if booking.state is BookingState.CANCELLED and not back:
        return  # a person said that nobody has to come
    if other_needs:
        booking.language, booking.dialect, booking.gender = need.language, need.dialect, need.gender
    booking.on_day, booking.at_time = day, at
    again = booking.state is BookingState.FAILED and (moved or booking.reason == Why.REVIEW_WITHOUT)
    if back or again:
        kept.move(booking, BookingState.NEEDED, Why.MOVED if moved else None, now)
        return
    if booking.state not in WITH_AGENCY or not (moved or other_needs):
        return
    why = Why.MOVED if moved else Why.NEEDS_CHANGED
    # Who had been found for it is asked for again; after other needs it may be somebody else.
    booking.wanted_again_id = (
        booking.interpreter_id or booking.wanted_again_id if not other_needs else None
    )
    kept.move(booking, BookingState.NEEDED, why, now)
    if booking.on_day is not None and booking.agency_email and booking.language_is_known:
        kept.move(booking, BookingState.REQUESTED, why, now)
    tell(session, booking, now)


def _when(booking: Booking, review: Review) -> tuple[date | None, str | None]:
    """A talk before the review keeps its own day, as long as it is before."""
    if booking.occasion is Occasion.REVIEW:
        return review.day, review.planned_time
    late = booking.on_day is None or (review.day is not None and booking.on_day > review.day)
    return (None, None) if late else (booking.on_day, booking.at_time)


def tell(session: Session, booking: Booking, now: datetime) -> None:
    """By mail where there is an address; else somebody here rings them, the same day."""
    if telling_agencies.promise(session, booking, now):
        return
    tasks.make_task(
        session,
        TaskKind.INTERPRETER_MOVED,
        about=f"booking:{booking.public_id.hex}",
        key=booking.key,
        owner_role="business_support",
        due_on=london_day(now),
        child_id=booking.child_id,
        now=now,
    )


def _fits(
    rows: Sequence[Booking], asked_for: Sequence[Wanted], review: Review, today: date
) -> bool:
    if _over(review, today) is not None:
        return not any(one.state in OPEN for one in rows)
    here = [one for one in rows if not _is_past(one, review, today)]
    wanted = {one.whose: one for one in asked_for}
    made = {(one.relationship_id, one.means) for one in here if one.occasion is Occasion.REVIEW}
    if not set(wanted) <= made:
        return False
    for one in here:
        need = wanted.get((one.relationship_id, one.means))
        if one.state is BookingState.CANCELLED:
            if need is not None and one.reason in _NOT_BY_A_PERSON:
                return False
            continue
        if need is None:
            if one.state is BookingState.NEEDED and not one.asked_times:
                return False
            continue
        stands = (one.language, one.dialect, one.gender, one.on_day, one.at_time)
        if stands != (need.language, need.dialect, need.gender, *_when(one, review)):
            return False
    return True


def _has_open() -> ColumnElement[bool]:
    return (
        select(Booking.id)
        .where(Booking.review_id == Review.id, Booking.state.in_(OPEN))
        .correlate(Review)
        .exists()
    )
