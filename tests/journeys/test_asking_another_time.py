"""Whoever asked for another time, or was not there, is asked again: by somebody, by a day (R7)."""

from __future__ import annotations

from datetime import date

import pytest

from participation.care.consultations.models import Invitation, Task, TaskKind, TaskState
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review
from participation.journeys import finding_whom_to_ask as finding
from participation.journeys.asking_in_person import Result
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.asking_by_a_person import (
    SAID,
    invitation,
    officer,
    review,
    to_be_asked,
    typed_in,
    visited,
)
from tests.saying import Saying

__all__ = ["invitation", "officer", "review"]
IN_TWO_DAYS = date(2026, 11, 26)  # it is a Tuesday


@pytest.fixture
def staff(make: Make) -> StaffMember:
    return make.staff(Role.PARTICIPATION)


def to_do() -> list[tuple[TaskKind, date]]:
    with reading() as session:
        rows = session.query(Task).filter(Task.state == TaskState.OPEN)
        return [(row.kind, row.due_on) for row in rows]


@pytest.mark.parametrize("result", [Result.LATER, Result.NOT_THERE])
def test_the_second_time_has_a_day_and_an_owner_and_stands_on_the_list_of_that_day(
    make: Make, clock: MovableClock, staff: StaffMember, invitation: Invitation, result: Result
) -> None:
    visited(make, staff, invitation, result, "")
    assert to_do() == [(TaskKind.ASK_AGAIN, IN_TWO_DAYS)]
    clock.moment = clock.moment.replace(day=26)
    with reading() as session:
        (task,) = session.query(Task).filter(Task.state == TaskState.OPEN)
        assert (task.owner_id, task.owner_role) == (staff.id, "participation")
        (waits,) = finding.waiting(
            session, session.get_one(StaffMember, staff.id), clock.now()
        ).people
        assert [one.kind for one in waits.tasks] == [TaskKind.ASK_AGAIN]


def test_put_off_once_more_it_has_a_new_day_and_is_still_one_task(
    make: Make, clock: MovableClock, staff: StaffMember, invitation: Invitation
) -> None:
    visited(make, staff, invitation, Result.LATER, "")
    clock.moment = clock.moment.replace(day=27)  # a Friday
    visited(make, staff, invitation, Result.NOT_THERE, "")
    assert to_do() == [(TaskKind.ASK_AGAIN, date(2026, 12, 1))]


def test_it_is_never_after_the_end_of_the_round(
    make: Make, staff: StaffMember, review: Review, invitation: Invitation
) -> None:
    with transaction() as session:
        session.get_one(Invitation, invitation.id).round.closes_on = date(2026, 11, 25)
    visited(make, staff, invitation, Result.LATER, "")
    assert to_do() == [(TaskKind.ASK_AGAIN, date(2026, 11, 25))]


@pytest.mark.parametrize("how", ["told", "said no", "paper", "by themselves"])
def test_it_ends_when_they_are_heard(
    make: Make, staff: StaffMember, invitation: Invitation, how: str
) -> None:
    visited(make, staff, invitation, Result.LATER, "")
    match how:
        case "told":
            visited(make, staff, invitation, Result.TOLD, SAID)
        case "said no":
            visited(make, staff, invitation, Result.SAID_NO, SAID)
        case "paper":
            typed_in(make, staff, invitation, SAID)
        case _:
            Saying(make).fill_in(invitation, "one_thing", words=SAID)
            Saying(make).send(invitation)
    assert to_do() == []


def test_where_somebody_has_to_ask_them_anyhow_nothing_is_to_be_done_twice(
    make: Make, staff: StaffMember, invitation: Invitation
) -> None:
    to_be_asked(make, invitation, TaskKind.CARD)
    visited(make, staff, invitation, Result.NOT_THERE, "")
    assert to_do() == [(TaskKind.CARD, make.today)]


def test_a_call_that_was_made_is_done_where_they_named_another_time(
    make: Make, staff: StaffMember, invitation: Invitation
) -> None:
    to_be_asked(make, invitation, TaskKind.CALL)
    visited(make, staff, invitation, Result.LATER, "")
    assert to_do() == [(TaskKind.ASK_AGAIN, IN_TWO_DAYS)]


def test_once_the_round_is_over_nobody_is_to_ask_again(
    make: Make, clock: MovableClock, staff: StaffMember, invitation: Invitation
) -> None:
    clock.moment = clock.moment.replace(month=12, day=30)
    visited(make, staff, invitation, Result.LATER, "")
    assert to_do() == []
