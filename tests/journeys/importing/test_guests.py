"""What an extract says of a review reaches whoever was invited to it by mail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from participation.care.people.models import Relationship, StaffMember
from participation.care.reviews import meeting as meetings
from participation.care.reviews.meeting import Guest, MailSays, Meeting
from participation.care.reviews.models import Review
from participation.journeys import mailing_guests
from participation.journeys.reaching_guests import KIND
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem, OutboxState
from tests.conftest import MovableClock
from tests.journeys.importing.conftest import BringIn, Council, by_id


@pytest.fixture
def invited(council: Council, bring_in: BringIn, clock: MovableClock) -> Council:
    """A teacher has had her mail for 10 December."""
    teacher = council.contacts[2] | {
        "contact_id": "C9",
        "person_ref": "A9",
        "relationship": "school",
        "full_name": "Tess Teacher",
        "parental_responsibility": "no",
        "mobile": "",
        "email": "office@school.example",
    }
    council.contacts.append(teacher)
    bring_in()
    with transaction() as session:
        review, now = by_id(session, Review, "R1"), clock.now()
        who = by_id(session, Relationship, "C9").public_id.hex
        officer = by_id(session, StaffMember, "S1")
        meeting = Meeting(
            key=review.child.key, review_id=review.id, changed_by_id=officer.id, changed_at=now
        )
        session.add(meeting)
        meetings.keep_guests(meeting, [Guest(who, may_know_place=False)])
        session.flush()
        assert mailing_guests.send(session, review, meeting, None, now) == 1
        session.flush()
        session.scalars(
            select(OutboxItem).where(OutboxItem.kind == KIND)
        ).one().state = OutboxState.DONE
    return council


def said() -> list[str]:
    with reading() as session:
        meeting = session.scalars(select(Meeting)).one()
        (guest,) = meetings.everybody_of(meeting).values()
        return [one.says for one in guest.mails]


def waits() -> int:
    with reading() as session:
        promised = select(OutboxItem).where(
            OutboxItem.kind == KIND, OutboxItem.state == OutboxState.QUEUED
        )
        return len(session.scalars(promised).all())


def test_i17_who_waits_for_a_later_day_hears_once_that_it_was_held_before(
    invited: Council, bring_in: BringIn
) -> None:
    invited.reviews[0]["clar_cla_review_date"] = "2026-11-23"
    for _night in range(2):
        bring_in()
        assert said() == [MailSays.INVITED, MailSays.OFF]
        assert waits() == 1


def test_of_a_review_that_was_held_on_its_day_the_extract_tells_nobody(
    invited: Council, bring_in: BringIn, clock: MovableClock
) -> None:
    clock.moment = clock.moment.replace(month=12, day=11)
    bring_in()
    with reading() as session:
        assert by_id(session, Review, "R1").held_on is not None
    assert said() == [MailSays.INVITED]
    assert waits() == 0
