"""A manager who gives children to another officer, or has somebody cover for one."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from participation.care.people.models import Child, StaffMember
from tests.web.staff.signing_in import press

HERE = "/staff/officers"


def page_of(officer: StaffMember) -> str:
    return f"{HERE}/{officer.public_id}"


def hand_over(manager: FlaskClient, officer: StaffMember, to: StaffMember) -> Any:
    """All of an officer's children."""
    path = page_of(officer)
    return press(manager, path, f"{path}/hand-over", to=str(to.public_id))


def give(manager: FlaskClient, child: Child, to: StaffMember) -> Any:
    """One child."""
    return press(manager, HERE, f"{HERE}/children/{child.public_id}", to=str(to.public_id))


def cover(manager: FlaskClient, officer: StaffMember, by: StaffMember, **days: str) -> Any:
    """From today to 4 December, unless other days are given."""
    path = page_of(officer)
    days = {"from_on": "2026-11-24", "until_on": "2026-12-04"} | days
    return press(manager, path, f"{path}/cover", to=str(by.public_id), **days)


def end_cover(manager: FlaskClient, officer: StaffMember) -> Any:
    path = page_of(officer)
    return press(manager, path, f"{path}/cover", press="end")


def give_one(manager: FlaskClient, officer: StaffMember, child: Child, to: StaffMember) -> Any:
    """One child, from the page of their officer."""
    path = page_of(officer)
    return press(
        manager,
        path,
        f"{path}/hand-over-one",
        child=str(child.public_id),
        to=str(to.public_id),
    )
