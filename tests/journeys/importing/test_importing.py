"""An extract into the database, again and again, as a council sends it every night."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.care.people import queries as people
from participation.care.people.models import (
    Adult,
    AssignedAs,
    Assignment,
    Child,
    ContactPoint,
    Relationship,
    StaffMember,
)
from participation.guard.audit import AuditEvent
from participation.guard.crypto import ChildKey, ring_of
from participation.journeys.importing.problems import FileKind, ImportResult
from participation.kernel.db import reading, transaction
from participation.kernel.model import Base
from tests.journeys.importing.conftest import (
    TODAY,
    BringIn,
    Council,
    by_id,
    mothers_number,
)


def counts(result: ImportResult) -> dict[str, tuple[int, int, int]]:
    return {kind.name: (one.new, one.changed, one.same) for kind, one in result.files.items()}


def changed_rows(result: ImportResult) -> dict[str, int]:
    return {kind.name: one.changed for kind, one in result.files.items() if one.changed}


def test_a_council_is_imported_with_all_it_says(council: Council, bring_in: BringIn) -> None:
    result = bring_in()
    assert result.imported
    assert counts(result) == {
        "STAFF": (3, 0, 0),
        "CHILDREN": (3, 0, 0),
        "CONTACTS": (3, 0, 0),
        "REVIEWS": (3, 0, 0),
    }
    with reading() as session:
        aisha = by_id(session, Child, "P1")
        assert (aisha.first_name, aisha.known_as, aisha.born_on) == (
            "Aisha",
            None,
            date(2014, 5, 2),
        )
        assert by_id(session, Child, "P3").reading_language == "ti"
        officer = people.officer_of(session, aisha.id, TODAY)
        assert officer is not None
        assert officer.full_name == "Sam Green"
        number = people.number_of(session, child_id=aisha.id)
        assert number is not None
        assert (number.point.value, number.point.own_and_private) == ("+447700900001", True)
        mother = by_id(session, Adult, "A1")
        assert mother.full_name == "Dana Carter"
        assert session.scalar(select(func.count()).select_from(Adult)) == 2
        holders = people.people_of_number(session, mothers_number(session).value_hash)
        assert holders == people.Holders(adults=(mother.id,))


def test_the_same_files_twice_change_nothing(council: Council, bring_in: BringIn) -> None:
    bring_in()
    with reading() as session:
        before = _everything(session)
    again = bring_in()
    assert again.imported
    assert not again.changed_anything
    assert {kind: one.same for kind, one in again.files.items()} == dict.fromkeys(FileKind, 3)
    with reading() as session:
        assert _everything(session) == before


def _everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every stored row of every table."""
    return {
        table.name: sorted(session.execute(select(table)), key=repr)
        for table in Base.metadata.sorted_tables
    }


def test_a_dry_run_tells_everything_and_keeps_nothing(council: Council, bring_in: BringIn) -> None:
    result = bring_in(dry_run=True)
    assert counts(result)["CHILDREN"] == (3, 0, 0)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Child)) == 0
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_names_and_numbers_are_sealed_and_each_child_has_a_key(
    council: Council, bring_in: BringIn
) -> None:
    council.contacts[0].update(
        may_be_asked="no", not_asked_reason="a reason of hers", not_asked_decided_by="S1"
    )
    bring_in()
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(ChildKey)) == 4  # and the council's
        kept = repr(_everything(session))
        for word in ("Aisha", "Dana", "7700900001", "a reason of hers", "sam@council"):
            assert word not in kept
            assert word.encode().hex() not in kept
        reason = by_id(session, Relationship, "C1")
        assert reason.not_asked_reason == "a reason of hers"
        assert reason.key_id == by_id(session, Child, "P1").key_id


def test_nothing_is_imported_while_one_row_has_an_error(
    council: Council, bring_in: BringIn
) -> None:
    council.reviews[0]["review_time"] = "4pm"
    result = bring_in()
    assert not result.imported
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(StaffMember)) == 0


def test_a_skipped_row_takes_with_it_what_hangs_on_it(council: Council, bring_in: BringIn) -> None:
    council.children[0]["pers_dob"] = "29/02/2027"
    result = bring_in(allow_skips=True)
    assert result.imported
    assert {kind.name: one.skipped for kind, one in result.files.items()} == {
        "STAFF": 0,
        "CHILDREN": 1,
        "CONTACTS": 2,
        "REVIEWS": 1,
    }
    assert result.files[FileKind.CHILDREN].problems == 1
    assert result.files[FileKind.CONTACTS].problems == 0
    with reading() as session:
        assert session.scalars(select(Child.external_id).order_by(Child.id)).all() == ["P2", "P3"]
        assert session.scalars(select(Relationship.external_id)).all() == ["C2"]
    assert not bring_in(allow_skips=True).changed_anything


