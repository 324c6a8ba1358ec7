"""Whoever asks to be rung is rung by the day that the page named."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from participation.care.consultations.models import Invitation, Task, TaskKind, TaskState
from participation.journeys.asking_for_a_call import ask_for_call
from participation.kernel.db import db, transaction
from tests.conftest import MovableClock
from tests.factories import Make


def asked(make: Make, invitation_id: int) -> date:
    with transaction() as session:
        invitation = session.get_one(Invitation, invitation_id)
        return ask_for_call(session, invitation, make.house, make.clock.now())


def tasks() -> list[Task]:
    db.session.remove()
    return list(db.session.scalars(select(Task).where(Task.kind == TaskKind.CALL)))


def test_a_childs_officer_has_until_the_next_working_day_and_the_page_says_so(make: Make) -> None:
    invitation_id = make.invitation().id
    day = asked(make, invitation_id)
    assert day == date(2026, 11, 25)
    assert [(task.due_on, task.owner_role, task.invitation_id) for task in tasks()] == [
        (day, "iro", invitation_id)
    ]


def test_an_adult_is_rung_by_the_office(make: Make) -> None:
    related = make.relationship(make.child())
    child_round = make.round()
    asked(make, make.invitation(form="parent_web", related=related, round=child_round).id)
    assert [task.owner_role for task in tasks()] == ["business_support"]


def test_nobody_is_promised_a_day_on_which_nobody_works(make: Make, clock: MovableClock) -> None:
    clock.moment = clock.moment.replace(month=12, day=24)  # Thursday; then Christmas, a weekend
    assert asked(make, make.invitation().id) == date(2026, 12, 29)  # the 28th is kept for the 26th


def test_pressing_twice_is_one_task_and_the_same_day(make: Make) -> None:
    invitation_id = make.invitation().id
    assert asked(make, invitation_id) == asked(make, invitation_id)
    assert len(tasks()) == 1


def test_an_ask_that_is_late_already_stays_late_but_is_not_promised_for_yesterday(
    make: Make, clock: MovableClock
) -> None:
    invitation_id = make.invitation().id
    first = asked(make, invitation_id)
    clock.moment += timedelta(days=3)
    assert asked(make, invitation_id) > first
    assert [task.due_on for task in tasks()] == [first]


def test_asking_again_after_somebody_rang_opens_the_task_again(
    make: Make, clock: MovableClock
) -> None:
    invitation_id = make.invitation().id
    asked(make, invitation_id)
    with transaction() as session:
        session.scalars(select(Task)).one().state = TaskState.DONE
    clock.moment += timedelta(days=6)
    day = asked(make, invitation_id)
    assert [(task.state, task.due_on) for task in tasks()] == [(TaskState.OPEN, day)]
