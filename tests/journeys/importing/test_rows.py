"""What is reported about one row, and about two that do not fit together."""

from __future__ import annotations

import pytest

from participation.journeys.importing.problems import ProblemKind
from tests.journeys.importing.conftest import Council, Row


def found(council: Council) -> set[tuple[str, int, str, str]]:
    return {(one.file, one.row, one.column, one.kind.value) for one in council.problems()}


def test_a_council_without_faults_gives_no_problems(council: Council) -> None:
    assert council.problems() == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("children", "pers_dob", "29/02/2027"),
        ("children", "pers_dob", "46000"),
        ("children", "pers_dob", "2030-01-01"),
        ("children", "iro_staff_id", ""),
        ("children", "spoken_language", "Kurdish"),
        ("children", "circumstances", "missing,cp_plan"),
        ("contacts", "mobile", "020 7946 0123"),
        ("contacts", "relationship", "uncle bob"),
        ("contacts", "may_be_asked", "maybe"),
        ("contacts", "may_be_asked", ""),
        ("contacts", "email", "sam at council"),
        ("reviews", "review_time", "4pm"),
        ("reviews", "review_type", "third"),
        ("reviews", "held_as", "party"),
        ("staff", "roles", "iro;boss"),
        ("staff", "email", "not-an-email"),
    ],
)
def test_a_bad_cell_is_named_by_file_row_column_and_value(
    council: Council, table: str, column: str, value: str
) -> None:
    rows: list[Row] = getattr(council, table)
    rows[1][column] = value
    (problem,) = [one for one in council.problems() if one.kind is ProblemKind.ERROR]
    assert (problem.file, problem.row, problem.column, problem.value) == (
        f"{table}.csv",
        3,
        column,
        value,
    )
    assert problem.remedy


def test_every_bad_cell_of_a_row_is_reported_at_once(council: Council) -> None:
    council.children[0].update(pers_dob="soon", mobile="12", iro_staff_id="")
    assert {one.column for one in council.problems()} == {"pers_dob", "mobile", "iro_staff_id"}


@pytest.mark.parametrize(
    ("changes", "column", "kind"),
    [
        ({"date": "2024-01-20"}, "clar_cla_review_date", "error"),
        ({"due_date": "2024-01-20"}, "clar_cla_review_due_date", "error"),
        ({"date": "2030-01-15"}, "clar_cla_review_date", "question"),
        ({"date": "2026-12-25"}, "clar_cla_review_date", "question"),
        ({"date": "2026-12-12"}, "clar_cla_review_date", "question"),
        ({"date": "", "due_date": "2026-11-02"}, "clar_cla_review_due_date", "question"),
        ({"date": "", "due_date": ""}, "clar_cla_review_due_date", "question"),
    ],
)
def test_b69_odd_days_of_a_review_are_asked_about_and_impossible_ones_refused(
    council: Council, changes: dict[str, str], column: str, kind: str
) -> None:
    council.reviews[0].update({f"clar_cla_review_{name}": day for name, day in changes.items()})
    assert ("reviews.csv", 2, column, kind) in found(council)


def test_b69_a_review_long_past_is_a_review_held_and_no_question(council: Council) -> None:
    council.reviews[0].update(
        clar_cla_review_due_date="2025-01-20", clar_cla_review_date="2025-01-14"
    )
    assert council.problems() == []


EARLIER = {"clar_cla_review_due_date": "2022-05-01", "clar_cla_review_date": "2022-05-04"}


