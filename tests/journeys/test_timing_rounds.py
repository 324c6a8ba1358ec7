"""The days of a round: of a council, and of one round (R10, R18; ux.md 3.7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from participation.care.authority import service as council
from participation.care.consultations.models import Invitation, InvitationState, Round
from participation.care.people.models import Role
from participation.care.reviews.models import Review
from participation.care.summaries.models import Summary
from participation.guard.audit import AuditEvent
from participation.journeys import asking_later, rescheduling, summing_up_in_time
from participation.journeys.choosing_timetables import choose_for_round
from participation.journeys.reminding import due_now, promise_reminder
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.texting import Texting

# The review is on Monday 14 December.
FIVE_BEFORE = datetime(2026, 12, 7, 16, 0, tzinfo=UTC)
EIGHT_BEFORE = datetime(2026, 12, 2, 16, 0, tzinfo=UTC)


def opened(texting: Texting, *, in_days: int = 20) -> str:
    """A round of a child of 14 and a mother, who have phones; the review's number."""
    make = texting.make
    child, mother = make.child(officer=make.staff(Role.IRO), age=14), make.adult()
    make.contact(child=child)
    make.contact(adult=mother)
    make.relationship(child, mother)
    texting.open_round_of(child, in_days=in_days)
    (review,) = texting.all(Review)
    return str(review.external_id)


def child_and_mother(texting: Texting) -> str:
    """Both asked by text; the review's number."""
    number = opened(texting)
    texting.work()
    return number


def far_ahead(texting: Texting) -> str:
    """A round opened thirty working days before a review on Thursday 7 January; its number."""
    number = opened(texting, in_days=(date(2027, 1, 7) - texting.make.today).days)
    texting.work()
    return number


def due(moment: datetime) -> int:
    with reading() as session:
        return len(due_now(session, moment))


def choose(texting: Texting, **chosen: object) -> None:
    with transaction() as session:
        for key, value in chosen.items():
            council.choose(session, key, value, texting.house.now())


def test_a_council_chooses_when_the_child_and_when_adults_are_reminded(texting: Texting) -> None:
    choose(texting, remind_child_before=8, remind_adults_before=3)
    child_and_mother(texting)
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (1, 1)


def test_what_a_council_chooses_later_leaves_a_round_that_is_open_as_it_is(
    texting: Texting,
) -> None:
    """Else a round with the end of before could have a reminder after it, and nobody has one."""
    choose(texting, close_before=2)
    review = child_and_mother(texting)
    choose(texting, close_before=0)
    choose(texting, remind_child_before=1, remind_adults_before=1)
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (0, 2)
    refused = ["rounds", "timetable", review, "--remind-adults", "2"]
    assert texting.app.test_cli_runner().invoke(args=refused).exit_code == 1


