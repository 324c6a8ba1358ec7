"""An interpreter whom somebody does not want, or who is asked no more, comes to none of their
reviews, and a restored copy knows it again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select

from participation.care.interpreting.booking_models import (
    Booking,
    Interpreter,
    InterpreterNotWanted,
)
from participation.care.interpreting.booking_rules import Why
from participation.care.people.models import Adult, StaffMember
from participation.guard.ledger import Happened, Lines, Noted
from participation.journeys import keeping_interpreters
from participation.journeys.doing_again.in_order import take_back
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.booking_office import Office


@pytest.fixture
def office(make: Make, clock: MovableClock) -> Office:
    """The same interpreter is confirmed for the mother of two at both of their reviews."""
    office = Office(make, clock, interpreter_needed=False)
    sister = make.child(officer=office.officer, name="Linnet")
    make.review(sister, planned_on=date(2027, 1, 14))
    mother = make.adult("Kestrel Dunnock")
    make.relationship(office.child, mother)
    make.relationship(sister, mother)
    with transaction() as session:
        row = session.get_one(Adult, mother.id)
        row.spoken_language, row.interpreter_needed = "ti", True
    office.looks()
    selam = office.interpreter()
    for place in (0, 1):
        office.asks(place)
        assert office.confirms(selam, place) is None
    return office


def stands(office: Office) -> list[tuple[str, str | None]]:
    return [(row.state.value, row.reason) for row in office.rows()]


def test_whom_a_mother_does_not_want_comes_to_neither_review(office: Office) -> None:
    with reading() as session:
        which = session.scalars(select(Interpreter.public_id)).one()
    assert office.does("refuse", 0, which) is None
    assert stands(office) == [("needed", Why.NOT_WANTED)] * 2


def test_whoever_is_asked_no_more_comes_to_none(office: Office) -> None:
    with transaction() as session:
        staff = session.get_one(StaffMember, office.support.id)
        which = session.scalars(select(Interpreter.public_id)).one()
        now = office.clock.now()
        assert keeping_interpreters.retire(session, staff, which, now)
    assert stands(office) == [("needed", Why.WITHDREW)] * 2


def test_a_restored_copy_learns_of_both_from_the_ledger(office: Office) -> None:
    now = office.clock.now()
    with reading() as session:
        selam = session.scalars(select(Interpreter)).one().public_id.hex
        mother = session.scalars(select(Adult)).one().public_id.hex
    with transaction() as session:  # the copy is from before
        session.execute(delete(InterpreterNotWanted))
    noted = Noted(now, Happened.INTERPRETER_NOT_WANTED, f"{mother}:{selam}")
    for _twice in range(2):
        with transaction() as session:
            done = take_back(session, Lines((noted,), 0), now=now, system=system_now())
            assert done.done == {Happened.INTERPRETER_NOT_WANTED: 1}
    assert stands(office) == [("needed", Why.NOT_WANTED)] * 2
    retired = Noted(now, Happened.INTERPRETER_RETIRED, selam)
    with transaction() as session:
        take_back(session, Lines((retired,), 0), now=now, system=system_now())
    with reading() as session:
        assert session.scalars(select(Interpreter)).one().retired_at == now
        assert len(session.scalars(select(InterpreterNotWanted)).all()) == 1
        assert session.scalars(select(Booking.interpreter_id)).all() == [None, None]
