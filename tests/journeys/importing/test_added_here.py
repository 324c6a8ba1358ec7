"""People and roles given on the command line, beside those of the nightly extract."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import func, select

from participation.care.people.models import StaffMember
from participation.care.reviews.lateness import LateReason
from participation.care.reviews.models import Review
from participation.guard.passwords import LocalAccount
from participation.journeys.admitting import admit
from participation.kernel.db import reading, transaction
from tests.journeys.importing.conftest import BringIn, Council, by_id

NOBODY_ELSE = "duty@council.example"


def give(app: Flask, email: str, *roles: str) -> None:
    house = app.extensions["participation"]
    with transaction() as session:
        admit(session, email, roles, team=None, house=house, now=house.now())


def roles_of(identity: str) -> Sequence[str]:
    with reading() as session:
        return sorted(by_id(session, StaffMember, identity).roles)


def test_roles_given_here_survive_the_nightly_import(
    app: Flask, council: Council, bring_in: BringIn
) -> None:
    bring_in()
    row = council.staff[0]
    before = roles_of(row["staff_id"])
    give(app, row["email"], "safeguarding")
    result = bring_in()
    assert result.total.changed == 0
    assert roles_of(row["staff_id"]) == sorted([*before, "safeguarding"])


def test_a_role_that_the_extract_takes_away_goes_and_the_one_given_here_stays(
    app: Flask, council: Council, bring_in: BringIn
) -> None:
    row = council.staff[0]
    row["roles"] = "iro;iro_manager"
    bring_in()
    give(app, row["email"], "safeguarding")
    row["roles"] = "iro"
    bring_in()
    assert roles_of(row["staff_id"]) == ["iro", "safeguarding"]


def test_somebody_added_before_the_first_import_is_the_one_the_extract_then_names(
    app: Flask, council: Council, bring_in: BringIn
) -> None:
    row = council.staff[0]
    give(app, row["email"], "safeguarding")
    give(app, NOBODY_ELSE, "safeguarding")
    result = bring_in()
    assert result.imported
    assert not result.problems
    with reading() as session:
        held = by_id(session, StaffMember, row["staff_id"])
        assert held.full_name == row["full_name"]
        assert "safeguarding" in held.roles
        accounts = set(session.scalars(select(LocalAccount.staff)))
        assert held.public_id in accounts
        staff = session.scalar(select(func.count()).select_from(StaffMember))
        assert staff == len(council.staff) + 1
    again = bring_in()
    assert again.total.changed == 0


def test_why_a_review_was_late_is_a_persons_word_and_survives_the_nightly_import(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    with transaction() as session:
        by_id(session, Review, "R1").late_reason = LateReason.BACKDATED
    council.reviews[0]["clar_cla_review_date"] = "2026-12-12"
    assert bring_in().total.changed == 1
    with reading() as session:
        assert by_id(session, Review, "R1").late_reason == LateReason.BACKDATED