def test_one_round_has_a_time_of_its_own_and_gives_it_back(
    texting: Texting, clock: MovableClock
) -> None:
    review = child_and_mother(texting)
    run = texting.app.test_cli_runner().invoke
    assert run(args=["rounds", "timetable", review, "--remind-adults", "8"]).exit_code == 0
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (1, 2)
    assert "round.timetable" in [one.action for one in texting.all(AuditEvent)]
    assert run(args=["rounds", "timetable", review]).exit_code == 0
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (0, 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--remind-child", "0"], "remind_child_before: Give working days before the review"),
        (["--remind-adults", "21"], "a whole number from 1 to 20"),
        (["R0", "--remind-adults", "2"], "no round is open"),
        (["--remind-adults", "20", "--invite-adults", "20"], "A reminder comes after the invita"),
        (["--remind-child", "1", "--close", "1"], "A reminder comes before the round ends"),
        (["--invite-adults", "31"], "invite_adults_before: Nobody is invited before the child"),
        (["--summary", "2"], "summary_before: Give working days"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    texting: Texting, words: list[str], said: str
) -> None:
    review = child_and_mother(texting)
    named = words if words[0] == "R0" else [review, *words]
    result = texting.app.test_cli_runner().invoke(args=["rounds", "timetable", *named])
    assert result.exit_code == 1
    assert said in result.output
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (0, 2)


def test_whoever_stopped_half_way_is_left_alone_for_as_long_as_the_council_says(
    texting: Texting,
) -> None:
    choose(texting, half_way_child_hours=100, half_way_adults_hours=48)
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    later = texting.house.now() + timedelta(hours=30)
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
    words = ["rounds", "timetable", review.external_id, "--remind-adults", "3"]
    assert texting.app.test_cli_runner().invoke(args=words).exit_code == 0
    assert look(morning) == 0
    assert look(morning + timedelta(days=2)) == 1


def asked(texting: Texting) -> dict[str, str]:
    return {one.role: str(one.state) for one in texting.all(Invitation)}


def test_r10_adults_are_asked_on_a_later_day_where_the_council_says_so(
    texting: Texting, clock: MovableClock
) -> None:
    choose(texting, invite_adults_before=21)
    far_ahead(texting)
    clock.moment = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    texting.work()
    assert asked(texting) == {"child": "sent", "mother": "to_send"}
    clock.moment = datetime(2026, 12, 7, 11, 0, tzinfo=UTC)  # Monday, 21 working days before
    texting.work()
    assert asked(texting) == {"child": "sent", "mother": "sent"}


def test_r10_with_fewer_than_twenty_working_days_left_everybody_is_asked_at_once(
    texting: Texting,
) -> None:
    child_and_mother(texting)
    assert {one.asked_from for one in texting.all(Invitation)} == {texting.make.today}


def test_adults_who_wait_are_asked_sooner_where_their_review_comes_sooner(
    texting: Texting, clock: MovableClock
) -> None:
    far_ahead(texting)
    (review,) = texting.all(Review)
    texting.change(review, planned_on=date(2026, 12, 14))
    with transaction() as session:
        rescheduling.retime(session, review.id, clock.moment)
    texting.work()
    assert asked(texting)["mother"] == "sent"


@pytest.mark.parametrize("comes_back", [False, True])
def test_r10_whoever_was_not_asked_yet_waits_where_their_review_moves_months_away(
    texting: Texting, clock: MovableClock, *, comes_back: bool
) -> None:
    opened(texting)

    def move(day: date) -> None:
        (review,) = texting.all(Review)
        texting.change(review, planned_on=day)
        with transaction() as session:
            rescheduling.retime(session, review.id, clock.moment)
        texting.work()

    move(date(2027, 5, 24))
    assert asked(texting) == {"child": "to_send", "mother": "to_send"}
    if comes_back:
        move(date(2026, 12, 14))
    else:
        clock.moment = datetime(2027, 4, 27, 16, 0, tzinfo=UTC)
        texting.work()
    assert asked(texting) == {"child": "sent", "mother": "sent"}


def test_one_round_ends_before_its_review_and_says_so(
    texting: Texting, clock: MovableClock
) -> None:
    review = child_and_mother(texting)
    words = ["rounds", "timetable", review, "--close", "1"]
    said = texting.app.test_cli_runner().invoke(args=words).output
    (held,) = texting.all(Round)
    assert held.closes_on == date(2026, 12, 11)  # the Friday before
    assert "closes: 2026-12-11" in said
    assert "adults reminded: 2026-12-07" in said  # reckoned from the review as before
    assert (due(EIGHT_BEFORE), due(FIVE_BEFORE)) == (0, 2)


def test_the_officer_has_a_summary_in_time_also_where_nobody_has_answered(
    texting: Texting, clock: MovableClock
) -> None:
    choose(texting, summary_before=4)
    child_and_mother(texting)

    def summaries_by(moment: datetime) -> int:
        clock.moment = moment
        with reading() as session:
            waiting = summing_up_in_time.due(session, moment)
        for key in waiting:
            with transaction() as session:
                summing_up_in_time.promise(session, key, moment)
        texting.work()
        return len(texting.all(Summary))

    assert summaries_by(datetime(2026, 12, 7, 10, tzinfo=UTC)) == 0
    assert summaries_by(datetime(2026, 12, 8, 10, tzinfo=UTC)) == 1
    assert summaries_by(datetime(2026, 12, 8, 11, tzinfo=UTC)) == 1


def test_r10_adults_are_asked_once_the_child_has_answered_the_menu(
    texting: Texting, clock: MovableClock
) -> None:
    choose(texting, invite_adults_before=29)
    far_ahead(texting)  # five working days for the menu: until Tuesday 1 December
    mother = next(one for one in texting.all(Invitation) if one.role == "mother")
    assert mother.asked_from == date(2026, 12, 1)
    child = next(one for one in texting.all(Invitation) if one.role == "child")
    texting.change(child, finished_at=clock.moment, state="finished")
    with transaction() as session:
        (key,) = asking_later.answered_first(session, clock.moment)
        asking_later.follow(session, session.get_one(Round, key), clock.moment)
    texting.work()
    assert asked(texting)["mother"] == "sent"
    with reading() as session:
        assert asking_later.answered_first(session, clock.moment) == []


def mothers_day(texting: Texting) -> date:
    return next(one for one in texting.all(Invitation) if one.role == "mother").asked_from


@pytest.mark.parametrize("what", ["the child answers", "a reminder is chosen", "a week later"])
def test_r10_adults_wait_for_their_own_day_whatever_happens_to_the_round_before(
    texting: Texting, clock: MovableClock, what: str
) -> None:
    review = far_ahead(texting)
    assert mothers_day(texting) == date(2026, 12, 7)  # twenty working days before
    with transaction() as session:
        (held,) = session.scalars(select(Round)).all()
        match what:
            case "the child answers":
                child = next(one for one in held.invitations if one.asked_through is None)
                child.finished_at, child.state = clock.moment, InvitationState.FINISHED
                asking_later.follow(session, held, clock.moment)
            case "a reminder is chosen":
                choose_for_round(session, review, {"remind_adults_before": 8}, now=clock.moment)
            case _:
                held.review.planned_on = date(2027, 1, 14)
                session.flush()
                rescheduling.retime(session, held.review_id, clock.moment)
    texting.work()
    assert asked(texting)["mother"] == "to_send"
    assert mothers_day(texting) == date(2026, 12, 14 if what == "a week later" else 7)
