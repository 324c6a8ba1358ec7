"""The officer presses twice at one moment: both are taken, one after the other (A51)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.outcomes import service as kept
from participation.care.outcomes.models import Outcome, Point
from participation.care.outcomes.rules import PICKED_AT_MOST, OutcomeKind
from participation.care.outcomes.service import Chosen, Written
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.kernel.db import reading, transaction
from tests.conftest import NOW
from tests.factories import Make

Deed = Callable[[Session, Review, StaffMember], object]
A_WHILE = 0.3  # long enough for the second press to begin; it then waits for the first


@pytest.fixture
def at_once(app: Flask, make: Make) -> Callable[[Deed], list[object]]:
    """Do it twice; the second begins while the first has not committed. What came of each."""
    staff = make.staff()
    review = make.review(make.child(officer=staff))
    keys = (review.id, staff.id)

    def both(deed: Deed) -> list[object]:
        came: list[object] = []
        began = threading.Event()

        def press(*, first: bool) -> None:
            with app.app_context():
                try:
                    with transaction() as session:
                        found = session.get_one(Review, keys[0])
                        done = deed(session, found, session.get_one(StaffMember, keys[1]))
                        if first:
                            began.set()
                            threading.Event().wait(A_WHILE)
                except Exception as fault:  # noqa: BLE001 - the test looks at it
                    done = fault
                    began.set()
                came.append(done)

        threads = [threading.Thread(target=press, kwargs={"first": first}) for first in (1, 0)]
        threads[0].start()
        began.wait(10)
        threads[1].start()
        for thread in threads:
            thread.join()
        return came

    return both


def point_of(session: Session, review: Review, staff: StaffMember, source: UUID) -> Point | None:
    chosen = Chosen(source=source, one_thing=False, only_officer=False)
    return kept.choose_point(session, review, chosen, by_id=staff.id, now=NOW)


def test_the_same_words_chosen_twice_are_one_point(at_once: Callable[[Deed], list[object]]) -> None:
    source = uuid4()
    came = at_once(lambda session, review, staff: point_of(session, review, staff, source))
    assert [type(one) for one in came] == [Point, Point]
    with reading() as session:
        assert len(session.scalars(select(Point)).all()) == 1


def test_a_wording_kept_twice_is_two_revisions_and_no_error(
    at_once: Callable[[Deed], list[object]],
) -> None:
    source = uuid4()
    at_once(lambda session, review, staff: point_of(session, review, staff, source))
    words = Written(
        kind=OutcomeKind.NO, who="", by_on=None, because="far", told="No.", language="en"
    )

    def write(session: Session, review: Review, staff: StaffMember) -> Outcome:
        point = session.scalars(select(Point)).one()
        key = review.child.key
        return kept.write_outcome(session, point, words, key=key, by_id=staff.id, now=NOW)

    assert [type(one) for one in at_once(write)] == [Outcome, Outcome]
    with reading() as session:
        revisions = session.scalars(select(Outcome.revision).order_by(Outcome.id)).all()
    assert revisions == [1, 2]


def test_r35_two_picked_at_once_are_not_four(at_once: Callable[[Deed], list[object]]) -> None:
    sources = [uuid4() for _ in range(PICKED_AT_MOST + 1)]

    def choose(session: Session, review: Review, staff: StaffMember) -> None:
        for source in sources:
            point_of(session, review, staff, source)

    at_once(choose)
    with transaction() as session:
        points = session.scalars(select(Point).order_by(Point.id)).all()
        for point in points[: PICKED_AT_MOST - 1]:
            point.picked = True
        left = [point.id for point in points[PICKED_AT_MOST - 1 :]]

    def pick(session: Session, _review: Review, _staff: StaffMember) -> bool:
        return kept.pick(session, session.get_one(Point, left.pop()), picked=True)

    assert sorted(map(str, at_once(pick))) == ["False", "True"]
