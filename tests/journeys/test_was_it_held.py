"""A review whose day is long gone: no round as if it were to come, and somebody finds out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskKind, TaskState
from participation.care.reviews.models import Review, ReviewState
from participation.journeys.opening import reviews_to_open
from participation.kernel.db import reading, transaction
from participation.worker import timetable
from tests.factories import Make
from tests.texting import Texting


def hourly_look(texting: Texting) -> None:
    timetable.keep(texting.app)
    texting.minutes_pass()
    texting.work()


def asked() -> Sequence[tuple[str, TaskState]]:
    with reading() as session:
        rows = session.scalars(select(Task).where(Task.kind == TaskKind.WAS_IT_HELD))
        return [(one.owner_role, one.state) for one in rows]


def to_open(make: Make) -> Sequence[int]:
    with reading() as session:
        return reviews_to_open(session, make.today)


@pytest.mark.parametrize("column", ["due_computed", "due_imported"])
@pytest.mark.parametrize(("days", "opens"), [(60, True), (61, False)])
def test_a_review_due_long_ago_without_a_day_opens_nothing(
    make: Make, column: str, days: int, opens: bool
) -> None:
    child = make.child()
    due = {column: make.today - timedelta(days=days)}
    review = make.review(child, planned_on=None, planned_time=None, **due)
    near = make.review(child)
    assert set(to_open(make)) == ({review.id, near.id} if opens else {near.id})


def test_its_officer_is_asked_once_whether_it_was_held_until_somebody_says_so(
    texting: Texting,
) -> None:
    make = texting.make
    child = make.child(officer=make.staff())
    late: dict[str, Any] = {"planned_on": None, "due_imported": make.today - timedelta(days=400)}
    review = make.review(child, **late)
    gone = make.child(ceased_on=make.today - timedelta(days=300))
    make.review(gone, **late)
    make.review(child, in_days=-60)  # that one is still worth asking before
    hourly_look(texting)
    hourly_look(texting)
    assert asked() == [("iro", TaskState.OPEN)]
    with transaction() as session:
        row = session.get_one(Review, review.id)
        row.state, row.held_on = ReviewState.HELD, row.due_imported
    hourly_look(texting)
    assert asked() == [("iro", TaskState.OVER)]


def test_where_its_new_day_goes_by_as_well_it_is_asked_again_unless_a_person_has_ended_it(
    texting: Texting,
) -> None:
    make = texting.make
    child = make.child(officer=make.staff())
    long_ago, new_day = (make.today - timedelta(days=days) for days in (400, 100))
    review = make.review(child, planned_on=None, due_imported=long_ago)
    hourly_look(texting)
    texting.change(review, planned_on=make.today + timedelta(days=200))
    hourly_look(texting)
    assert asked() == [("iro", TaskState.OVER)]
    texting.change(review, planned_on=new_day)
    hourly_look(texting)
    assert asked() == [("iro", TaskState.OPEN)]
    with transaction() as session:
        session.scalars(
            select(Task).where(Task.kind == TaskKind.WAS_IT_HELD)
        ).one().state = TaskState.DONE
    hourly_look(texting)
    assert asked() == [("iro", TaskState.DONE)]
