"""One reminder, at the right moment, to somebody who still wants asking (R18, ux.md 3.3 B1, B2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.care.consultations.models import (
    Answer,
    Invitation,
    InvitationState,
    Message,
    MessageState,
)
from participation.care.people.models import ContactPoint, Role
from participation.care.reviews.models import Review
from participation.guard.links import hash_of_token
from participation.journeys import reminding
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from participation.worker import timetable
from tests.conftest import MovableClock
from tests.journeys.going import run
from tests.texting import Asked, Texting

LAST_WEEK = datetime(2026, 12, 7, 10, 0, tzinfo=UTC)  # 5 working days before Monday 14 December


@pytest.fixture(autouse=True)
def look_every_hour(texting: Texting) -> None:
    """The worker's standing promise; `hours_pass` lets it be looked for again."""
    timetable.keep(texting.app)


def at(texting: Texting, clock: MovableClock, moment: datetime) -> None:
    """The worker at work at this moment."""
    clock.moment = moment
    texting.minutes_pass()
    texting.work()
    texting.minutes_pass()
    texting.work()


def bodies(texting: Texting, number: str) -> list[str]:
    return [text.body for text in texting.twilio.sent(number)]


def asked_child(texting: Texting) -> tuple[str, Invitation]:
    """A young person who has had a link to their own phone."""
    make, number = texting.make, texting.make.number()
    child = make.child(officer=make.staff(Role.IRO), age=14)
    make.contact(child=child, number=number)
    texting.open_round_of(child)
    texting.work()
    assert len(bodies(texting, number)) == 1
    return number, texting.all(Invitation, respondent="child")[0]


# --- five working days before -------------------------------------------------------------------


def test_a_parent_who_did_not_answer_is_reminded_once(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    at(texting, clock, LAST_WEEK - timedelta(days=3))  # Friday
    assert len(bodies(texting, asked.number)) == 1
    at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, asked.number)) == 2
    assert "You can still tell me your view, until Mon 14 Dec" in bodies(texting, asked.number)[1]
    for day in range(1, 7):
        at(texting, clock, LAST_WEEK + timedelta(days=day))
    assert len(bodies(texting, asked.number)) == 2


