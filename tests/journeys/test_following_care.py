"""Care takes another course: what stops at once, and what stays open (R16, I16)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Remark,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people.models import Child, Role
from participation.care.safeguarding.models import Hearing
from participation.guard.links import hash_of_token
from participation.journeys import following_care
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.worker import timetable
from tests.conftest import MovableClock
from tests.texting import Asked, Texting

NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # first texts wait for the morning
MORNING = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def becomes(texting: Texting, child_id: int, **changes: Any) -> None:
    """The case system says so, and what follows follows in the same transaction."""
    now = texting.house.now()
    with transaction() as session:
        child = session.get_one(Child, child_id)
        for name, value in changes.items():
            setattr(child, name, value)
        session.flush()
        following_care.follow(session, [child_id], now)


def dies(texting: Texting, child_id: int) -> None:
    becomes(texting, child_id, ceased_on=texting.make.today, ceased_reason="died")


def is_adopted(texting: Texting, child_id: int) -> None:
    becomes(texting, child_id, ceased_on=texting.make.today, ceased_reason="adopted")


def one(texting: Texting, invitation: Invitation) -> Invitation:
    found: Invitation = texting.all(Invitation, id=invitation.id)[0]
    return found


def begun(texting: Texting, asked: Asked) -> None:
    """They have said that we may ask, and have had the first question."""
    assert texting.say(asked.number, "1")


# --- death ----------------------------------------------------------------------------------------


def test_r16_after_a_death_nothing_that_waited_goes_out_to_anybody(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()  # the first text waits for the morning
    dies(texting, asked.child_id)
    waiting = texting.all(Message, direction="out")
    assert {text.state for text in waiting} == {MessageState.CANCELLED}
    clock.moment = MORNING
    texting.minutes_pass()
    texting.work()
    assert texting.twilio.sent(asked.number) == []
    assert one(texting, asked.invitation).not_heard_reason == "died"


def test_r16_after_a_death_a_reply_that_waited_is_taken_back(texting: Texting) -> None:
    asked = texting.asked_parent()
    assert texting.text(asked.number, "1").status_code == 200  # the question waits in the outbox
    dies(texting, asked.child_id)
    before = len(texting.twilio.sent(asked.number))
    texting.minutes_pass()
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == before


def test_r16_what_a_bereaved_parent_writes_is_read_by_a_person_and_answered_by_no_machine(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    begun(texting, asked)
    dies(texting, asked.child_id)
    assert texting.say(asked.number, "Why did nobody ring me?") == []
    came = texting.all(Message, direction="in")[-1]
    assert came.state is MessageState.DESK
    assert texting.all(Hearing, source_id=came.public_id)
    assert texting.all(Remark) == []


def test_r16_a_parent_of_two_is_asked_on_about_the_one_who_lives(texting: Texting) -> None:
    number, _ = texting.parent_of_two()
    assert texting.say(number, "1")
    first, second = texting.all(Invitation, role="mother")
    dies(texting, first.child_id)
    assert texting.say(number, "It is going well at school.")  # the next question
    assert one(texting, first).state is InvitationState.CLOSED
    assert one(texting, second).state is InvitationState.STARTED
    assert {row.invitation_id for row in texting.all(Remark)} <= {second.id}


def test_r16_after_a_death_no_card_is_handed_to_anybody(texting: Texting) -> None:
    child = texting.make.child(officer=texting.make.staff(Role.IRO))
    texting.open_round_of(child)  # no phone: somebody is to hand over a card
    assert [task.kind for task in texting.all(Task)] == [TaskKind.CARD]
    dies(texting, child.id)
    assert [task.state for task in texting.all(Task)] == [TaskState.OVER]


# --- adoption, leaving care, eighteen -------------------------------------------------------------


def test_r16_adoption_revokes_the_birth_familys_ways_in(texting: Texting) -> None:
    asked = texting.asked_parent()
    begun(texting, asked)
    is_adopted(texting, asked.child_id)
    mother = one(texting, asked.invitation)
    assert (mother.state, mother.not_heard_reason) == (InvitationState.CLOSED, "adopted")
    assert texting.all(Conversation)[0].state is ConversationState.ENDED
    texting.say(asked.number, "Please tell her I love her.")
    assert texting.all(Message, direction="in")[-1].state is MessageState.DESK


def test_r7_a_parent_of_two_whose_one_child_is_adopted_was_asked_by_text_about_both(
    texting: Texting,
) -> None:
    number, _ = texting.parent_of_two()
    first, second = texting.all(Invitation, role="mother")
    is_adopted(texting, first.child_id)
    assert [attempt["what"] for attempt in one(texting, first).tried or ()] == ["asked_by_text"]
    assert texting.say(number, "1", "It is going well at school."), "they are asked on"
    assert one(texting, second).state is InvitationState.STARTED


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        ({"ceased_on": "today", "ceased_reason": "adopted"}, True),
        ({"ceased_on": "today"}, True),
        ({"born_on": date(2008, 11, 24)}, True),
        ({"ceased_on": "today", "ceased_reason": "died"}, False),
    ],
)
def test_r16_a_childs_own_link_goes_on_taking_words_but_after_death(
    texting: Texting, change: dict[str, Any], opens: bool
) -> None:
    token = "t" * 22
    invitation = texting.make.invitation(link_hash=hash_of_token(token))
    change = {k: texting.make.today if v == "today" else v for k, v in change.items()}
    becomes(texting, invitation.child_id, **change)
    assert (one(texting, invitation).link_hash is not None) is opens


@pytest.mark.parametrize("change", [{"ceased_reason": None}, {"ceased_reason": "other"}])
def test_r16_whoever_has_left_care_is_not_asked_and_their_parents_words_are_still_taken(
    texting: Texting, change: dict[str, Any]
) -> None:
    asked = texting.asked_parent()
    begun(texting, asked)
    becomes(texting, asked.child_id, ceased_on=texting.make.today, **change)
    assert texting.say(asked.number, "It was good there.")
    assert one(texting, asked.invitation).state is InvitationState.STARTED


def test_i16_at_eighteen_a_parents_door_shuts_with_the_first_look_after_midnight(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    birthday = texting.make.today + timedelta(days=2)
    texting.change(texting.all(Child, id=asked.child_id)[0], born_on=birthday.replace(year=2008))
    timetable.keep(texting.app)
    for moment, state in (
        (datetime(2026, 11, 25, 23, 30, tzinfo=UTC), InvitationState.SENT),
        (datetime(2026, 11, 26, 0, 5, tzinfo=UTC), InvitationState.CLOSED),
    ):
        clock.moment = moment
        texting.minutes_pass()
        texting.work()
        assert one(texting, asked.invitation).state is state
    assert one(texting, asked.invitation).not_heard_reason == "of_age"
    with reading() as session:  # once done, it is not looked at for ever
        assert following_care.changed_by_time(session, london_day(clock.moment)) == []


def test_what_was_said_before_stays_said(texting: Texting) -> None:
    asked = texting.asked_parent()
    begun(texting, asked)
    texting.say(asked.number, "He likes his school.")
    before = [(a.id, a.words) for a in texting.all(Remark)]
    dies(texting, asked.child_id)
    assert [(a.id, a.words) for a in texting.all(Remark)] == before


def test_taken_back_by_the_case_system_whoever_was_never_asked_is_asked_after_all(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = NIGHT
    asked = texting.asked_parent()
    becomes(texting, asked.child_id, ceased_on=texting.make.today)
    assert one(texting, asked.invitation).state is InvitationState.CLOSED
    becomes(texting, asked.child_id, ceased_on=None)
    clock.moment = MORNING
    texting.minutes_pass()
    texting.work()
    assert len(texting.twilio.sent(asked.number)) == 1
    assert one(texting, asked.invitation).state is InvitationState.SENT


def test_taken_back_after_they_were_asked_a_person_gives_another_way_in(texting: Texting) -> None:
    asked = texting.asked_parent()
    begun(texting, asked)
    dies(texting, asked.child_id)
    becomes(texting, asked.child_id, ceased_on=None, ceased_reason=None)  # it was another child
    rows = texting.all(Invitation, child_id=asked.child_id)
    assert {(row.state, row.not_heard_reason) for row in rows} == {
        (InvitationState.NOT_POSSIBLE, "no_number"),  # the child, who has no phone
        (InvitationState.NOT_POSSIBLE, "no_safe_way"),
    }
    open_ = {(task.kind, task.invitation_id) for task in texting.all(Task, state=TaskState.OPEN)}
    assert (TaskKind.NO_SAFE_WAY, asked.invitation.id) in open_
    assert TaskKind.CARD in {kind for kind, _ in open_}


def test_a_recorded_decision_not_to_ask_outlives_what_is_taken_back(texting: Texting) -> None:
    make = texting.make
    child = make.child(officer=make.staff(Role.IRO))
    make.relationship(child, may_be_asked=False, not_asked_reason="A court order.")
    texting.open_round_of(child)
    dies(texting, child.id)
    (mother,) = texting.all(Invitation, role="mother")
    assert mother.not_heard_reason == "recorded_decision"
    becomes(texting, child.id, ceased_on=None, ceased_reason=None)
    (mother,) = texting.all(Invitation, role="mother")
    assert mother.not_heard_reason == "recorded_decision"
    assert not [task for task in texting.all(Task) if task.invitation_id == mother.id]


def test_what_an_earlier_round_noted_stays_as_it_was(texting: Texting) -> None:
    """R7: that a mother did not reply a year ago is not rewritten by an adoption today."""
    make = texting.make
    child = make.child(officer=make.staff(Role.IRO))
    mother = make.relationship(child)
    held = make.round(make.review(child, in_days=-200), closed_at=make.clock.now())
    before = make.invitation(
        round=held, related=mother, not_heard_reason="no_reply", link_hash="k" * 64
    )
    is_adopted(texting, child.id)
    after = one(texting, before)
    assert (after.state, after.not_heard_reason) == (InvitationState.SENT, "no_reply")
    assert after.link_hash is None


def test_i16_a_link_that_outlives_its_round_by_a_day_ends_at_eighteen(
    texting: Texting, clock: MovableClock
) -> None:
    make = texting.make
    child = make.child(officer=make.staff(Role.IRO), born_on=make.today.replace(year=2008))
    held = make.round(make.review(child, in_days=-1), closed_at=make.clock.now())
    mothers = make.invitation(round=held, related=make.relationship(child), link_hash="k" * 64)
    with reading() as session:
        assert following_care.changed_by_time(session, london_day(clock.moment)) == [child.id]
    timetable.keep(texting.app)
    texting.work()
    assert one(texting, mothers).link_hash is None
    with reading() as session:
        assert following_care.changed_by_time(session, london_day(clock.moment)) == []


def test_r16_a_missing_childs_parent_keeps_every_way_in(texting: Texting) -> None:
    asked = texting.asked_parent()
    begun(texting, asked)
    becomes(texting, asked.child_id, circumstances=["missing"])
    assert texting.say(asked.number, "Have you found her?")
    assert one(texting, asked.invitation).state is InvitationState.STARTED


# --- eighteen by an estimate ----------------------------------------------------------------------


def test_an_estimated_birthday_makes_a_task_and_the_round_opens(texting: Texting) -> None:
    make = texting.make
    child = make.child(born_on=date(2008, 1, 15), born_estimated=True)
    make.contact(child=child)
    texting.open_round_of(child)
    kinds = [task.kind for task in texting.all(Task)]
    assert kinds == [TaskKind.AGE_ESTIMATED]
    assert texting.all(Invitation)[0].state is InvitationState.TO_SEND
