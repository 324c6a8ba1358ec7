"""Whoever is the officer by then gets one mail that says nothing, once for new words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries.models import Summary
from participation.journeys.closing import compose_summary
from participation.journeys.reading import read_summary
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem, OutboxState
from tests.factories import Make
from tests.saying import Saying
from tests.standins.mail_server import MailServer

MARK = "zq-canary-4"


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, email="officer@council.example")


@pytest.fixture
def say(make: Make) -> Saying:
    return Saying(make)


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer))


def tellings() -> list[tuple[OutboxState, str | None]]:
    with transaction() as session:
        rows = session.scalars(
            select(OutboxItem).where(OutboxItem.kind == "officer.tell").order_by(OutboxItem.id)
        )
        return [(row.state, row.last_error) for row in rows]


def come_round_again() -> None:
    """The rest that follows a failure is over."""
    with transaction() as session:
        for row in session.scalars(select(OutboxItem)):
            if row.lease_until is not None:
                row.lease_until = system_now() - timedelta(seconds=1)


def answered(make: Make, say: Saying, review: Review) -> Any:
    invitation = make.invitation(review)
    say.fill_in(invitation, "one_thing", words=MARK)
    say.send(invitation)
    return invitation


def test_t19_the_mail_goes_to_the_officer_and_says_neither_who_nor_what(
    make: Make, say: Saying, review: Review, work_off: Callable[[], int], post: MailServer
) -> None:
    answered(make, say, review)
    work_off()
    (mail,) = post.mails
    assert post.recipients == ["officer@council.example"]
    whole = mail.as_string()
    for secret in (MARK, "Aisha", review.external_id, review.child.external_id):
        assert secret not in whole
    assert "http://localhost/staff/sign-in" in mail.get_content()
    assert tellings() == [(OutboxState.DONE, None)]


def test_one_mail_for_the_words_and_one_for_more_words(
    make: Make, say: Saying, review: Review, work_off: Callable[[], int], post: MailServer
) -> None:
    invitation = answered(make, say, review)
    work_off()
    with transaction() as session:
        assert compose_summary(session, review.id, "finished", make.clock.now()) is None
    work_off()
    assert len(post.mails) == 1
    say.add(invitation, "and this")
    work_off()
    assert len(post.mails) == 2


def test_a_version_in_which_nobody_says_anything_new_sends_no_mail(
    make: Make, say: Saying, review: Review, work_off: Callable[[], int], post: MailServer
) -> None:
    answered(make, say, review)
    work_off()
    with transaction() as session:
        session.get_one(Review, review.id).planned_time = "10:00"
    with transaction() as session:
        assert compose_summary(session, review.id, "asked_for", make.clock.now()) is not None
    work_off()
    assert len(post.mails) == 1


def test_i15_it_goes_to_whoever_is_the_officer_at_that_moment(
    make: Make,
    say: Saying,
    review: Review,
    work_off: Callable[[], int],
    post: MailServer,
) -> None:
    answered(make, say, review)
    successor = make.staff(Role.IRO, email="next@council.example")
    with transaction() as session:
        session.scalars(select(Assignment)).one().until_on = make.today - timedelta(days=1)
        session.add(
            Assignment(
                child_id=review.child_id,
                staff_id=successor.id,
                assigned_as=AssignedAs.REVIEWING_OFFICER,
                from_on=make.today,
            )
        )
    work_off()
    assert post.recipients == ["next@council.example"]


def test_without_an_officer_it_waits_for_one(
    make: Make,
    say: Saying,
    officer: StaffMember,
    review: Review,
    work_off: Callable[[], int],
    post: MailServer,
) -> None:
    answered(make, say, review)
    with transaction() as session:
        session.scalars(select(Assignment)).one().until_on = make.today - timedelta(days=1)
    work_off()
    assert post.mails == []
    assert tellings() == [(OutboxState.QUEUED, "no_officer")]
    with transaction() as session:
        session.scalars(select(Assignment)).one().until_on = None
    make.clock.moment += timedelta(days=1)
    work_off()
    assert len(post.mails) == 1


def test_who_has_read_it_already_gets_no_mail(
    make: Make,
    say: Saying,
    officer: StaffMember,
    review: Review,
    work_off: Callable[[], int],
    post: MailServer,
) -> None:
    answered(make, say, review)
    with transaction() as session:
        staff = session.get_one(StaffMember, officer.id)
        compose_summary(session, review.id, "finished", make.clock.now())
        assert read_summary(session, staff, review.external_id, now=make.clock.now()) is not None
    work_off()
    assert post.mails == []
    assert tellings() == [(OutboxState.CANCELLED, "read_already")]


def test_a_server_that_is_away_is_tried_again(
    make: Make, say: Saying, review: Review, work_off: Callable[[], int], post: MailServer
) -> None:
    answered(make, say, review)
    post.refuse_content("451 try later")
    work_off()
    assert tellings() == [(OutboxState.QUEUED, "mail-unavailable")]
    post.refuse_content("")
    come_round_again()
    work_off()
    assert len(post.mails) == 1


def test_a_mailbox_that_does_not_exist_ends_it(
    make: Make, say: Saying, review: Review, work_off: Callable[[], int], post: MailServer
) -> None:
    answered(make, say, review)
    post.refuse_recipients("550 no such mailbox")
    work_off()
    assert tellings() == [(OutboxState.FAILED, "mail-refused")]


def test_where_it_is_not_known_it_goes_once_more_and_then_a_person_looks(
    make: Make, say: Saying, review: Review, work_off: Callable[[], int], post: MailServer
) -> None:
    answered(make, say, review)
    post.cut_after_taking()
    for _ in range(4):
        work_off()
        come_round_again()
    assert len(post.mails) == 2
    assert post.mails[0]["Message-ID"] == post.mails[1]["Message-ID"]
    assert tellings() == [(OutboxState.UNKNOWN, "mail-unknown")]
    with transaction() as session:
        assert len(session.scalars(select(Summary)).all()) == 1
