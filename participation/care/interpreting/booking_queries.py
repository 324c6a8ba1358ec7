"""Reads who interprets, which bookings there are, and who must not come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from participation.care.interpreting import queries as translating
from participation.care.interpreting.booking_models import (
    Booking,
    Interpreter,
    InterpreterNotWanted,
)
from participation.care.interpreting.booking_rules import (
    NOT_CONFIRMED,
    OPEN,
    Attended,
    BookingState,
    plain,
)
from participation.care.interpreting.same_person import all_known_by, is_one_of
from participation.care.people.models import Adult, Relationship
from participation.care.reviews.models import TO_COME, Review

DAY = func.coalesce(Review.planned_on, Review.due_computed, Review.due_imported)


def interpreters(session: Session) -> Sequence[Interpreter]:
    """Whoever may be booked, by name."""
    rows = session.scalars(select(Interpreter).where(Interpreter.retired_at.is_(None)))
    return sorted(rows, key=lambda row: (row.called.casefold(), row.id))


def is_listed(session: Session, name: str) -> bool:
    """Whether somebody of this name may be booked already: a second press adds nobody twice."""
    return plain(name) in {plain(row.full_name or "") for row in interpreters(session)}


def interpreter_named(session: Session, public_id: UUID) -> Interpreter | None:
    return session.scalar(
        select(Interpreter).where(
            Interpreter.public_id == public_id, Interpreter.retired_at.is_(None)
        )
    )


def of_review(session: Session, review_id: int) -> Sequence[Booking]:
    """Every booking of a review, in the order in which they were made."""
    return of_reviews(session, [review_id]).get(review_id, ())


def of_reviews(session: Session, review_ids: Sequence[int]) -> Mapping[int, Sequence[Booking]]:
    """The same of several, by the key of the review; nothing of one without any."""
    rows = session.scalars(
        select(Booking)
        .where(Booking.review_id.in_(review_ids))
        .options(joinedload(Booking.interpreter), joinedload(Booking.asked_for))
        .order_by(Booking.id)
    )
    found: dict[int, list[Booking]] = {}
    for row in rows:
        found.setdefault(row.review_id, []).append(row)
    return found


def booking_named(session: Session, public_id: UUID, *, locked: bool = False) -> Booking | None:
    """`locked`: as it stands now, and nobody else moves it meanwhile."""
    wanted = (
        select(Booking)
        .where(Booking.public_id == public_id)
        .options(
            joinedload(Booking.review, innerjoin=True), joinedload(Booking.child, innerjoin=True)
        )
    )
    if locked:
        wanted = wanted.with_for_update(of=Booking).execution_options(populate_existing=True)
    return session.scalar(wanted)


def of_children(
    session: Session, children: Select[int], states: Collection[BookingState], since: date
) -> Sequence[Booking]:
    """Bookings in these states of these children's reviews, the earliest day first."""
    return session.scalars(
        select(Booking)
        .join(Review, Review.id == Booking.review_id)
        .where(
            Booking.child_id.in_(children),
            Booking.state.in_(states),
            func.coalesce(Booking.on_day, DAY) >= since,
        )
        .options(
            joinedload(Booking.review, innerjoin=True),
            joinedload(Booking.child, innerjoin=True),
            joinedload(Booking.interpreter),
        )
        .order_by(func.coalesce(Booking.on_day, DAY), Booking.id)
    ).all()


def not_ready(session: Session, today: date, near: date) -> Sequence[int]:
    """Keys of reviews up to that day of which an interpreter is not confirmed."""
    return session.scalars(
        select(Review.id)
        .where(
            Review.state.in_(TO_COME),
            DAY.between(today, near),
            lacks_one(),
        )
        .order_by(DAY, Review.id)
    ).all()


def lacking(session: Session, review_ids: Collection[int]) -> set[int]:
    """Which of these reviews have a booking that is not confirmed. One statement."""
    if not review_ids:
        return set()
    return set(session.scalars(select(Review.id).where(Review.id.in_(review_ids), lacks_one())))


def lacks_one() -> ColumnElement[bool]:
    """Of a review: whether any of its bookings is not confirmed."""
    return (
        select(Booking.id)
        .where(Booking.review_id == Review.id, Booking.state.in_(NOT_CONFIRMED))
        .correlate(Review)
        .exists()
    )


