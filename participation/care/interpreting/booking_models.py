"""Interpreters whom the council may book, bookings of them, and whom somebody does not want."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.interpreting.booking_rules import (
    PRE_BRIEF_MINUTES,
    USUAL_MINUTES,
    Attended,
    BookingState,
    Means,
    Occasion,
    Presence,
)
from participation.care.people.models import Child, Relationship
from participation.care.reviews.models import Review
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base, Named


class Interpreter(UnderKey, Base):
    """Somebody who interprets, with what was checked and when. Under the council's key."""

    __tablename__ = "interpreters"

    full_name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    full_name = Sealed.text("full_name_sealed")
    agency_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agency = Sealed.text("agency_sealed")
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email = Sealed.text("email_sealed")  # the agency's, or their own where they work for nobody
    gender: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(JSON)  # codes, with "bsl" and "makaton"
    confidential_on: Mapped[date | None]  # the day they signed that they keep it to themselves
    vetted_on: Mapped[date | None]
    vetted_until: Mapped[date | None]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    @property
    def called(self) -> str:
        """Name and agency."""
        return ", ".join(part for part in (self.full_name, self.agency) if part)


class Booking(UnderKey, Base):
    """One interpreter for one person at one review, or at the talk before it."""

    __tablename__ = "interpreter_bookings"
    __table_args__ = (Index("ix_interpreter_bookings_state_on_day", "state", "on_day"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    # Whose interpreter: this adult's, or with none the child's.
    relationship_id: Mapped[int | None] = mapped_column(ForeignKey("relationships.id"))
    role: Mapped[str]  # "child", or the RelationshipKind
    occasion: Mapped[Occasion]
    means: Mapped[Means]
    language: Mapped[str | None]  # None: nobody has said which
    dialect_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    dialect = Sealed.text("dialect_sealed")
    gender: Mapped[str | None]
    on_day: Mapped[date | None]
    at_time: Mapped[str | None]  # "16:15", Europe/London
    minutes: Mapped[int] = mapped_column(default=USUAL_MINUTES)
    pre_brief_minutes: Mapped[int] = mapped_column(default=PRE_BRIEF_MINUTES)
    presence: Mapped[Presence] = mapped_column(default=Presence.THERE)
    state: Mapped[BookingState] = mapped_column(default=BookingState.NEEDED)
    reason: Mapped[str | None]  # a booking_rules.Why
    agency_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agency = Sealed.text("agency_sealed")
    agency_email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agency_email = Sealed.text("agency_email_sealed")
    agency_reference_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    agency_reference = Sealed.text("agency_reference_sealed")
    interpreter_id: Mapped[int | None] = mapped_column(ForeignKey("interpreters.id"), index=True)
    # The same person again, whom the agency is asked for; never by name.
    wanted_again_id: Mapped[int | None] = mapped_column(ForeignKey("interpreters.id"))
    asked_times: Mapped[int] = mapped_column(default=0)  # how often an agency was asked for it
    # To which address each mail about it was promised, in their order.
    told_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    told = Sealed.json("told_sealed")
    made_at: Mapped[datetime]
    requested_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    attended: Mapped[Attended | None]
    cost_pence: Mapped[int | None]

    child: Mapped[Child] = relationship()
    review: Mapped[Review] = relationship()
    asked_for: Mapped[Relationship | None] = relationship()
    interpreter: Mapped[Interpreter | None] = relationship(foreign_keys=[interpreter_id])
    wanted_again: Mapped[Interpreter | None] = relationship(foreign_keys=[wanted_again_id])

    @classmethod
    def is_touched(cls) -> ColumnElement[bool]:
        """Whether somebody has done anything about it: until then it follows from the review."""
        made_by_us = (cls.state == BookingState.NEEDED) & (cls.asked_times == 0)
        return ~(made_by_us & cls.changed_by_id.is_(None))

    @property
    def language_is_known(self) -> bool:
        return self.means is not Means.SPOKEN or self.language is not None

    @property
    def reference(self) -> str:
        """What we call it to an agency: nothing in it says of whom it is."""
        return f"IB-{self.public_id.hex[-8:].upper()}"


class InterpreterNotWanted(Named, Base):
    """An interpreter whom a child or an adult does not want. No reason is asked."""

    __tablename__ = "interpreters_not_wanted"
    __table_args__ = (
        CheckConstraint("(child_id IS NULL) <> (adult_id IS NULL)", name="one_person"),
    )

    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"), index=True)
    adult_id: Mapped[int | None] = mapped_column(ForeignKey("adults.id"), index=True)
    interpreter_id: Mapped[int] = mapped_column(ForeignKey("interpreters.id"))
    at: Mapped[datetime]
