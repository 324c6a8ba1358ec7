"""A child in care without a review to come: its last lawful day is on the lists all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import ReviewState
from participation.care.reviews.rules import ReviewType
from participation.journeys import telling_what_is_due
from participation.kernel.db import transaction
from participation.kernel.model import Base
from tests.at_the_database import statements
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.web.staff.signing_in import signed_in

LATE, DUE = "/staff/reviews/late", "/staff/due"
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
HELD = date(2026, 6, 17)  # six months later is 17 December


@pytest.fixture
def open_as(app: Flask, make: Make) -> Callable[[Role], FlaskClient]:
    return lambda role: signed_in(app.test_client(), make, make.staff(role))


def without(make: Make, officer: StaffMember | None, name: str, **changes: Any) -> Child:
    """A child whose last review was in June and who has none to come."""
    child = make.child(officer=officer, name=name, **changes)
    make.review(child, state=ReviewState.HELD, held_on=HELD, planned_on=HELD)
    return child


def text_of(browser: FlaskClient, path: str = LATE) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [LATE, DUE])
def test_whose_review_was_cancelled_without_another_is_at_risk_with_day_rule_and_officer(
    browser: FlaskClient, make: Make, officer: StaffMember, path: str
) -> None:
    child = without(make, officer, "Callum")
    off = {"planned_on": date(2026, 12, 10), "due_computed": date(2026, 12, 17)}
    make.review(child, state=ReviewState.CANCELLED, **off)
    page = text_of(browser, path)
    assert "At risk (1)" in page
    assert "Callum" in page
    assert "Due by 17 December 2026, none planned" in page
    assert "within 6 months of the review before" in page
    assert "Reviewing officer: Sam Green" in page


@pytest.mark.parametrize("path", [LATE, DUE])
def test_a_new_child_for_whom_no_review_came_is_at_risk_and_then_late(
    browser: FlaskClient, make: Make, officer: StaffMember, path: str
) -> None:
    make.child(officer=officer, name="New", looked_after_since=date(2026, 11, 2))
    make.child(officer=officer, name="Missed", looked_after_since=date(2026, 10, 20))
    make.child(officer=officer, name="Untold", looked_after_since=date(2023, 10, 20))
    page = text_of(browser, path)
    assert "Overdue (2)" in page
    assert page.index("Missed") < page.index("Untold")
    assert "Due by 17 November 2026, none planned, 7 days late" in page
    assert "None planned, and none since care began is known here" in page
    assert "At risk (1)" in page
    assert "Due by 30 November 2026, none planned" in page
    assert "within 20 working days of becoming looked after" in page


@on_sqlite
@pytest.mark.parametrize(
    "change",
    [
        {"ceased_on": date(2026, 11, 24)},
        {"ceased_on": date(2026, 10, 1), "ceased_reason": "adopted"},
        {"ceased_on": date(2026, 11, 20), "ceased_reason": "died"},
        {"born_on": date(2008, 11, 24)},
        {"forgotten_on": date(2026, 11, 1)},
        {"looked_after_since": date(2026, 11, 25)},
    ],
)
def test_r16_whose_care_is_over_or_begins_later_is_owed_none(
    browser: FlaskClient, make: Make, officer: StaffMember, change: dict[str, Any]
) -> None:
    without(make, officer, "Gone", **change)
    assert "Gone" not in text_of(browser)
    assert "Gone" not in text_of(browser, DUE)


@on_sqlite
@pytest.mark.parametrize(
    "change",
    [
        {"circumstances": ["missing"]},
        {"contact_stopped_on": date(2026, 11, 1)},
        {"born_on": date(2008, 11, 25)},
        {"born_on": date(2008, 6, 1), "born_estimated": True},
        {"ceased_on": date(2026, 11, 25)},
    ],
)
def test_missing_or_not_written_to_a_child_in_care_is_owed_a_review(
    browser: FlaskClient, make: Make, officer: StaffMember, change: dict[str, Any]
) -> None:
    without(make, officer, "Still", **change)
    assert "Still" in text_of(browser)


@on_sqlite
def test_one_who_has_a_review_to_come_or_time_enough_is_on_no_list(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    planned = without(make, officer, "Planned")
    make.review(planned, planned_on=date(2026, 12, 15), due_computed=date(2026, 12, 17))
    begun = without(make, officer, "Begun")
    part = {"part_one_on": date(2026, 11, 20), "planned_on": date(2026, 12, 1)}
    make.review(begun, state=ReviewState.PART_HELD, **part)
    later = make.child(officer=officer, name="Early")
    make.review(later, state=ReviewState.HELD, held_on=date(2026, 8, 1), planned_on=None)
    breaks = {"looked_after_since": date(2026, 11, 2)}
    make.child(officer=officer, name="Series", legal_status="V4", **breaks)
    make.child(officer=officer, name="Breaks", circumstances=["short_breaks"], **breaks)
    order = make.child(officer=officer, name="Ordered")
    make.review(order, kind=ReviewType.SUPERVISION_ORDER)
    page = text_of(browser)
    for name in ("Planned", "Begun", "Early", "Series", "Breaks", "Ordered"):
        assert name not in page


@on_sqlite
def test_a_review_under_a_supervision_order_or_without_any_day_is_none_to_come(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    make.review(without(make, officer, "Ordered"), kind=ReviewType.SUPERVISION_ORDER)
    make.review(without(make, officer, "Dayless"), planned_on=None)
    page = text_of(browser)
    assert "Ordered" in page
    assert "Dayless" in page


def test_whoever_chases_sees_everybodys_and_an_officer_their_own_and_nobody_the_barred(
    app: Flask, browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    chasing = [make.staff(role) for role in (Role.BUSINESS_SUPPORT, Role.IRO_MANAGER)]
    browsers = [signed_in(app.test_client(), make, one) for one in chasing]
    without(make, officer, "Mine")
    without(make, None, "Nobodys")
    make.never(without(make, officer, "Hidden"), officer)
    from_them = without(make, officer, "Kept")
    for one in chasing:
        make.never(from_them, one)
    for path in (LATE, DUE):
        mine = text_of(browser, path)
        assert [name in mine for name in ("Mine", "Kept")] == [True, True]
        assert [name in mine for name in ("Nobodys", "Hidden")] == [False, False]
        for other in browsers:
            everybodys = text_of(other, path)
            assert all(name in everybodys for name in ("Mine", "Nobodys", "Hidden"))
            assert "Kept" not in everybodys
            assert "No reviewing officer" in everybodys


@on_sqlite
def test_nobody_is_asked_why_a_review_is_late_that_is_not_there(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    make.child(officer=officer, name="Missed", looked_after_since=date(2026, 10, 20))
    page = text_of(browser)
    assert "Plan it in the case system." in page
    assert "no reason yet" not in page
    assert "Choose a reason" not in page


@pytest.mark.parametrize("path", [LATE, DUE])
def test_the_lists_ask_the_database_as_little_for_forty_as_for_two(
    browser: FlaskClient, make: Make, officer: StaffMember, app: Flask, path: str
) -> None:
    def asked() -> int:
        with statements(app) as seen:
            text_of(browser, path)
        return len(seen)

    for number in range(2):
        without(make, officer, f"Few {number}")
    few = asked()
    for number in range(38):
        without(make, officer, f"Many {number}")
    assert asked() == few


# PostgreSQL's planner walks small tables on purpose.
@on_sqlite
@pytest.mark.parametrize("role", [Role.IRO, Role.BUSINESS_SUPPORT])
def test_no_table_is_walked_to_find_who_has_none(
    app: Flask, open_as: Callable[[Role], FlaskClient], make: Make, role: Role
) -> None:
    browser = open_as(role)
    without(make, None, "Nobodys")
    with statements(app) as seen:
        text_of(browser)
    about = [one for one in seen if "looked_after_since" in one and "EXISTS" in one]
    assert about
    untaught = create_engine("sqlite://")
    Base.metadata.create_all(untaught)
    with untaught.connect() as connection:
        for statement in about:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
            assert not [row[3] for row in plan if row[3].startswith("SCAN")], plan


@on_sqlite
def test_a_day_on_which_it_is_still_lawful_is_not_late(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Today")
    last = make.today.replace(month=5)
    make.review(child, state=ReviewState.HELD, held_on=last, planned_on=last)
    assert "At risk (1)" in text_of(browser)
    child = make.child(officer=officer, name="Yesterday")
    last -= timedelta(days=1)
    make.review(child, state=ReviewState.HELD, held_on=last, planned_on=last)
    page = text_of(browser)
    assert "Overdue (1)" in page
    assert "none planned, 1 day late" in page


@on_sqlite
def test_the_officers_weekly_and_the_managers_daily_mail_go_out_for_it(
    make: Make, clock: MovableClock, post: MailServer, work_off: Callable[[], int]
) -> None:
    officer = make.staff(Role.IRO, email="officer@council.example")
    make.staff(Role.IRO, email="idle@council.example")
    make.staff(Role.IRO_MANAGER, email="manager@council.example")
    without(make, officer, "Callum")
    clock.moment = MONDAY
    with transaction() as session:
        telling_what_is_due.promise(session, MONDAY)
    work_off()
    assert sorted(post.recipients) == ["manager@council.example", "officer@council.example"]
