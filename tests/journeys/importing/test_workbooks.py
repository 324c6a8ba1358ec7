"""An extract as Excel workbooks: the same rows as from CSV, and what no workbook may do (B79)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.people.models import Adult, Child, ContactPoint, Relationship, StaffMember
from participation.care.reviews.models import Review
from participation.journeys.importing import workbooks
from participation.journeys.importing.problems import FileKind
from participation.journeys.importing.reading import Extract, read
from participation.journeys.importing.writing import import_extract
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.kernel.model import Base
from tests.a_workbook import Formula, ShowsError, sheet, workbook
from tests.journeys.importing.conftest import TODAY, Council

NAMES = ("staff", "children", "contacts", "reviews")


def take(*paths: Path) -> Extract:
    return read(paths, today=TODAY, drama_allowed=True)


def as_excel_has_it(text: str) -> object:
    """Dates as days, times as times, digits as numbers: what a spreadsheet makes of a cell."""
    if len(text) == 10 and text[4] == text[7] == "-":
        return date.fromisoformat(text)
    if len(text) == 5 and text[2] == ":":
        return time.fromisoformat(text)
    digits = text.replace(" ", "")
    if digits.isdigit() and digits.startswith("07"):
        return int(digits)
    return text


def sheets(council: Council) -> dict[str, list[list[object]]]:
    made: dict[str, list[list[object]]] = {}
    for name in NAMES:
        rows = getattr(council, name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        made[name] = [
            columns, *([as_excel_has_it(row.get(c, "")) for c in columns] for row in rows)
        ]  # fmt: skip
    return made


def put(folder: Path, content: bytes, name: str = "council.xlsx") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def problem(path: Path) -> str:
    extract = take(path)
    assert extract.broken
    return extract.problems[0].remedy


def everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every imported row as its words say, whatever keys it has."""
    said: dict[str, list[tuple[object, ...]]] = {}
    shown: dict[type[Base], tuple[str, ...]] = {
        StaffMember: ("external_id", "full_name", "email", "roles", "team"),
        Child: (
            *("external_id", "first_name", "known_as", "born_on", "looked_after_since"),
            *("legal_status", "spoken_language", "circumstances"),
        ),
        Adult: ("external_id", "full_name", "spoken_language"),
        Relationship: ("external_id", "kind", "may_be_asked", "parental_responsibility"),
        ContactPoint: ("value", "safe_to_text", "own_and_private", "confirmed_on", "state"),
        Review: (
            *("external_id", "kind", "due_imported", "due_computed", "planned_on", "planned_time"),
            "state",
        ),
    }
    with app.app_context(), reading() as session:
        for model, columns in shown.items():
            rows = session.scalars(select(model))
            said[model.__name__] = sorted(
                (tuple(str(getattr(row, name)) for name in columns) for row in rows), key=str
            )
    return said


@pytest.mark.parametrize("form", ["one workbook", "four workbooks", "windows-1252"])
def test_the_same_council_ends_in_the_same_rows_however_it_is_written(
    app: Flask, council: Council, tmp_path: Path, form: str
) -> None:
    council.children[0]["first_name"] = "Siân"
    council.contacts[0]["full_name"] = "Zoë O’Neill"
    council.contacts[1]["full_name"] = "Zoë O’Neill"
    other = tmp_path / "other"
    match form:
        case "one workbook":
            put(other, workbook(sheets(council)))
        case "four workbooks":
            for name, rows in sheets(council).items():
                put(other, workbook({"Sheet1": rows}), f"{name}.xlsx")
        case _:
            council.folder = other
            council.write(delimiter=";", encoding="cp1252")
            council.folder = tmp_path / "extract"
    first = bring(app, council.write())
    as_csv = everything(app)
    second = bring(app, other)
    assert (first.total.new, second.total.new, second.total.changed) == (12, 0, 0)
    assert second.total.same == 12
    empty(app)
    bring(app, other)
    assert everything(app) == as_csv
    assert "Siân" in str(as_csv)


def bring(app: Flask, folder: Path):
    now = app.extensions["participation"].now()
    extract = read([folder], today=london_day(now), drama_allowed=True)
    with app.app_context(), transaction() as session:
        result = import_extract(session, extract, today=london_day(now), now=now)
    assert result.imported, result.problems
    return result


