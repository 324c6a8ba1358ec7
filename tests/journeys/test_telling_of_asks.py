"""Whoever has the list gets one mail that says nothing, and never the officer it goes past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from participation.care.people.models import Child, Role, StaffMember
from participation.care.requests import service as requests
from participation.care.requests.models import Ask, AskKind
from participation.care.requests.service import Asked
from participation.journeys.asking_between_reviews import take_ask
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem, OutboxState
from tests.conftest import MovableClock
from tests.factories import Make
from tests.standins.mail_server import MailServer

CANARY = "zebrafinch"


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, email="officer@council.example")


@pytest.fixture
def child(make: Make, officer: StaffMember) -> Child:
    return make.child(officer=officer)


def ask(make: Make, child: Child, kind: AskKind, *, past: bool = False) -> None:
    with transaction() as session:
        take_ask(
            session,
            session.get_one(Child, child.id),
            Asked(kind=kind, words=CANARY, asker="child", language="en", page_key=f"m.{kind}"),
            not_the_officer=past,
            house=make.house,
            now=make.clock.now(),
        )


def told(post: MailServer) -> list[str]:
    return sorted(post.recipients)


def state() -> tuple[OutboxState, str | None]:
    with transaction() as session:
        row = session.scalars(select(OutboxItem).where(OutboxItem.kind == "ask.tell")).one()
        return row.state, row.last_error


def test_r35_the_officer_is_told_at_once_and_the_mail_says_nothing(
    make: Make, child: Child, post: MailServer, work_off: Callable[[], int]
) -> None:
    ask(make, child, AskKind.SOLICITOR)
    work_off()
    assert told(post) == ["officer@council.example"]
    (mail,) = post.mails
    for secret in (CANARY, "Aisha", "olicitor"):
        assert secret not in str(mail)
    work_off()
    assert len(post.mails) == 1


def test_r26_a_complaint_is_told_to_the_complaints_managers_and_not_to_the_officer(
    make: Make, child: Child, post: MailServer, work_off: Callable[[], int]
) -> None:
    make.staff(Role.COMPLAINTS, email="one@council.example")
    make.staff(Role.COMPLAINTS, email="two@council.example")
    barred = make.staff(Role.COMPLAINTS, email="barred@council.example")
    make.never(child, barred)
    ask(make, child, AskKind.COMPLAINT)
    work_off()
    assert told(post) == ["one@council.example", "two@council.example"]


def test_r26_an_officer_who_is_a_manager_too_is_not_told(
    make: Make, post: MailServer, work_off: Callable[[], int]
) -> None:
    chief = make.staff(Role.IRO, Role.IRO_MANAGER, email="chief@council.example")
    make.staff(Role.IRO_MANAGER, email="other@council.example")
    ask(make, make.child(officer=chief), AskKind.ADVOCATE, past=True)
    work_off()
    assert told(post) == ["other@council.example"]


def test_where_nobody_has_the_list_it_is_tried_again_the_next_day(
    make: Make,
    child: Child,
    post: MailServer,
    clock: MovableClock,
    work_off: Callable[[], int],
) -> None:
    ask(make, child, AskKind.COMPLAINT)
    work_off()
    assert told(post) == []
    assert state() == (OutboxState.QUEUED, "nobody_on_that_list")
    make.staff(Role.COMPLAINTS, email="one@council.example")
    clock.moment += timedelta(days=1, minutes=1)
    work_off()
    assert told(post) == ["one@council.example"]


def test_what_somebody_has_taken_on_is_told_to_nobody(
    make: Make,
    child: Child,
    officer: StaffMember,
    post: MailServer,
    work_off: Callable[[], int],
) -> None:
    ask(make, child, AskKind.SOLICITOR)
    with transaction() as session:
        requests.take_on(session.scalars(select(Ask)).one(), by_id=officer.id, now=make.clock.now())
    work_off()
    assert told(post) == []
    assert state()[0] is OutboxState.CANCELLED
