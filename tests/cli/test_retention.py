"""`participation retention`: what an operator sees and may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from participation.kernel.db import db
from tests.factories import Make
from tests.journeys.a_life import Life, lived
from tests.journeys.going import ENDED, THIRTEEN_MONTHS_ON, known_in_time, over

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*words: str) -> Result:
        with app.app_context():
            db.session.remove()
        return app.test_cli_runner().invoke(args=["retention", *words])

    return invoke


def ended(make: Make) -> Life:
    life = lived(make)
    life.ends(ENDED)
    make.clock.moment += THIRTEEN_MONTHS_ON
    known_in_time(make)
    return life


def test_from_a_child_who_is_due_to_one_who_is_forgotten(run: Run, make: Make) -> None:
    life = ended(make)
    reference, by = life.child.external_id, life.officer.external_id
    shown = run("show")
    today = f"{make.today:%Y-%m-%d}"
    assert f"{reference}  {today}  not_filed, rest_not_filed" in shown.output
    assert f"review {life.review.external_id}: the newest summary has no receipt" in shown.output
    refused = run("run")
    assert refused.exit_code == 0
    goes_on = f"{make.today:%d %B %Y}"
    assert f"{reference}: goes on {goes_on}; not_filed, rest_not_filed." in refused.output
    life.file_summaries()
    assert run("filed", reference, "EDRMS 7", "--by", by).output == "Noted.\n"
    assert f"{reference}  {today}  may go" in run("show").output
    done = run("run")
    assert f"{reference}: everything went; the key is destroyed." in done.output
    assert run("show").output == "Nothing is due within four weeks.\n"


def test_p11_a_hold_is_placed_shown_and_lifted(run: Run, make: Make) -> None:
    life = lived(make)
    over(make, life)
    reference, by = life.child.external_id, life.officer.external_id
    assert run("holds").output == "Nobody is held.\n"
    placed = run("hold", reference, "--by", by, "--why", "an inquiry")
    assert placed.exit_code == 0
    assert f"{reference}  {make.today}  {by}  an inquiry" in run("holds").output
    assert f"{reference}  {make.today:%Y-%m-%d}  held" in run("show").output
    assert run("lift", reference, "--by", by).output == "1 holds lifted.\n"
    assert run("filed", reference, "EDRMS 8", "--by", by).exit_code == 0
    assert f"{reference}: everything went; the key is destroyed." in run("run").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("hold", "P0", "--by", "S0", "--why", "x"),
        ("lift", "P0", "--by", "S0"),
        ("filed", "P0", "EDRMS", "--by", "S0"),
    ],
)
def test_somebody_nobody_knows_is_said_plainly(run: Run, make: Make, words: tuple[str]) -> None:
    refused = run(*words)
    assert refused.exit_code == 1
    assert "no child here has this reference" in refused.stderr
