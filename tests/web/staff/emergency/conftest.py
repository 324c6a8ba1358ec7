"""A child, whoever hears of an emergency, and somebody at night who is none of theirs."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.emergency.at_night import KEPT, SHARED
from tests.web.staff.signing_in import at_work


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green", email="sam@council.example")


@pytest.fixture
def others(make: Make) -> None:
    """Whoever hears of it, besides the officer."""
    make.staff(Role.IRO_MANAGER, name="Mo Manager", email="mo@council.example")
    make.staff(Role.DATA_PROTECTION, name="Di Protect", email="di@council.example")


@pytest.fixture
def child(make: Make, officer: StaffMember, others: None) -> Child:
    return make.child(officer=officer, name="Siskin")


@pytest.fixture
def review(make: Make, child: Child) -> Review:
    """Before it the child said one thing for the officer alone, and one for everybody."""
    made = make.review(child)
    invitation, say = make.invitation(made, company="alone"), Saying(make)
    say.fill_in(invitation, "one_thing", words=KEPT, only_officer=True)
    say.skip_to(invitation, "going_well")
    say.fill_in(invitation, "going_well", words=SHARED)
    say.send(invitation)
    return made


@pytest.fixture
def reader(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Kit Night", email="kit@council.example")


@pytest.fixture
def browser(client: FlaskClient, make: Make, reader: StaffMember) -> FlaskClient:
    return at_work(client, make, reader)
