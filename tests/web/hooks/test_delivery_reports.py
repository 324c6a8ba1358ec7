"""What the provider reports of a text that went out: I3, B28, B29, T5."""

from __future__ import annotations

import itertools

import pytest

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Task,
    TaskKind,
)
from participation.care.people.models import ContactPoint, ContactState
from participation.journeys.following_texts import Noted, note_report
from participation.kernel.db import db, transaction
from participation.outbox.models import OutboxItem
from tests.conftest import ACCOUNT_SID, OUR_NUMBER
from tests.standins.signing import new_sid, status_report
from tests.texting import Texting

FORWARD = {
    "queued": MessageState.SENT,
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.FAILED,
}
ENDS = ("delivered", "undelivered", "failed")


def first_text(texting: Texting) -> Message:
    row: Message = texting.all(Message, direction="out")[0]
    return row


def test_i3_reports_in_any_order_only_move_a_text_forward(texting: Texting) -> None:
    """All 120 orders of five reports: the first end stays, and every report is kept."""
    texting.asked_parent()
    sid = texting.twilio.sent()[0].sid
    work = texting.all(OutboxItem, unique_key=f"message.send:{first_text(texting).public_id.hex}")
    work_id = work[0].public_id
    with transaction() as session:
        row = session.scalars(db.select(Message).filter_by(provider_id=sid)).one()
        for order in itertools.permutations(FORWARD):
            row.state, row.states = MessageState.SENT, []
            for status in order:
                noted = note_report(
                    session,
                    work_id=work_id,
                    provider_id=sid,
                    status=status,
                    error_code=None,
                    now=texting.house.now(),
                )
                assert noted is Noted.NOTED
            assert row.state is FORWARD[next(status for status in order if status in ENDS)]
            assert [seen["report"] for seen in row.states] == list(order)


def test_a_report_that_overtakes_our_own_note_brings_back_the_id(texting: Texting) -> None:
    """The worker died before it stored what the provider said: I4 between send and settle."""
    asked = texting.asked_parent()
    sid = texting.twilio.sent()[0].sid
    row = first_text(texting)
    texting.change(row, state=MessageState.SENDING, provider_id=None, states=[])
    texting.change(asked.invitation, state=InvitationState.TO_SEND, sent_at=None)
    assert texting.twilio.report(sid, "delivered", via=texting.app.test_client()).status_code == 200
    row = first_text(texting)
    assert (row.state, row.provider_id) == (MessageState.DELIVERED, sid)
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is InvitationState.SENT


def test_b28_a_report_about_nothing_of_ours_is_answered_and_changes_nothing(
    texting: Texting,
) -> None:
    texting.asked_parent()
    before = first_text(texting).states
    real = texting.twilio.sent()[0].callback
    path = real.partition("localhost")[2]
    report = status_report(
        sid=new_sid(),
        status="failed",
        from_=OUR_NUMBER,
        to="+447700900001",
        account_sid=ACCOUNT_SID,
    )
    for strange in ("/hooks/twilio/status/nonsense", path[:-2] + "xx"):
        assert texting.post(report, path=strange).status_code == 200
    assert texting.post(report, path=path).status_code == 200  # another text's id
    row = first_text(texting)
    assert row.state is MessageState.SENT
    assert row.anomaly == "reported_under_two_ids"
    assert [seen for seen in row.states if "report" not in seen] == before


def test_b29_a_word_never_met_is_kept_and_changes_nothing(texting: Texting) -> None:
    texting.asked_parent()
    sid = texting.twilio.sent()[0].sid
    texting.twilio.report(sid, "teleported", via=texting.app.test_client())
    row = first_text(texting)
    assert row.state is MessageState.SENT
    assert row.states[-1]["report"] == "teleported"


@pytest.mark.parametrize("code", ["30003", "30005", "30006"])
def test_t5_a_dead_number_rests_for_everybody_and_a_person_has_a_task(
    texting: Texting, code: str
) -> None:
    asked = texting.asked_parent()
    sid = texting.twilio.sent()[0].sid
    texting.twilio.report(sid, "undelivered", via=texting.app.test_client(), error_code=code)
    assert texting.all(ContactPoint)[0].state is ContactState.SUSPENDED
    assert texting.all(Invitation, id=asked.invitation.id)[0].state is InvitationState.NOT_POSSIBLE
    tasks = texting.all(Task, invitation_id=asked.invitation.id)
    assert [task.kind for task in tasks] == [TaskKind.NO_SAFE_WAY]


@pytest.mark.parametrize(
    ("code", "state"), [("21610", ContactState.SUPPRESSED), ("30005", ContactState.SUSPENDED)]
)
def test_i19_a_number_that_stopped_or_is_dead_is_closed_though_the_report_has_another_id(
    texting: Texting, code: str, state: ContactState
) -> None:
    """A text that went twice has two ids at the provider, and only one of them is ours."""
    asked = texting.asked_parent()
    path = texting.twilio.sent()[0].callback.partition("localhost")[2]
    report = status_report(
        sid=new_sid(),
        status="undelivered",
        from_=OUR_NUMBER,
        to=asked.number,
        account_sid=ACCOUNT_SID,
    )
    assert texting.post({**report, "ErrorCode": code}, path=path).status_code == 200
    assert texting.all(ContactPoint)[0].state is state
    assert first_text(texting).state is MessageState.SENT  # ours did go out
    assert texting.all(Task, invitation_id=asked.invitation.id)


def test_an_unsigned_report_is_refused(texting: Texting) -> None:
    texting.asked_parent()
    path = texting.twilio.sent()[0].callback.partition("localhost")[2]
    assert texting.app.test_client().post(path, data={"MessageStatus": "failed"}).status_code == 403
    assert first_text(texting).state is MessageState.SENT


def test_the_callback_address_names_the_work_and_nobody(texting: Texting) -> None:
    asked = texting.asked_parent()
    callback = texting.twilio.sent()[0].callback
    assert asked.number[-9:] not in callback
    assert first_text(texting).public_id.hex not in callback