def test_a_skipped_officer_takes_their_children_with_them(
    council: Council, bring_in: BringIn
) -> None:
    council.staff[1]["email"] = "nobody"
    result = bring_in(allow_skips=True)
    assert result.files[FileKind.CHILDREN].skipped == 1
    assert result.files[FileKind.REVIEWS].skipped == 1


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("children", "iro_staff_id"),
        ("children", "social_worker_staff_id"),
        ("contacts", "pers_person_id"),
        ("reviews", "pers_person_id"),
        ("reviews", "chair_staff_id"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error(
    council: Council, bring_in: BringIn, table: str, column: str
) -> None:
    getattr(council, table)[1][column] = "nowhere"
    result = bring_in()
    assert not result.imported
    (problem,) = result.problems
    assert (problem.file, problem.row, problem.column, problem.value) == (
        f"{table}.csv",
        3,
        column,
        "nowhere",
    )


def test_some_of_the_files_lean_on_what_was_imported_before(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    for name in ("staff", "children"):
        (council.folder / f"{name}.csv").unlink()
    council.staff, council.children = [], []
    council.contacts[0]["full_name"] = council.contacts[1]["full_name"] = "Dana Carter-Lee"
    council.reviews[0]["clar_cla_review_date"] = "2024-01-15"  # before care, known from before
    result = bring_in(allow_skips=True)
    assert [(one.file, one.row, one.column) for one in result.problems] == [
        ("reviews.csv", 2, "clar_cla_review_date")
    ]
    assert changed_rows(result) == {"CONTACTS": 2}


def test_what_changed_is_changed_and_counted(council: Council, bring_in: BringIn) -> None:
    bring_in()
    council.staff[0]["full_name"] = "Samira Green"
    council.children[1]["known_as"] = "Benji"
    council.contacts[2]["mobile"] = "07700 900004"
    council.reviews[2]["review_time"] = "10:00"
    result = bring_in()
    assert changed_rows(result) == {"STAFF": 1, "CHILDREN": 1, "CONTACTS": 1, "REVIEWS": 1}
    assert result.moved_reviews == []
    with reading() as session:
        assert by_id(session, StaffMember, "S1").full_name == "Samira Green"
        assert by_id(session, Child, "P2").called == "Benji"
        carer = by_id(session, Adult, "A2")
        held = session.scalars(select(ContactPoint).where(ContactPoint.adult_id == carer.id)).all()
        assert [point.value for point in held] == ["+447700900004"]
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 2
    assert not bring_in().changed_anything


def test_a_new_officer_begins_today_and_the_old_one_ended_yesterday(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    council.children[0].update(iro_staff_id="S2", social_worker_staff_id="")
    assert changed_rows(bring_in()) == {"CHILDREN": 1}
    with reading() as session:
        child = by_id(session, Child, "P1")
        officer = people.officer_of(session, child.id, TODAY)
        assert officer is not None
        assert officer.external_id == "S2"
        assert child.id in session.scalars(people.children_open_to(officer.id, TODAY)).all()
        for before in ("S1", "S3"):
            staff = by_id(session, StaffMember, before)
            assert child.id not in session.scalars(people.children_open_to(staff.id, TODAY)).all()
            row = session.scalars(
                select(Assignment).where(
                    Assignment.child_id == child.id, Assignment.staff_id == staff.id
                )
            ).one()
            assert row.until_on == TODAY - timedelta(days=1)


def test_cover_that_staff_arranged_is_not_the_case_systems_to_end(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    with transaction() as session:
        child, cover = by_id(session, Child, "P1"), by_id(session, StaffMember, "S2")
        session.add(
            Assignment(
                child_id=child.id, staff_id=cover.id, assigned_as=AssignedAs.COVER, from_on=TODAY
            )
        )
    assert not bring_in().changed_anything
    with reading() as session:
        officer = people.officer_of(session, by_id(session, Child, "P1").id, TODAY)
        assert officer is not None
        assert officer.external_id == "S2"


def test_b76_an_id_that_was_another_childs_is_refused(council: Council, bring_in: BringIn) -> None:
    bring_in()
    council.contacts[2]["pers_person_id"] = "P3"
    council.reviews[0]["pers_person_id"] = "P3"
    result = bring_in()
    assert not result.imported
    assert [(one.file, one.row, one.column) for one in result.problems] == [
        ("contacts.csv", 4, "contact_id"),
        ("reviews.csv", 2, "clar_cla_review_id"),
    ]


def test_staff_may_swap_addresses_but_not_take_one(council: Council, bring_in: BringIn) -> None:
    bring_in()
    first, second = council.staff[0], council.staff[1]
    first["email"], second["email"] = second["email"], first["email"]
    assert changed_rows(bring_in()) == {"STAFF": 2}
    with reading() as session:
        jo = people.staff_by_email(session, ring_of(session), " SAM@council.example")
        assert jo is not None
        assert jo.full_name == "Jo Shaw"
    council.staff = [{**first, "staff_id": "S8", "email": "lee@council.example"}]
    (problem,) = bring_in().problems
    assert (problem.column, problem.value) == ("email", "lee@council.example")


def test_the_operators_file_leaves_no_word_in_an_unexpected_error(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    with transaction() as session:
        session.execute(update(Child).values(first_name_sealed=b"\x01" + b"0" * 40))
    with pytest.raises(Exception, match="sealed") as failed:
        bring_in()
    assert "Aisha" not in repr(failed.value)
    assert "P1" not in repr(failed.value)
