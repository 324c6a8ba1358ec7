"""A first text may wait for days: whether it may still go is looked at when it goes (R7, R9, R16).

Siblings of one parent are asked about by one text (R8), which outlives any one of their reviews.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Task,
    TaskKind,
)
from participation.care.people import numbers
from participation.care.people import queries as people
from participation.care.people.models import (
    Child,
    ContactPoint,
    ContactState,
    Relationship,
    Role,
    StaffMember,
)
from participation.care.reviews.models import Review, ReviewState
from participation.journeys.cutting_off import cut_off
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.journeys.by_hand import claim, lease_runs_out, prepare, work_of
from tests.texting import Texting

NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # a Tuesday: first texts wait for the morning
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
AFTER_SCHOOL = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "change", "state", "reason", "tasks"),
    [
        (ContactPoint, {"safe_to_text": False}, "not_possible", "not_safe_to_text", 1),
        (ContactPoint, {"state": ContactState.SUSPENDED}, "not_possible", "number_suspended", 1),
        (Relationship, {"may_be_asked": False}, "not_possible", "recorded_decision", 0),
        (Child, {"circumstances": ["missing"]}, "to_send", "missing", 0),
        (Child, {"ceased_on": MORNING.date()}, "closed", "left_care", 0),
        (Child, {"contact_stopped_on": MORNING.date()}, "closed", "contact_stopped", 0),
    ],
)
def test_r7_r16_permission_that_ends_while_a_text_waits_stops_it_and_says_why(
    texting: Texting,
    clock: MovableClock,
    row: type[Any],
    change: dict[str, Any],
    state: str,
    reason: str,
    tasks: int,
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    texting.change(texting.all(row)[0], **change)
    clock.moment = MORNING
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    assert texting.all(Message, direction="out")[0].state is MessageState.CANCELLED
    mother = texting.all(Invitation, id=asked.invitation.id)[0]
    assert (mother.state, mother.not_heard_reason) == (state, reason)
    assert len(texting.all(Task, invitation_id=mother.id)) == tasks
    assert texting.all(Conversation)[0].state is ConversationState.CLOSED  # the phone is free


def test_r9_a_childs_phone_that_is_no_longer_private_gets_no_text_but_a_card(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO))
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    texting.change(texting.all(ContactPoint)[0], own_and_private=False)
    clock.moment = AFTER_SCHOOL
    texting.work()
    assert texting.twilio.sent(number) == []
    assert [(t.kind, t.reason) for t in texting.all(Task)] == [(TaskKind.CARD, "not_own_phone")]


def test_a_number_that_changes_while_a_text_waits_is_written_to_instead(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    new = texting.make.number()
    changed = {"value": new, "value_hash": people.number_hash(texting.house.ring, new)}
    texting.change(texting.all(ContactPoint)[0], **changed)
    clock.moment = MORNING
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    assert len(texting.twilio.sent(new)) == 1


def test_a_number_that_moves_to_somebody_else_gets_nothing_meant_for_the_one_before(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    texting.change(texting.all(ContactPoint)[0], adult_id=texting.make.adult("Peter Stone").id)
    clock.moment = MORNING
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    assert texting.all(Task, invitation_id=asked.invitation.id)[0].reason == "no_number"


def first_text(texting: Texting) -> int:
    """The key of the work of the one first text that waits."""
    return work_of(texting, texting.all(Message, direction="out", begun_by_us=True)[0])


def test_r18_after_a_crash_a_first_text_that_never_left_still_waits_for_the_hours(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    clock.moment = MORNING
    assert prepare(texting, claim(texting, first_text(texting))) is not None  # and it dies
    lease_runs_out()
    clock.moment = MORNING.replace(hour=23)
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    clock.moment = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # a Monday
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 1
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is InvitationState.SENT


def test_i19_after_a_crash_a_first_text_that_never_left_does_not_follow_a_stop(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    clock.moment = MORNING
    assert prepare(texting, claim(texting, first_text(texting))) is not None
    assert texting.text(asked.number, "STOP").status_code == 200
    lease_runs_out()
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    mother = texting.all(Invitation, id=asked.invitation.id)[0]
    assert (mother.state, mother.not_heard_reason) == (InvitationState.NOT_POSSIBLE, "stopped")


def test_t5_a_text_to_a_phone_that_a_person_cut_off_is_not_taken_for_a_stop(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    clock.moment = MORNING
    assert prepare(texting, claim(texting, first_text(texting))) is not None
    with transaction() as session:
        text = session.scalars(select(Message)).one()
        cut_off(session, session.scalars(select(StaffMember)).one(), text, now=MORNING)
    lease_runs_out()
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    assert texting.all(Message)[0].error_code == "cut_off"
    mother = texting.all(Invitation, id=asked.invitation.id)[0]
    assert mother.not_heard_reason == "number_suspended"
    tasks = texting.all(Task, invitation_id=mother.id)
    assert [(task.kind, task.reason) for task in tasks] == [
        (TaskKind.WRONG_NUMBER, "number_suspended")
    ]


def test_r7_whoever_waits_on_a_phone_cut_off_in_the_days_a_restore_lost_is_asked_by_a_person(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    with transaction() as session:  # as the ledger has it done again
        numbers.cut_off(session, session.scalars(select(Message)).one().number_hash, NIGHT)
    clock.moment = MORNING
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    tasks = texting.all(Task, invitation_id=asked.invitation.id)
    assert [(task.kind, task.reason) for task in tasks] == [
        (TaskKind.NO_SAFE_WAY, "number_suspended")
    ]


def test_r18_the_provider_stops_trying_a_first_text_when_the_hours_end(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    texting.asked_parent()
    clock.moment = MORNING.replace(hour=18, minute=30)
    task = prepare(texting, claim(texting, first_text(texting)))
    assert task is not None
    assert task.validity_seconds == 30 * 60


def siblings_of_one_mother(texting: Texting, clock: MovableClock) -> tuple[str, list[Invitation]]:
    """One text, not gone out yet, that asks a mother about two children."""
    clock.moment = NIGHT
    make, number = texting.make, texting.make.number()
    mother, children = make.adult(), [make.child(), make.child()]
    make.contact(adult=mother, number=number)
    reviews = [texting.make.review(child).id for child in children]
    for child in children:
        make.relationship(child, mother)
    for review_id in reviews:
        texting.open(review_id)
    texting.work()
    return number, mothers(texting)


def mothers(texting: Texting) -> list[Invitation]:
    return [row for row in texting.all(Invitation) if row.relationship_id is not None]


def states(texting: Texting) -> list[InvitationState]:
    return [row.state for row in mothers(texting)]


def test_r8_siblings_count_as_asked_when_the_text_has_gone_out_and_not_before(
    texting: Texting, clock: MovableClock
) -> None:
    number, _ = siblings_of_one_mother(texting, clock)
    assert states(texting) == [InvitationState.TO_SEND] * 2
    clock.moment = MORNING
    texting.work()
    assert states(texting) == [InvitationState.SENT] * 2
    assert len(texting.twilio.sent(number)) == 1


def test_i17_one_siblings_review_is_cancelled_and_the_other_is_still_asked_about(
    texting: Texting, clock: MovableClock
) -> None:
    number, (first, _) = siblings_of_one_mother(texting, clock)
    texting.change(texting.all(Review)[0], state=ReviewState.CANCELLED)
    texting.change(first, state=InvitationState.CLOSED)
    clock.moment = MORNING
    texting.work()
    assert states(texting) == [InvitationState.CLOSED, InvitationState.SENT]
    assert len(texting.twilio.sent(number)) == 1


def test_r7_a_decision_about_one_sibling_leaves_the_other_in_the_conversation(
    texting: Texting, clock: MovableClock
) -> None:
    number, (first, _) = siblings_of_one_mother(texting, clock)
    texting.change(texting.all(Relationship)[0], may_be_asked=False)
    clock.moment = MORNING
    texting.work()
    assert states(texting) == [InvitationState.NOT_POSSIBLE, InvitationState.SENT]
    texting.say(number, "1", "She sleeps well")
    assert texting.all(Answer, invitation_id=first.id) == []


def test_i17_no_siblings_review_is_left_and_the_phone_is_free_again(
    texting: Texting, clock: MovableClock
) -> None:
    number, both = siblings_of_one_mother(texting, clock)
    for review, one in zip(texting.all(Review), both, strict=True):
        texting.change(review, state=ReviewState.CANCELLED)
        texting.change(one, state=InvitationState.CLOSED)
    clock.moment = MORNING
    texting.work()
    assert texting.twilio.sent(number) == []
    assert [row.state for row in texting.all(Conversation)] == [ConversationState.CLOSED]
