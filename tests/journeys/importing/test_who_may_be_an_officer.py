"""Whoever the extract names as a child's officer has an officer's role, wherever it comes from."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.care.people import handing_over
from participation.care.people.models import Child, StaffMember
from participation.journeys.admitting import admit
from participation.kernel.db import transaction
from tests.databases import on_sqlite
from tests.journeys.importing.conftest import TODAY, BringIn, Council, by_id

pytestmark = on_sqlite
WORKER = "S3"  # Lee Reid, a social worker


def alone(council: Council, officer: str) -> None:
    """The file of children without that of the staff; the first child is somebody else's."""
    (council.folder / "staff.csv").unlink()
    council.staff = []
    council.children[0]["iro_staff_id"] = officer


def test_a_child_of_somebody_who_is_no_officer_is_a_mistake_by_row_and_column(
    council: Council, bring_in: BringIn
) -> None:
    council.children[0]["iro_staff_id"] = WORKER
    result = bring_in()
    assert not result.imported
    (problem,) = result.problems
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "children.csv",
        2,
        "iro_staff_id",
        WORKER,
    )
    assert "Not a reviewing officer" in problem.remedy
    assert "add iro to their roles in staff.csv" in problem.remedy
    council.staff[2]["roles"] = "social_worker;iro"
    assert bring_in().imported


def test_where_the_role_came_in_before_the_children_alone_will_do(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    alone(council, "S2")
    assert bring_in().imported
    council.children[0]["iro_staff_id"] = WORKER
    result = bring_in(allow_skips=True)
    assert [(one.row, one.column) for one in result.problems] == [(2, "iro_staff_id")]


@pytest.mark.parametrize("with_staff", [True, False])
@pytest.mark.parametrize("given_by", ["command", "groups"])
def test_a_role_given_here_or_by_the_councils_groups_counts_too(
    app: Flask, council: Council, bring_in: BringIn, given_by: str, with_staff: bool
) -> None:
    bring_in()
    house = app.extensions["participation"]
    with transaction() as session:
        worker = by_id(session, StaffMember, WORKER)
        if given_by == "groups":
            worker.roles = worker.provider_roles = ["iro", "social_worker"]
        else:
            email = worker.email or ""
            admit(session, email, ["iro"], team=None, house=house, now=house.now())
    if with_staff:
        council.children[0]["iro_staff_id"] = WORKER
    else:
        alone(council, WORKER)
    assert bring_in().imported


def test_an_officer_added_here_before_the_extract_names_them_counts(
    app: Flask, council: Council, bring_in: BringIn
) -> None:
    house = app.extensions["participation"]
    with transaction() as session:
        email = council.staff[2]["email"]
        admit(session, email, ["iro"], team=None, house=house, now=house.now())
    council.children[0]["iro_staff_id"] = WORKER
    assert bring_in().imported


def test_a_new_officer_who_last_signed_in_with_other_groups_is_taken_from_the_extract(
    council: Council, bring_in: BringIn
) -> None:
    """Groups are read when somebody signs in, and not before."""
    bring_in()
    with transaction() as session:
        worker = by_id(session, StaffMember, WORKER)
        worker.roles = worker.provider_roles = ["social_worker"]
    council.staff[2]["roles"] = "iro"
    council.children[0]["iro_staff_id"] = WORKER
    assert bring_in().imported


def test_who_was_the_officer_of_a_time_in_care_that_is_over_may_do_other_work_by_now(
    council: Council, bring_in: BringIn
) -> None:
    council.children[0] |= {"iro_staff_id": WORKER, "ceased_on": "2026-06-30"}
    assert bring_in().imported


def test_an_officer_who_becomes_a_manager_stops_no_import_also_once_the_child_was_given_away(
    council: Council, bring_in: BringIn
) -> None:
    """What else the extract says of the child, say a court's order, must not wait for it."""
    bring_in()
    council.staff[1]["roles"] = "iro_manager"
    assert bring_in().imported
    with transaction() as session:
        child, sam = by_id(session, Child, "P3"), by_id(session, StaffMember, "S1")
        handing_over.hand_over(session, child.id, sam.id, TODAY)
    assert bring_in().imported
