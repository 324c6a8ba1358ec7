"""A round is over: everybody who was not heard has a reason and what was tried (R7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Round,
    Task,
    TaskState,
)
from participation.care.people.models import Child, ContactPoint, RelationshipKind, Role
from participation.care.reviews.models import Review, ReviewState
from participation.care.summaries.models import Summary
from participation.journeys import reminding, rescheduling
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import timetable
from tests.conftest import MovableClock
from tests.texting import Texting

AFTER = datetime(2026, 12, 15, 9, 0, tzinfo=UTC)  # the day after the review
LAST_WEEK = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def look_every_hour(texting: Texting) -> None:
    timetable.keep(texting.app)


def at(texting: Texting, clock: MovableClock, moment: datetime) -> None:
    clock.moment = moment
    texting.minutes_pass()
    texting.work()
    texting.minutes_pass()
    texting.work()


def reasons(texting: Texting) -> dict[str, tuple[str | None, list[str]]]:
    return {
        row.role: (row.not_heard_reason, [one["what"] for one in row.tried or ()])
        for row in texting.all(Invitation)
    }


def family(texting: Texting) -> dict[str, str]:
    """A child of fourteen with a phone, and both parents; their numbers by role."""
    make = texting.make
    child = make.child(officer=make.staff(Role.IRO), age=14)
    numbers = {"child": make.number()}
    make.contact(child=child, number=numbers["child"])
    for kind in (RelationshipKind.MOTHER, RelationshipKind.FATHER):
        adult = make.adult()
        numbers[kind.value] = make.number()
        make.contact(adult=adult, number=numbers[kind.value])
        make.relationship(child, adult, kind)
    texting.open_round_of(child)
    texting.work()
    return numbers


def test_r7_mother_and_father_have_a_reason_and_attempts_apart(
    texting: Texting, clock: MovableClock
) -> None:
    numbers = family(texting)
    texting.say(numbers["mother"], "1", "It is going well at home.")
    at(texting, clock, LAST_WEEK)
    at(texting, clock, AFTER)
    assert reasons(texting) == {
        "child": ("no_reply", ["asked_by_text"]),
        "mother": (None, []),
        "father": ("no_reply", ["asked_by_text", "reminded_by_text"]),
    }
    assert texting.all(Round)[0].closed_at == AFTER


def test_r7_attempts_that_people_noted_stand_among_the_texts(
    texting: Texting, clock: MovableClock
) -> None:
    child = texting.make.child(officer=texting.make.staff(Role.IRO), age=14)
    texting.open_round_of(child)
    noted = [{"on": "2026-11-26", "what": "card given"}, {"on": "2026-12-01", "what": "rang"}]
    texting.change(texting.all(Task)[0], attempts=noted)
    at(texting, clock, AFTER)
    assert reasons(texting) == {"child": ("no_number", ["card given", "rang"])}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("sent", "no_reply"),
        ("opened", "opened_not_begun"),
        ("started", "begun_not_sent"),
        ("declined", "said_no"),
        ("not_possible", "no_safe_way"),
        ("to_send", "not_asked_in_time"),
        ("finished", None),
    ],
)
def test_each_end_has_its_reason(
    texting: Texting, clock: MovableClock, state: str, reason: str | None
) -> None:
    texting.make.invitation(state=InvitationState(state))
    at(texting, clock, AFTER)
    assert texting.all(Invitation)[0].not_heard_reason == reason


def test_a_reason_that_says_more_is_kept(texting: Texting, clock: MovableClock) -> None:
    texting.make.invitation(state=InvitationState.CLOSED, not_heard_reason="stopped")
    at(texting, clock, AFTER)
    assert texting.all(Invitation)[0].not_heard_reason == "stopped"


def test_of_a_cancelled_review_nobody_was_silent(texting: Texting, clock: MovableClock) -> None:
    texting.make.invitation()
    texting.change(texting.all(Review)[0], state=ReviewState.CANCELLED)
    at(texting, clock, AFTER)
    assert texting.all(Invitation)[0].not_heard_reason == "review_cancelled"


def test_a_round_does_not_close_on_its_last_day(texting: Texting, clock: MovableClock) -> None:
    texting.make.invitation()
    at(texting, clock, AFTER - timedelta(days=1))
    assert texting.all(Round)[0].closed_at is None


def test_closing_composes_the_officers_summary_once_more(
    texting: Texting, clock: MovableClock
) -> None:
    texting.make.invitation()
    at(texting, clock, AFTER)
    assert len(texting.all(Summary)) == 1
    at(texting, clock, AFTER + timedelta(hours=2))
    assert len(texting.all(Summary)) == 1


def test_a_round_that_cannot_be_closed_keeps_no_other_open(
    texting: Texting, clock: MovableClock
) -> None:
    child = texting.make.child(officer=texting.make.staff(Role.IRO), age=14)
    texting.open_round_of(child, in_days=19)
    texting.change(texting.all(Task)[0], attempts=["nobody writes this"])
    texting.make.invitation(texting.make.review(in_days=20))
    at(texting, clock, AFTER)
    assert [held.closed_at for held in texting.all(Round)] == [None, AFTER]


def test_a_review_that_moves_after_its_day_goes_on_and_the_end_is_taken_back(
    texting: Texting, clock: MovableClock
) -> None:
    texting.make.invitation()
    at(texting, clock, AFTER)
    assert reasons(texting)["child"][0] == "no_reply"
    move(texting, planned_on=AFTER.date() + timedelta(days=10))
    held = texting.all(Round)[0]
    assert (held.closed_at, held.closes_on) == (None, AFTER.date() + timedelta(days=10))
    assert texting.all(Invitation)[0].not_heard_reason is None
    at(texting, clock, AFTER + timedelta(days=11))
    assert reasons(texting)["child"][0] == "no_reply"


@pytest.mark.parametrize(("days_ago", "ended"), [(1, 1), (0, 0), (30, 1)])
def test_a_review_held_before_its_planned_day_ends_its_round_as_any_round_ends(
    texting: Texting, clock: MovableClock, days_ago: int, ended: int
) -> None:
    """Noted long after, it ends the day before: a link that somebody holds still takes words."""
    clock.moment = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    texting.asked_parent()
    today = texting.make.today
    move(texting, state=ReviewState.HELD, held_on=today - timedelta(days=days_ago))
    assert texting.all(Round)[0].closes_on == today - timedelta(days=ended)
    assert {text.state for text in texting.all(Message, direction="out")} == {"cancelled"}
    at(texting, clock, datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    assert texting.all(Round)[0].closed_at == clock.moment
    assert TaskState.OPEN not in {one.state for one in texting.all(Task)}


# --- moves ----------------------------------------------------------------------------------------


def move(texting: Texting, **changes: Any) -> None:
    now = texting.house.now()
    with transaction() as session:
        review = session.scalars(Review.__table__.select().with_only_columns(Review.id)).one()
        row = session.get_one(Review, review)
        for name, value in changes.items():
            setattr(row, name, value)
        session.flush()
        rescheduling.retime(session, review, now)


def test_i17_a_first_text_that_waits_says_the_new_day(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    asked = texting.asked_parent()
    old = texting.all(Message, direction="out")[0].body
    move(texting, planned_on=texting.make.today + timedelta(days=30))
    assert texting.all(Message, direction="out")[0].state == "cancelled"
    at(texting, clock, datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    assert texting.twilio.sent(asked.number) == []  # the child has five days for the menu (R10)
    at(texting, clock, datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    (sent,) = texting.twilio.sent(asked.number)
    assert sent.body != old
    assert "Thu 24 Dec" in sent.body


def test_i17_a_reminder_that_waits_is_looked_for_again_at_its_new_time(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    at(texting, clock, LAST_WEEK.replace(hour=20))  # due, and too late in the evening
    assert len(texting.twilio.sent(asked.number)) == 1
    move(texting, planned_on=datetime(2027, 1, 14, tzinfo=UTC).date())
    at(texting, clock, LAST_WEEK + timedelta(days=1))
    assert len(texting.twilio.sent(asked.number)) == 1
    at(texting, clock, datetime(2027, 1, 7, 10, 0, tzinfo=UTC))  # 5 working days before
    assert "until Thu 14 Jan" in texting.twilio.sent(asked.number)[-1].body
    assert len(texting.twilio.sent(asked.number)) == 2


def test_i17_a_review_that_moves_twice_in_one_moment_forgets_its_reminder_twice(
    texting: Texting,
) -> None:
    invitation, now = texting.make.invitation(), texting.house.now()
    for _ in range(2):
        with transaction() as session:
            reminding.promise_reminder(session, invitation.public_id, now)
            reminding.forget_promises(session, [invitation.public_id.hex], now)
    forgotten = texting.all(OutboxItem, kind=reminding.REMIND)
    assert [one.state for one in forgotten] == [OutboxState.CANCELLED] * 2


def test_i17_a_cancelled_reviews_reminder_is_taken_back_at_once(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    at(texting, clock, LAST_WEEK.replace(hour=20))
    move(texting, state=ReviewState.CANCELLED)
    assert texting.all(Message, direction="out")[-1].state == "cancelled"
    at(texting, clock, LAST_WEEK + timedelta(days=1))
    assert len(texting.twilio.sent(asked.number)) == 1


def test_i17_a_cancelled_review_that_lost_its_day_is_called_off_like_any_other(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    asked = texting.asked_parent()
    move(texting, state=ReviewState.CANCELLED, planned_on=None)
    assert {text.state for text in texting.all(Message, direction="out")} == {"cancelled"}
    at(texting, clock, datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    assert texting.twilio.sent(asked.number) == []


def test_people_are_asked_before_a_review_that_is_overdue_to_the_last_day_of_its_round(
    texting: Texting,
) -> None:
    today = texting.make.today
    ends = today + timedelta(days=14)
    held = texting.make.round(texting.make.review(), closes_on=ends)
    texting.make.invitation(round=held)
    move(texting, planned_on=None, due_computed=today - timedelta(days=3))
    assert texting.all(Round)[0].closes_on == ends


def test_a_review_planned_again_asks_nobody_whose_child_has_left_care(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    asked = texting.asked_parent()
    move(texting, state=ReviewState.CANCELLED)
    texting.change(texting.all(Child, id=asked.child_id)[0], ceased_on=texting.make.today)
    move(texting, state=ReviewState.PLANNED)
    mother = texting.all(Invitation, role="mother")[0]
    assert mother.state is InvitationState.CLOSED


def test_r7_a_text_that_went_stays_an_attempt_though_the_phone_may_not_be_texted_any_more(
    texting: Texting, clock: MovableClock
) -> None:
    """The reminder is written, waits for the hours and may not go; the first text was sent."""
    texting.asked_parent()
    at(texting, clock, LAST_WEEK.replace(hour=22))
    texting.change(texting.all(ContactPoint)[0], safe_to_text=False)
    at(texting, clock, LAST_WEEK + timedelta(days=1))
    assert texting.all(Message, template="reminder_adult")[0].state is MessageState.CANCELLED
    at(texting, clock, AFTER)
    assert reasons(texting)["mother"] == ("no_reply", ["asked_by_text"])
