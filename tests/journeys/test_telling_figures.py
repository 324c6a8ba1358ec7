"""Each week one mail to whoever leads on safeguarding; no figure and no such word is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from participation.care.people.models import Role, StaffMember
from participation.journeys import telling_figures
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.conftest import MovableClock
from tests.factories import Make
from tests.standins.mail_server import MailServer

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def look(clock: MovableClock, at: datetime) -> int:
    clock.moment = at
    with transaction() as session:
        return telling_figures.promise(session, at)


def promised() -> list[str]:
    with transaction() as session:
        kept = select(OutboxItem).where(OutboxItem.kind == telling_figures.KIND)
        return [row.state for row in session.scalars(kept)]


def test_one_mail_a_week_to_each_lead_and_nothing_in_it(
    make: Make, clock: MovableClock, post: MailServer, work_off: Callable[[], int]
) -> None:
    make.staff(Role.SAFEGUARDING, email="lead@council.example")
    make.staff(Role.IRO, email="officer@council.example")
    look(clock, MONDAY)
    work_off()
    for later in (timedelta(hours=1), timedelta(days=3)):
        look(clock, MONDAY + later)
        work_off()
    assert post.recipients == ["lead@council.example"]
    (mail,) = post.mails
    assert mail["Subject"] == "Something new is waiting for you"
    text = mail.as_string()
    for word in ("safeguarding", "concern", "figures", "red", "week"):
        assert word not in text.lower()
    look(clock, MONDAY + timedelta(days=7))
    work_off()
    assert len(post.mails) == 2


def test_not_before_nine_on_a_monday_in_london(make: Make, clock: MovableClock) -> None:
    make.staff(Role.SAFEGUARDING)
    assert look(clock, MONDAY - timedelta(minutes=1)) == 0
    assert look(clock, MONDAY) == 1


def test_a_week_without_a_worker_on_its_monday_has_its_mail_later(
    make: Make, clock: MovableClock
) -> None:
    make.staff(Role.SAFEGUARDING)
    assert look(clock, MONDAY + timedelta(days=2)) == 1


def test_whoever_has_left_or_leads_no_more_gets_none(
    make: Make, clock: MovableClock, post: MailServer, work_off: Callable[[], int]
) -> None:
    leaver, mover = make.staff(Role.SAFEGUARDING), make.staff(Role.SAFEGUARDING)
    look(clock, MONDAY)
    with transaction() as session:
        session.get_one(StaffMember, leaver.id).active_until = make.today - timedelta(days=1)
        session.get_one(StaffMember, mover.id).roles = ["iro"]
    work_off()
    assert post.mails == []
    assert promised() == ["cancelled", "cancelled"]
