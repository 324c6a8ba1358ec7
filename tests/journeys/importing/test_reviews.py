"""Reviews from the case system: what became of each, when it is due, and rounds that follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Invitation, InvitationState, Round, Way
from participation.care.people.models import Child, StaffMember
from participation.care.reviews.models import HeldAs, Review, ReviewState
from participation.care.reviews.rules import DueRule, ReviewType
from participation.journeys.importing.problems import FileKind, ProblemKind
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.journeys.importing.conftest import BringIn, Council


def review(session: Session, identity: str) -> Review:
    return session.scalars(select(Review).where(Review.external_id == identity)).one()


def stored(identity: str, *names: str) -> tuple[Any, ...]:
    with reading() as session:
        row = review(session, identity)
        return tuple(getattr(row, name) for name in names)


def test_a_future_day_is_planned_and_a_past_one_was_held(
    council: Council, bring_in: BringIn
) -> None:
    council.reviews[1].update(
        clar_cla_review_due_date="2026-06-20", clar_cla_review_date="2026-06-10"
    )
    bring_in()
    assert stored("R1", "state", "planned_on", "planned_time", "held_on") == (
        ReviewState.PLANNED,
        date(2026, 12, 10),
        "16:15",
        None,
    )
    assert stored("R2", "state", "held_on") == (ReviewState.HELD, date(2026, 6, 10))


def test_the_same_file_a_month_later_says_that_the_review_was_held(
    council: Council, bring_in: BringIn, clock: MovableClock
) -> None:
    bring_in()
    clock.moment += timedelta(days=30)
    result = bring_in()
    assert result.files[FileKind.REVIEWS].changed == 2
    assert stored("R1", "state", "held_on") == (ReviewState.HELD, date(2026, 12, 10))


@pytest.mark.parametrize(
    ("begun", "completed", "state", "held_on"),
    [
        ("2026-11-10", "", ReviewState.PART_HELD, None),
        ("2026-11-10", "2026-11-20", ReviewState.HELD, date(2026, 11, 20)),
        ("2026-11-10", "2026-12-01", ReviewState.PART_HELD, None),
    ],
)
def test_r15_a_review_in_two_parts_keeps_both_days(
    council: Council,
    bring_in: BringIn,
    begun: str,
    completed: str,
    state: ReviewState,
    held_on: date | None,
) -> None:
    council.reviews[0].update(
        review_type="two_part",
        clar_cla_review_date="2026-11-10",
        part_one_on=begun,
        completed_on=completed,
        held_as="other",
    )
    bring_in()
    assert stored("R1", "state", "held_on", "part_one_on", "held_as") == (
        state,
        held_on,
        date(2026, 11, 10),
        HeldAs.OTHER,
    )
    if state is ReviewState.PART_HELD:
        assert stored("R1", "due_rule", "due_computed", "planned_on") == (
            DueRule.SECOND_PART_20_WORKING_DAYS,
            date(2026, 12, 8),
            date.fromisoformat(completed) if completed else None,
        )


def test_a_cancelled_review_is_counted_once_as_cancelled(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    council.reviews[0]["clar_cla_review_cancelled"] = "yes"
    tally = bring_in().files[FileKind.REVIEWS]
    assert (tally.cancelled, tally.changed, tally.same) == (1, 0, 2)
    assert stored("R1", "state") == (ReviewState.CANCELLED,)
    tally = bring_in().files[FileKind.REVIEWS]
    assert (tally.cancelled, tally.changed, tally.same) == (0, 0, 3)


def test_the_due_date_is_computed_from_the_review_held_before(
    council: Council, bring_in: BringIn
) -> None:
    before = {
        **council.reviews[0],
        "clar_cla_review_id": "R0",
        "clar_cla_review_due_date": "2026-07-01",
        "clar_cla_review_date": "2026-06-22",
    }
    council.reviews.append(before)
    result = bring_in()
    assert stored("R1", "due_computed", "due_rule", "due_imported") == (
        date(2026, 12, 22),
        DueRule.LATER_6_MONTHS,
        date(2026, 12, 20),
    )
    assert result.due_differences == 1


def test_without_the_review_before_the_case_systems_date_is_used_and_said_to_be(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    assert stored("R3", "due_computed", "due_rule", "due_imported") == (
        None,
        DueRule.PREVIOUS_DATE_MISSING,
        date(2027, 1, 20),
    )


def test_a_first_review_is_due_20_working_days_after_care_began(
    council: Council, bring_in: BringIn
) -> None:
    council.children[0]["looked_after_since"] = "2026-11-16"
    council.reviews[0].update(review_type="", clar_cla_review_due_date="2026-12-14")
    bring_in()
    assert stored("R1", "kind", "due_computed", "due_rule") == (
        ReviewType.FIRST,
        date(2026, 12, 14),
        DueRule.FIRST_20_WORKING_DAYS,
    )


def test_a_corrected_day_of_care_moves_due_dates_without_a_file_of_reviews(
    council: Council, bring_in: BringIn
) -> None:
    council.children[0]["looked_after_since"] = "2026-11-16"
    council.reviews[0].update(review_type="first", clar_cla_review_due_date="2026-12-14")
    bring_in()
    council.reviews = []
    (council.folder / "reviews.csv").unlink()
    council.children[0]["looked_after_since"] = "2026-11-17"
    bring_in()
    assert stored("R1", "due_computed") == (date(2026, 12, 15),)


def test_a_review_held_changes_when_the_next_one_is_due(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    held = {
        **council.reviews[2],
        "clar_cla_review_id": "R0",
        "clar_cla_review_due_date": "2026-07-25",
        "clar_cla_review_date": "2026-07-14",
    }
    council.reviews = [held]
    bring_in()
    assert stored("R3", "due_computed", "due_rule") == (
        date(2027, 1, 14),
        DueRule.LATER_6_MONTHS,
    )


def test_i17_a_moved_reviews_round_follows_in_the_same_import(
    council: Council, bring_in: BringIn, app: Flask, clock: MovableClock
) -> None:
    bring_in()
    _open_round("R1", clock)
    _open_round("R2", clock)
    council.reviews[0]["clar_cla_review_date"] = "2026-12-17"
    council.reviews[1]["clar_cla_review_cancelled"] = "yes"
    result = bring_in()
    assert len(result.moved_reviews) == 2
    assert result.problems == []
    with reading() as session:
        rounds = {held.review.external_id: held for held in session.scalars(select(Round)).unique()}
        assert rounds["R1"].closes_on == date(2026, 12, 17)
        assert [i.state for i in rounds["R1"].invitations] == [InvitationState.TO_SEND]
        assert [i.state for i in rounds["R2"].invitations] == [InvitationState.CLOSED]


def _open_round(identity: str, clock: MovableClock) -> None:
    with transaction() as session:
        row = review(session, identity)
        held = Round(
            review=row, opened_at=clock.now(), closes_on=row.planned_on or date.max, timetable={}
        )
        session.add(held)
        session.flush()
        session.add(
            Invitation(
                round_id=held.id,
                child_id=row.child_id,
                respondent="child",
                role="child",
                way=Way.LINK,
                asked_from=clock.now().date(),
            )
        )


@pytest.mark.parametrize(("day", "asked"), [("2027-01-07", False), ("2027-01-08", True)])
def test_a_move_of_more_than_28_days_is_asked_about(
    council: Council, bring_in: BringIn, day: str, asked: bool
) -> None:
    bring_in()
    council.reviews[0]["clar_cla_review_date"] = day
    found = [(one.row, one.column, one.kind.value) for one in bring_in().problems]
    assert found == ([(2, "clar_cla_review_date", "question")] if asked else [])


def test_the_chair_is_known_by_their_id(council: Council, bring_in: BringIn) -> None:
    council.reviews[0]["chair_staff_id"] = "S2"
    bring_in()
    with reading() as session:
        chair = session.get_one(StaffMember, review(session, "R1").chair_staff_id)
        assert chair.external_id == "S2"
        assert review(session, "R1").child == session.scalar(
            select(Child).where(Child.external_id == "P1")
        )


def test_b70_a_time_that_clocks_skip_is_refused_and_one_they_show_twice_is_not(
    council: Council,
) -> None:
    council.reviews[2] |= {"clar_cla_review_date": "2027-03-28", "review_time": "01:30"}
    council.reviews[1] |= {"clar_cla_review_date": "2027-10-31", "review_time": "01:30"}
    wrong = [one for one in council.problems() if one.column == "review_time"]
    assert [(one.row, one.kind) for one in wrong] == [(4, ProblemKind.ERROR)]
    assert "clocks go forward" in wrong[0].remedy


@pytest.mark.parametrize("apart", [False, True])
def test_the_whole_history_of_a_child_who_came_back_is_kept_and_changes_nothing(
    council: Council, bring_in: BringIn, apart: bool
) -> None:
    bring_in()
    before = stored("R1", "kind", "state", "due_computed", "due_rule", "planned_on")
    council.reviews.append(
        {
            **council.reviews[0],
            "clar_cla_review_id": "R0",
            "clar_cla_review_due_date": "2022-05-01",
            "clar_cla_review_date": "2022-05-04",
            "review_type": "first",
        }
    )
    if apart:  # children.csv does not come every time
        council.children = []
        (council.folder / "children.csv").unlink()
    result = bring_in()
    assert (result.imported, result.problems) == (True, [])
    assert result.files[FileKind.REVIEWS].new == 1
    assert stored("R0", "state", "held_on", "due_computed", "due_rule", "due_imported") == (
        ReviewState.HELD,
        date(2022, 5, 4),
        None,
        DueRule.EARLIER_PERIOD,
        date(2022, 5, 1),
    )
    assert stored("R1", "kind", "state", "due_computed", "due_rule", "planned_on") == before
    again = bring_in()
    assert (again.problems, again.changed_anything) == ([], False)


def test_a_review_from_before_the_birth_of_a_child_known_here_is_refused(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    council.children = []
    (council.folder / "children.csv").unlink()
    council.reviews[0].update(
        clar_cla_review_due_date="2013-05-01", clar_cla_review_date="2013-05-01"
    )
    result = bring_in()
    assert not result.imported
    assert {(one.row, one.column) for one in result.problems} == {
        (2, "clar_cla_review_due_date"),
        (2, "clar_cla_review_date"),
    }
