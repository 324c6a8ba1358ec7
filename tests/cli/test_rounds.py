"""`participation rounds open`: before reviews, and some days after them how it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from participation.care.consultations.models import Round
from participation.care.people.models import Role
from participation.care.reviews.models import ReviewState
from participation.kernel.db import reading
from participation.questionnaire.definition import Occasion
from tests.factories import Make


def opened(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["rounds", "open", *options])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def over(make: Make) -> None:
    """A review of a young person with a phone, held a week ago."""
    child = make.child(officer=make.staff(Role.IRO), age=14)
    make.contact(child=child)
    day = make.today - timedelta(days=8)
    review = make.review(child, planned_on=day, held_on=day, state=ReviewState.HELD)
    make.round(review, closed_at=make.clock.now())


@pytest.mark.usefixtures("over")
def test_the_mornings_run_asks_how_it_was_once_and_a_dry_run_asks_nobody(app: Flask) -> None:
    assert "1 reviews were held lately" in opened(app, "--dry-run")
    assert "1 asked how it was" in opened(app)
    assert "0 asked how it was" in opened(app)


@pytest.mark.usefixtures("over")
def test_a_council_may_leave_it_out(app: Flask) -> None:
    assert "0 asked how it was" in opened(app, "--not-afterwards")
    with app.app_context(), reading() as session:
        assert session.query(Round).filter_by(occasion=Occasion.AFTER).count() == 0