def test_the_answer_to_a_reminder_begins_the_questions(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    at(texting, clock, LAST_WEEK)
    (said,) = texting.say(asked.number, "1")
    assert "go on file" in said


def test_r17_a_shared_phone_is_reminded_without_a_name_or_a_day(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent(own_and_private=False)
    at(texting, clock, LAST_WEEK)
    assert bodies(texting, asked.number)[1].startswith("North Shire Council: we still want")


def test_a_young_person_is_reminded_with_the_same_link(
    texting: Texting, clock: MovableClock
) -> None:
    number, invitation = asked_child(texting)
    at(texting, clock, datetime(2026, 12, 7, 16, 0, tzinfo=UTC))
    first, second = (row.body for row in texting.all(Message))  # the provider's copy is blanked
    assert len(bodies(texting, number)) == 2
    links = [said.partition("/l/")[2].split()[0] for said in (first, second)]
    assert links[0] == links[1]
    held = texting.all(Invitation, id=invitation.id)[0]
    assert held.link_hash == hash_of_token(links[1])
    assert held.link_generation == invitation.link_generation  # an open sitting goes on
    assert "I won't remind you again" in second


@pytest.mark.parametrize("refused", [True, False])
def test_a_childs_link_opens_until_the_review_whatever_becomes_of_the_reminder(
    texting: Texting, clock: MovableClock, *, refused: bool
) -> None:
    """Two weeks on, the words of our texts have gone; a reminder is written, and may never go."""
    number, invitation = asked_child(texting)
    clock.moment = LAST_WEEK - timedelta(hours=9)
    run(texting.make)  # what is kept for a week goes, each night
    at(texting, clock, LAST_WEEK.replace(hour=8))  # written, and waits until school is over
    (reminder,) = texting.all(Message, template="reminder_child")
    assert reminder.state is MessageState.QUEUED
    texting.change(texting.all(ContactPoint)[0], safe_to_text=not refused)
    at(texting, clock, LAST_WEEK.replace(hour=16))
    assert len(bodies(texting, number)) == (1 if refused else 2)
    held = texting.all(Invitation, id=invitation.id)[0]
    assert held.link_hash == invitation.link_hash
    assert held.link_generation == invitation.link_generation
    token = (reminder.body or "").partition("/l/")[2].split()[0]
    assert hash_of_token(token) == invitation.link_hash


def test_r18_a_child_is_reminded_in_a_childs_hours(texting: Texting, clock: MovableClock) -> None:
    number, _ = asked_child(texting)
    at(texting, clock, LAST_WEEK)  # at school
    assert len(bodies(texting, number)) == 1
    at(texting, clock, datetime(2026, 12, 7, 15, 45, tzinfo=UTC))
    assert len(bodies(texting, number)) == 2


def test_r18_a_reminder_may_go_on_a_thursday_though_a_first_text_may_not(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    at(texting, clock, datetime(2026, 12, 10, 9, 30, tzinfo=UTC))
    assert len(bodies(texting, asked.number)) == 2


@pytest.mark.parametrize(("why", "due"), [("wants_no_contact", 0), ("unwell", 1)])
def test_whoever_told_staff_that_they_want_nobody_to_ask_is_not_reminded(
    texting: Texting, why: str, due: int
) -> None:
    mother = texting.asked_parent()
    texting.change(mother.invitation, not_heard_reason=why)
    with transaction() as session:
        assert len(reminding.due_now(session, LAST_WEEK)) == due


def test_nobody_is_reminded_of_what_they_were_asked_yesterday(
    texting: Texting, clock: MovableClock
) -> None:
    clock.moment = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
    make, number = texting.make, texting.make.number()
    child, adult = make.child(officer=make.staff(Role.IRO)), make.adult()
    make.relationship(child, adult)
    make.contact(adult=adult, number=number)
    texting.open_round_of(child, in_days=6)
    texting.work()
    at(texting, clock, datetime(2026, 12, 10, 10, 0, tzinfo=UTC))
    assert len(bodies(texting, number)) == 1
    at(texting, clock, datetime(2026, 12, 11, 10, 30, tzinfo=UTC))
    assert len(bodies(texting, number)) == 2


def test_i17_the_reminder_follows_a_review_that_moves(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    held = texting.all(Invitation, id=asked.invitation.id)[0]
    with transaction() as session:
        session.get_one(Invitation, held.id).round.closes_on += timedelta(days=14)
    at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, asked.number)) == 1
    at(texting, clock, LAST_WEEK + timedelta(days=14))
    assert len(bodies(texting, asked.number)) == 2


# --- half-way -----------------------------------------------------------------------------------


def test_a_day_after_stopping_half_way_there_is_one_nudge_and_no_reminder_later(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "football")
    before = len(bodies(texting, asked.number))
    at(texting, clock, clock.moment + timedelta(hours=23, minutes=50))
    assert len(bodies(texting, asked.number)) == before
    at(texting, clock, clock.moment + timedelta(minutes=20))
    (nudge,) = bodies(texting, asked.number)[before:]
    assert nudge.startswith("Anything you told us is kept. To go on, just answer our last question")
    for day in range(12):
        at(texting, clock, LAST_WEEK + timedelta(days=day))
    assert len(bodies(texting, asked.number)) == before + 1


def test_the_answer_to_a_nudge_is_taken_for_the_question_it_was_left_at(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "football")
    at(texting, clock, clock.moment + timedelta(hours=25))
    texting.say(asked.number, "the bus")
    assert [row.words for row in texting.all(Answer)] == ["football", "the bus"]


def test_whoever_goes_on_by_themselves_is_not_nudged(texting: Texting, clock: MovableClock) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "football")
    clock.moment += timedelta(hours=20)
    texting.say(asked.number, "the bus")
    before = len(bodies(texting, asked.number))
    at(texting, clock, clock.moment + timedelta(hours=6))
    assert len(bodies(texting, asked.number)) == before


def test_never_both_the_nudge_after_a_reminder_is_left_out(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    at(texting, clock, LAST_WEEK)
    texting.say(asked.number, "1", "football")
    before = len(bodies(texting, asked.number))
    at(texting, clock, LAST_WEEK + timedelta(hours=26))
    assert len(bodies(texting, asked.number)) == before


# --- not any more -------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["STOP", "CALL", "4", "WRONG", "2", "Who is this?"])
def test_whoever_has_said_anything_is_not_reminded(
    texting: Texting, clock: MovableClock, body: str
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, body)
    before = len(bodies(texting, asked.number))
    at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, asked.number)) == before


