"""Reminders at another time: for a council, and for one round (R18)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from participation.care.authority import service as council
from participation.care.people.models import Role
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.journeys.reminding import due_now, promise_reminder
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.texting import Texting

# The review is on Monday 14 December.
FIVE_BEFORE = datetime(2026, 12, 7, 16, 0, tzinfo=UTC)
EIGHT_BEFORE = datetime(2026, 12, 2, 16, 0, tzinfo=UTC)


def child_and_mother(texting: Texting) -> str:
    """Both asked by text; the review's number."""
    make = texting.make
    child, mother = make.child(officer=make.staff(Role.IRO), age=14), make.adult()
    make.contact(child=child)
    make.contact(adult=mother)
    make.relationship(child, mother)
    texting.open_round_of(child)
    texting.work()
    (review,) = texting.all(Review)
    return str(review.external_id)


def due(moment: datetime) -> int:
    with reading() as session:
        return len(due_now(session, moment))


def choose(texting: Texting, **chosen: object) -> None:
    with transaction() as session:
        for key, value in chosen.items():
            council.choose(session, key, value, texting.house.now())


def test_a_council_chooses_when_the_child_and_when_adults_are_reminded(texting: Texting) -> None:
    child_and_mother(texting)
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (0, 2)
    choose(texting, remind_child_before=8)
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (1, 2)
    choose(texting, remind_adults_before=3)
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (1, 1)


def test_one_round_has_a_time_of_its_own_and_gives_it_back(
    texting: Texting, clock: MovableClock
) -> None:
    review = child_and_mother(texting)
    run = texting.app.test_cli_runner().invoke
    assert run(args=["rounds", "remind", review, "--adults", "8"]).exit_code == 0
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (1, 2)
    assert "round.remind" in [one.action for one in texting.all(AuditEvent)]
    assert run(args=["rounds", "remind", review]).exit_code == 0
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (0, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--child", "0"], "remind_child_before: Give working days before the review"),
        (["--adults", "21"], "a whole number from 1 to 20"),
        (["R0", "--adults", "2"], "no round is open"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    texting: Texting, words: list[str], said: str
) -> None:
    review = child_and_mother(texting)
    named = words if words[0] == "R0" else [review, *words]
    result = texting.app.test_cli_runner().invoke(args=["rounds", "remind", *named])
    assert result.exit_code == 1
    assert said in result.output
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (0, 2)


def test_whoever_stopped_half_way_is_left_alone_for_as_long_as_the_council_says(
    texting: Texting,
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    later = texting.house.now() + timedelta(hours=30)
    assert due(later) == 1
    choose(texting, half_way_hours=48)
    assert due(later) == 0
    assert due(later + timedelta(hours=20)) == 1


def test_a_reminder_that_waits_for_the_morning_goes_at_the_time_that_was_chosen_since(
    texting: Texting, clock: MovableClock
) -> None:
    asked = texting.asked_parent()
    (review,) = texting.all(Review)

    def look(moment: datetime) -> int:
        clock.moment = moment
        with transaction() as session:
            for one in due_now(session, moment):
                promise_reminder(session, one, moment)
        texting.work()
        return len(texting.twilio.sent(asked.number)) - 1

    night, morning = FIVE_BEFORE.replace(hour=4), FIVE_BEFORE.replace(hour=10)
    assert look(night) == 0
    words = ["rounds", "remind", review.external_id, "--adults", "3"]
    assert texting.app.test_cli_runner().invoke(args=words).exit_code == 0
    assert look(morning) == 0
    assert look(morning + timedelta(days=2)) == 1
