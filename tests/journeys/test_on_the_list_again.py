"""What was said of an interpreter or a translator is said of the person: it counts for each of
their rows, whichever list they are on, and when they are put on it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from participation.care.consultations.models import TaskKind
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting import service as translating
from participation.care.interpreting.booking_rules import Stands, Why
from participation.care.interpreting.models import Translator
from participation.care.people.models import Adult, StaffMember
from participation.journeys import ending_translations, giving_words, keeping_interpreters
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.booking_office import Office, mails_to_agency, tasks_of
from tests.standins.mail_server import MailServer


@pytest.fixture
def office(make: Make, clock: MovableClock) -> Office:
    office = Office(make, clock)
    office.looks()
    return office


def with_a_mother(make: Make, clock: MovableClock) -> Office:
    """A child and a mother who each need an interpreter, in this order."""
    office = Office(make, clock)
    mother = make.adult("Kestrel Dunnock")
    make.relationship(office.child, mother)
    with transaction() as session:
        row = session.get_one(Adult, mother.id)
        row.spoken_language, row.interpreter_needed = "ti", True
    office.looks()
    assert [row.role for row in office.rows()] == ["child", "mother"]
    return office


def translator(office: Office, session: Session, **changes: Any) -> Translator:
    plain: dict[str, Any] = {
        "full_name": "Selam Tesfay", "email": "selam@agency.example", "phone": "",
        "agency": "Example Words", "languages": ["ti"],
    }  # fmt: skip
    added = translating.Added(**(plain | changes))
    now = office.clock.now()
    return translating.add_translator(session, added, by_id=office.support.id, now=now)


def may_have(office: Office, session: Session) -> list[str | None]:
    found = giving_words.who_may_have(session, office.child.id, "ti")
    return [row.full_name for row in found]


@pytest.mark.parametrize(
    "changes",
    [{"full_name": "selam  Tesfay."}, {"full_name": "S. Tesfai", "email": "Selam@agency.example"}],
)
def test_whoever_may_know_the_family_gets_none_of_their_words_by_coming_back(
    office: Office, changes: dict[str, str]
) -> None:
    with transaction() as session:
        selam = translator(office, session)
        ending_translations.keep_off(session, office.child.id, selam, office.clock.now())
        ending_translations.retire(session, selam, office.clock.now())
        again = translator(office, session, **changes)
        translator(office, session, full_name="Rahel Abraham", email="rahel@agency.example")
        session.flush()
        assert may_have(office, session) == ["Rahel Abraham"]
        assert interpreting.is_kept_off(session, office.child.id, again.id)


def test_whom_a_child_refused_does_not_come_after_all_by_coming_back(office: Office) -> None:
    selam = office.interpreter()
    office.does("refuse", 0, selam.public_id)
    with transaction() as session:
        staff = session.get_one(StaffMember, office.support.id)
        keeping_interpreters.retire(session, staff, selam.public_id, office.clock.now())
    again, other = office.interpreter("Selam TESFAY"), office.interpreter("Rahel Abraham")
    office.asks()
    assert office.confirms(again) is Stands.NOT_WANTED
    assert office.confirms(other) is None, "the agency has one address for everybody"


def test_whom_a_child_refused_interprets_for_nobody_at_their_review(
    make: Make, clock: MovableClock
) -> None:
    office = with_a_mother(make, clock)
    selam = office.interpreter()
    office.asks(1)
    assert office.confirms(selam, 1) is None
    office.does("refuse", 0, selam.public_id)
    assert office.states()[1] == "needed", "it was confirmed already"
    office.asks(1)
    assert office.confirms(selam, 1) is Stands.NOT_WANTED


def test_whom_a_mother_refused_may_interpret_for_the_child(make: Make, clock: MovableClock) -> None:
    office = with_a_mother(make, clock)
    selam = office.interpreter()
    office.does("refuse", 1, selam.public_id)
    office.asks(0)
    assert office.confirms(selam, 0) is None


def test_whom_a_child_refused_translates_none_of_their_words(office: Office) -> None:
    selam = office.interpreter()
    office.does("refuse", 0, selam.public_id)
    with transaction() as session:
        translator(office, session)
        assert may_have(office, session) == []
        other = office.make.child()
        assert giving_words.who_may_have(session, other.id, "ti"), "another child said nothing"


@pytest.mark.parametrize("email", ["desk@agency.example", ""])
def test_who_says_as_a_translator_that_they_may_know_the_family_does_not_come_either(
    office: Office, make: Make, post: MailServer, work_off: Callable[[], int], email: str
) -> None:
    sister, mother = make.child(officer=office.officer, name="Linnet"), make.adult("Kestrel D")
    for child in (office.child, sister):
        make.relationship(child, mother)
    selam = office.interpreter()
    office.asks(email=email)
    assert office.confirms(selam) is None
    with transaction() as session:
        row = translator(office, session, full_name="Selam TESFAY")
        ending_translations.keep_off(session, sister.id, row, office.clock.now())
    stands = [(row.state, row.reason, row.interpreter_id) for row in office.rows()]
    assert stands == [("needed", Why.KNOWS_FAMILY, None)]
    work_off()
    called_off = [one for one in mails_to_agency(post) if "not needed any more" in one]
    rings = tasks_of(TaskKind.INTERPRETER_MOVED)
    assert (len(called_off), rings) == ((1, []) if email else (0, ["open"]))
    office.asks()
    assert office.confirms(selam) is Stands.KNOWS_FAMILY
