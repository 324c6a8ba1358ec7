"""The nudge to a social worker: who is asked before a review waits for two minutes of theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from participation.care.authority import service as authority
from participation.care.consultations import asking_service
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review
from participation.journeys import telling_of_children
from participation.journeys.listing_who_is_asked import list_coming
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem, OutboxState
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.asking import assign

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)
JO = "jo@council.example"
pytestmark = on_sqlite


@pytest.fixture
def worker(make: Make) -> StaffMember:
    return make.staff(Role.SOCIAL_WORKER, email=JO, name="Jo Field")


def coming(make: Make, worker: StaffMember, in_days: int = 45, **child: Any) -> Review:
    made = make.child(**child)
    assign(make, made, worker)
    return make.review(made, in_days=in_days)


def looked_through(make: Make, review: Review, by: StaffMember) -> None:
    with transaction() as session:
        row = session.get_one(Review, review.id)
        asking_service.note_check(session, row, by_id=by.id, now=make.clock.now())


@pytest.fixture
def tell(clock: MovableClock, work_off: Callable[[], int]) -> Callable[[datetime], int]:
    """Promise at that moment, and do what is promised."""

    def told(at: datetime) -> int:
        clock.moment = at
        with transaction() as session:
            count = telling_of_children.promise(session, at)
        work_off()
        return count

    return told


def states() -> list[OutboxState]:
    with reading() as session:
        wanted = select(OutboxItem.state).where(OutboxItem.kind == telling_of_children.KIND)
        return list(session.scalars(wanted.order_by(OutboxItem.id)))


def test_the_mail_has_the_page_s_address_and_no_number_and_nobodys_name(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    coming(make, worker, name="Aisha")
    coming(make, worker, name="Ben")
    coming(make, make.staff(Role.SOCIAL_WORKER, email="far@council.example"), in_days=120)
    make.staff(Role.SOCIAL_WORKER, email="idle@council.example")
    assert tell(MONDAY) == 1
    assert post.recipients == [JO], "both children in one mail"
    (mail,) = post.mails
    text = str(mail.get_content()).replace("\r\n", "\n")
    assert mail["Subject"] == "Something new is waiting for you"
    assert "http://localhost/staff/children\n" in text
    assert not re.search(r"\d", text)
    for word in ("aisha", "ben", "child ", "review", "care", "jo", "sam"):
        assert word not in text.lower()


def test_once_for_each_round_however_often_it_is_looked_at(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    coming(make, worker)
    far = coming(make, worker, in_days=75)
    for hours in (0, 1, 24, 48, 7 * 24):
        tell(MONDAY + timedelta(hours=hours))
    assert len(post.mails) == 1
    later = MONDAY + 22 * A_DAY
    assert tell(later) == 1, f"{far.planned_on} is on the list by now"
    tell(later + A_DAY)
    assert len(post.mails) == 2


def test_not_before_eight_nor_on_a_day_that_is_none_of_work(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    coming(make, worker, in_days=45)
    for at in (MONDAY - timedelta(minutes=1), MONDAY - A_DAY, CHRISTMAS):
        assert tell(at) == 0
    assert post.mails == []
    assert tell(MONDAY) == 1


def test_whoever_has_looked_is_not_told(
    make: Make, worker: StaffMember, clock: MovableClock, post: MailServer,
    tell: Callable[[datetime], int], work_off: Callable[[], int],
) -> None:  # fmt: skip
    looked_through(make, coming(make, worker), worker)
    assert tell(MONDAY) == 0
    review = coming(make, worker)
    with transaction() as session:
        assert telling_of_children.promise(session, MONDAY) == 1
    looked_through(make, review, worker)  # between the promise and the mail
    work_off()
    assert post.mails == []
    assert states() == [OutboxState.CANCELLED]


def test_another_social_worker_who_comes_to_the_child_is_told_as_well(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    review = coming(make, worker)
    tell(MONDAY)
    assign(make, review.child, make.staff(Role.SOCIAL_WORKER, email="new@council.example"))
    assert tell(MONDAY + A_DAY) == 1
    assert post.recipients == [JO, "new@council.example"]


def test_nobody_is_told_of_a_child_who_must_not_be_seen_by_them(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    make.never(coming(make, worker).child, worker)
    assert tell(MONDAY) == 0
    assert post.mails == []


def test_a_first_review_is_told_of_at_once(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    child = make.child()
    assign(make, child, worker)
    make.review(child, in_days=70, kind="first")
    assert tell(MONDAY + A_DAY) == 1
    assert post.recipients == [JO]


def test_whoever_has_no_address_yet_is_told_once_they_have_one(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    coming(make, worker)
    with transaction() as session:
        session.get_one(StaffMember, worker.id).email = ""
    assert tell(MONDAY) == 0
    with transaction() as session:
        session.get_one(StaffMember, worker.id).email = JO
    assert tell(MONDAY + A_DAY) == 1
    assert post.recipients == [JO]


def test_where_rounds_open_sooner_there_are_ten_working_days_to_look_all_the_same(
    make: Make, worker: StaffMember, post: MailServer, tell: Callable[[datetime], int]
) -> None:
    """A council that asks children 60 working days before."""
    coming(make, worker, in_days=95)
    assert tell(MONDAY) == 0
    with transaction() as session:
        authority.choose(session, "invite_child_before", 60, MONDAY)
    assert tell(MONDAY) == 1
    with reading() as session:
        (listed,) = list_coming(session, session.get_one(StaffMember, worker.id), MONDAY)
    assert not listed.is_open
