"""A way in that nobody used for thirty days is closed, and an administrator is told (T21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskState
from participation.care.people.models import Role, StaffMember
from participation.guard.standing import Shut, standing_of
from participation.journeys.managing_staff import shut_the_unused
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.staff.signing_in import press, signed_in, through_the_form
from tests.web.staff.test_colleagues import PAGE, signs_in, stands


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Priya Shah")


@pytest.fixture
def at_work(app: Flask, make: Make, officer: StaffMember) -> FlaskClient:
    """The officer's browser."""
    return through_the_form(app.test_client(), make, officer)


def look(make: Make) -> int:
    with transaction() as session:
        return shut_the_unused(session, house=make.house, now=make.clock.now())


def open_tasks() -> list[Task]:
    with transaction() as session:
        rows = session.scalars(select(Task).where(Task.state == TaskState.OPEN)).all()
        session.expunge_all()
        return list(rows)


def test_t21_whoever_was_not_here_for_thirty_days_is_shut_out_and_an_admin_told(
    app: Flask, make: Make, clock: MovableClock, officer: StaffMember, at_work: FlaskClient
) -> None:
    clock.moment += timedelta(days=30)
    assert look(make) == 0
    clock.moment += timedelta(hours=1)
    assert look(make) == 1
    assert look(make) == 0
    assert at_work.get("/staff/reviews").status_code == 303
    assert signs_in(app, officer) == 422
    assert stands(officer).disabled_why == Shut.UNUSED
    (task,) = open_tasks()
    assert (task.owner_role, task.child_id, task.reason) == ("admin", None, "unused")
    admin = signed_in(app.test_client(), make, make.staff(Role.ADMIN))
    assert "has not signed in for 30 days" in admin.get("/staff/tasks").get_data(as_text=True)
    press(admin, PAGE, f"{PAGE}/{officer.public_id}/let-in-again")
    assert signs_in(app, officer) == 303
    assert look(make) == 0
    assert open_tasks() == []


def test_whoever_comes_in_at_that_very_moment_is_not_shut_out(
    app: Flask, make: Make, clock: MovableClock, officer: StaffMember, at_work: FlaskClient
) -> None:
    clock.moment += timedelta(days=31)

    def look_elsewhere() -> None:
        with app.app_context():
            look(make)

    looking = Thread(target=look_elsewhere)
    with transaction() as session:
        standing_of(session, officer.public_id, clock.now()).used_at = clock.now()
        session.flush()
        looking.start()
        looking.join(1)  # as far as anybody can come while this is not committed
    looking.join()
    assert stands(officer).disabled_at is None
    assert open_tasks() == []


def test_t21_somebody_given_a_password_who_never_came_is_shut_out_as_well(
    make: Make, clock: MovableClock, officer: StaffMember
) -> None:
    make.account(officer)
    assert look(make) == 0  # from now on days are counted
    clock.moment += timedelta(days=31)
    assert look(make) == 1


def test_whoever_the_route_needs_is_not_shut_out_but_a_person_is_told(
    app: Flask, make: Make, clock: MovableClock, officer: StaffMember, at_work: FlaskClient
) -> None:
    class OnTheRoute:
        named = (officer.external_id,)

    clock.moment += timedelta(days=31)
    with transaction() as session:
        house = replace(make.house, route=OnTheRoute())
        assert shut_the_unused(session, house=house, now=clock.now()) == 0
    (task,) = open_tasks()
    assert task.reason == "on_the_route"
    assert signs_in(app, officer) == 303
    look(make)
    assert open_tasks() == []
