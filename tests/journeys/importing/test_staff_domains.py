"""Nobody becomes staff by a wrong address: only the council's own domains count, exactly (B89)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.people.models import StaffMember
from participation.cli import staff
from participation.journeys.importing.given import on_disk
from participation.journeys.importing.headings import AS_DOCUMENTED
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.problems import Problem
from participation.journeys.importing.reading import read
from participation.journeys.importing.taking_in import Taken, take_in
from participation.journeys.services import Services
from participation.kernel.db import reading, transaction
from participation.settings.imports import ImportSettings
from tests.journeys.importing.conftest import TODAY, Council
from tests.journeys.importing.handing_over import HandOver, confirm, shown

OURS = ("council.example", "trust.example")


def wrong(council: Council, *domains: str) -> list[Problem]:
    extract = read([council.write()], today=TODAY, drama_allowed=True, staff_domains=domains)
    return extract.problems


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("sam@council.example", True),
        ("Sam@Council.Example", True),
        ("sam@trust.example", True),
        ("sam@council.exampl", False),
        ("sam@mail.council.example", False),
        ("sam@notcouncil.example", False),
        ("sam@council.example.org", False),
        ("sam@gmail.co", False),
    ],
)
def test_b89_staff_have_an_address_of_an_allowed_domain(
    council: Council, address: str, taken: bool
) -> None:
    council.staff[0]["email"] = address
    council.contacts[0]["email"] = "dana@gmail.com"  # a parent's may be anywhere
    found = wrong(council, *OURS)
    assert [(one.file, one.row, one.column) for one in found] == (
        [] if taken else [("staff.csv", 2, "email")]
    )
    if not taken:
        assert "council.example, trust.example" in found[0].remedy
        assert "PARTICIPATION_STAFF_MAIL_DOMAINS" in found[0].remedy


def test_where_none_is_named_any_domain_will_do(council: Council) -> None:
    council.staff[0]["email"] = "sam@elsewhere.example"
    assert wrong(council) == []


@pytest.fixture
def only_ours(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The house of a council that has named its domains."""
    before: Services = app.extensions["participation"]
    settings = replace(before.settings, imports=ImportSettings(staff_domains=OURS))
    house = replace(before, settings=settings)
    monkeypatch.setitem(app.extensions, "participation", house)
    return house


def test_the_page_says_so_and_imports_nobody(
    app: Flask, council: Council, only_ours: Services, hand_over: HandOver
) -> None:
    council.staff[0]["email"] = "sam@gmail.co"
    with app.app_context():
        key = hand_over()
        (found,) = shown(key).errors
        assert (found.row, found.column, found.value) == (2, "email", "sam@gmail.co")
        assert confirm(app, key) is Confirmed.NOT_READY


def test_the_watched_folder_lays_it_before_a_person(
    app: Flask, council: Council, only_ours: Services
) -> None:
    council.staff[0]["email"] = "sam@gmail.co"
    givens = [on_disk(one) for one in sorted(council.write().iterdir())]
    now = only_ours.now()
    with app.app_context(), transaction() as session:
        taken = take_in(session, givens, names=AS_DOCUMENTED, house=only_ours, now=now)
        assert taken is Taken.WAITS
        assert session.scalar(select(func.count()).select_from(StaffMember)) == 0


def test_nor_does_the_command_add_somebody_from_elsewhere(app: Flask, only_ours: Services) -> None:
    run = app.test_cli_runner()
    refused = run.invoke(staff.group, ["add", "sam@gmail.co", "--role", "iro"])
    assert refused.exit_code == 1
    assert "council.example, trust.example" in refused.stderr
    added = run.invoke(staff.group, ["add", "Sam@Trust.example", "--role", "iro"])
    assert added.exit_code == 0
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffMember)) == 1
