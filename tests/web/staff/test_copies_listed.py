"""Neither the list of copies nor a copy tells of what is on another desk (R26, R31)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.requests.models import Ask
from participation.care.subject_access.models import Desk
from participation.kernel.db import transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.at_the_copies import LIST, Desks, Told
from tests.web.staff.signing_in import at_work, press

pytestmark = on_sqlite
OTHERS = (Desk.COMPLAINTS, Desk.SAFEGUARDING)


@pytest.fixture
def desks(app: Flask, make: Make) -> Desks:
    return Desks(app, make, Told(make))


def addresses(desks: Desks) -> dict[Desk, str]:
    return {desk: desks.part(desk) for desk in (Desk.OFFICER, *OTHERS)}


def test_r26_an_officers_manager_sees_the_officers_part_and_that_there_is_another_on_no_page(
    desks: Desks, make: Make
) -> None:
    desks.ask()
    parts = addresses(desks)
    manager = at_work(desks.app.test_client(), make, make.staff(Role.IRO_MANAGER, name="Man Ager"))
    page = manager.get(LIST).get_data(as_text=True)
    assert parts[Desk.OFFICER] in page
    assert [desk for desk in OTHERS if parts[desk] in page] == []
    for desk in OTHERS:
        assert press(manager, LIST, f"{parts[desk]}/withdraw").status_code == 404
    lead = desks.asks.get(LIST).get_data(as_text=True)
    assert all(path in lead for path in parts.values())


def test_r26_an_officer_who_is_a_manager_too_sees_no_other_desks_part_of_their_own_child(
    desks: Desks,
) -> None:
    desks.ask()
    parts = addresses(desks)
    for roles in (["iro", "iro_manager"], ["iro", "iro_manager", "data_protection"]):
        with transaction() as session:
            session.get_one(StaffMember, desks.told.officer.id).roles = roles
        page = desks.looks.get(LIST).get_data(as_text=True)
        assert parts[Desk.OFFICER] in page
        assert [desk for desk in OTHERS if parts[desk] in page] == [], roles


def test_r26_what_went_past_whoever_leads_on_data_protection_is_not_in_their_list(
    desks: Desks,
) -> None:
    desks.ask()
    parts = addresses(desks)
    with transaction() as session:
        for row in session.scalars(select(Ask)):
            row.not_shown_to_id = desks.lead.id
    page = desks.asks.get(LIST).get_data(as_text=True)
    assert parts[Desk.OFFICER] in page
    assert parts[Desk.COMPLAINTS] not in page


def test_r26_that_another_desk_is_not_done_yet_is_not_told_by_refusing_a_second_copy(
    desks: Desks, make: Make
) -> None:
    desks.ask()
    path = desks.part()
    desks.decide(path)
    assert desks.let_go(path).status_code == 303
    manager = at_work(desks.app.test_client(), make, make.staff(Role.IRO_MANAGER, name="Man Ager"))
    assert desks.ask(manager).status_code == 303


def test_r31_looks_at_a_childs_words_are_in_their_copy_and_those_at_another_desk_are_not(
    desks: Desks, make: Make
) -> None:
    worker = make.staff(Role.SOCIAL_WORKER, name="Jo Field")
    review = f"/staff/reviews/{desks.told.review.external_id}"
    with transaction() as session:
        session.add(
            Assignment(child_id=desks.told.child.id, staff_id=worker.id,
                       assigned_as=AssignedAs.SOCIAL_WORKER, from_on=make.today)
        )  # fmt: skip
    jo = at_work(desks.app.test_client(), make, worker)
    assert jo.get(f"{review}/asked").status_code == 200
    assert desks.looks.get(f"{review}/meeting").status_code == 200
    desks.ask(asked_by="representative")
    assert desks.looks.get(desks.part()).status_code == 200
    handler = at_work(desks.app.test_client(), make, make.staff(Role.COMPLAINTS, name="Cam Plaint"))
    assert handler.get(desks.part(Desk.COMPLAINTS)).status_code == 200
    desks.ask()
    page = desks.looks.get(f"{desks.part()}/lines?section=looked").get_data(as_text=True)
    for who, what in (
        ("Jo Field", "what people said before a review"),
        ("Sam Green", "the papers for your review meeting"),
        ("Sam Green", "all that is held, to make you a copy"),
    ):
        assert what in page[page.index(who) :], what
    assert "Cam Plaint" not in page
