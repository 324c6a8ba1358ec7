"""Finding a child: only one that may be opened, and the page of people, permissions and history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import InvitationState
from participation.care.people.models import Role, StaffMember
from participation.guard import limits
from participation.guard.audit import AuditEvent
from participation.journeys.finding_children import BY_NAME_AT_MOST
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking import left_out
from tests.web.staff.reviewed import words_on
from tests.web.staff.signing_in import press, signed_in

pytestmark = on_sqlite
HERE = "/staff/find"


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green")


def found(client: FlaskClient, who: str) -> str:
    answer: Any = press(client, HERE, HERE, who=who)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_by_number_by_review_and_by_the_beginning_of_a_name(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Aisha")
    review = make.review(child)
    for typed in (child.external_id, review.external_id, "ais", " AISHA "):
        assert f"{HERE}/{child.public_id}" in found(browser, typed), typed
    for typed in ("isha", "a", "", "%", child.external_id[:-1]):
        assert str(child.public_id) not in found(browser, typed), typed


def test_only_whom_one_may_open_is_found(
    browser: FlaskClient, app: Flask, make: Make, officer: StaffMember
) -> None:
    others = make.child(officer=make.staff(Role.IRO), name="Elsewhere")
    make.review(others)
    support = make.staff(Role.BUSINESS_SUPPORT)
    hidden = make.child(officer=officer, name="Hidden")
    make.review(hidden)
    make.never(hidden, support)
    desk = signed_in(app.test_client(), make, support)
    for client, child in ((browser, others), (desk, hidden)):
        for typed in (child.external_id, child.called):
            assert "Nobody whom you may see." in found(client, typed)
        assert client.get(f"{HERE}/{child.public_id}").status_code == 404
    assert str(others.public_id) in found(desk, "Elsewhere")


def test_the_page_says_who_is_around_whether_they_are_asked_and_what_was_done(
    desk: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Aisha", communication=["bsl", "large_text"])
    mother = make.relationship(child)
    make.contact(adult=mother.adult, number="+447700900123", confirmed_on=date(2026, 11, 1))
    review = make.review(child)
    held = make.round(review)
    make.invitation(round=held, state=InvitationState.FINISHED)
    make.invitation(
        round=held,
        related=mother,
        form="parent_text",
        state=InvitationState.NOT_POSSIBLE,
        not_heard_reason="number_too_old",
        tried=[{"on": "2026-11-19", "what": "letter"}],
    )
    page = desk.get(f"{HERE}/{child.public_id}").get_data(as_text=True)
    for words in (
        "Aisha", "Christopher Brown", "may be asked", "confirmed 1 November 2026", "Sam Green",
        "the number was last confirmed too long ago", "19 November 2026: a letter", "answered",
        "British Sign Language, large text",
    ):  # fmt: skip
        assert words in page, words
    assert "7700900123" not in page
    assert '/summary"' not in page  # business support has no way to the words
    with reading() as session:
        assert "child.open" in session.scalars(select(AuditEvent.action)).all()


def test_r7_a_decision_made_here_not_to_ask_somebody_stands_on_the_page_too(
    desk: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer)
    father, review = make.relationship(child), make.review(child)
    path = f"{HERE}/{child.public_id}"
    assert "may be asked" in desk.get(path).get_data(as_text=True)
    left_out(father, review)
    page = desk.get(path).get_data(as_text=True)
    assert "not asked" in page
    assert "may be asked" not in page


@pytest.mark.parametrize(
    ("alone", "said"), [(True, "theirs alone"), (False, "not noted as theirs")]
)
def test_the_page_says_whether_a_phone_that_is_safe_to_text_is_theirs_alone(
    browser: FlaskClient, make: Make, officer: StaffMember, alone: bool, said: str
) -> None:
    child = make.child(officer=officer, name="Aisha")
    make.contact(child=child, own_and_private=alone)
    assert f"mobile: safe to text, {said}" in words_on(browser, f"{HERE}/{child.public_id}")


def test_what_is_looked_for_stands_in_no_address(browser: FlaskClient) -> None:
    assert 'method="post"' in browser.get(HERE).get_data(as_text=True)
    assert browser.get(f"{HERE}?who=Aisha").get_data(as_text=True).count("Aisha") == 0


def searches() -> list[tuple[str, str | None, str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [
            (one.subject, one.reason, one.outcome, one.child)
            for one in rows
            if one.action == "child.find"
        ]


def test_t3_each_search_leaves_how_many_were_found_and_never_what_was_looked_for(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Aisha")
    make.review(child)
    for typed in (child.external_id, "Ais", "Zeb", "a"):
        found(browser, typed)
    assert searches() == [
        ("found:1", "by_number", "done", None),
        ("found:1", "by_name", "done", None),
        ("found:0", "by_name", "done", None),
    ]


def test_t3_nobody_looks_through_all_names_and_a_number_is_found_still(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Aisha")
    make.review(child)
    with transaction() as session:
        for _ in range(BY_NAME_AT_MOST - 1):
            limits.note(session, "find_by_name", officer.public_id.hex, system_now())
    assert str(child.public_id) in found(browser, "Ais")
    answer = press(browser, HERE, HERE, who="Ais")
    assert answer.status_code == 429
    assert "Look by number." in answer.get_data(as_text=True)
    assert str(child.public_id) not in answer.get_data(as_text=True)
    assert searches()[-1] == ("found:unknown", None, "refused", None)
    assert str(child.public_id) in found(browser, child.external_id)
