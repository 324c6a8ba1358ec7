"""Councils whose extract is full of faults: each is reported where it stands, in every format."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.people.models import Child
from participation.journeys.importing.previewing import Preview, look
from participation.journeys.importing.problems import ProblemKind
from participation.journeys.importing.reading import read
from participation.kernel.clock import london_day
from participation.kernel.db import reading
from tests.a_workbook import workbook
from tests.journeys.importing.conftest import TODAY
from tests.journeys.importing.messy import FILES, Fault, write_messy


def problems(app: Flask, folder: Path) -> Preview:
    now = app.extensions["participation"].now()
    extract = read([folder], today=london_day(now), drama_allowed=True)
    with app.app_context(), reading() as session:
        found = look(session, extract, today=TODAY, now=now, answers={}, allow_skips=False)
        assert session.scalar(select(func.count()).select_from(Child)) == 0
    return found


def in_another_format(folder: Path, to: Path, form: str) -> Path:
    """The same rows as a workbook, or with semicolons in Windows-1252 where its letters allow."""
    to.mkdir()
    sheets: dict[str, list[list[object]]] = {}
    for name in FILES:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        if form == "windows-1252":
            rows = [
                ["?" if not _has_letters(cell) else cell for cell in row] for row in rows
            ]  # a row keeps its place; a name whose letters are missing there is a question mark
            with (to / name).open("w", encoding="cp1252", newline="") as file:
                csv.writer(file, delimiter=";").writerows(rows)
        sheets[name.removesuffix(".csv")] = [list(row) for row in rows]
    if form == "workbook":
        (to / "council.xlsx").write_bytes(workbook(sheets))
    return to


def _has_letters(cell: str) -> bool:
    try:
        cell.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("seed", [1, 2])
def test_every_fault_is_reported_where_it_stands(app: Flask, tmp_path: Path, seed: int) -> None:
    planted = write_messy(tmp_path / "csv", seed=seed, today=TODAY)
    assert len(planted) == 27
    found = problems(app, tmp_path / "csv")
    assert not found.usable
    reported = {Fault(one.file, one.row, one.column) for one in found.errors}
    assert planted <= reported, f"not reported: {sorted(planted - reported)}"
    elsewhere = {fault for fault in reported - planted if not _follows(fault, planted)}
    assert elsewhere == set(), "an error where nothing was spoilt"
    for form in ("workbook", "windows-1252"):
        other = problems(app, in_another_format(tmp_path / "csv", tmp_path / form, form))
        assert {Fault(one.file, one.row, one.column) for one in other.errors} == reported, form


def _follows(fault: Fault, planted: set[Fault]) -> bool:
    """The second of two rows with one id is reported at the first too, or by its other cells."""
    return fault.column in ("staff_id", "clar_cla_review_id") and any(
        one.file == fault.file for one in planted
    )


def test_no_fault_shows_a_name_or_a_number_in_its_repr(app: Flask, tmp_path: Path) -> None:
    write_messy(tmp_path / "csv", seed=1, today=TODAY)
    for one in problems(app, tmp_path / "csv").problems:
        assert one.kind in ProblemKind
        if one.value:
            assert f"value={one.value!r}" not in repr(one)
            assert len(one.value) < 4 or one.value not in repr(one)
