"""Lists that name children: two of one name are told apart, and a row leads to where it is done."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.consultations.models import Invitation, InvitationState, TaskKind
from participation.care.consultations.tasks import make_task
from participation.care.people.models import Child, Role, StaffMember
from participation.kernel.db import reading, transaction
from participation.web.staff.children_named import told_apart
from tests.at_the_database import statements
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking import assign
from tests.web.staff.signing_in import signed_in, text_of

IN_PERSON = "/staff/in-person"
LISTS = [
    *("/staff/tasks", "/staff/cards", "/staff/calendar", "/staff/due", "/staff/reviews/late"),
    *(IN_PERSON, "/staff/not-heard"),
]


def to_do(make: Make, invitation: Invitation, kind: TaskKind) -> None:
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        make_task(
            session, kind, about=row.public_id.hex, key=row.child.key,
            owner_role="business_support", due_on=make.today, child_id=row.child_id,
            invitation_id=row.id, now=make.clock.now(),
        )  # fmt: skip


def asked(make: Make, child: Child, *kinds: TaskKind) -> Invitation:
    invitation = make.invitation(
        make.review(child, in_days=5, due_computed=make.today + timedelta(days=4)),
        state=InvitationState.NOT_POSSIBLE,
        not_heard_reason="no_number",
    )
    for kind in kinds:
        to_do(make, invitation, kind)
    return invitation


def _born(name: str, year: int, number: str, key: int) -> Any:
    return Row(id=key, called=name, born_on=date(year, 5, 1), external_id=number)


def test_only_whoever_is_called_like_another_has_more_than_the_name() -> None:
    two = [
        _born("Salma", 2014, "P1", 1),
        _born("salma", 2012, "P2", 2),
        _born("Ben", 2012, "P3", 3),
    ]
    named = told_apart([*two, two[0]], date(2026, 11, 24))
    assert named == {1: "Salma, 12", 2: "salma, 14", 3: "Ben"}


def test_where_the_age_is_the_same_too_the_number_stands_there() -> None:
    two = [
        _born("Salma", 2014, "P1", 1),
        _born("Salma", 2014, "P2", 2),
        _born("Salma", 2012, "P3", 3),
    ]
    named = told_apart(two, date(2026, 11, 24))
    assert named == {1: "Salma, P1", 2: "Salma, P2", 3: "Salma, 14"}


@on_sqlite
@pytest.mark.parametrize("path", LISTS)
def test_two_children_of_one_name_are_told_apart_and_each_leads_to_their_page(
    desk: FlaskClient, make: Make, path: str
) -> None:
    two = [make.child(name="Salma", age=age) for age in (9, 15)]
    for child in two:
        asked(make, child, TaskKind.CARD)
    page = text_of(desk, path)
    for child, age in zip(two, (9, 15), strict=True):
        link = f'href="/staff/find/{child.public_id}"><bdi>Salma, {age}</bdi>'
        assert link in page
        assert desk.get(f"/staff/find/{child.public_id}").status_code == 200


@on_sqlite
def test_a_task_of_asking_leads_to_where_it_is_done(
    desk: FlaskClient, browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(name="Salma", officer=officer)
    invitation = asked(make, child, TaskKind.NO_SAFE_WAY, TaskKind.CARD)
    for reader in (desk, browser):
        page = text_of(reader, "/staff/tasks")
        found = {
            words[:4]: url
            for url, words in re.findall(
                r'<th scope="row"[^>]*><a [^>]*href="([^"]+)">([^<]+)', page
            )
        }
        assert found == {"Find": f"/staff/in-person/{invitation.public_id}", "Hand": "/staff/cards"}
        for url in found.values():
            assert reader.get(url).status_code == 200


@on_sqlite
def test_what_is_to_do_for_a_child_says_for_whom_and_leads_there(
    desk: FlaskClient, make: Make
) -> None:
    child = make.child(name="Salma")
    own = asked(make, child, TaskKind.CARD)
    father = make.relationship(child)
    theirs = make.invitation(
        round=own.round, related=father, form="parent_text",
        state=InvitationState.NOT_POSSIBLE, not_heard_reason="no_number",
    )  # fmt: skip
    to_do(make, theirs, TaskKind.NO_SAFE_WAY)
    page = text_of(desk, f"/staff/find/{child.public_id}")
    card, other = re.findall(r"<li>(<a .*?): business support", page)
    assert (
        card == '<a class="govuk-link" href="/staff/cards">Hand over a card with a code</a> (Child)'
    )
    assert f'href="/staff/in-person/{theirs.public_id}"' in other
    assert re.search(r"</a> \((Mother|Father), <bdi>Christopher Brown</bdi>\)", other)


@on_sqlite
def test_what_is_due_leads_to_the_person_the_round_and_the_meeting(
    desk: FlaskClient, browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(name="Salma", officer=officer)
    invitation = asked(make, child)
    with reading() as session:
        row = session.get_one(Invitation, invitation.id)
        review = f"/staff/reviews/{row.round.review.external_id}"
    for reader in (desk, browser):
        page = text_of(reader, "/staff/due")
        for url in (
            f"/staff/in-person/{invitation.public_id}",
            f"{review}/round",
            f"{review}/meeting",
        ):
            assert f'href="{url}"' in page
            assert reader.get(url).status_code == 200
            if url.startswith(review):
                assert f'href="/staff/find/{child.public_id}"' in text_of(reader, url)


@on_sqlite
def test_an_officer_is_led_to_no_page_that_would_not_open(
    app: Flask, browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    """Who is a child's social worker sees their tasks, and neither asks them nor finds them."""
    theirs = make.child(name="Salma")
    assign(make, theirs, officer)
    asked(make, theirs, TaskKind.NO_SAFE_WAY)
    page = text_of(browser, "/staff/tasks")
    assert "Salma" in page
    assert "/staff/find/" not in page
    assert "/staff/in-person/" not in page


@on_sqlite
def test_each_review_on_the_first_list_has_the_way_to_the_child(
    desk: FlaskClient, browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(name="Salma", officer=officer)
    asked(make, child)
    asked(make, make.child(name="Ben"))
    for reader in (desk, browser):
        urls = set(re.findall(r'href="(/staff/find/[^"]+)"', text_of(reader, "/staff/reviews")))
        assert f"/staff/find/{child.public_id}" in urls
        assert [reader.get(url).status_code for url in urls] == [200] * len(urls)


@on_sqlite
def test_whoever_asks_and_may_not_look_into_records_is_led_to_none(app: Flask, make: Make) -> None:
    asked(make, make.child(name="Salma"))
    page = text_of(signed_in(app.test_client(), make, make.staff(Role.PARTICIPATION)), IN_PERSON)
    assert "<bdi>Salma</bdi>" in page
    assert "/staff/find/" not in page


@on_sqlite
@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("role", [Role.IRO, Role.BUSINESS_SUPPORT])
def test_a_list_asks_as_often_for_one_child_as_for_many(
    app: Flask, make: Make, path: str, role: Role
) -> None:
    reader = make.staff(role)
    page = signed_in(app.test_client(), make, reader)
    counted = []
    for more in (1, 3):
        for _ in range(more):
            asked(make, make.child(officer=reader), TaskKind.CARD, TaskKind.CALL)
        with statements(app) as seen:
            page.get(path)
        counted.append(len(seen))
    assert counted[0] == counted[1], "\n".join(seen)
