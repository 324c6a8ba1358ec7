"""The child's social worker comes to the meeting like everybody else, and is invited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.kernel.db import transaction
from tests.databases import on_sqlite
from tests.web.staff.at_the_meeting import LINK, PLACE, SCHOOL, Table, arrange, table
from tests.web.staff.signing_in import press

__all__ = ["table"]
pytestmark = on_sqlite
LEE = "lee@council.example"


@pytest.fixture
def worker(table: Table) -> StaffMember:
    return works_with(table, "Lee Reid", LEE)


def works_with(table: Table, name: str, email: str) -> StaffMember:
    staff = table.make.staff(Role.SOCIAL_WORKER, name=name, email=email)
    with transaction() as session:
        session.add(
            Assignment(
                child_id=table.review.child_id,
                staff_id=staff.id,
                assigned_as=AssignedAs.SOCIAL_WORKER,
                from_on=table.make.today - timedelta(days=90),
            )
        )
    return staff


def hands_on(table: Table, staff: StaffMember) -> None:
    yesterday = table.make.today - timedelta(days=1)
    with transaction() as session:
        session.execute(
            update(Assignment).where(Assignment.staff_id == staff.id).values(until_on=yesterday)
        )


def comes(table: Table, *staff: StaffMember, **fields: str) -> Any:
    ticked = {f"comes-{one.public_id.hex}": "yes" for one in staff}
    return arrange(table.desk, table.review, place=PLACE, link=LINK, **ticked, **fields)


def test_they_stand_among_those_who_may_come_and_have_an_invitation(
    table: Table, worker: StaffMember
) -> None:
    assert "Social worker, Lee Reid" in table.page()
    assert comes(table, worker).status_code == 303
    printed = press(table.desk, table.path, f"{table.path}/invite", who=worker.public_id.hex)
    assert printed.data.startswith(b"%PDF")
    assert "Invitation printed on" in table.page()


def test_they_are_invited_by_mail_and_their_page_names_no_child(
    table: Table, worker: StaffMember
) -> None:
    teacher = {f"comes-{table.teacher.public_id.hex}": "yes"}
    comes(table, worker, **teacher, **{f"place-{worker.public_id.hex}": "yes"})
    table.send()
    table.work_off()
    assert sorted(table.told()) == sorted([LEE, SCHOOL])
    (link,) = [
        "/g/" + one.get_content().split("/g/")[1].split()[0]
        for one in table.post.mails
        if str(one["To"]) == LEE
    ]
    page = table.seen(link)
    assert PLACE in page
    assert "Quillon" not in page


def test_whoever_was_invited_and_has_handed_the_child_on_can_be_taken_off(
    table: Table, worker: StaffMember
) -> None:
    comes(table, worker)
    table.send(worker.public_id.hex)
    table.work_off()
    hands_on(table, worker)
    works_with(table, "Ash Bell", "ash@council.example")
    assert "Social worker, Lee Reid" in table.page()
    assert "Social worker, Ash Bell" in table.page()
    comes(table)
    table.work_off()
    assert table.told() == [LEE, LEE], "they hear that they do not have to come"


def test_whoever_has_handed_the_child_on_and_was_not_invited_stands_there_no_more(
    table: Table, worker: StaffMember
) -> None:
    hands_on(table, worker)
    assert "Lee Reid" not in table.page()


def test_d19_whoever_must_not_see_the_child_s_record_is_not_invited(
    table: Table, worker: StaffMember
) -> None:
    comes(table, worker)
    table.send(worker.public_id.hex)
    table.make.never(table.review.child, worker)
    assert "Lee Reid" not in table.page()
    table.work_off()
    assert table.told() == []