@pytest.mark.parametrize(
    "changes",
    [
        EARLIER,
        {"clar_cla_review_due_date": "", "clar_cla_review_date": "2024-01-31"},
        {
            "clar_cla_review_due_date": "2022-05-01",
            "clar_cla_review_date": "",
            "clar_cla_review_cancelled": "yes",
        },
    ],
)
def test_b69_what_became_of_a_review_of_an_earlier_time_in_care_is_no_mistake(
    council: Council, changes: dict[str, str]
) -> None:
    council.reviews[0].update(changes)
    extract = council.read()
    assert extract.problems == []
    assert "R1" in extract.reviews


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        (
            {"clar_cla_review_due_date": "2024-03-01"},
            "clar_cla_review_date",
        ),  # one day on each side
        (
            {"clar_cla_review_date": ""},
            "clar_cla_review_due_date",
        ),  # nobody knows what became of it
        ({"clar_cla_review_due_date": "2014-05-01"}, "clar_cla_review_due_date"),  # not born yet
        ({"clar_cla_review_date": "2014-05-01"}, "clar_cla_review_date"),
    ],
)
def test_b69_what_no_earlier_time_in_care_explains_is_refused(
    council: Council, changes: dict[str, str], column: str
) -> None:
    council.reviews[0].update(EARLIER | changes)
    assert ("reviews.csv", 2, column, "error") in found(council)


def test_a_review_before_care_is_found_even_where_the_childs_own_row_is_bad(
    council: Council,
) -> None:
    council.children[0]["pers_dob"] = "soon"
    council.reviews[0]["clar_cla_review_date"] = "2024-01-20"
    assert ("reviews.csv", 2, "clar_cla_review_date", "error") in found(council)


@pytest.mark.parametrize(
    ("changes", "column", "kind"),
    [
        ({"looked_after_since": "2013-01-01"}, "looked_after_since", "error"),
        ({"looked_after_since": "2027-01-01"}, "looked_after_since", "question"),
        ({"ceased_on": "2023-01-01"}, "ceased_on", "error"),
        ({"pers_dob": "2008-01-01"}, "pers_dob", "question"),
        ({"authority_to_place_on": "2010-01-01"}, "authority_to_place_on", "error"),
        (
            {"authority_to_place_on": "2026-05-01", "placed_for_adoption_on": "2026-04-01"},
            "placed_for_adoption_on",
            "question",
        ),
        ({"confirmed_on": "2027-01-01"}, "confirmed_on", "error"),
    ],
)
def test_days_in_a_childs_life_must_follow_one_another(
    council: Council, changes: dict[str, str], column: str, kind: str
) -> None:
    council.children[0].update(changes)
    assert ("children.csv", 2, column, kind) in found(council)


def test_r7_nobody_is_left_out_without_a_reason(council: Council) -> None:
    council.contacts[0]["may_be_asked"] = "no"
    assert found(council) == {
        ("contacts.csv", 2, "not_asked_reason", "error"),
        ("contacts.csv", 2, "not_asked_decided_by", "question"),
        ("contacts.csv", 2, "not_asked_until", "question"),
    }


def test_r7_a_decision_that_has_run_out_is_asked_about(council: Council) -> None:
    council.contacts[0].update(
        may_be_asked="no", not_asked_reason="court order", not_asked_decided_by="S1",
        not_asked_until="2026-11-01",
    )  # fmt: skip
    assert found(council) == {("contacts.csv", 2, "not_asked_until", "question")}


@pytest.mark.parametrize(
    ("reason", "until", "asked"),
    [
        ("died 12/03/2025", "2027-11-01", set()),
        ("died 12/03/2025", "2026-11-01", set()),
        ("died 12/03/2025", "", set()),
        ("Died of cancer", "2027-11-01", {"not_asked_reason"}),
        ("Died of cancer", "2026-11-01", {"not_asked_reason"}),
        ("Died of cancer", "", {"not_asked_reason", "not_asked_until"}),
        ("made death threats", "2027-11-01", {"not_asked_reason"}),
        ("made death threats", "2026-11-01", {"not_asked_reason"}),
    ],
)
def test_r16_who_has_died_is_asked_where_a_reason_leaves_it_open(
    council: Council, reason: str, until: str, asked: set[str]
) -> None:
    council.contacts[0].update(
        may_be_asked="no", not_asked_reason=reason, not_asked_decided_by="S1",
        not_asked_until=until,
    )  # fmt: skip
    assert found(council) == {("contacts.csv", 2, column, "question") for column in asked}


