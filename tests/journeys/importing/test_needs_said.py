"""What staff learn of a child or of an adult beats the case system's extract, and stays when the
next one comes; each person's apart from every other's."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.interpreting.booking_models import Booking
from participation.care.people.bulk import NEEDS, BulkTable
from participation.care.people.models import Adult, Child, Role, StaffMember
from participation.care.reviews.models import Review
from participation.journeys import following_interpreters, saying_needs
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.undoing import Why
from participation.journeys.saying_needs import Declared
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.journeys.importing.conftest import BringIn, Council, by_id
from tests.journeys.importing.handing_over import HandOver, confirm, undo


def declared(**changes: Any) -> Declared:
    plain: dict[str, Any] = {
        "spoken_language": "ti", "dialect": "Highland", "reading_language": "en", "reads": "some",
        "interpreter_needed": True, "interpreter_gender": "female", "signs": frozenset(),
        "not_wanted": None,
    }  # fmt: skip
    return Declared(**(plain | changes))


@pytest.fixture
def said(app: Flask, make: Make, council: Council, bring_in: BringIn) -> Council:
    """A council was imported, and a child and a mother said something else since."""
    bring_in()
    with transaction() as session:
        staff = session.scalars(select(StaffMember).where(StaffMember.external_id == "S1")).one()
        review = session.scalars(select(Review).where(Review.external_id == "R1")).one()
        mother = next(one for one in review.child.relationships if one.kind.value == "mother")
        now = make.clock.now()
        for who in ("child", str(mother.public_id)):
            done = saying_needs.say(session, staff, "R1", who, declared(), now)
            assert done is not None
    return council


def test_it_stays_when_the_extract_comes_again_and_says_otherwise(
    said: Council, bring_in: BringIn
) -> None:
    said.children[0] |= {"spoken_language": "pl", "known_as": "Ash", "dialect": "Silesian"}
    for row in said.contacts[:2]:
        row["spoken_language"] = "pl"
    result = bring_in()
    assert result.imported
    with reading() as session:
        child = by_id(session, Child, "P1")
        assert (child.spoken_language, child.dialect, child.reads) == ("ti", "Highland", "some")
        assert child.known_as == "Ash", "the rest is as the extract says"
        assert by_id(session, Adult, "A1").spoken_language == "ti"
        assert by_id(session, Child, "P2").spoken_language == "en", "each apart"


def test_a_child_who_changes_needs_leaves_their_mother_s_alone(said: Council, make: Make) -> None:
    with transaction() as session:
        staff = session.scalars(select(StaffMember).where(StaffMember.external_id == "S1")).one()
        other = declared(spoken_language="am", signs=frozenset({"bsl"}))
        saying_needs.say(session, staff, "R1", "child", other, make.clock.now())
    with reading() as session:
        assert by_id(session, Child, "P1").communication == ["bsl"]
        assert by_id(session, Adult, "A1").spoken_language == "ti"
        assert by_id(session, Adult, "A1").communication is None
        found = session.execute(select(Booking.role, Booking.means, Booking.language, Review)
                                .join(Review).order_by(Booking.role, Booking.id)).all()  # fmt: skip
        of = [(row[0], row[1].value, row[2], row[3].external_id) for row in found]
        assert of == [
            ("child", "spoken", "am", "R1"),
            ("child", "bsl", None, "R1"),
            ("mother", "spoken", "ti", "R1"),
            ("mother", "spoken", "ti", "R2"),  # she is the mother of both
        ]


def test_whom_somebody_does_not_want_is_the_officer_s_to_read_and_write(
    said: Council, make: Make
) -> None:
    support = make.staff(Role.BUSINESS_SUPPORT)
    with transaction() as session:
        officer = session.scalars(select(StaffMember).where(StaffMember.external_id == "S1")).one()
        words = declared(not_wanted="Nobody from Asmara")
        saying_needs.say(session, officer, "R1", "child", words, make.clock.now())
        there = session.get_one(StaffMember, support.id)
        kept = declared(not_wanted="changed")
        found = saying_needs.say(session, there, "R1", "child", kept, make.clock.now())
        assert found is not None
        assert not found.sees_not_wanted
        assert found.person.not_wanted == "Nobody from Asmara"


def test_a_booking_that_nobody_touched_stands_in_the_way_of_no_undoing(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    council.children[2]["interpreter_needed"] = "yes"
    for touched in (False, True):
        key = hand_over()
        assert confirm(app, key) is Confirmed.DONE
        with transaction() as session:
            review = by_id(session, Review, "R3")
            following_interpreters.follow(session, review.id, make.clock.now())
            [booking] = session.scalars(select(Booking)).all()
            if touched:
                booking.asked_times = 1
        assert undo(app, key) == ({Why.HANGS_ON_IT} if touched else set())


@pytest.mark.usefixtures("said")
def test_what_is_said_while_an_import_runs_is_not_overwritten() -> None:
    """It was compared before, when nobody had said anything."""
    with transaction() as session:
        child, mother = by_id(session, Child, "P1"), by_id(session, Adult, "A1")
        compared = {"spoken_language": "pl", "reads": "yes", "dialect_sealed": None}
        BulkTable(Child, {"dialect": Child.dialect}, said=NEEDS).update(
            session, [{"id": child.id, "form_override": "easy", **compared}]
        )
        BulkTable(Adult, said=NEEDS).update(session, [{"id": mother.id, "spoken_language": "pl"}])
        session.expire_all()
        assert (child.spoken_language, mother.spoken_language) == ("ti", "ti")
        assert (child.dialect, child.reads) == ("Highland", "some")
        assert child.form_override == "easy", "nobody said anything of that"


def test_what_is_said_right_after_an_import_wrote_it_otherwise_stands(
    make: Make,
) -> None:
    child = make.child(spoken_language="ti", dialect=None)
    invitation = make.invitation(make.review(child))
    with transaction() as session:
        asked = session.get_one(Invitation, invitation.id)
        known = asked.child.spoken_language  # and then the import's row comes in between
        BulkTable(Child).update(session, [{"id": child.id, "spoken_language": "pl"}])
        said = {"spoken_language": known}
        saying_needs.said_by_themselves(session, asked, said, make.clock.now())
    with reading() as session:
        assert session.get_one(Child, child.id).spoken_language == "ti"