def test_whoever_has_finished_is_not_reminded(texting: Texting, clock: MovableClock) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "football", "the bus", "4")
    before = len(bodies(texting, asked.number))
    at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, asked.number)) == before


def unsafe(texting: Texting, asked: Asked) -> None:
    texting.change(texting.all(ContactPoint)[0], safe_to_text=False)


def another_number(texting: Texting, asked: Asked) -> None:
    texting.change(texting.all(ContactPoint)[0], value_hash="somebody else's")


def gone_stale(texting: Texting, asked: Asked) -> None:
    point = texting.all(ContactPoint)[0]
    texting.change(point, confirmed_on=texting.make.today - timedelta(days=400))


def missing(texting: Texting, asked: Asked) -> None:
    with transaction() as session:
        session.get_one(Invitation, asked.invitation.id).child.circumstances = ["missing"]


def review_held(texting: Texting, asked: Asked) -> None:
    texting.change(texting.all(Review)[0], state="held")


@pytest.mark.parametrize(
    "happens", [unsafe, another_number, gone_stale, missing, review_held], ids=lambda f: f.__name__
)
def test_what_forbids_a_first_text_forbids_a_reminder(
    texting: Texting,
    clock: MovableClock,
    happens: object,
) -> None:
    asked = texting.asked_parent()
    happens(texting, asked)
    at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, asked.number)) == 1


def test_an_answer_between_writing_and_sending_cancels_the_reminder(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    at(texting, clock, datetime(2026, 12, 7, 22, 0, tzinfo=UTC))  # written, and waits for the hours
    assert texting.all(Message)[-1].state is MessageState.QUEUED
    clock.moment = datetime(2026, 12, 8, 7, 0, tzinfo=UTC)
    texting.say(asked.number, "1")
    before = len(bodies(texting, asked.number))
    at(texting, clock, datetime(2026, 12, 8, 9, 30, tzinfo=UTC))
    assert len(bodies(texting, asked.number)) == before
    assert texting.all(Message, template="reminder_adult")[0].state is MessageState.CANCELLED
    held = texting.all(Invitation, id=asked.invitation.id)[0]
    assert held.state is InvitationState.SENT  # and she goes on being asked


def test_r8_a_parent_of_two_children_has_one_reminder(
    texting: Texting, clock: MovableClock
) -> None:
    number, _ = texting.parent_of_two()
    assert len(bodies(texting, number)) == 1
    at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, number)) == 2
    assert not any(name in said for said in bodies(texting, number) for name in ("Aisha", "Omar"))


def test_r8_a_reminder_about_one_child_that_did_not_go_leaves_the_others(
    texting: Texting, clock: MovableClock
) -> None:
    make, number, adult = texting.make, texting.make.number(), texting.make.adult()
    make.contact(adult=adult, number=number)
    officer = make.staff(Role.IRO)
    for name, days in (("Aisha", 20), ("Omar", 27)):
        child = make.child(officer=officer, name=name)
        make.relationship(child, adult)
        texting.open_round_of(child, in_days=days)
    texting.work()
    assert len(bodies(texting, number)) == 1
    at(texting, clock, LAST_WEEK.replace(hour=7))  # written, and waits for the hours
    texting.change(texting.all(Review)[0], state="cancelled")
    at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, number)) == 1
    at(texting, clock, LAST_WEEK + timedelta(days=7))
    assert len(bodies(texting, number)) == 2


def test_two_workers_that_look_at_once_promise_one_reminder(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    for _ in range(3):
        timetable.keep(texting.app)
        at(texting, clock, LAST_WEEK)
    assert len(bodies(texting, asked.number)) == 2
    assert len(texting.all(OutboxItem, kind=timetable.REMINDERS)) == 1
