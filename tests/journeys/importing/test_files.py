"""Files as councils send them: encodings, delimiters, headers, and damage."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from participation.journeys.importing import files
from participation.journeys.importing.problems import Problem, ProblemKind
from participation.journeys.importing.reading import Extract, read
from tests.journeys.importing.conftest import TODAY, Council


def take(*paths: Path) -> Extract:
    return read(paths, today=TODAY, drama_allowed=True)


def errors(extract: Extract) -> list[Problem]:
    return [problem for problem in extract.problems if problem.kind is ProblemKind.ERROR]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_b75_the_stated_encodings_and_delimiters_are_read(
    council: Council, encoding: str, delimiter: str
) -> None:
    council.children[0]["first_name"] = "Siân"
    council.staff[0]["roles"] = "iro;admin"
    extract = take(council.write(delimiter=delimiter, encoding=encoding))
    assert errors(extract) == []
    assert extract.children["P1"].first_name == "Siân"
    assert extract.staff["S1"].roles == ("admin", "iro")


def test_b75_utf_16_is_refused_with_the_way_out(council: Council) -> None:
    extract = take(council.write(encoding="utf-16"))
    assert extract.broken
    assert "UTF-16" in extract.problems[0].remedy
    extract = take(council.write(encoding="utf-16-le"))
    assert "UTF-16" in extract.problems[0].remedy


def test_b75_a_damaged_letter_in_utf_8_is_not_read_as_something_else(council: Council) -> None:
    council.children[0]["first_name"] = "Siân"
    council.children[2]["first_name"] = "QQQ"
    path = council.write() / "children.csv"
    path.write_bytes(path.read_bytes().replace(b"QQQ", b"Se\xe1n"))
    (problem,) = take(path).problems
    assert problem.file == "children.csv"
    assert problem.row == 2
    assert "line 4" in problem.remedy


def test_b75_an_unclosed_quotation_mark_names_its_line_and_stops_the_import(
    council: Council,
) -> None:
    council.children[1]["first_name"] = "QQQ"
    path = council.write() / "children.csv"
    path.write_text(path.read_text("utf-8").replace("QQQ", '"Ben'), "utf-8")
    extract = take(path)
    assert extract.broken
    (problem,) = extract.problems
    assert problem.row == 3
    assert "line 3" in problem.remedy


def test_b75_a_stray_quotation_mark_names_its_line(council: Council) -> None:
    council.children[1]["first_name"] = "QQQ"
    path = council.write() / "children.csv"
    path.write_text(path.read_text("utf-8").replace("QQQ", '"Be"n'), "utf-8")
    (problem,) = take(path).problems
    assert problem.row == 3


def test_b75_a_cell_of_200_kilobytes_is_refused_with_its_line(council: Council) -> None:
    council.children[1]["first_name"] = "B" * 200_000
    (problem,) = take(council.write() / "children.csv").problems
    assert (problem.file, problem.row) == ("children.csv", 3)
    assert problem.value == ""


def test_b75_a_nul_names_its_row_and_column(council: Council) -> None:
    council.children[1]["first_name"] = "Be\0n"
    (problem,) = errors(council.read())
    assert (problem.row, problem.column) == (3, "first_name")
    assert "NUL" in problem.remedy


def test_b75_too_many_rows_are_refused_before_they_fill_the_memory(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 3)
    extract = council.read()
    assert extract.broken
    assert {(one.row, one.remedy) for one in extract.problems} == {
        (4, "More than 3 rows. Split the file.")
    }


def test_b79_what_only_begins_like_a_workbook_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "children.csv"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    assert "damaged" in take(path).problems[0].remedy


def test_b76_a_column_that_is_there_twice_or_missing_stops_the_import(council: Council) -> None:
    path = council.write() / "children.csv"
    text = path.read_text("utf-8").replace("known_as", "first_name").replace("pers_dob", "born")
    path.write_text(text, "utf-8")
    extract = take(path)
    assert extract.broken
    assert {(one.row, one.column) for one in errors(extract)} == {
        (1, "first_name"),
        (1, "pers_dob"),
    }


def test_b76_a_column_we_do_not_know_is_reported_and_ignored(council: Council) -> None:
    council.children[0]["eye_colour"] = "blue"
    extract = council.read()
    assert not extract.broken
    (problem,) = extract.problems
    assert (problem.row, problem.column, problem.kind) == (1, "eye_colour", ProblemKind.QUESTION)


@pytest.mark.parametrize(
    "column",
    ["Address", "home_address", "address1", "Postcode", "PostCode", "post_code_", "school_name",
     "School", "placement", "uprn", "street", "HomeAddress"],
)  # fmt: skip
def test_b77_a_column_for_a_place_is_refused_by_name(council: Council, column: str) -> None:
    if column == "post_code_":
        column = "home postcode"
    council.children[0][column] = "somewhere"
    extract = council.read()
    assert extract.broken
    (problem,) = extract.problems
    assert problem.column == column.casefold()
    assert "keeps no address" in problem.remedy


@pytest.mark.parametrize("column", ["email_address", "nationality", "urgent"])
def test_b77_other_columns_are_only_ignored(council: Council, column: str) -> None:
    council.children[0][column] = "x"
    assert not council.read().broken


def test_b76_a_file_with_only_a_header_is_an_empty_file(council: Council) -> None:
    path = council.write() / "children.csv"
    path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    extract = take(path)
    assert extract.problems == []
    assert extract.children == {}


def test_b76_an_empty_file_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("", "utf-8")
    assert {one.column for one in errors(take(tmp_path))} == {
        "staff_id",
        "full_name",
        "email",
        "roles",
    }


def test_b76_blank_rows_are_passed_over_and_still_counted(council: Council) -> None:
    path = council.write() / "staff.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[1:1] = ["", ",,,,", "   "]
    lines.append(lines[-1].replace("S3", "S4").replace("lee@", ""))
    path.write_text("\n".join(lines), "utf-8")
    extract = take(path)
    assert sorted(extract.staff) == ["S1", "S2", "S3"]
    assert [(one.row, one.column) for one in errors(extract)] == [(8, "email")]


def test_b76_a_row_with_more_or_fewer_cells_than_the_header_is_not_guessed_at(
    council: Council,
) -> None:
    path = council.write() / "staff.csv"
    lines = path.read_text("utf-8").splitlines()
    lines[1] = lines[1].replace("Sam Green", "Green, Sam")
    lines[2] = "S2,Jo Shaw"
    path.write_text("\n".join(lines), "utf-8")
    extract = take(path)
    assert [one.row for one in errors(extract)] == [2, 3]
    assert sorted(extract.staff) == ["S3"]


def test_capitals_and_spaces_in_the_header_are_forgiven(council: Council) -> None:
    path = council.write() / "staff.csv"
    text = path.read_text("utf-8").replace("staff_id,full_name", ' STAFF_ID ,"Full_Name"')
    path.write_text(text, "utf-8")
    assert sorted(take(path).staff) == ["S1", "S2", "S3"]


@pytest.mark.parametrize("name", ["export.csv", "CON", ".htaccess", "x" * 200, "a.csv.exe"])
def test_b80_a_file_is_known_by_its_columns_and_never_called_by_its_own_name(
    council: Council, tmp_path: Path, name: str
) -> None:
    council.children[0]["pers_dob"] = "soon"
    path = (council.write() / "children.csv").rename(tmp_path / name)
    extract = take(path)
    assert sorted(extract.children) == ["P2", "P3"]
    assert extract.problems[0].file == "children.csv"


def test_b80_a_file_that_is_none_of_the_four_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "notes\u202e.txt"
    path.write_text("hello,world\n1,2\n", "utf-8")
    (problem,) = take(path).problems
    assert problem.file == "notes.txt"
    assert "none of the four" in problem.remedy


def test_the_same_file_twice_is_refused(council: Council) -> None:
    folder = council.write()
    assert take(folder, folder / "staff.csv").broken


def test_a_folder_without_any_of_the_four_is_refused(tmp_path: Path) -> None:
    assert take(tmp_path).broken


def test_some_of_the_files_are_enough(council: Council) -> None:
    extract = take(council.write() / "reviews.csv")
    assert not extract.broken
    assert sorted(extract.reviews) == ["R1", "R2", "R3"]


def test_a_line_break_inside_quotes_does_not_shift_the_rows_after_it(council: Council) -> None:
    council.contacts[0].update(
        may_be_asked="no", not_asked_reason="court order\nsee file", not_asked_decided_by="S1",
        not_asked_until="2027-01-01",
    )  # fmt: skip
    council.contacts[2]["relationship"] = "uncle"
    extract = council.read()
    assert [(one.row, one.column) for one in errors(extract)] == [(4, "relationship")]
    assert extract.contacts["C1"].not_asked_reason == "court order see file"


def test_the_reader_leaves_the_limits_of_the_csv_module_alone(council: Council) -> None:
    before = csv.field_size_limit()
    council.read()
    assert csv.field_size_limit() == before
