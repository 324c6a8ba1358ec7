"""A summary that nobody reads before a near review: the officer is reminded, then the manager."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.people.models import RelationshipKind, Role, StaffMember
from participation.care.reviews.models import Review
from participation.journeys import chasing_reading, reading
from participation.journeys.closing import compose_summary
from participation.kernel.db import reading as looking
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import timetable
from tests.conftest import MovableClock
from tests.factories import Make
from tests.saying import Saying


class Near:
    """A review some days away, of which something was said; nobody has read it."""

    def __init__(self, make: Make, clock: MovableClock, *, in_days: int) -> None:
        self.make, self.clock = make, clock
        self.officer: StaffMember = make.staff(Role.IRO, name="Sam Green")
        self.manager: StaffMember = make.staff(Role.IRO_MANAGER, name="Jo Hall")
        self.review: Review = make.review(make.child(officer=self.officer), in_days=in_days)
        self.child = make.invitation(self.review)
        say = Saying(make)
        say.fill_in(self.child, "one_thing", words="zebrafinch")
        say.send(self.child)
        with transaction() as session:
            compose_summary(session, self.review.id, "finished", clock.now(), tell=False)

    def read(self, staff: StaffMember) -> None:
        with transaction() as session:
            here = session.get_one(StaffMember, staff.id)
            page = reading.read_summary(
                session, here, self.review.external_id, now=self.clock.now()
            )
            assert page is not None

    def look(self) -> list[bool]:
        """What an hourly look finds: for each unread summary, whether the manager is told."""
        with looking() as session:
            return [one.tell_manager for one in chasing_reading.unread(session, self.clock.now())]


@pytest.mark.parametrize(
    ("in_days", "found"),
    # From Tuesday 24 November: Wednesday is a working day off, Thursday two, Friday three.
    [(0, [True]), (1, [True]), (2, [False]), (3, []), (10, [])],
)
def test_two_working_days_before_the_officer_and_one_before_the_manager(
    make: Make, clock: MovableClock, in_days: int, found: list[bool]
) -> None:
    assert Near(make, clock, in_days=in_days).look() == found


def test_whoever_is_the_officer_has_read_it_and_a_manager_has_not(
    make: Make, clock: MovableClock
) -> None:
    near = Near(make, clock, in_days=1)
    near.read(near.officer)
    assert near.look() == []


def test_words_that_came_since_are_unread_again(make: Make, clock: MovableClock) -> None:
    near = Near(make, clock, in_days=1)
    near.read(near.officer)
    Saying(make).add(near.child, "one more thing")
    with transaction() as session:
        compose_summary(session, near.review.id, "late_words", clock.now(), tell=False)
    assert near.look() == [True]


def test_a_newer_version_in_which_nobody_said_more_is_read_as_well(
    make: Make, clock: MovableClock
) -> None:
    near = Near(make, clock, in_days=1)
    near.read(near.officer)
    related = make.relationship(near.review.child, kind=RelationshipKind.MOTHER)
    make.invitation(near.review, round=near.child.round, related=related, form="parent_text")
    with transaction() as session:
        made = compose_summary(session, near.review.id, "asked_for", clock.now(), tell=False)
        assert made is not None
    assert near.look() == [], "nobody is told that what was said is unread"


def test_each_hears_of_it_once_and_the_task_goes_when_it_is_read(
    app: Flask, make: Make, clock: MovableClock, work_off: Callable[[], int]
) -> None:
    near = Near(make, clock, in_days=1)
    for _ in range(2):
        look_and_work(app, work_off)
    assert promised("officer.tell") == [OutboxState.DONE]
    assert promised(chasing_reading.KIND) == [OutboxState.DONE]
    assert tasks() == [TaskState.OPEN]
    near.read(near.officer)
    with transaction() as session:
        found = chasing_reading.unread(session, clock.now())
        for review_id in chasing_reading.read_since(session, found):
            chasing_reading.settle_task(session, review_id)
    assert tasks() == [TaskState.DONE]


def test_a_manager_on_the_never_list_is_not_told(
    app: Flask, make: Make, clock: MovableClock, work_off: Callable[[], int]
) -> None:
    near = Near(make, clock, in_days=1)
    make.never(near.review.child, near.manager)
    look_and_work(app, work_off)
    assert promised("officer.tell") == [OutboxState.DONE]
    assert promised(chasing_reading.KIND) == [OutboxState.QUEUED], "it waits for a manager"


def look_and_work(app: Flask, work_off: Callable[[], int]) -> None:
    """The hourly look comes round, and what it promises is done."""
    timetable.keep(app)
    with transaction() as session:
        row = session.scalars(select(OutboxItem).where(OutboxItem.kind == timetable.ROUNDS)).one()
        row.lease_until = None
    work_off()


def promised(kind: str) -> list[OutboxState]:
    with looking() as session:
        rows = session.scalars(select(OutboxItem).where(OutboxItem.kind == kind))
        return [row.state for row in rows]


def tasks() -> list[TaskState]:
    with looking() as session:
        rows = session.scalars(select(Task).where(Task.kind == TaskKind.SUMMARY_UNREAD))
        return [row.state for row in rows]


def test_over_is_over(make: Make, clock: MovableClock) -> None:
    near = Near(make, clock, in_days=1)
    clock.moment += timedelta(days=3)
    assert near.look() == []