@pytest.mark.parametrize(
    "name", ["Hill Road Primary School", "Oak Children's Home", "St Ann’s Academy"]
)
def test_p2_the_name_of_a_school_or_a_home_is_not_taken(council: Council, name: str) -> None:
    council.contacts[2]["full_name"] = name
    assert found(council) == {("contacts.csv", 4, "full_name", "error")}


def test_b76_the_same_row_twice_is_reported_and_the_first_one_kept(council: Council) -> None:
    council.reviews.append(dict(council.reviews[0]))
    extract = council.read()
    (problem,) = extract.problems
    assert (problem.row, problem.column, problem.value) == (5, "clar_cla_review_id", "R1")
    assert "Row 2" in problem.remedy
    assert sorted(extract.reviews) == ["R1", "R2", "R3"]


def test_b76_two_rows_of_one_id_that_differ_are_both_left_out(council: Council) -> None:
    council.contacts.append({**council.contacts[0], "pers_person_id": "P3"})
    extract = council.read()
    assert {(one.row, one.column) for one in extract.problems} == {
        (2, "contact_id"),
        (5, "contact_id"),
    }
    assert sorted(extract.contacts) == ["C2", "C3"]


def test_a_bad_row_with_the_id_of_a_good_one_leaves_the_good_one(council: Council) -> None:
    council.staff.append({**council.staff[0], "email": "not-an-email"})
    extract = council.read()
    assert {(one.row, one.column) for one in extract.problems} == {(5, "email"), (5, "staff_id")}
    assert "S1" in extract.staff


def test_two_members_of_staff_do_not_share_an_address(council: Council) -> None:
    council.staff[1]["email"] = "SAM@council.example"
    assert found(council) == {("staff.csv", 3, "email", "error")}


def test_one_phone_given_for_two_people_is_asked_about(council: Council) -> None:
    council.contacts[2]["mobile"] = "+447700900002"
    assert found(council) == {("contacts.csv", 4, "mobile", "question")}
    council.contacts[2]["mobile"] = "07700900001"
    assert found(council) == {("contacts.csv", 4, "mobile", "question")}


def test_r8_one_mother_of_two_children_is_one_person_and_no_question(council: Council) -> None:
    assert council.contacts[0]["mobile"] == council.contacts[1]["mobile"]
    assert council.problems() == []


def test_sibling_rows_that_disagree_on_texting_are_asked_about(council: Council) -> None:
    council.contacts[1]["safe_to_text"] = "no"
    assert found(council) == {("contacts.csv", 3, "safe_to_text", "question")}


@pytest.mark.parametrize(
    "name",
    [
        "\u202eAisha",  # B2
        "Ai\u200bsha",  # B3
        "A" + "\u0301" * 150,  # B4
        "<script>alert(1)</script>",  # B12
        "{{7*7}} %s {0.__class__}",  # B13
        "' OR 1=1--; DROP TABLE children; %_\\",  # B14
        "=1+1",
        "👩‍👩‍👧",
    ],
)
def test_b2_b3_b4_b12_b13_b14_a_name_is_kept_as_it_stands(council: Council, name: str) -> None:
    council.children[0]["first_name"] = name
    extract = council.read()
    assert extract.problems == []
    assert extract.children["P1"].first_name == name


@pytest.mark.parametrize(
    "bad", ["Ai\0sha", "Ai\nsha", "Ai\r\nBcc: x", "Ai\x1bsha", "A\u0301" * 200]
)
def test_b5_b15_control_characters_and_endless_names_are_refused(
    council: Council, bad: str
) -> None:
    council.children[0]["first_name"] = bad
    assert found(council) == {("children.csv", 2, "first_name", "error")}


def test_neither_problems_nor_rows_show_a_person_in_repr(council: Council) -> None:
    council.contacts[0]["mobile"] = "07700 90012345"
    extract = council.read()
    shown = repr(extract.problems) + repr(extract) + repr(list(extract.children.values()))
    assert "07700" not in shown
    assert "Aisha" not in shown
