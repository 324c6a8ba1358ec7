"""Of a review held on an earlier day than planned, whoever still waits for that day hears it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from participation.care.reviews.models import Review, ReviewState
from participation.kernel.dates import day_words
from participation.kernel.db import reading
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.web.staff.at_the_meeting import LINK, PLACE, SCHOOL, Table, invited, table
from tests.web.staff.signing_in import press, signed_in

__all__ = ["invited", "table"]
OVER = "has already taken place"


@pytest.fixture
def officer(table: Table) -> FlaskClient:
    return signed_in(table.app.test_client(), table.make, table.officer)


def note_held(officer: FlaskClient, table: Table, *, days_ago: int) -> None:
    """As the officer does on their page."""
    after = f"/staff/reviews/{table.review.external_id}/after"
    on = table.make.today - timedelta(days=days_ago)
    noted = press(
        officer, after, f"{after}/took-place", what="held", on=on.isoformat(), held_as="meeting"
    )
    assert noted.status_code == 303
    with reading() as session:
        assert session.get_one(Review, table.review.id).state is ReviewState.HELD


@on_sqlite
def test_i17_who_was_invited_to_a_later_day_hears_once_that_it_was_held_before(
    officer: FlaskClient, invited: Table
) -> None:
    link = invited.link()
    for days_ago in (1, 1, 2):
        note_held(officer, invited, days_ago=days_ago)
        invited.work_off()
        assert invited.told() == [SCHOOL, SCHOOL]
    page = invited.seen()
    assert "You do not have to come" in page
    assert OVER in page
    assert "called off" not in page
    planned = day_words(invited.make.today + timedelta(days=9), "en")
    assert f"It was to be on {planned}" in page
    assert not [one for one in (PLACE, LINK, "Quillon") if one in page]
    assert OVER in invited.seen(link), "nor does the mail before it show a day to come"
    assert "Told that they do not have to come" in invited.page()


@on_sqlite
def test_i17_a_day_that_was_noted_by_mistake_invites_them_again(
    officer: FlaskClient, invited: Table
) -> None:
    note_held(officer, invited, days_ago=1)
    invited.work_off()
    invited.change(state=ReviewState.PLANNED, held_on=None)
    invited.work_off()
    assert invited.told() == [SCHOOL] * 3
    assert "You are invited" in invited.seen()


@on_sqlite
@pytest.mark.parametrize("days_ago", [0, 3])
def test_of_a_review_held_on_its_day_or_later_nobody_is_written_to(
    officer: FlaskClient, invited: Table, clock: MovableClock, days_ago: int
) -> None:
    invited.change(planned_on=invited.make.today)
    invited.work_off()
    assert len(invited.told()) == 2
    clock.moment += timedelta(days=days_ago)
    note_held(officer, invited, days_ago=0)
    invited.work_off()
    assert len(invited.told()) == 2


@on_sqlite
def test_nobody_hears_of_it_whom_no_invitation_had_reached(
    officer: FlaskClient, table: Table
) -> None:
    table.arrange(table.teacher, table.mother)
    table.send()
    note_held(officer, table, days_ago=1)
    table.work_off()
    assert table.told() == []
    assert "taken back before it went" in table.page()


@on_sqlite
def test_nor_does_whoever_was_never_invited(officer: FlaskClient, table: Table) -> None:
    table.arrange(table.teacher, table.mother)
    note_held(officer, table, days_ago=1)
    table.work_off()
    assert table.told() == []


@on_sqlite
def test_who_never_got_the_mail_that_moved_it_still_waits_for_the_day_before_it(
    officer: FlaskClient, invited: Table
) -> None:
    invited.change(planned_on=invited.make.today)
    note_held(officer, invited, days_ago=0)
    invited.work_off()
    assert invited.told() == [SCHOOL, SCHOOL], "of two that wait the newer goes"
    assert OVER in invited.seen()


@on_sqlite
def test_who_was_called_off_before_does_not_hear_that_it_took_place(
    officer: FlaskClient, invited: Table
) -> None:
    invited.arrange(invited.mother)
    invited.work_off()
    note_held(officer, invited, days_ago=1)
    invited.work_off()
    assert invited.told() == [SCHOOL, SCHOOL]
    page = invited.seen()
    assert "called off for you" in page
    assert OVER not in page


@on_sqlite
def test_on_the_day_itself_nobody_reads_that_what_was_held_was_called_off(
    officer: FlaskClient, invited: Table
) -> None:
    invited.change(planned_on=invited.make.today)
    invited.work_off()
    note_held(officer, invited, days_ago=0)
    page = invited.seen()
    assert OVER in page
    assert "called off" not in page
