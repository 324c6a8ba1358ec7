"""An officer's last day: refused with what stands in the way, noted once nothing does (B88)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import Role, StaffMember
from participation.kernel.db import db
from tests.factories import Make
from tests.web.staff.giving_children import cover, end_cover, give, hand_over, page_of
from tests.web.staff.signing_in import press, signed_in, text_of


@pytest.fixture
def manager(app: Flask, make: Make) -> FlaskClient:
    return signed_in(app.test_client(), make, make.staff(Role.IRO_MANAGER, name="Kim Chief"))


def last_day(staff: StaffMember) -> str | None:
    db.session.remove()
    found = db.session.get_one(StaffMember, staff.id).active_until
    return found.isoformat() if found else None


def leaves(manager: FlaskClient, staff: StaffMember, on: str = "2026-11-30") -> tuple[int, str]:
    path = page_of(staff)
    answer = press(manager, path, f"{path}/leaves", press="leave", last_day=on)
    return answer.status_code, answer.get_data(as_text=True)


def test_b88_whoever_has_children_rounds_or_cover_does_not_leave_and_the_page_says_why(
    manager: FlaskClient, make: Make
) -> None:
    sam, alex = make.staff(Role.IRO, name="Sam Green"), make.staff(Role.IRO, name="Alex Hill")
    make.invitation(make.review(make.child(officer=sam)))
    make.child(officer=alex)
    assert cover(manager, alex, sam).status_code == 303
    status, page = leaves(manager, sam)
    assert status == 422
    for said in (
        "1 child is theirs: give it to another officer first",
        "in 1 open round people are being asked for them",
        "they cover for somebody until 4 December 2026: choose somebody else",
    ):
        assert said in page
    assert last_day(sam) is None
    assert hand_over(manager, sam, alex).status_code == 303
    assert leaves(manager, sam)[0] == 422  # the cover
    assert end_cover(manager, alex).status_code == 303
    assert leaves(manager, sam)[0] == 303
    assert last_day(sam) == "2026-11-30"


def test_whoever_has_a_last_day_gets_no_child_and_covers_for_nobody_unless_they_stay(
    manager: FlaskClient, make: Make
) -> None:
    sam, alex = make.staff(Role.IRO, name="Sam Green"), make.staff(Role.IRO, name="Alex Hill")
    child = make.child(officer=alex)
    for wrong in ("", (make.today - timedelta(days=1)).isoformat()):
        assert leaves(manager, sam, wrong)[0] == 422
    assert leaves(manager, sam)[0] == 303
    mine = page_of(sam)
    assert "Their last day is 30 November 2026." in text_of(manager, mine)
    assert give(manager, child, sam).status_code == 422
    assert cover(manager, alex, sam).status_code == 422
    assert press(manager, mine, f"{mine}/leaves", press="stay").status_code == 303
    assert last_day(sam) is None
    assert give(manager, child, sam).status_code == 303


def test_children_whom_the_manager_must_not_see_stand_in_the_way_without_a_number(
    manager: FlaskClient, app: Flask, make: Make
) -> None:
    chief = make.staff(Role.IRO_MANAGER)
    sam = make.staff(Role.IRO, name="Sam Green")
    make.never(make.child(officer=sam), chief)
    status, page = leaves(signed_in(app.test_client(), make, chief), sam)
    assert status == 422
    assert "children whom you do not see are theirs: ask another manager" in page
    assert "1 child is theirs" not in page
