"""Cover with an end date, another officer in the middle of a round, and the child told (I15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Task, TaskState
from participation.care.people import handing_over
from participation.care.people import queries as people
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    Child,
    OfficerTold,
    Role,
    StaffMember,
)
from participation.care.people.staff import Wanted, record_assignments
from participation.kernel.db import db, reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.giving_children import HERE, cover, end_cover, give, hand_over, page_of
from tests.web.staff.signing_in import press, signed_in, text_of

MY_NAME = "/staff/my-name"


@pytest.fixture
def sam(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green")


@pytest.fixture
def alex(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Alex Hill")


@pytest.fixture
def manager(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.IRO_MANAGER, name="Kim Chief"))


@pytest.fixture
def as_(app: Flask, make: Make) -> Callable[[StaffMember], FlaskClient]:
    return lambda staff: signed_in(app.test_client(), make, staff)


def on_duty(make: Make, child: Child, *, in_days: int = 0) -> str | None:
    db.session.remove()
    with reading() as session:
        found = people.officer_of(session, child.id, make.today + timedelta(days=in_days))
        return found.external_id if found is not None else None


def officers_by_name(make: Make, child: Child) -> list[int]:
    """Who is the officer by name on that day: one, always."""
    db.session.remove()
    with reading() as session:
        rows = session.scalars(
            select(Assignment).where(
                Assignment.child_id == child.id,
                Assignment.assigned_as == AssignedAs.REVIEWING_OFFICER,
                Assignment.from_on <= make.today,
                (Assignment.until_on.is_(None)) | (Assignment.until_on >= make.today),
            )
        )
        return [row.staff_id for row in rows]


def extract_says(make: Make, child: Child, officer: StaffMember) -> None:
    db.session.remove()
    with transaction() as session:
        wanted = [Wanted(child.id, officer.id, None)]
        record_assignments(session, wanted, new_children=(), today=make.today)


def test_i15_in_the_middle_of_a_round_one_is_accountable_and_the_one_before_opens_nothing(
    manager: FlaskClient,
    as_: Callable[[StaffMember], FlaskClient],
    make: Make,
    sam: StaffMember,
    alex: StaffMember,
) -> None:
    child = make.child(officer=sam)
    review = make.review(child)
    make.invitation(review)
    before, after = as_(sam), as_(alex)
    summary = f"/staff/reviews/{review.external_id}/summary"
    assert before.get(summary).status_code == 200
    assert hand_over(manager, sam, alex).status_code == 303
    assert before.get(summary).status_code == 404
    assert after.get(summary).status_code == 200
    assert officers_by_name(make, child) == [alex.id]
    extract_says(make, child, sam)  # it has not heard of it yet
    assert officers_by_name(make, child) == [alex.id]
    extract_says(make, child, alex)
    assert officers_by_name(make, child) == [alex.id]
    extract_says(make, child, sam)  # and this is news again
    assert officers_by_name(make, child) == [sam.id]


def test_i15_an_extract_that_names_a_third_officer_is_followed(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child, third = make.child(officer=sam), make.staff(Role.IRO)
    assert give(manager, child, alex).status_code == 303
    extract_says(make, child, third)
    assert officers_by_name(make, child) == [third.id]


def test_i15_whoever_covers_does_so_until_the_last_day_and_no_longer(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child = make.child(officer=sam)
    assert cover(manager, sam, alex).status_code == 303
    shown = text_of(manager, page_of(sam))
    assert "Alex Hill covers from 24 November 2026 until 4 December 2026" in shown
    assert on_duty(make, child) == alex.external_id
    assert on_duty(make, child, in_days=10) == alex.external_id
    assert on_duty(make, child, in_days=11) == sam.external_id
    third = make.staff(Role.IRO)
    cover(manager, sam, third)
    assert on_duty(make, child) == third.external_id
    assert end_cover(manager, sam).status_code == 303
    assert on_duty(make, child) == sam.external_id


def test_i15_cover_for_the_officer_before_ends_when_there_is_a_new_one(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child = make.child(officer=sam)
    third = make.staff(Role.IRO)
    cover(manager, sam, alex)
    assert give(manager, child, third).status_code == 303
    assert on_duty(make, child) == third.external_id


def test_i15_a_child_given_to_an_officer_who_is_away_is_covered_like_the_others(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child, theirs = make.child(officer=sam), make.child(officer=alex)
    barred = make.child(officer=alex)
    make.never(barred, third := make.staff(Role.IRO))
    cover(manager, sam, third)
    for one in (theirs, barred):
        assert give(manager, one, sam).status_code == 303
    assert on_duty(make, child) == on_duty(make, theirs) == third.external_id
    assert on_duty(make, theirs, in_days=11) == sam.external_id
    assert on_duty(make, barred) == sam.external_id


def test_i15_cover_of_one_child_is_no_sign_that_their_officer_is_away(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    one, _other, comes = (make.child(officer=who) for who in (sam, sam, alex))
    with transaction() as session:
        until = make.today + timedelta(days=10)
        handing_over.cover(session, [one.id], make.staff(Role.IRO).id, make.today, until)
    assert give(manager, comes, sam).status_code == 303
    assert on_duty(make, comes) == sam.external_id


def test_i15_a_week_of_cover_now_leaves_cover_that_is_booked_around_it(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child, third = make.child(officer=sam), make.staff(Role.IRO)
    long = {"from_on": "2026-11-24", "until_on": "2026-12-11"}
    february = {"from_on": "2027-02-01", "until_on": "2027-02-12"}
    week = {"from_on": "2026-11-30", "until_on": "2026-12-04"}
    for whom, days in ((alex, long), (alex, february), (third, week)):
        cover(manager, sam, whom, **days)
    covers = {0: alex, 5: alex, 6: third, 10: third, 11: alex, 17: alex, 18: sam, 69: alex, 81: sam}
    assert {days: on_duty(make, child, in_days=days) for days in covers} == {
        days: whom.external_id for days, whom in covers.items()
    }


@on_sqlite
def test_the_child_is_told_the_name_and_the_date_is_kept(
    manager: FlaskClient,
    as_: Callable[[StaffMember], FlaskClient],
    make: Make,
    sam: StaffMember,
    alex: StaffMember,
) -> None:
    child = make.child(officer=sam, looked_after_since=make.today - timedelta(days=14))
    assert give(manager, child, alex).status_code == 303
    task = db.session.scalars(select(Task)).one()
    assert (task.kind.value, task.owner_id, task.due_on) == (
        "tell_officer",
        alex.id,
        date(2026, 12, 1),
    )
    db.session.remove()
    browser = as_(alex)
    assert "1 child was not told yet." in text_of(browser, MY_NAME)
    path = f"{MY_NAME}/{child.public_id}"
    for typed in (
        {"on": "", "how": "visit"},
        {"on": "2026-11-25", "how": "visit"},
        {"on": "2026-11-24"},
    ):
        assert press(browser, MY_NAME, path, **typed).status_code == 422
    refused = press(browser, MY_NAME, path, on="2026-11-25", how="letter").get_data(as_text=True)
    assert 'value="2026-11-25"' in refused, "what was typed is not lost"
    assert '<option value="letter" selected>' in refused
    assert press(browser, MY_NAME, path, on="2026-11-23", how="visit").status_code == 303
    assert "23 November 2026, on a visit" in text_of(browser, MY_NAME)
    assert "23 November 2026, on a visit" in text_of(manager, HERE)
    assert db.session.scalars(select(OfficerTold.told_on)).one() == date(2026, 11, 23)
    assert db.session.scalars(select(Task.state)).one() is TaskState.DONE
    assert press(as_(sam), MY_NAME, path, on="2026-11-23", how="visit").status_code == 404


@on_sqlite
def test_allocation_within_five_working_days_is_shown_and_who_has_nobody_comes_first(
    manager: FlaskClient, make: Make, sam: StaffMember
) -> None:
    def came(name: str, since: date, given: date | None) -> None:
        child = make.child(name=name, looked_after_since=since)
        if given is not None:
            with transaction() as session:
                session.add(
                    Assignment(
                        child_id=child.id,
                        staff_id=sam.id,
                        assigned_as=AssignedAs.REVIEWING_OFFICER,
                        from_on=given,
                    )
                )

    came("Intime", date(2026, 11, 6), date(2026, 11, 13))  # a Friday to a Friday
    came("Toolate", date(2026, 11, 6), date(2026, 11, 16))
    came("Nobody", date(2026, 11, 20), None)
    came("Longago", date(2024, 11, 6), date(2026, 11, 16))
    page = text_of(manager, HERE)
    rows = {name: page[page.index(name) :].split("</tr>")[0] for name in ("Intime", "Toolate")}
    assert "after 5 working days" in rows["Intime"]
    assert '<strong class="look">after 6 working days</strong>' in rows["Toolate"]
    assert "Longago" not in page
    assert page.index("Nobody") < page.index("Toolate")


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"to": ""}, "Choose an officer."),
        ({"to": "0" * 32}, "Choose an officer."),
        ({"to": "sam"}, "That is the same person."),
        ({"to": "support"}, "Choose an officer."),
        ({"until_on": ""}, "Write both days: from today on, and the last day. A day that"),
        ({"until_on": "2026-02-31"}, "That is no day of the calendar."),
        ({"until_on": "2026-11-23"}, "Cover begins today or later"),
        ({"from_on": "2026-11-23"}, "Cover begins today or later"),
        ({"until_on": "2028-11-30"}, "Cover begins today or later"),
    ],
)
def test_cover_without_an_end_or_by_nobody_is_not_kept(
    manager: FlaskClient,
    make: Make,
    sam: StaffMember,
    alex: StaffMember,
    typed: dict[str, str],
    says: str,
) -> None:
    child = make.child(officer=sam)
    support = make.staff(Role.BUSINESS_SUPPORT)
    named = {"sam": str(sam.public_id), "support": str(support.public_id)}
    good = {"to": str(alex.public_id), "from_on": "2026-11-24", "until_on": "2026-12-04"}
    form: dict[str, Any] = {**good, **typed}
    form["to"] = named.get(form["to"], form["to"])
    path = page_of(sam)
    answer = press(manager, path, f"{path}/cover", **form)
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert on_duty(make, child) == sam.external_id


@on_sqlite
def test_nobody_whom_a_child_must_never_be_seen_by_gets_or_covers_them(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    child, other = make.child(officer=sam), make.child(officer=sam)
    make.never(child, alex)
    assert give(manager, child, alex).status_code == 422
    cover(manager, sam, alex)
    assert on_duty(make, child) == sam.external_id
    assert on_duty(make, other) == alex.external_id
    hand_over(manager, sam, alex)
    assert officers_by_name(make, child) == [sam.id]
    assert officers_by_name(make, other) == [alex.id]


@on_sqlite
def test_the_children_of_somebody_who_has_left_go_to_another_in_one_press(
    manager: FlaskClient, make: Make, sam: StaffMember, alex: StaffMember
) -> None:
    children = [make.child(officer=sam) for _ in range(2)]
    with transaction() as session:
        gone = make.today - timedelta(days=1)
        session.get_one(StaffMember, sam.id).active_until = gone
    assert "Children without an officer (2)" in text_of(manager, HERE)
    back = hand_over(manager, sam, sam)
    assert "#to-all" in back.get_data(as_text=True)
    assert hand_over(manager, sam, alex).status_code == 303
    assert {on_duty(make, one) for one in children} == {alex.external_id}
    assert "Children without an officer (0)" in text_of(manager, HERE)


@on_sqlite
@pytest.mark.parametrize("role", [Role.IRO, Role.BUSINESS_SUPPORT, Role.SOCIAL_WORKER, Role.ADMIN])
def test_nobody_but_the_officers_manager_changes_officers(
    as_: Callable[[StaffMember], FlaskClient], make: Make, role: Role
) -> None:
    assert as_(make.staff(role)).get(HERE).status_code == 403
