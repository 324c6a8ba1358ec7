"""What an agency hears by mail: whoever was asked before is called off, whoever is asked next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.booking_office import CANARIES, Office, mails_to_agency
from tests.standins.mail_server import MailServer

FIRST, SECOND = "first@agency.example", "second@agency.example"


@pytest.fixture
def office(make: Make, clock: MovableClock) -> Office:
    office = Office(make, clock)
    office.looks()
    return office


def told(post: MailServer) -> list[tuple[str, str]]:
    return [(str(one["To"]), str(one["Subject"]).split(",")[0]) for one in post.mails
            if "agency.example" in str(one["To"]).casefold()]  # fmt: skip


def test_who_was_asked_before_is_called_off_though_another_is_asked_at_once(
    office: Office, post: MailServer, work_off: Callable[[], int]
) -> None:
    office.asks(email=FIRST)
    work_off()
    office.does("begin_again", 0)
    office.asks(email=SECOND)
    work_off()
    assert told(post) == [
        (FIRST, "Interpreter needed"),
        (FIRST, "Interpreter not needed any more"),
        (SECOND, "Interpreter needed"),
    ]


def test_nor_is_that_lost_where_the_next_one_has_to_be_rung(
    office: Office, post: MailServer, work_off: Callable[[], int]
) -> None:
    office.asks(email=FIRST)
    work_off()
    office.does("begin_again", 0)
    office.asks(email="")
    work_off()
    assert told(post)[-1] == (FIRST, "Interpreter not needed any more")


def test_one_agency_that_is_asked_again_hears_the_newest_alone(
    office: Office, post: MailServer, work_off: Callable[[], int]
) -> None:
    office.asks(email=FIRST)
    office.does("begin_again", 0)
    office.asks(email=FIRST.upper())
    work_off()
    assert told(post) == [(FIRST.upper(), "Interpreter needed")]


@pytest.mark.parametrize("reference", ["EW-77", "EW-77 for Quillon", "dunnock/77"])
def test_an_agency_s_reference_goes_back_to_it_without_a_name_of_the_family(
    office: Office, post: MailServer, work_off: Callable[[], int], reference: str
) -> None:
    office.make.relationship(office.child, office.make.adult("Kestrel Dunnock"))
    selam = office.interpreter()
    office.asks()
    office.does("confirm", 0, selam.public_id, reference, said_no_relative=True,
                now=office.clock.now())  # fmt: skip
    office.clock.moment = datetime(2027, 1, 12, 9, tzinfo=UTC)
    office.make.review(office.child, planned_on=date(2027, 3, 22))
    office.looks()
    office.asks(1, same_again=True)
    work_off()
    said = mails_to_agency(post)[-1]
    assert [name for name in CANARIES if name.casefold() in said.casefold()] == []
    assert ("EW-77" in said) is (reference == "EW-77")
