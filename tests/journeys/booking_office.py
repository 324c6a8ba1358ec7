"""Business support, and a child whose review needs an interpreter, for tests of bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from participation.care.consultations.models import Task, TaskKind
from participation.care.interpreting.booking_models import Booking, Interpreter
from participation.care.interpreting.booking_rules import (
    Presence,
    Stands,
)
from participation.care.interpreting.booking_service import Added
from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.journeys import (
    booking_interpreters,
    following_interpreters,
    keeping_interpreters,
    rescheduling,
)
from participation.journeys.booking_interpreters import Asking
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.standins.mail_server import MailServer

CANARIES = ("Quillon", "Zebrafinch", "Kestrel", "Dunnock", "Sam Green", "Selam", "Tesfay")


class Office:
    """Business support, a child who speaks Tigrinya, and a review in the new year."""

    def __init__(self, make: Make, clock: MovableClock, **changes: Any) -> None:
        self.make, self.clock = make, clock
        self.support: StaffMember = make.staff(Role.BUSINESS_SUPPORT, name="Bea Sort")
        self.officer: StaffMember = make.staff(Role.IRO, name="Sam Green")
        plain = {
            "spoken_language": "ti",
            "dialect": "Highland",
            "interpreter_needed": True,
            "interpreter_gender": "female",
        }
        self.child: Child = make.child(
            officer=self.officer, name="Quillon", known_as="Zebrafinch", **(plain | changes)
        )
        self.review: Review = make.review(self.child, planned_on=date(2027, 1, 11))

    def looks(self) -> None:
        """What the hourly look does."""
        with reading() as session:
            found = following_interpreters.to_follow(session, self.clock.now())
        for one in found:
            with transaction() as session:
                following_interpreters.follow(session, one, self.clock.now())

    def rows(self) -> Sequence[Booking]:
        with reading() as session:
            found = session.scalars(select(Booking).order_by(Booking.id)).all()
            session.expunge_all()
        return found

    def states(self) -> list[str]:
        return [row.state.value for row in self.rows()]

    def interpreter(self, name: str = "Selam Tesfay", **changes: Any) -> Interpreter:
        added: dict[str, Any] = {
            "full_name": name,
            "agency": "Example Words",
            "email": "desk@agency.example",
            "gender": "female",
            "languages": ["ti"],
            "confidential_on": date(2026, 1, 5),
            "vetted_on": date(2026, 1, 5),
            "vetted_until": None,
        }
        with transaction() as session:
            row = keeping_interpreters.add(
                session, self._support(session), Added(**(added | changes)), self.clock.now()
            )
            session.refresh(row)
            session.expunge(row)
        return row

    def asks(self, place: int = 0, email: str = "desk@agency.example", **how: Any) -> Any:
        asking = Asking(
            agency="Example Words", email=email, presence=Presence.THERE, minutes=90,
            pre_brief_minutes=15, same_again=how.get("same_again", False),
        )  # fmt: skip
        return self.does("ask", place, asking)

    def confirms(self, who: Interpreter, place: int = 0, *, no_relative: bool = True) -> Any:
        return self.does("confirm", place, who.public_id, "EW-77", said_no_relative=no_relative,
                         now=self.clock.now())  # fmt: skip

    def does(self, what: str, place: int, *more: Any, **named: Any) -> Any:
        """One press of business support; what stood in its way, or None."""
        which = self.rows()[place].public_id
        arguments = more if "now" in named else (*more, self.clock.now())
        with transaction() as session:
            done = getattr(booking_interpreters, what)(
                session, self._support(session), which, *arguments, **named
            )
            assert done is not None
            return done if isinstance(done, Stands) else None

    def moves(self, day: date | None = None, state: ReviewState | None = None) -> None:
        with transaction() as session:
            row = session.get_one(Review, self.review.id)
            row.planned_on = day or row.planned_on
            row.state = state or row.state
            if state is ReviewState.HELD:
                row.held_on = row.planned_on
            session.flush()
            rescheduling.retime(session, row.id, self.clock.now())

    def _support(self, session: Any) -> StaffMember:
        return session.get_one(StaffMember, self.support.id)


def mails_to_agency(post: MailServer) -> list[str]:
    return [f"{one['Subject']}\n{one.get_content()}" for one in post.mails
            if "agency.example" in str(one["To"])]  # fmt: skip


def tasks_of(kind: TaskKind) -> list[str]:
    with reading() as session:
        return [row.state.value for row in session.scalars(select(Task).where(Task.kind == kind))]
