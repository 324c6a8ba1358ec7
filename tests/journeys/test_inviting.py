"""The first text to somebody: what it says, and everything that still stops it (R8, R16, R17)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from participation.care.authority.models import Setting
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    Task,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Child, ContactPoint, ContactState, Relationship, Role
from participation.care.reviews.models import Review, ReviewState
from participation.channels.sms.segments import count
from participation.guard.links import hash_of_token
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem
from participation.worker import jobs
from tests.conftest import MovableClock
from tests.texting import Texting


def parent_to_ask(texting: Texting, **contact: Any) -> tuple[str, Child]:
    """A mother whose child's round opens; nothing has been sent yet."""
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO, name="Sam Green"), name="Aisha")
    adult = make.adult("Christine Brown")
    make.relationship(child, adult)
    make.contact(adult=adult, number=number, **contact)
    texting.open_round_of(child)
    return number, child


def mothers(texting: Texting) -> list[Invitation]:
    return [row for row in texting.all(Invitation) if row.relationship_id is not None]


def test_r17_a_private_number_is_greeted_by_name_and_told_who_writes(texting: Texting) -> None:
    number, _ = parent_to_ask(texting)
    texting.work()
    body = texting.twilio.sent(number)[0].body
    assert "Christine" in body
    assert "Sam Green" in body
    assert "Aisha" not in body
    assert count(body).parts == 1


def test_r17_any_other_number_gets_the_neutral_text(texting: Texting) -> None:
    number, _ = parent_to_ask(texting, own_and_private=False)
    texting.work()
    body = texting.twilio.sent(number)[0].body
    for private in ("Christine", "Sam", "Green", "Aisha", "review", "child", "care"):
        assert private not in body
    assert count(body).parts == 1


def test_r9_an_old_number_is_first_asked_whether_it_is_a_good_one(texting: Texting) -> None:
    long_ago = texting.make.today - timedelta(days=500)
    number, _ = parent_to_ask(texting, confirmed_on=long_ago)
    texting.work()
    assert "is this a good number" in texting.twilio.sent(number)[0].body
    assert TaskKind.NO_SAFE_WAY in [task.kind for task in texting.all(Task)]  # and a letter


def test_a_childs_text_carries_a_link_of_which_only_the_hash_is_kept(texting: Texting) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO, name="Sam Green"))
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    body = texting.twilio.sent(number)[0].body
    token = body.partition("/l/")[2].split()[0]
    invitation = texting.all(Invitation)[0]
    assert invitation.link_hash == hash_of_token(token)
    assert invitation.state is InvitationState.SENT
    for item in texting.all(OutboxItem):
        assert token not in f"{item.subject}{item.unique_key}{item.last_error}"


def test_sending_the_invitation_twice_asks_once(texting: Texting) -> None:
    number, _ = parent_to_ask(texting)
    texting.work()
    texting.minutes_pass()
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    assert mothers(texting)[0].state is InvitationState.SENT


def test_i19_a_number_that_said_stop_in_the_meantime_becomes_a_task(texting: Texting) -> None:
    number, _ = parent_to_ask(texting)
    texting.text(number, "STOP")
    texting.work()
    assert texting.twilio.sent(number) == []
    mother = mothers(texting)[0]
    assert mother.state is InvitationState.NOT_POSSIBLE
    assert mother.not_heard_reason == NotHeard.STOPPED
    reasons = {task.reason for task in texting.all(Task, invitation_id=mother.id)}
    assert reasons == {NotHeard.STOPPED}


def test_what_decides_about_a_first_text_is_read_at_once_and_nothing_is_looked_up_by_the_way(
    texting: Texting,
) -> None:
    number, _ = parent_to_ask(texting)
    engine, looked_up = db.engine, list[str]()
    for waiting in texting.all(OutboxItem, kind="invitation.send"):
        jobs.perform(texting.app, waiting.id)
    (text,) = texting.all(OutboxItem, kind="message.send")
    with reading() as session:  # what is kept for a minute and not looked up for each text
        texting.house.council(session), texting.house.calendar(session)

    def note(*said: Any) -> None:
        looked_up.extend([said[2]] if said[2].startswith("SELECT") else [])

    event.listen(engine, "before_cursor_execute", note)
    try:
        jobs.perform(texting.app, text.id)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(texting.twilio.sent(number)) == 1
    assert looked_up == []


