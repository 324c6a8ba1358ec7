"""What is due: whom each member of staff sees, what stands there, and the mails that bring them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import InvitationState
from participation.care.people.models import Role, StaffMember
from participation.journeys import telling_what_is_due
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.at_the_database import statements
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.signing_in import signed_in

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, email="officer@council.example")


@pytest.fixture
def page_of(app: Flask, make: Make) -> Callable[[StaffMember], str]:
    def shown(staff: StaffMember) -> str:
        answer = signed_in(app.test_client(), make, staff).get("/staff/due")
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return shown


def asked(make: Make, officer: StaffMember, name: str, in_days: int = 5, **changes: Any) -> Any:
    review = make.review(make.child(officer=officer, name=name), in_days=in_days)
    return make.invitation(round=make.round(review), **changes)


@on_sqlite
def test_an_officer_sees_their_own_and_business_support_everybodys(
    make: Make, officer: StaffMember, page_of: Callable[[StaffMember], str]
) -> None:
    asked(make, officer, "Aisha", state=InvitationState.SENT)
    asked(make, make.staff(Role.IRO), "Elsewhere", state=InvitationState.SENT)
    mine, everybodys = page_of(officer), page_of(make.staff(Role.BUSINESS_SUPPORT))
    assert "Aisha" in mine
    assert "Elsewhere" not in mine
    assert "Elsewhere" in everybodys
    assert "Asked, not in yet (2)" in everybodys


@on_sqlite
def test_whoever_could_not_be_reached_stands_there_with_the_reason_and_a_decision_does_not(
    make: Make, officer: StaffMember, page_of: Callable[[StaffMember], str]
) -> None:
    asked(make, officer, "Aisha", state=InvitationState.NOT_POSSIBLE, not_heard_reason="no_number",
          tried=[{"on": "2026-11-19", "what": "letter"}])  # fmt: skip
    asked(make, officer, "Decided", in_days=40, state=InvitationState.NOT_POSSIBLE,
          not_heard_reason="recorded_decision")  # fmt: skip
    asked(make, officer, "Answered", in_days=40, state=InvitationState.FINISHED)
    page = page_of(officer)
    assert "Could not be reached (1)" in page
    assert "no mobile number" in page
    assert "19 November 2026: a letter" in page
    assert "Decided" not in page
    assert "Answered" not in page


@on_sqlite
def test_a_week_ahead_overdue_and_at_risk_each_have_their_list(
    make: Make, officer: StaffMember, page_of: Callable[[StaffMember], str]
) -> None:
    today = make.today
    for name, due, planned in (
        ("Sunday", 20, 6), ("Eighth", 20, 7), ("Over", -2, None), ("Risk", 9, None),
    ):  # fmt: skip
        make.review(
            make.child(officer=officer, name=name),
            due_computed=today + timedelta(days=due),
            planned_on=today + timedelta(days=planned) if planned is not None else None,
        )
    page = page_of(officer)
    assert "Eighth" not in page
    assert "In the next seven days (1)" in page
    assert "Not held yet, 2 days late" in page
    assert "No day yet, due in 9 days" in page


@on_sqlite
def test_a_child_on_the_never_list_is_in_no_list_and_no_number(
    make: Make, officer: StaffMember, page_of: Callable[[StaffMember], str]
) -> None:
    desk = make.staff(Role.BUSINESS_SUPPORT)
    invitation = asked(make, officer, "Hidden", state=InvitationState.SENT)
    make.never(invitation.child, desk)
    page = page_of(desk)
    assert "Hidden" not in page
    assert "(1)" not in page


@on_sqlite
def test_the_page_asks_as_often_for_one_review_as_for_many(
    app: Flask, make: Make, officer: StaffMember
) -> None:
    browser = signed_in(app.test_client(), make, officer)
    asked(make, officer, "First", state=InvitationState.SENT)
    with statements(app) as one:
        browser.get("/staff/due")
    for number in range(9):
        asked(make, officer, f"Child {number}", state=InvitationState.NOT_POSSIBLE)
    with statements(app) as many:
        browser.get("/staff/due")
    assert len(many) <= len(one) + 1, "\n".join(many)


def tell(clock: MovableClock, at: datetime) -> int:
    clock.moment = at
    with transaction() as session:
        return telling_what_is_due.promise(session, at)


def _text(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def test_the_mail_has_the_page_s_address_and_no_number_and_nobodys_name(
    make: Make, officer: StaffMember, clock: MovableClock, post: MailServer,
    work_off: Callable[[], int],
) -> None:  # fmt: skip
    asked(make, officer, "Aisha", in_days=10, state=InvitationState.SENT)
    asked(make, make.staff(Role.SAFEGUARDING), "Ben", in_days=11, state=InvitationState.SENT)
    make.staff(Role.IRO_MANAGER, email="manager@council.example")
    make.staff(Role.IRO, email="idle@council.example")
    tell(clock, MONDAY)
    work_off()
    assert sorted(post.recipients) == ["manager@council.example", "officer@council.example"]
    for mail in post.mails:
        assert mail["Subject"] == "Something new is waiting for you"
        text = _text(mail)
        assert "http://localhost/staff/due\n" in text
        assert not re.search(r"\d", text)
        for word in ("aisha", "ben", "child", "review", "care", "sam"):
            assert word not in text.lower()


def test_an_officer_is_told_once_a_week_and_a_manager_once_a_working_day(
    make: Make, officer: StaffMember, clock: MovableClock
) -> None:
    make.staff(Role.IRO_MANAGER)
    assert tell(clock, MONDAY - timedelta(minutes=1)) == 0
    assert tell(clock, CHRISTMAS) == 0
    for hours in (0, 3, 24, 48):
        tell(clock, MONDAY + timedelta(hours=hours))
    with transaction() as session:
        kinds = sorted(session.scalars(select(OutboxItem.kind)).all())
    told = [kind for kind in kinds if kind in telling_what_is_due.WHO]
    assert told == ["day.tell"] * 3 + ["week.tell"]


def test_where_nothing_is_due_nobody_is_written_to(
    make: Make, officer: StaffMember, clock: MovableClock, post: MailServer,
    work_off: Callable[[], int],
) -> None:  # fmt: skip
    tell(clock, MONDAY)
    work_off()
    assert post.mails == []


def test_somebody_who_is_not_signed_in_is_sent_to_the_door(client: FlaskClient) -> None:
    assert client.get("/staff/due").status_code == 303
