"""Texts go out once, at the right time, to numbers that still want them: I4, I10, I11, I19, R18.

A crash is played by doing the worker's steps by hand and leaving off: what is left is what a killed
process leaves.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

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
from participation.care.people import queries as people
from participation.care.people.models import (
    Child,
    ContactPoint,
    ContactState,
    Relationship,
    Role,
)
from participation.care.reviews.models import Review, ReviewState
from participation.channels.sms.gateway import GatewayUnavailable
from participation.channels.sms.twilio_gateway import TwilioGateway
from participation.journeys import sending_texts
from participation.journeys.sending_texts import Taken, ToSend
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.outbox.service import Claimed
from participation.worker import jobs
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, MovableClock
from tests.standins.twilio_server import Fault
from tests.texting import LEASE_SECONDS, TIMEOUT_SECONDS, Texting

STRANGER = "+447700900456"


def promised_reply(texting: Texting) -> tuple[int, Message]:
    """A reply that waits to be sent; the key of its work, and its row."""
    assert texting.text(STRANGER, "hello").status_code == 200
    row = texting.all(Message, direction="out")[0]
    return work_of(texting, row), row


def work_of(texting: Texting, row: Message) -> int:
    key = f"message.send:{row.public_id.hex}"
    return int(texting.all(OutboxItem, unique_key=key)[0].id)


def claim(texting: Texting, item_id: int, lease: float = LEASE_SECONDS) -> Claimed:
    with transaction() as session:
        work = outbox.claim(
            session,
            item_id,
            now=texting.house.now(),
            system=system_now(),
            lease=timedelta(seconds=lease),
        )
    assert work is not None
    return work


def prepare(texting: Texting, work: Claimed) -> ToSend | None:
    with transaction() as session:
        return sending_texts.prepare(
            session,
            work,
            callback_url="http://localhost/hooks/twilio/status/x",
            now=texting.house.now(),
            system=system_now(),
        )


def settle(texting: Texting, work: Claimed, result: sending_texts.SendResult) -> None:
    with transaction() as session:
        sending_texts.settle(
            session, work, result, house=texting.house, now=texting.house.now(), system=system_now()
        )


def lease_runs_out() -> None:
    time.sleep(LEASE_SECONDS + 0.05)


# --- a worker dies ------------------------------------------------------------------------------


def test_i11_dead_after_claiming_sent_by_the_next_one(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    claim(texting, item_id)
    assert jobs.perform(texting.app, item_id) is False  # still in the dead one's hands
    lease_runs_out()
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1


def test_i11_dead_before_the_provider_was_called_sent_by_the_next_one(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    assert prepare(texting, claim(texting, item_id)) is not None
    lease_runs_out()
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1


def test_i4_dead_after_the_provider_took_it_found_and_not_sent_again(texting: Texting) -> None:
    item_id, row = promised_reply(texting)
    task = prepare(texting, claim(texting, item_id))
    assert task is not None
    assert isinstance(sending_texts.hand_over(task, texting.house), Taken)
    lease_runs_out()
    texting.work()
    sent = texting.twilio.sent(STRANGER)
    assert len(sent) == 1
    settled = texting.all(Message, id=row.id)[0]
    assert (settled.state, settled.provider_id) == (MessageState.SENT, sent[0].sid)
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.DONE


def test_i4_while_the_provider_cannot_be_asked_nothing_is_sent_again(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    task = prepare(texting, claim(texting, item_id))
    assert task is not None
    sending_texts.hand_over(task, texting.house)
    texting.twilio.askable = False
    lease_runs_out()
    for _ in range(3):
        jobs.perform(texting.app, item_id)
        texting.minutes_pass()
    assert len(texting.twilio.sent(STRANGER)) == 1
    texting.twilio.askable = True
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.DONE


def test_the_same_words_sent_before_are_not_taken_for_the_lost_ones(texting: Texting) -> None:
    """Receipts are all alike: an older one must not stand for the one in question."""
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "fine", "nothing", "4", "and more")
    before = len(texting.twilio.sent(asked.number))
    assert texting.text(asked.number, "and yet more").status_code == 200
    row = texting.all(Message, direction="out")[-1]
    assert prepare(texting, claim(texting, work_of(texting, row))) is not None
    lease_runs_out()
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == before + 1


def test_a_worker_that_lost_its_lease_is_believed_only_when_it_says_sent(texting: Texting) -> None:
    item_id, row = promised_reply(texting)
    slow = claim(texting, item_id)
    prepare(texting, slow)
    lease_runs_out()
    second = claim(texting, item_id, lease=30)
    prepare(texting, second)
    settle(texting, slow, GatewayUnavailable("too late"))
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENDING
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.LEASED
    settle(texting, slow, Taken("SM" + "0" * 32))
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENT


def test_only_the_one_who_holds_the_lease_can_lengthen_it(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    slow = claim(texting, item_id)
    lease_runs_out()
    quick = claim(texting, item_id)
    for work, held in ((slow, False), (quick, True)):
        with transaction() as session:
            longer = outbox.renew(session, work, system=system_now(), lease=timedelta(seconds=9))
        assert (longer is not None) is held


def test_i10_of_two_workers_one_gets_the_work(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    claim(texting, item_id)
    with transaction() as session:
        second = outbox.claim(
            session,
            item_id,
            now=texting.house.now(),
            system=system_now(),
            lease=timedelta(seconds=1),
        )
    assert second is None


def test_while_one_text_to_a_phone_is_on_its_way_the_next_one_waits(texting: Texting) -> None:
    """Else the provider could not be asked which of two alike it has."""
    asked = texting.asked_parent()
    for body in ("1", "fine"):
        assert texting.text(asked.number, body).status_code == 200
    first, second = texting.all(Message, direction="out")[-2:]
    prepare(texting, claim(texting, work_of(texting, first)))
    jobs.perform(texting.app, work_of(texting, second))
    assert texting.all(Message, id=second.id)[0].state is MessageState.QUEUED
    lease_runs_out()
    texting.minutes_pass()
    texting.work()
    assert [text.body for text in texting.twilio.sent(asked.number)[-2:]] == [
        first.body,
        second.body,
    ]


# --- what the provider answers ------------------------------------------------------------------


def test_an_unreachable_provider_gets_the_text_later_and_once(texting: Texting) -> None:
    item_id, _ = promised_reply(texting)
    gateway = TwilioGateway(
        ACCOUNT_SID,
        AUTH_TOKEN,
        timeout_seconds=TIMEOUT_SECONDS,
        from_number=OUR_NUMBER,
        base_url="http://127.0.0.1:9",  # nobody listens there
    )
    texting.app.extensions["participation"] = replace(texting.house, sms=gateway)
    texting.work()
    row = texting.all(OutboxItem, id=item_id)[0]
    assert (row.state, row.last_error) == (OutboxState.QUEUED, "sms-unavailable")
    texting.app.extensions["participation"] = texting.house
    texting.minutes_pass()
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1


def test_a_provider_that_never_says_clearly_is_given_up_for_a_person_to_decide(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_texts, "UNKNOWN_AT_MOST", 2)
    item_id, row = promised_reply(texting)
    texting.twilio.fault(Fault.ERROR_BEFORE, times=9)
    for _ in range(4):
        jobs.perform(texting.app, item_id)
        texting.minutes_pass()
    assert texting.all(Message, id=row.id)[0].state is MessageState.UNKNOWN
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.UNKNOWN
    assert texting.twilio.sent(STRANGER) == []


@pytest.mark.parametrize(
    ("fault", "state", "kind"),
    [
        (Fault.OPTED_OUT, ContactState.SUPPRESSED, TaskKind.STOPPED),
        (Fault.LANDLINE, ContactState.SUSPENDED, TaskKind.NO_SAFE_WAY),
    ],
)
def test_i19_a_refused_first_text_closes_the_number_and_becomes_a_task(
    texting: Texting, fault: Fault, state: ContactState, kind: TaskKind
) -> None:
    number = texting.make.number()
    texting.twilio.fault(fault, to=number)
    asked = texting.asked_parent(number=number)
    assert texting.twilio.sent(number) == []
    assert texting.all(ContactPoint)[0].state is state
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is InvitationState.NOT_POSSIBLE
    assert kind in [t.kind for t in texting.all(Task, invitation_id=asked.invitation.id)]


# --- permission is looked at when it is sent ---------------------------------------------------


def test_i19_stop_between_writing_and_sending_cancels_the_text(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.text(asked.number, "1")
    texting.text(asked.number, "STOP")
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 1
    assert texting.all(Message, direction="out")[-1].state is MessageState.CANCELLED


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
    assert [(t.kind, t.reason) for t in texting.all(Task)] == [(TaskKind.CARD, "not_safe_to_text")]


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


def test_i4_after_a_crash_nobody_sends_on_the_word_of_a_lease_that_is_lost(
    texting: Texting,
) -> None:
    item_id, row = promised_reply(texting)
    slow = claim(texting, item_id)
    prepare(texting, slow)
    lease_runs_out()
    claim(texting, item_id, lease=30)
    with transaction() as session:
        again = sending_texts.prepare(
            session,
            slow,
            callback_url="http://localhost/hooks/twilio/status/x",
            now=texting.house.now(),
            system=system_now(),
            asked=True,
        )
    assert again is None
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENDING


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


def test_r18_a_first_text_waits_for_the_hours_and_a_reply_does_not(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # a Tuesday night
    asked = texting.asked_parent()
    assert texting.twilio.sent(asked.number) == []
    clock.moment = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 1
    clock.moment = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    assert len(texting.say(asked.number, "1")) == 1


def test_i6_a_reply_that_an_outage_held_up_is_not_blurted_out_at_night(
    texting: Texting, clock: MovableClock
) -> None:
    promised_reply(texting)  # in the afternoon; the provider is away until midnight
    clock.moment = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    texting.work()
    assert texting.twilio.sent(STRANGER) == []
    clock.moment = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    texting.work()
    assert len(texting.twilio.sent(STRANGER)) == 1


def test_i17_a_review_cancelled_before_the_text_went_out_cancels_the_text(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    asked = texting.asked_parent()
    texting.change(texting.all(Review)[0], state=ReviewState.CANCELLED)
    texting.change(asked.invitation, state=InvitationState.CLOSED)
    clock.moment = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    assert texting.all(Message, direction="out")[0].state is MessageState.CANCELLED


def test_no_payload_holds_a_number_or_a_word(texting: Texting) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "unmistakable")
    for item in texting.all(OutboxItem):
        shown = f"{item.kind} {item.subject} {item.unique_key} {item.last_error}"
        assert "unmistakable" not in shown
        assert asked.number[-9:] not in shown
        assert UUID(item.subject)
