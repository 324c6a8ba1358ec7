"""`participation texts`: what we say, whether we may, and how many in an hour."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.guard.audit import AuditEvent
from participation.journeys.services import Services
from participation.kernel.db import transaction


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["texts", *words])
    return result.exit_code, result.output


def test_every_text_is_checked_and_shown(app: Flask) -> None:
    code, said = run(app, "check")
    assert code == 0
    assert "texts in" in said
    code, said = run(app, "show")
    assert code == 0
    assert "first_adult.N" in said
    assert "reminder_child.K" in said


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("texts_an_hour", "40", 40),
        ("hold_first_texts", "yes", True),
        ("hold_first_texts", "no", False),
        ("pence_per_part", "3.5", 3.5),
    ],
)
def test_a_choice_counts_and_is_in_the_log(app: Flask, key: str, value: str, kept: object) -> None:
    assert run(app, "choose", key, value)[0] == 0
    house: Services = app.extensions["participation"]
    house.councils.clear()
    with app.app_context(), transaction() as session:
        assert getattr(house.council(session), key) == kept
        deeds = [(row.action, row.subject) for row in session.query(AuditEvent)]
    assert deeds == [("settings.choose", f"setting:{key}")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("texts_an_hour", "0"),
        ("texts_an_hour", "many"),
        ("hold_first_texts", "perhaps"),
        ("pence_per_part", "101"),
        ("remind_child_before", "0"),
        ("remind_adults_before", "5.5"),
        ("half_way_child_hours", "1"),
        ("invite_child_before", "20"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_with_a_remedy(
    app: Flask, key: str, value: str
) -> None:
    code, said = run(app, "choose", key, value)
    assert code == 1
    assert said.startswith("Give ")