@pytest.mark.parametrize("state", [ReviewState.CANCELLED, ReviewState.HELD])
def test_i17_nobody_is_asked_before_a_review_that_is_no_more(
    texting: Texting, state: ReviewState
) -> None:
    number, _ = parent_to_ask(texting)
    texting.change(texting.all(Review)[0], state=state)
    texting.work()
    assert texting.twilio.sent(number) == []
    assert mothers(texting)[0].state is InvitationState.CLOSED


@pytest.mark.parametrize(
    "change", [{"circumstances": ["missing"]}, {"contact_stopped_on": True}, {"ceased_on": True}]
)
def test_r16_invitations_end_for_a_child_who_is_missing_or_gone(
    texting: Texting, change: dict[str, Any]
) -> None:
    number, child = parent_to_ask(texting)
    today = texting.make.today
    change = {name: today if value is True else value for name, value in change.items()}
    texting.change(child, **change)
    texting.work()
    assert texting.twilio.sent(number) == []


def test_a_phone_in_another_conversation_waits_and_nobody_is_named(texting: Texting) -> None:
    asked = texting.asked_parent()
    make = texting.make
    other_child, father = make.child(), make.adult("Peter Stone")
    make.relationship(other_child, father)
    texting.change(texting.all(ContactPoint)[0], adult_id=father.id)  # the phone changed hands
    texting.open_round_of(other_child)
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 1
    waiting = texting.all(OutboxItem, kind="invitation.send")[-1]
    assert waiting.due_at == texting.house.now() + timedelta(days=1)


def test_a_parent_who_never_answered_is_asked_again_before_the_next_review(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    _next_round(texting, clock, asked.child_id)
    assert len(texting.twilio.sent(asked.number)) == 2
    states = [row.state for row in texting.all(Conversation)]
    assert states == [ConversationState.CLOSED, ConversationState.OPENING]


def test_a_parent_who_stopped_half_way_is_asked_again_before_the_next_review(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    _next_round(texting, clock, asked.child_id)
    replies = texting.say(asked.number, "1")
    assert "First: what is going well?" in replies[-1]


def _next_round(texting: Texting, clock: MovableClock, child_id: int) -> None:
    clock.moment += timedelta(days=140)  # a Tuesday again
    texting.change(texting.all(Review)[0], state=ReviewState.HELD)
    texting.open_round_of(db.session.get_one(Child, child_id))
    texting.work()


def test_r8_a_child_whose_round_opens_a_day_later_joins_the_conversation(
    texting: Texting, clock: MovableClock
) -> None:
    make, number = texting.make, texting.make.number()
    mother, one, other = make.adult(), make.child(), make.child()
    make.contact(adult=mother, number=number)
    for child in (one, other):
        make.relationship(child, mother)
    texting.open_round_of(one)
    texting.work()
    clock.moment += timedelta(days=1)
    texting.open_round_of(other)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    assert len(texting.all(Conversation)) == 1
    assert [row.state for row in mothers(texting)] == [InvitationState.SENT] * 2


def test_a_number_that_went_wrong_in_the_meantime_is_not_tried(texting: Texting) -> None:
    number, _ = parent_to_ask(texting)
    texting.change(texting.all(ContactPoint)[0], state=ContactState.SUSPENDED)
    texting.work()
    assert texting.twilio.sent(number) == []
    assert mothers(texting)[0].not_heard_reason == NotHeard.NUMBER_SUSPENDED
    assert texting.all(Message) == []


# --- nobody is left out silently (R7, R16) -------------------------------------------------------


def test_r7_a_decision_made_after_the_round_opened_stops_the_text(texting: Texting) -> None:
    number, _ = parent_to_ask(texting)
    texting.change(texting.all(Relationship)[0], may_be_asked=False)
    texting.work()
    assert texting.twilio.sent(number) == []
    assert mothers(texting)[0].not_heard_reason == NotHeard.RECORDED_DECISION
    assert texting.all(Message) == []


def test_r9_a_childs_number_that_became_old_gets_a_card(
    texting: Texting, clock: MovableClock
) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO))
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.change(texting.all(ContactPoint)[0], confirmed_on=make.today - timedelta(days=400))
    texting.work()
    assert texting.twilio.sent(number) == []
    assert [task.kind for task in texting.all(Task)] == [TaskKind.CARD]


