"""Whose children are open to whom, who holds a number, and how long it stays fresh."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from participation.care.people import numbers
from participation.care.people import queries as people
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    ContactKind,
    ContactPoint,
    ContactState,
    Role,
    StaffMember,
)
from participation.guard.crypto import ring_of
from participation.kernel.db import reading, transaction
from tests.factories import Make

YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


def assign(
    make: Make,
    child: Child,
    staff: StaffMember,
    assigned_as: AssignedAs,
    *,
    begins: timedelta = YESTERDAY,
    ends: timedelta | None = None,
) -> None:
    with transaction() as session:
        session.add(
            Assignment(
                child_id=child.id,
                staff_id=staff.id,
                assigned_as=assigned_as,
                from_on=make.today + begins,
                until_on=None if ends is None else make.today + ends,
            )
        )


def open_to(make: Make, staff: StaffMember) -> list[int]:
    with reading() as session:
        return sorted(session.scalars(people.children_open_to(staff.id, make.today)))


def test_d19_a_child_is_open_to_everybody_who_works_with_them_today(make: Make) -> None:
    child, other = make.child(), make.child()
    for assigned_as in AssignedAs:
        staff = make.staff()
        assign(make, child, staff, assigned_as, ends=timedelta(0))
        assert open_to(make, staff) == [child.id]
    assert other.id not in open_to(make, staff)


def test_d19_an_assignment_counts_from_its_first_to_its_last_day(make: Make) -> None:
    child = make.child()
    early, late = make.staff(), make.staff()
    assign(make, child, early, AssignedAs.COVER, begins=timedelta(days=-9), ends=YESTERDAY)
    assign(make, child, late, AssignedAs.COVER, begins=TOMORROW)
    assert open_to(make, early) == []
    assert open_to(make, late) == []


def test_d19_the_never_list_beats_every_assignment(make: Make) -> None:
    staff = make.staff(Role.IRO, Role.ADMIN)
    child, sibling = make.child(officer=staff), make.child(officer=staff)
    make.never(child, staff)
    assert open_to(make, staff) == [sibling.id]


def test_the_officer_is_whoever_covers_else_the_childs_own(make: Make) -> None:
    own, cover = make.staff(), make.staff()
    child = make.child(officer=own)
    with reading() as session:
        found = people.officer_of(session, child.id, make.today)
        assert found is not None
        assert found.id == own.id
    assign(make, child, cover, AssignedAs.COVER)
    with reading() as session:
        found = people.officer_of(session, child.id, make.today)
        assert found is not None
        assert found.id == cover.id


def test_a_child_without_an_officer_has_none(make: Make) -> None:
    child, worker = make.child(), make.staff(Role.SOCIAL_WORKER)
    assign(make, child, worker, AssignedAs.SOCIAL_WORKER)
    with reading() as session:
        assert people.officer_of(session, child.id, make.today) is None


def test_r8_one_adult_with_several_children_is_one_person(make: Make) -> None:
    mother = make.adult()
    make.relationship(make.child(), mother)
    make.relationship(make.child(), mother)
    number = make.number()
    make.contact(adult=mother, number=number)
    with reading() as session:
        held = people.people_of_number(session, people.number_hash(ring_of(session), number))
        assert (held.adults, held.children, held.ambiguous) == ((mother.id,), (), False)
        assert len(people.children_of_adult(session, mother.id)) == 2


def test_b26_a_number_of_two_people_is_ambiguous_and_of_nobody_is_nobodys(make: Make) -> None:
    number, child = make.number(), make.child()
    make.contact(adult=make.adult(), number=number)
    make.contact(child=child, number=number)
    with reading() as session:
        held = people.people_of_number(session, people.number_hash(ring_of(session), number))
        assert held.ambiguous
        assert held.children == (child.id,)
        unknown = people.number_hash(ring_of(session), "+447700900999")
        assert people.people_of_number(session, unknown).nobody


def test_of_two_numbers_the_usable_one_confirmed_last_is_written_to(make: Make) -> None:
    adult = make.adult()
    make.contact(adult=adult, confirmed_on=make.today - timedelta(days=40))
    best = make.contact(adult=adult, confirmed_on=make.today - timedelta(days=20))
    make.contact(adult=adult, confirmed_on=make.today, state=ContactState.SUSPENDED)
    make.contact(adult=adult, confirmed_on=None)
    with reading() as session:
        found = people.number_of(session, adult_id=adult.id)
        assert found is not None
        assert (found.point.id, found.stopped, found.shared) == (best.id, False, False)


def test_an_address_of_mail_is_no_number_to_text(make: Make) -> None:
    adult = make.adult()
    make.contact(adult=adult, kind=ContactKind.EMAIL)
    with reading() as session:
        assert people.number_of(session, adult_id=adult.id) is None


def test_b26_of_a_number_that_two_people_have_it_is_known(make: Make) -> None:
    number, child, adult = make.number(), make.child(), make.adult()
    make.contact(adult=adult, number=number)
    make.contact(child=child, number=number)
    with reading() as session:
        for found in (
            people.number_of(session, adult_id=adult.id),
            people.number_of(session, child_id=child.id),
        ):
            assert found is not None
            assert found.shared


def test_staff_are_found_by_their_address_however_it_is_typed(app: Flask, make: Make) -> None:
    staff = make.staff(email="jo.shaw@council.example")
    with reading() as session:
        ring = ring_of(session)
        found = people.staff_by_email(session, ring, " Jo.Shaw@Council.example ")
        assert found is not None
        assert found.id == staff.id
        assert people.staff_by_email(session, ring, "nobody@council.example") is None


def test_r9_a_reply_renews_a_number_that_somebody_has_confirmed(make: Make) -> None:
    number = make.number()
    known = make.contact(adult=make.adult(), number=number)
    never = make.contact(adult=make.adult(), number=number, confirmed_on=None)
    stopped = make.contact(adult=make.adult(), number=number, state=ContactState.SUSPENDED)
    with transaction() as session:
        numbers.renew(session, people.number_hash(ring_of(session), number), make.today)
    with reading() as session:
        days = [
            session.get_one(ContactPoint, one.id).confirmed_on for one in (known, never, stopped)
        ]
    assert days == [make.today, None, make.today - timedelta(days=30)]


def test_r9_a_childs_words_renew_that_childs_own_number_and_nobody_elses(make: Make) -> None:
    number = make.number()
    child = make.child()
    own = make.contact(child=child, number=number)
    mothers = make.contact(adult=make.adult(), number=number)
    with transaction() as session:
        known_as = people.number_hash(ring_of(session), number)
        numbers.renew(session, known_as, make.today, of_child=child.id)
    with reading() as session:
        days = [session.get_one(ContactPoint, one.id).confirmed_on for one in (own, mothers)]
    assert days == [make.today, make.today - timedelta(days=30)]
