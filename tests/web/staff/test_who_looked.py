"""Who looked at what, month by month, for somebody outside the team (T3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Child, Role, StaffMember
from participation.guard.audit import AuditEvent, Deed, record
from participation.journeys import telling_who_looked
from participation.journeys.erasing.forgetting import forget_child
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.reviewed import words_of
from tests.web.staff.signing_in import at_work

PAGE = "/staff/who-looked"


@pytest.fixture
def lead(make: Make) -> StaffMember:
    return make.staff(Role.DATA_PROTECTION, name="Di Protect", email="di@council.example")


@pytest.fixture
def browser(client: FlaskClient, make: Make, lead: StaffMember) -> FlaskClient:
    return at_work(client, make, lead)


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(name="Sam Green")


@pytest.fixture
def child(make: Make, officer: StaffMember) -> Child:
    return make.child(officer=officer, name="Siskin")


def did(make: Make, who: StaffMember, child: Child, *actions: str, **more: Any) -> None:
    with transaction() as session:
        for action in actions:
            deed = Deed(actor=f"staff:{who.public_id.hex}", action=action, subject="x",
                        child=child.public_id.hex, **more)  # fmt: skip
            record(session, deed, make.clock.now())


def rows_of(browser: FlaskClient, query: str = "") -> list[str]:
    page = browser.get(PAGE + query).get_data(as_text=True)
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return [words_of(row) for row in body.split("</tr>")[:-1]]


def test_emergencies_come_first_then_whoever_it_was_not_for(
    browser: FlaskClient, make: Make, officer: StaffMember, child: Child
) -> None:
    stranger, night = make.staff(name="Far Away"), make.staff(name="Kit Night")
    did(make, officer, child, *["summary.read.officer"] * 9)
    did(make, stranger, child, "summary.read", outcome="refused")
    did(make, night, child, "glass.open", "glass.summary")
    rows = rows_of(browser)
    assert [row.partition(child.external_id)[0].split("> ")[-1].strip() for row in rows] == [
        *("Kit Night", "Far Away", "Sam Green")
    ]
    assert "2 2 in an emergency 0" in rows[0]
    assert "never theirs in that month" in rows[1]
    assert " 9 0 " in rows[2]
    assert "never theirs" not in rows[2]


def test_of_a_child_who_was_forgotten_since_nobody_is_called_a_stranger(
    browser: FlaskClient, make: Make, officer: StaffMember, child: Child
) -> None:
    """Who worked with them went with everything else."""
    did(make, officer, child, "summary.read.officer")
    with transaction() as session:
        forget_child(session, session.get_one(Child, child.id), make.clock.now())
    (row,) = rows_of(browser)
    assert f"gone-{child.public_id.hex}" in row
    assert "never theirs" not in row


def test_it_names_no_child_and_looking_is_itself_written_down(
    browser: FlaskClient, make: Make, officer: StaffMember, child: Child
) -> None:
    did(make, officer, child, "summary.read.officer")
    assert "Siskin" not in browser.get(PAGE).get_data(as_text=True)
    with reading() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert last is not None
        assert (last.action, last.subject) == ("audit.look", "month:2026-11")


def test_a_month_is_the_councils_own(
    browser: FlaskClient, make: Make, officer: StaffMember, child: Child, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    did(make, officer, child, "summary.read.officer")
    clock.moment = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    did(make, officer, child, "summary.read.officer", "summary.read.officer")
    assert len(rows_of(browser)) == 1
    assert " 2 0 " in rows_of(browser, "?month=2026-12")[0]
    assert " 1 0 " in rows_of(browser, "?month=2026-10")[0]
    assert rows_of(browser, "?month=2026-11") == []
    for asked in ("2027-12", "x", "0000-00", "9999-99"):
        assert " 2 0 " in rows_of(browser, f"?month={asked}")[0]


def test_t3_a_child_whose_never_list_names_the_reader_is_not_on_it(
    browser: FlaskClient, make: Make, officer: StaffMember, child: Child, lead: StaffMember
) -> None:
    did(make, officer, child, "summary.read.officer")
    make.never(child, lead)
    assert rows_of(browser) == []


def test_once_a_month_a_mail_says_that_it_is_there_and_nothing_else(
    make: Make,
    lead: StaffMember,
    officer: StaffMember,
    child: Child,
    clock: MovableClock,
    post: MailServer,
    work_off: Callable[[], int],
) -> None:
    def on(moment: datetime) -> int:
        clock.moment = moment
        with transaction() as session:
            promised = telling_who_looked.promise(session, clock.now())
        work_off()
        return promised

    assert on(datetime(2026, 11, 30, 12, tzinfo=UTC)) == 0, "nobody opened anything in October"
    did(make, officer, child, "summary.read.officer")
    assert on(datetime(2026, 12, 1, 8, 59, tzinfo=UTC)) == 0
    for hour in (9, 10):
        assert on(datetime(2026, 12, 1, hour, tzinfo=UTC)) == 1
    assert post.recipients == ["di@council.example"]
    for secret in ("Siskin", "Sam", child.external_id, "looked"):
        assert secret not in str(post.mails[0])