def test_r16_once_a_missing_child_is_back_the_parent_is_asked(
    texting: Texting, clock: MovableClock
) -> None:
    number, child = parent_to_ask(texting)
    texting.change(child, circumstances=["missing"])
    texting.work()
    waiting = mothers(texting)[0]
    assert (waiting.state, waiting.not_heard_reason) == (InvitationState.TO_SEND, "missing")
    texting.change(child, circumstances=[])
    clock.moment += timedelta(days=1)
    texting.work()
    assert len(texting.twilio.sent(number)) == 1
    asked = mothers(texting)[0]
    assert (asked.state, asked.not_heard_reason) == (InvitationState.SENT, None)


def test_a_phone_that_stays_taken_for_three_days_becomes_a_task(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    make = texting.make
    other_child, father = make.child(), make.adult("Peter Stone")
    make.relationship(other_child, father)
    texting.change(texting.all(ContactPoint)[0], adult_id=father.id)
    texting.open_round_of(other_child)
    for _ in range(3):
        texting.work()
        clock.moment += timedelta(days=1)
    assert len(texting.twilio.sent(asked.number)) == 1
    waited = mothers(texting)[-1]
    assert (waited.state, waited.not_heard_reason) == (InvitationState.NOT_POSSIBLE, "phone_taken")
    assert len(texting.all(Task, invitation_id=waited.id)) == 1


def test_a_round_that_ends_while_the_phone_is_taken_leaves_a_reason_and_a_task(
    texting: Texting, clock: MovableClock
) -> None:
    texting.asked_parent()
    make = texting.make
    other_child, father = make.child(), make.adult("Peter Stone")
    make.relationship(other_child, father)
    texting.change(texting.all(ContactPoint)[0], adult_id=father.id)
    texting.open_round_of(other_child, in_days=1)
    texting.work()
    clock.moment += timedelta(days=2)
    texting.work()
    waited = mothers(texting)[-1]
    assert (waited.state, waited.not_heard_reason) == (InvitationState.CLOSED, "phone_taken")
    assert len(texting.all(Task, invitation_id=waited.id)) == 1


def test_a_child_with_two_open_rounds_gets_a_link_for_each(texting: Texting) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO))
    make.contact(child=child, number=number)
    for days in (10, 20):
        texting.open_round_of(child, in_days=days)
    texting.work()
    links = {text.body.partition("/l/")[2].split()[0] for text in texting.twilio.sent(number)}
    assert {hash_of_token(link) for link in links} == {
        row.link_hash for row in texting.all(Invitation)
    }
    assert [row.state for row in texting.all(Invitation)] == [InvitationState.SENT] * 2
    assert len(texting.all(Conversation)) == 1


def test_an_invitation_that_breaks_off_five_times_becomes_a_task(texting: Texting) -> None:
    with transaction() as session:
        # No text can be worded with that.
        session.add(Setting(key="check_phone", value=" ", changed_at=texting.house.now()))
    number, _ = parent_to_ask(texting)
    for _ in range(6):
        texting.work()
        texting.minutes_pass()
    assert texting.twilio.sent(number) == []
    mother = mothers(texting)[0]
    assert (mother.state, mother.not_heard_reason) == (
        InvitationState.NOT_POSSIBLE,
        NotHeard.COULD_NOT_SEND,
    )
    reasons = {task.reason for task in texting.all(Task, invitation_id=mother.id)}
    assert reasons == {NotHeard.COULD_NOT_SEND}
