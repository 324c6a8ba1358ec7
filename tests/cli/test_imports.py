"""`participation import` as an operator meets it."""

from __future__ import annotations

import csv
import json
import logging
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from participation.care.people.models import Child
from participation.care.reviews.models import Review
from participation.cli.imports import import_command
from participation.cli.made_up_council import write_council
from participation.kernel.db import reading
from participation.kernel.model import Base

TODAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_council(tmp_path, children=40, today=TODAY, seed=3)
    return tmp_path


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(import_command, list(arguments))


def spoil(folder: Path, name: str, place: int, **changes: str) -> None:
    """Write other cells into one row; `place` 0 is the row after the header."""
    path = folder / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[place].update(changes)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def stored(app: Flask, kind: type[Base]) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_made_up_council_is_imported_without_a_problem_and_twice_is_once(
    app: Flask, folder: Path
) -> None:
    first = run(app, str(folder), "--json")
    assert first.exit_code == 0
    told = json.loads(first.stdout)
    assert told["imported"]
    assert told["problems"] == []
    assert told["files"]["children.csv"]["new"] == 40
    assert stored(app, Child) == 40
    again = json.loads(run(app, str(folder), "--json").stdout)
    assert (again["counts"]["new"], again["counts"]["changed"]) == (0, 0)
    assert again["counts"]["same"] == told["counts"]["new"]
    assert "Nothing to change." in run(app, str(folder)).stdout


def test_a_dry_run_says_what_would_happen_and_does_nothing(app: Flask, folder: Path) -> None:
    result = run(app, str(folder), "--dry-run", "--json")
    told = json.loads(result.stdout)
    assert told["files"]["children.csv"]["new"] == 40
    assert (told["dry_run"], told["imported"]) == (True, False)
    assert stored(app, Child) == 0
    assert "children.csv: 40 new" in run(app, str(folder), "--dry-run").stdout


def test_an_error_stops_everything_and_ends_with_1(app: Flask, folder: Path) -> None:
    spoil(folder, "children.csv", 4, pers_dob="31/04/2015")
    result = run(app, str(folder))
    assert result.exit_code == 1
    assert "children.csv row 6, pers_dob: “31/04/2015”: 31 April 2015 is not a real date." in (
        result.stderr
    )
    assert "Nothing was imported" in result.stderr
    assert stored(app, Child) == 0


def test_skips_are_allowed_only_on_request_and_still_end_with_1(app: Flask, folder: Path) -> None:
    spoil(folder, "children.csv", 4, pers_dob="31/04/2015")
    result = run(app, str(folder), "--allow-skips", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["imported"]
    assert told["files"]["children.csv"]["skipped"] == 1
    assert told["files"]["reviews.csv"]["skipped"] >= 1
    assert stored(app, Child) == 39
    problem = told["problems"][0]
    assert {name: problem[name] for name in ("file", "row", "column", "value", "kind")} == {
        "file": "children.csv",
        "row": 6,
        "column": "pers_dob",
        "value": "31/04/2015",
        "kind": "error",
    }
    again = json.loads(run(app, str(folder), "--allow-skips", "--json").stdout)
    assert (again["counts"]["new"], again["counts"]["changed"]) == (0, 0)


def test_a_damaged_file_is_never_skipped(app: Flask, folder: Path) -> None:
    path = folder / "reviews.csv"
    path.write_text(path.read_text("utf-8") + '"R1,P1\n', "utf-8")
    result = run(app, str(folder), "--allow-skips")
    assert result.exit_code == 1
    assert "never closed" in result.stderr
    assert stored(app, Child) == 0


def test_single_files_may_be_given(app: Flask, folder: Path) -> None:
    paths = [str(folder / name) for name in ("staff.csv", "children.csv")]
    assert run(app, *paths).exit_code == 0
    assert (stored(app, Child), stored(app, Review)) == (40, 0)


def test_a_place_that_is_not_there_is_a_mistake_of_use(app: Flask, folder: Path) -> None:
    assert run(app, str(folder / "nowhere")).exit_code == 2


def test_what_a_cell_holds_cannot_steer_the_terminal(app: Flask, folder: Path) -> None:
    spoil(folder, "children.csv", 0, pers_dob="\x1b[2J soon\u202e")
    told = run(app, str(folder)).stderr
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "·[2J soon·" in told


def test_no_cell_is_written_to_the_log(
    app: Flask, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    spoil(folder, "children.csv", 0, first_name="Marmalade", pers_dob="Marmalade")
    spoil(folder, "contacts.csv", 0, full_name="Marmalade", mobile="Marmalade")
    run(app, str(folder), "--allow-skips")
    assert "Marmalade" not in caplog.text


def test_the_same_arguments_make_the_same_council(folder: Path, tmp_path: Path) -> None:
    write_council(tmp_path / "again", children=40, today=TODAY, seed=3)
    for name in ("staff.csv", "children.csv", "contacts.csv", "reviews.csv"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_d28_a_made_up_council_has_only_numbers_for_drama(folder: Path) -> None:
    for name in ("children.csv", "contacts.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            given = {row["mobile"] for row in csv.DictReader(file)} - {""}
        assert given
        assert all(number.startswith("07700 900") for number in given)


def move_a_review_by_eight_weeks(folder: Path) -> str:
    """One that is still to come; its id."""
    with (folder / "reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    place, row = next(
        (place, row)
        for place, row in enumerate(rows)
        if row["clar_cla_review_date"] > TODAY.isoformat()
    )
    later = date.fromisoformat(row["clar_cla_review_date"]) + timedelta(weeks=8)
    spoil(folder, "reviews.csv", place, clar_cla_review_date=later.isoformat())
    return row["clar_cla_review_id"]


def planned(app: Flask, review: str) -> date | None:
    with app.app_context(), reading() as session:
        return session.scalar(select(Review.planned_on).where(Review.external_id == review))


def test_with_yes_to_a_question_of_another_kind_stops_the_import(app: Flask, folder: Path) -> None:
    run(app, str(folder))
    review = move_a_review_by_eight_weeks(folder)
    before = planned(app, review)
    stopped = run(app, str(folder), "--yes-to", "none")
    assert stopped.exit_code == 1
    assert "Nothing was imported" in stopped.stderr
    assert "--yes-to far_move" in stopped.stdout
    assert planned(app, review) == before
    other = run(app, str(folder), "--yes-to", "child_gone")
    assert (other.exit_code, planned(app, review)) == (1, before)
    answered = run(app, str(folder), "--yes-to", "far_move", "--json")
    assert answered.exit_code == 0
    told = json.loads(answered.stdout)
    assert [one["question"] for one in told["problems"]] == ["far_move"]
    assert planned(app, review) != before


def test_columns_that_nobody_matched_under_that_name_are_said_so(app: Flask, folder: Path) -> None:
    result = run(app, str(folder), "--columns", "Our export")
    assert result.exit_code == 1
    assert "No columns are matched under this name." in result.stderr
    assert stored(app, Child) == 0