def empty(app: Flask) -> None:
    from tests.conftest import _empty  # noqa: PLC0415 - what the fixture does between tests

    _empty(app)


def test_a_number_a_spreadsheet_made_of_a_mobile_is_a_mobile_again(tmp_path: Path) -> None:
    rows = [
        ["pers_person_id", "first_name", "pers_dob", "looked_after_since", "iro_staff_id",
         "mobile"],
        ["P1", "Aisha", date(2014, 5, 2), date(2024, 2, 1), "S1", 7700900123],
        ["P2", "Ben", date(2018, 1, 20), date(2024, 2, 1), "S1", 7.700900124e9],
        ["P3", "Cal", date(2018, 1, 20), date(2024, 2, 1), "S1", "7700900125.0"],
    ]  # fmt: skip
    extract = take(put(tmp_path, workbook({"Children": rows})))
    assert extract.children["P1"].mobile == "+447700900123"
    assert extract.children["P2"].mobile == "+447700900124"
    (wrong,) = extract.problems
    assert (wrong.row, wrong.column) == (4, "mobile")


def test_what_a_formula_shows_counts_and_hidden_sheets_and_empty_rows_do_not(
    council: Council, tmp_path: Path
) -> None:
    made = sheets(council)
    made["staff"][1][1] = Formula("Sam Green")
    made["reviews"] += [[""] * 11] * 300
    made["old"] = [["anything"], [ShowsError()]]
    extract = take(put(tmp_path, workbook(made, hidden=["old"])))
    assert not extract.broken
    assert extract.staff["S1"].full_name == "Sam Green"
    assert extract.rows_read[FileKind.REVIEWS] == 3


def test_an_error_that_a_formula_shows_is_not_an_empty_cell(
    council: Council, tmp_path: Path
) -> None:
    made = sheets(council)
    made["children"][2][2] = ShowsError()
    extract = take(put(tmp_path, workbook(made)))
    assert extract.broken
    assert extract.problems[0].row == 3
    assert "#N/A" in extract.problems[0].remedy


def test_the_row_of_a_problem_is_the_row_of_the_sheet(council: Council, tmp_path: Path) -> None:
    made = sheets(council)
    made["children"].insert(2, [""] * len(made["children"][0]))
    made["children"][3][3] = "31/04/2015"
    (wrong,) = take(put(tmp_path, workbook(made))).problems
    assert (wrong.file, wrong.row, wrong.column) == ("children.csv", 4, "pers_dob")


