"""Which review is late, overdue or at risk, and by how much."""

from __future__ import annotations

from datetime import date

import pytest

from participation.care.reviews.lateness import ReviewDays, Timeliness, timeliness, year_begins
from tests.care.reviews.dates import ENGLAND, D

TODAY = D("2026-11-24")
T = Timeliness


def day(text: str) -> date | None:
    return D(text) if text else None


@pytest.mark.parametrize(
    ("due", "planned", "held", "part_one", "over", "what", "days"),
    [
        ("2026-11-24", "2026-11-24", "", "", False, T.IN_TIME, 0),  # today is still in time
        ("2026-11-23", "2026-11-30", "", "", False, T.OVERDUE, 1),
        ("2026-11-23", "", "", "", False, T.OVERDUE, 1),
        ("2026-12-10", "2026-12-11", "", "", False, T.PLANNED_LATE, 1),
        ("2026-12-10", "2026-12-10", "", "", False, T.IN_TIME, 0),
        ("2026-12-22", "", "", "", False, T.NO_DAY_YET, 28),  # 20 working days are left
        ("2026-12-23", "", "", "", False, T.IN_TIME, 0),  # 21
        ("2027-03-01", "", "", "", False, T.IN_TIME, 0),
        ("2026-11-10", "", "2026-11-10", "", True, T.IN_TIME, 0),
        ("2026-11-10", "", "2026-11-12", "", True, T.HELD_LATE, 2),
        ("2026-11-10", "", "", "", True, T.IN_TIME, 0),  # cancelled
        ("2026-10-05", "", "2026-10-30", "2026-10-02", True, T.IN_TIME, 0),  # 20 working days
        ("2026-10-05", "", "2026-11-02", "2026-10-02", True, T.COMPLETED_LATE, 3),
        ("2026-10-01", "", "2026-10-30", "2026-10-02", True, T.HELD_LATE, 1),
        ("2026-11-20", "2026-11-30", "", "2026-10-23", False, T.OVERDUE, 4),  # its second part
        ("", "2026-12-11", "", "", False, T.IN_TIME, 0),  # no lawful day is known
    ],
)
def test_how_one_review_stands(
    due: str, planned: str, held: str, part_one: str, over: bool, what: Timeliness, days: int
) -> None:
    review = ReviewDays(day(due), day(planned), day(held), day(part_one), over)
    found = timeliness(review, TODAY, ENGLAND)
    assert (found.what, found.days) == (what, days)


@pytest.mark.parametrize(
    ("today", "begins"),
    [
        ("2026-11-24", "2026-04-01"),
        ("2027-03-31", "2026-04-01"),
        ("2027-06-01", "2026-04-01"),  # while the return of the year before is made
        ("2027-08-01", "2027-04-01"),
    ],
)
def test_held_late_is_listed_for_the_year_of_the_return(today: str, begins: str) -> None:
    assert year_begins(D(today)) == D(begins)
