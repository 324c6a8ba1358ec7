"""Texts go out once, at the right time, to numbers that still want them: I4, I10, I11, I19, R18.

A crash is played by doing the worker's steps by hand and leaving off: what is left is what a killed
process leaves.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Task,
    TaskKind,
)
from participation.care.people.models import (
    ContactPoint,
    ContactState,
)
from participation.care.reviews.models import Review, ReviewState
from participation.channels.sms.gateway import GatewayUnavailable
from participation.channels.sms.twilio_gateway import TwilioGateway
from participation.guard.crypto import council_key
from participation.journeys import sending_texts
from participation.journeys.following_texts import Noted, note_report
from participation.journeys.sending_texts import Taken
from participation.journeys.texting import Outgoing, put_out
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.outbox import service as outbox
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import jobs
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, MovableClock
from tests.journeys.by_hand import claim, lease_runs_out, prepare, settle, work_of
from tests.standins.signing import new_sid
from tests.standins.twilio_server import Fault
from tests.texting import TIMEOUT_SECONDS, Texting

STRANGER = "+447700900456"


def promised_reply(texting: Texting) -> tuple[int, Message]:
    """A reply that waits to be sent; the key of its work, and its row."""
    assert texting.text(STRANGER, "hello").status_code == 200
    row = texting.all(Message, direction="out")[0]
    return work_of(texting, row), row


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
    settle(texting, slow, Taken("SM" + "1" * 32, by_likeness=True))  # by now perhaps another text
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENDING
    assert texting.all(OutboxItem, id=item_id)[0].state is OutboxState.LEASED
    settle(texting, slow, Taken("SM" + "0" * 32))
    assert texting.all(Message, id=row.id)[0].state is MessageState.SENT


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


def test_i19_two_reports_that_one_phone_said_stop_are_both_kept(texting: Texting) -> None:
    asked = texting.asked_parent()
    (first,) = texting.all(Message)
    with transaction() as session:
        second = Outgoing(
            number=asked.number,
            number_hash=first.number_hash,
            body="still there?",
            template="reminder_adult",
            language="en",
            begun_by_us=True,
            to_child=False,
            conversation_id=first.conversation_id,
            invitation_id=asked.invitation.id,
        )
        key = council_key(session, texting.house.now())
        put_out(session, second, key=key, house=texting.house, now=texting.house.now())
    items: list[OutboxItem] = texting.all(OutboxItem, kind="message.send")
    works = [
        (items[0].public_id, str(first.provider_id)),
        (items[1].public_id, new_sid()),
    ]
    noted: list[Noted] = []

    def report(session: Session, work_id: UUID, provider_id: str) -> None:
        said = note_report(
            session,
            work_id=work_id,
            provider_id=provider_id,
            status="undelivered",
            error_code="21610",
            now=texting.house.now(),
        )
        session.flush()
        noted.append(said)

    def report_apart() -> None:
        with texting.app.app_context(), transaction() as session:
            report(session, *works[1])

    other = Thread(target=report_apart)
    with transaction() as session:
        report(session, *works[0])
        other.start()
        other.join(1)  # as far as it can come while this is not committed
    other.join()
    assert noted == [Noted.NOTED, Noted.NOTED]
    assert len(texting.all(Task, invitation_id=asked.invitation.id)) == 1


def test_r7_whoever_may_not_have_had_our_first_text_is_asked_by_a_person(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending_texts, "UNKNOWN_AT_MOST", 2)
    texting.twilio.fault(Fault.ERROR_BEFORE, times=3)
    asked = texting.asked_parent()
    for _ in range(4):
        texting.minutes_pass()
        texting.work()
    assert [row.state for row in texting.all(Message)] == [MessageState.UNKNOWN]
    tasks = texting.all(Task, invitation_id=asked.invitation.id)
    assert [(task.kind, task.reason) for task in tasks] == [(TaskKind.NO_SAFE_WAY, "not_delivered")]
    assert texting.say(asked.number, "1")  # it came after all, and the conversation goes on


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