def test_b79_a_workbook_with_a_password_or_of_an_old_kind_says_so(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0" + b"\0" * 600
    assert "old kind" in problem(put(tmp_path, old, "children.xlsx"))
    locked = old + "EncryptedPackage".encode("utf-16-le")
    assert "password" in problem(put(tmp_path, locked, "children.xlsx"))


def test_b79_a_broken_workbook_or_another_zip_file_is_refused(
    council: Council, tmp_path: Path
) -> None:
    whole = workbook(sheets(council))
    assert "damaged" in problem(put(tmp_path, whole[: len(whole) // 2]))
    torn = whole.replace(b"PK\x01\x02", b"PK\x01\x03", 1)
    assert "damaged" in problem(put(tmp_path, torn))
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("content.xml", "<x/>")
    assert "not an Excel workbook" in problem(put(tmp_path, other.getvalue()))


def test_b79_macros_are_refused(council: Council, tmp_path: Path) -> None:
    made = workbook(sheets(council), more={"xl/vbaProject.bin": b"\0" * 20})
    assert "macros" in problem(put(tmp_path, made))


def test_b79_a_zip_bomb_is_refused_however_small_it_says_it_is(
    council: Council, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000_000)
    bomb = bytearray(workbook(sheets(council), more={"xl/media/big.bin": b"\0" * 3_000_000}))
    name = b"xl/media/big.bin"
    for mark, place, named in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = bomb.rfind(mark, 0, bomb.rfind(name) if named == 46 else bomb.find(name))
        assert bomb[start + named : start + named + len(name)] == name
        bomb[start + place : start + place + 4] = (100).to_bytes(4, "little")  # so it says
    assert "enormous" in problem(put(tmp_path, bytes(bomb)))


def test_b79_one_cell_in_the_last_corner_does_not_fill_the_memory(
    council: Council, tmp_path: Path
) -> None:
    made = sheets(council)
    text = sheet(made["children"]).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    whole = workbook({"children": made["children"]})
    content = whole_with(whole, "xl/worksheets/sheet1.xml", text)
    assert "far outside" in problem(put(tmp_path, content))
    without = text.replace(' r="XFD1048576"', "")
    assert take(put(tmp_path, whole_with(whole, "xl/worksheets/sheet1.xml", without))).broken


@pytest.mark.parametrize(
    "cell",
    [
        '<c x="' + "a" * 500 + '" r="ZZ9"><v>1</v></c>',
        '<c x=">" r="ZZ9"><v>1</v></c>',
        '<c r="zz9"><v>1</v></c>',
        '<a_prefix_of_more_than_twenty:c r="ZZ9"><v>1</v></a_prefix_of_more_than_twenty:c>',
    ],
)
def test_b79_a_cell_far_outside_is_seen_however_it_is_written(
    council: Council, tmp_path: Path, cell: str
) -> None:
    rows = sheets(council)["children"]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        sheet(rows)
        .replace("<worksheet ", f'<worksheet xmlns:a_prefix_of_more_than_twenty="{main}" ')
        .replace("</sheetData>", f'<row r="9">{cell}</row></sheetData>')
    )
    content = whole_with(workbook({"children": rows}), "xl/worksheets/sheet1.xml", text)
    assert "far outside" in problem(put(tmp_path, content))


@pytest.mark.parametrize("place", ["/foo/worksheets/s.xml", "other/s.xml"])
def test_b79_a_sheet_that_lies_elsewhere_is_looked_over_too(
    council: Council, tmp_path: Path, place: str
) -> None:
    rows = sheets(council)["children"]
    text = sheet(rows).replace(
        "</sheetData>", '<row r="9"><c r="ZZ9"><v>1</v></c></row></sheetData>'
    )
    name = place.lstrip("/") if place.startswith("/") else f"xl/{place}"
    content = workbook({"children": rows}, more={name: text.encode()})
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        led = packed.read("xl/_rels/workbook.xml.rels").decode()
    led = led.replace("worksheets/sheet1.xml", place)
    content = whole_with(content, "xl/_rels/workbook.xml.rels", led)
    assert "far outside" in problem(put(tmp_path, content))


def test_b79_what_the_reader_gives_up_at_is_a_damaged_workbook(
    council: Council, tmp_path: Path
) -> None:
    rows = sheets(council)["children"]
    before_all_time = '<row r="9"><c r="A9" s="1"><v>-1e300</v></c></row></sheetData>'
    text = sheet(rows).replace("</sheetData>", before_all_time)
    content = whole_with(workbook({"children": rows}), "xl/worksheets/sheet1.xml", text)
    assert "damaged" in problem(put(tmp_path, content))


def test_an_id_of_ten_digits_stays_what_it_is(tmp_path: Path) -> None:
    rows = [
        ["pers_person_id", "first_name", "pers_dob", "looked_after_since", "iro_staff_id"],
        [7000000001, "Aisha", date(2014, 5, 2), date(2024, 2, 1), "S1"],
    ]
    assert list(take(put(tmp_path, workbook({"children": rows}))).children) == ["7000000001"]


def whole_with(content: bytes, name: str, text: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, text if part.filename == name else old.read(part))
    return written.getvalue()


def test_b79_an_entity_in_a_sheet_is_never_followed(council: Council, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of the server")
    text = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>' + sheet(
        sheets(council)["children"]
    ).replace("Aisha", "&e;")
    whole = workbook({"children": sheets(council)["children"]})
    extract = take(put(tmp_path / "x", whole_with(whole, "xl/worksheets/sheet1.xml", text)))
    assert "secret" not in str(extract.children.get("P1") and extract.children["P1"].first_name)


def test_a_workbook_in_which_nothing_is_one_of_the_four_says_what_to_do(tmp_path: Path) -> None:
    assert "No sheet" in problem(put(tmp_path, workbook({"Sheet1": [["a", "b"], [1, 2]]})))
