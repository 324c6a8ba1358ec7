"""An administrator who gives somebody a new way in does not do it unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Role, StaffMember
from participation.guard.audit import AuditEvent
from participation.guard.crypto import council_key
from participation.guard.standing import Newcomer
from participation.journeys import admitting
from participation.kernel.db import reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.signing_in import at_work, press, signed_in

pytestmark = on_sqlite
PAGE, REPORT = "/staff/colleagues", "/staff/who-looked"
OWNER, LEAD = "priya@council.example", "di@council.example"


@pytest.fixture
def officer(make: Make) -> StaffMember:
    """Somebody who has come in before."""
    staff = make.staff(Role.IRO, name="Priya Shah", email=OWNER)
    make.account(staff)
    return staff


@pytest.fixture
def lead(make: Make) -> StaffMember:
    return make.staff(Role.DATA_PROTECTION, name="Di Protect", email=LEAD)


@pytest.fixture
def admin(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.ADMIN, name="Jo Hall"))


def waits(make: Make) -> str:
    """The path that ties somebody who knocked."""
    with transaction() as session:
        row = Newcomer(
            key=council_key(session, make.clock.now()), identity_hash="another", code="abc234xyz",
            name="P S", email="p@council.example", at=make.clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return f"{PAGE}/waiting/{row.public_id}/tie"


def deeds() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(AuditEvent.action)))


@pytest.mark.parametrize("deed", ["staff.enrol_anew", "staff.tied_anew"])
def test_whoever_is_given_a_new_way_in_and_data_protection_are_told_and_find_it(
    app: Flask,
    admin: FlaskClient,
    make: Make,
    officer: StaffMember,
    lead: StaffMember,
    post: MailServer,
    work_off: Callable[[], int],
    deed: str,
) -> None:
    if deed == "staff.enrol_anew":
        assert press(admin, PAGE, f"{PAGE}/{officer.public_id}/enrol-anew").status_code == 200
    else:
        assert press(admin, PAGE, waits(make), email=OWNER).status_code == 303
    work_off()
    assert sorted(post.recipients) == [LEAD, OWNER]
    assert "Priya" not in str(post.mails[0])
    assert deed in deeds()
    page = at_work(app.test_client(), make, lead).get(REPORT).get_data(as_text=True)
    assert "Priya Shah, by Jo Hall" in page


def test_of_a_first_way_in_its_owner_alone_hears(
    admin: FlaskClient,
    make: Make,
    lead: StaffMember,
    post: MailServer,
    work_off: Callable[[], int],
) -> None:
    make.staff(Role.IRO, name="Priya Shah", email=OWNER)
    assert press(admin, PAGE, waits(make), email=OWNER).status_code == 303
    work_off()
    assert post.recipients == [OWNER]
    assert "staff.tie" in deeds()


def test_somebody_added_at_a_terminal_is_new_and_a_second_time_it_is_a_way_in_anew(
    make: Make, post: MailServer, work_off: Callable[[], int]
) -> None:
    for expected in ("staff.add", "staff.enrol_anew"):
        with transaction() as session:
            admitting.admit(
                session, OWNER, ["iro"], team=None, house=make.house, now=make.clock.now()
            )
        assert deeds()[-1] == expected
    work_off()
    assert post.recipients == [OWNER]


def test_whom_a_person_shut_out_gets_no_new_way_in_before_they_are_let_in_again(
    admin: FlaskClient, make: Make, officer: StaffMember
) -> None:
    mine, tie = f"{PAGE}/{officer.public_id}", waits(make)
    press(admin, PAGE, f"{mine}/shut")
    for answer in (press(admin, PAGE, f"{mine}/enrol-anew"), press(admin, PAGE, tie, email=OWNER)):
        assert answer.status_code == 422
        assert "let them in again first" in answer.get_data(as_text=True)
    press(admin, PAGE, f"{mine}/let-in-again")
    assert press(admin, PAGE, f"{mine}/enrol-anew").status_code == 200
    assert press(admin, PAGE, tie, email=OWNER).status_code == 303