def last_of(session: Session, booking: Booking) -> Booking | None:
    """The last booking at which somebody interpreted the same for this person, and came."""
    theirs: ColumnElement[bool] = Booking.relationship_id.is_(None)
    if booking.relationship_id is not None:
        adult = select(Relationship.adult_id).where(Relationship.id == booking.relationship_id)
        ties = select(Relationship.id).where(Relationship.adult_id == adult.scalar_subquery())
        theirs = Booking.relationship_id.in_(ties)
    else:
        theirs = theirs & (Booking.child_id == booking.child_id)
    return session.scalar(
        select(Booking)
        .join(Interpreter, Interpreter.id == Booking.interpreter_id)
        .where(
            theirs,
            Booking.id != booking.id,
            Booking.state == BookingState.CONFIRMED,
            Booking.means == booking.means,
            Booking.language.is_(None)
            if booking.language is None
            else Booking.language == booking.language,
            Booking.attended.is_(None) | (Booking.attended != Attended.NO_SHOW),
            Interpreter.retired_at.is_(None),
        )
        .options(joinedload(Booking.interpreter))
        .order_by(Booking.on_day.desc(), Booking.id.desc())
        .limit(1)
    )


def not_wanted(session: Session, booking: Booking) -> set[int]:
    """Interpreters whom this person does not want, nor the child at whose review it is; with every
    other row of theirs: they may be on the list again."""
    rows = InterpreterNotWanted
    whose = rows.child_id == booking.child_id
    if booking.relationship_id is not None:
        adult = select(Relationship.adult_id).where(Relationship.id == booking.relationship_id)
        whose = whose | (rows.adult_id == adult.scalar_subquery())
    refused = _refused(session, whose)
    if not refused:
        return set()
    marks = all_known_by(refused)
    everybody = session.scalars(select(Interpreter))
    return {row.id for row in refused} | {row.id for row in everybody if is_one_of(row, marks)}


def refused_by_child(session: Session, child_id: int) -> frozenset[str]:
    """What interpreters are known by whom this child does not want: many translate."""
    return all_known_by(_refused(session, InterpreterNotWanted.child_id == child_id))


def _refused(session: Session, by: ColumnElement[bool]) -> Sequence[Interpreter]:
    said = select(InterpreterNotWanted.interpreter_id).where(by)
    return session.scalars(select(Interpreter).where(Interpreter.id.in_(said))).all()


def confirmed_with(session: Session, interpreter_id: int, today: date) -> Sequence[Booking]:
    """What is confirmed with this interpreter and to come."""
    return session.scalars(
        select(Booking)
        .where(
            Booking.interpreter_id == interpreter_id,
            Booking.state == BookingState.CONFIRMED,
            Booking.on_day >= today,
        )
        .order_by(Booking.id)
        .with_for_update()
    ).all()


def to_come_of(
    session: Session, children: Collection[int], marks: Collection[str], today: date
) -> Sequence[Booking]:
    """Bookings to come at reviews of these children which count on this person: confirmed with
    them, or asking for them again."""
    rows = session.scalars(
        select(Booking)
        .where(
            Booking.child_id.in_(children),
            Booking.state.in_(OPEN),
            func.coalesce(Booking.on_day, today) >= today,
            Booking.interpreter_id.is_not(None) | Booking.wanted_again_id.is_not(None),
        )
        .order_by(Booking.id)
        .with_for_update()
    ).all()
    return [
        row
        for row in rows
        if any(one and is_one_of(one, marks) for one in (row.interpreter, row.wanted_again))
    ]


def family_names(session: Session, child_id: int) -> Sequence[str]:
    """The names of everybody whose work the child is not, of this child and of brothers and
    sisters: none of them interprets (domain.md 5)."""
    family = translating.of_one_family(session, child_id)
    rows = session.scalars(
        select(Adult)
        .join(Relationship, Relationship.adult_id == Adult.id)
        .where(Relationship.child_id.in_(family), Relationship.kind.not_in(translating.AT_WORK))
    )
    return [row.full_name or "" for row in rows]


def known_as_knowing(session: Session, child_id: int) -> frozenset[str]:
    """What translators are known by who said that they may know this family: many interpret."""
    return all_known_by(translating.who_know_family(session, child_id))
