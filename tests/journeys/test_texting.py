"""Texts go out at the right time, to numbers that still want them, whatever the provider answers:
I6, I17, I19, R18.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
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
    Role,
)
from participation.care.reviews.models import Review, ReviewState
from participation.channels.sms.twilio_gateway import TwilioGateway
from participation.guard.crypto import council_key
from participation.journeys import settling_texts
from participation.journeys.following_texts import Noted, note_report
from participation.journeys.texting import Outgoing, put_out
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import jobs
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, MovableClock
from tests.journeys.by_hand import (
    STRANGER,
    promised_reply,
)
from tests.standins.signing import new_sid
from tests.standins.twilio_server import Fault
from tests.texting import TIMEOUT_SECONDS, Texting


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
    monkeypatch.setattr(settling_texts, "UNKNOWN_AT_MOST", 2)
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
    monkeypatch.setattr(settling_texts, "UNKNOWN_AT_MOST", 2)
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


def test_i19_a_child_whose_phone_the_provider_knows_as_stopped_is_the_officers(
    texting: Texting,
) -> None:
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO))
    make.contact(child=child, number=number)
    texting.twilio.fault(Fault.OPTED_OUT, to=number)
    texting.open_round_of(child)
    texting.work()
    assert [task.owner_role for task in texting.all(Task, kind=TaskKind.STOPPED)] == ["iro"]


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


def test_i6_nor_is_one_that_waited_for_half_an_hour_in_the_evening(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
    promised_reply(texting)
    clock.moment = datetime(2026, 11, 24, 22, 1, tzinfo=UTC)  # the provider was away until now
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
