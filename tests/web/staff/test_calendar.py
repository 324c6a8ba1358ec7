"""The calendar: whose reviews stand in it, and the address that a calendar program reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import AssignedAs, Assignment, Role, StaffMember
from participation.care.reviews.models import ReviewState
from participation.guard import limits
from participation.guard.crypto import council_key
from participation.guard.standing import Newcomer, standing_of
from participation.journeys import admitting, letting_in, managing_staff
from participation.journeys.revoking import revoke_everything
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.signing_in import press, signed_in

HERE = "/staff/calendar"


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green")


@pytest.fixture
def open_as(app: Flask, make: Make) -> Callable[[StaffMember], FlaskClient]:
    return lambda staff: signed_in(app.test_client(), make, staff)


def text_of(browser: FlaskClient, asked: str = "") -> str:
    answer = browser.get(HERE + asked)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def plan(make: Make, officer: StaffMember, name: str, day: date, at: str | None = None) -> None:
    make.review(
        make.child(officer=officer, name=name), due_computed=day, planned_on=day, planned_time=at
    )


@on_sqlite
def test_an_officer_sees_their_own_reviews_on_their_days(
    make: Make, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    plan(make, officer, "Aisha", date(2026, 11, 26), "16:15")
    plan(make, make.staff(Role.IRO), "Elsewhere", date(2026, 11, 26))
    page = text_of(open_as(officer))
    assert "November 2026" in page
    assert re.search(r'href="#d20261126">1 review</a>', page)
    assert re.search(r"4\.15pm, <a [^>]*><bdi>Aisha</bdi></a>, <a [^>]*/meeting\">", page)
    assert "Elsewhere" not in page


@on_sqlite
def test_business_support_sees_all_and_can_choose_an_officer(
    make: Make, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    other = make.staff(Role.IRO, name="Jo Hall")
    plan(make, officer, "Aisha", date(2026, 11, 26))
    plan(make, other, "Ben", date(2026, 11, 27))
    browser = open_as(make.staff(Role.BUSINESS_SUPPORT))
    page = text_of(browser)
    assert "Aisha" in page
    assert "Ben" in page
    assert "Jo Hall" in page
    page = text_of(browser, f"?officer={other.public_id.hex}")
    assert "Ben" in page
    assert "Aisha" not in page
    assert "In your own calendar" not in page


@on_sqlite
def test_a_week_is_seven_days_and_leads_to_the_next(
    make: Make, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    plan(make, officer, "Monday", date(2026, 11, 23))
    plan(make, officer, "Sunday", date(2026, 11, 29))
    plan(make, officer, "Later", date(2026, 11, 30))
    page = text_of(open_as(officer), "?week=2026-11-25")
    assert "Monday" in page
    assert "Sunday" in page
    assert "Later" not in page
    assert "week=2026-11-30" in page


@on_sqlite
@pytest.mark.parametrize(
    "asked", ["?month=0001-01", "?week=9999-12-31", "?month=x", "?week=%00", "?officer=x"]
)
def test_b64_whatever_is_no_day_shows_this_month(
    officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient], asked: str
) -> None:
    assert "November 2026" in text_of(open_as(officer), asked)


@on_sqlite
def test_what_was_cancelled_or_is_on_the_never_list_is_not_there(
    make: Make, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    desk = make.staff(Role.BUSINESS_SUPPORT)
    day = date(2026, 11, 26)
    hidden = make.child(officer=officer, name="Hidden")
    make.review(hidden, due_computed=day, planned_on=day)
    make.never(hidden, desk)
    gone = make.child(officer=officer, name="Gone")
    make.review(gone, due_computed=day, planned_on=day, state=ReviewState.CANCELLED)
    page = text_of(open_as(desk))
    assert "Hidden" not in page
    assert "Gone" not in page
    assert "1 review" not in page


def test_a_review_held_on_another_day_than_planned_stands_on_the_day_it_was_held(
    app: Flask, make: Make, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    child = make.child(officer=officer, name="Aisha")
    planned = {"planned_on": date(2026, 12, 10), "planned_time": "16:15"}
    make.review(child, **planned, held_on=date(2026, 11, 23), state=ReviewState.HELD)
    browser = open_as(officer)
    november = text_of(browser)
    assert 'id="d20261123"' in november
    assert "Aisha" in november
    assert "4.15pm" not in november, "that hour was the planned day's"
    assert "Aisha" not in text_of(browser, "?month=2026-12")
    feed = app.test_client().get(made(browser)).get_data(as_text=True)
    assert "DTSTART;VALUE=DATE:20261123" in feed
    assert "20261210" not in feed
    assert "STATUS:CONFIRMED" in feed


def address_in(page: str) -> str:
    found = re.search(r'value="http://localhost(/staff/calendar/feed/[^"]+)"', page)
    assert found is not None
    return found[1]


def made(browser: FlaskClient) -> str:
    return address_in(press(browser, HERE, f"{HERE}/feed").get_data(as_text=True))


@on_sqlite
def test_the_address_gives_days_and_hours_and_nobodys_name(
    app: Flask, make: Make, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    plan(make, officer, "Aisha", date(2026, 11, 26), "16:15")
    plan(make, officer, "Ben", date(2026, 12, 3))
    plan(make, make.staff(Role.IRO), "Elsewhere", date(2026, 12, 9))
    answer = app.test_client().get(made(open_as(officer)))
    assert answer.mimetype == "text/calendar"
    text = answer.get_data(as_text=True)
    assert text.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Review\r\n" in text
    assert "DTSTART:20261126T161500Z" in text
    assert "DTSTART;VALUE=DATE:20261203" in text
    for word in ("Aisha", "Ben", "Green", "R-"):
        assert word not in text


@on_sqlite
def test_a_new_address_ends_the_old_one_and_ending_it_ends_it(
    app: Flask, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    browser, program = open_as(officer), app.test_client()
    first = made(browser)
    second = made(browser)
    assert program.get(first).status_code == 404
    assert program.get(second).status_code == 200
    assert second not in text_of(browser)
    press(browser, HERE, f"{HERE}/feed/end")
    assert program.get(second).status_code == 404
    assert program.get(second).data == program.get(f"{HERE}/feed/guessed").data


@on_sqlite
@pytest.mark.parametrize("change", ["left", "no officer", "went to somebody else", "restored"])
def test_the_address_follows_what_the_officer_has_today(
    app: Flask,
    make: Make,
    officer: StaffMember,
    open_as: Callable[[StaffMember], FlaskClient],
    change: str,
) -> None:
    plan(make, officer, "Aisha", date(2026, 11, 26))
    address = made(open_as(officer))
    with transaction() as session:
        row = session.get_one(StaffMember, officer.id)
        match change:
            case "left":
                row.active_until = make.today - timedelta(days=1)
            case "no officer":
                row.roles = ["business_support"]
            case "restored":
                revoke_everything(session, system_now())
            case _:
                for one in session.query(Assignment).filter_by(
                    assigned_as=AssignedAs.REVIEWING_OFFICER
                ):
                    one.until_on = make.today - timedelta(days=1)
    answer = app.test_client().get(address)
    if change == "went to somebody else":
        assert "VEVENT" not in answer.get_data(as_text=True)
    else:
        assert answer.status_code == 404


@on_sqlite
@pytest.mark.parametrize("deed", ["end-sessions", "shut", "enrol-anew", "tie", "unused", "command"])
def test_the_address_does_not_outlive_what_is_done_about_whose_it_is(
    app: Flask,
    make: Make,
    officer: StaffMember,
    open_as: Callable[[StaffMember], FlaskClient],
    deed: str,
) -> None:
    address, admin = made(open_as(officer)), make.staff(Role.ADMIN)
    assert app.test_client().get(address).status_code == 200
    with transaction() as session:
        now, by = make.clock.now(), session.merge(admin)
        staff = session.merge(officer)
        match deed:
            case "end-sessions":
                managing_staff.end_everywhere(session, staff, by, now)
            case "shut":
                managing_staff.shut(session, staff, by, now)
                managing_staff.let_in_again(session, staff, by, now)
            case "enrol-anew":
                admitting.enrol_anew(session, staff, actor="staff:x", house=make.house, now=now)
            case "tie":
                waits = Newcomer(
                    key=council_key(session, now), identity_hash="h", code="c", name="n",
                    email="e", at=now,
                )  # fmt: skip
                session.add(waits)
                session.flush()
                letting_in.tie(session, waits, staff, actor="staff:x", now=now)
            case "unused":
                row = standing_of(session, staff.public_id, now)
                row.since = row.used_at = now - timedelta(days=31)
                managing_staff.shut_the_unused(session, house=make.house, now=now)
                managing_staff.let_in_again(session, staff, by, now)
            case _:
                admitting.end_sessions(session, staff.email or "", house=make.house, now=now)
    assert app.test_client().get(address).status_code == 404


@on_sqlite
def test_t13_who_sends_many_wrong_addresses_is_told_to_wait_and_a_right_one_opens_all_the_same(
    app: Flask, officer: StaffMember, open_as: Callable[[StaffMember], FlaskClient]
) -> None:
    address, program = made(open_as(officer)), app.test_client()
    with transaction() as session:
        for _ in range(99):
            limits.note(session, "calendar_feed", "127.0.0.1", system_now())
    assert program.get(address).status_code == 200
    assert program.get(f"{HERE}/feed/guessed").status_code == 404
    refused = program.get(f"{HERE}/feed/guessed")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    guessed = program.get(f"{HERE}/feed/guessed", environ_overrides=elsewhere)
    assert guessed.status_code == 404
    assert program.get(address).status_code == 200
