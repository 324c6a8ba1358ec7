"""What a child says on their own page about a language, or about who shall interpret, is known from
then on, books somebody, and is told to their officer."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation, Task, TaskKind
from participation.care.interpreting.booking_models import Booking
from participation.guard.audit import AuditEvent
from participation.journeys import saying_needs
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.respond.conftest import Link
from tests.web.respond.walking import Person


def needs_tasks() -> list[str]:
    with reading() as session:
        return [row.state.value for row in session.scalars(
            select(Task).where(Task.kind == TaskKind.NEEDS_SAID))]  # fmt: skip


def test_a_child_who_asks_for_somebody_has_a_booking_at_once_and_staff_know(
    person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.look("/language")
    person.press("person=ti")
    wishes = person.seen.forms[1]
    assert wishes.offers("gender") == ["female", "male", "any"]
    sent = dict(wishes.filled()) | {"gender": "female"}
    assert person.client.post(wishes.action, data=sent).status_code == 303
    with reading() as session:
        child = session.get_one(Invitation, link.invitation_id).child
        assert (child.spoken_language, child.interpreter_needed) == ("ti", True)
        assert child.interpreter_gender == "female"
        assert child.said_here == [
            *("dialect", "interpreter_gender", "interpreter_needed", "spoken_language")
        ]
        [booking] = session.scalars(select(Booking)).all()
        assert (booking.role, booking.language, booking.gender) == ("child", "ti", "female")
        said = session.scalars(select(AuditEvent.reason).where(AuditEvent.action == "needs.said"))
        assert list(said) == ["interpreter_needed,spoken_language", "interpreter_gender"]
    assert needs_tasks() == ["open"]


def test_a_mother_of_two_says_it_once_and_the_officer_of_each_is_told(
    app: Flask, make: Make
) -> None:
    mother = make.adult()
    child, sister = make.child(officer=make.staff()), make.child(officer=make.staff())
    related = make.relationship(child, mother)
    make.relationship(sister, mother)
    for one in (child, sister):
        make.review(one)
    asked = make.invitation(make.review(child), related=related, form="parent_text")
    said = {"spoken_language": "so", "interpreter_needed": True}
    for _twice in range(2):
        with transaction() as session:
            row = session.get_one(Invitation, asked.id)
            saying_needs.said_by_themselves(session, row, said, make.clock.now())
    assert needs_tasks() == ["open", "open"]
    with reading() as session:
        found = session.scalars(select(Booking.child_id).order_by(Booking.child_id)).all()
        assert found == [child.id, child.id, sister.id]


def test_what_is_known_already_is_told_to_nobody(person: Person, link: Link) -> None:
    person.begin(link.token)
    person.look("/language")
    person.press("language=en")
    assert needs_tasks() == []


def test_the_dialect_of_another_language_goes_with_it_and_no_extract_brings_it_back(
    person: Person, link: Link
) -> None:
    with transaction() as session:
        child = session.get_one(Invitation, link.invitation_id).child
        child.spoken_language, child.dialect = "ti", "Highland"
    person.begin(link.token)
    person.look("/language")
    person.press("person=ar")
    with reading() as session:
        child = session.get_one(Invitation, link.invitation_id).child
        assert (child.spoken_language, child.dialect) == ("ar", None)
        assert "dialect" in (child.said_here or ())
        [booking] = session.scalars(select(Booking)).all()
        assert (booking.language, booking.dialect) == ("ar", None)
