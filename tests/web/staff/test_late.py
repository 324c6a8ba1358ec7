"""The list of late reviews: who sees which, and who says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.care.reviews.rules import ReviewType
from participation.guard.audit import AuditEvent
from participation.kernel.db import db
from tests.at_the_database import statements
from tests.factories import Make
from tests.web.staff.signing_in import press, signed_in

LATE = "/staff/reviews/late"


@pytest.fixture
def open_as(app: Flask, make: Make) -> Callable[[Role], FlaskClient]:
    return lambda role: signed_in(app.test_client(), make, make.staff(role))


def overdue(make: Make, child: Child, days: int = 3, **changes: Any) -> Review:
    due = make.today - timedelta(days=days)
    return make.review(child, due_computed=due, planned_on=None, **changes)


def text_of(browser: FlaskClient) -> str:
    answer = browser.get(LATE)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def stored(review: Review) -> Review:
    db.session.expire_all()
    return db.session.get_one(Review, review.id)


def test_an_officer_sees_their_own_late_reviews_the_longest_overdue_first(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    overdue(make, make.child(officer=officer, name="Lately"), days=1)
    overdue(make, make.child(officer=officer, name="Longest"), days=9)
    overdue(make, make.child(officer=make.staff(Role.IRO), name="Elsewhere"))
    fine = make.child(officer=officer, name="Fine")
    make.review(fine, due_computed=make.today, planned_on=make.today)
    page = text_of(browser)
    assert "Elsewhere" not in page
    assert "Fine" not in page
    assert page.index("Longest") < page.index("Lately")
    assert "Not held yet, 9 days late" in page
    assert "2 late reviews have no reason yet." in page


def test_held_late_planned_late_and_without_a_day_each_say_so(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    today = make.today
    make.review(
        make.child(officer=officer, name="Held"),
        due_computed=today - timedelta(days=30),
        held_on=today - timedelta(days=20),
        planned_on=today - timedelta(days=20),
        state=ReviewState.HELD,
    )
    make.review(
        make.child(officer=officer, name="Planned"),
        due_computed=today + timedelta(days=9),
        planned_on=today + timedelta(days=10),
    )
    make.review(
        make.child(officer=officer, name="Dayless"),
        due_computed=today + timedelta(days=9),
        planned_on=None,
    )
    make.review(make.child(officer=officer, name="Today"), due_computed=today, planned_on=None)
    page = text_of(browser)
    assert "No day yet, due today" in page
    assert "Held on Wed 4 Nov, 10 days late" in page
    assert "Planned for Fri 4 Dec, 1 day late" in page
    assert "No day yet, due in 9 days" in page


def test_a_review_under_a_supervision_order_is_never_late(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Order")
    overdue(make, child, kind=ReviewType.SUPERVISION_ORDER)
    assert "Order" not in text_of(browser)


@pytest.mark.parametrize(
    "change",
    [
        {"ceased_on": date(2026, 11, 24)},
        {"ceased_on": date(2026, 10, 1), "ceased_reason": "adopted"},
        {"ceased_on": date(2026, 11, 20), "ceased_reason": "died"},
        {"born_on": date(2008, 11, 24)},
    ],
)
def test_r16_no_review_of_a_child_whose_care_is_over_is_overdue(
    browser: FlaskClient, make: Make, officer: StaffMember, change: dict[str, Any]
) -> None:
    child = make.child(officer=officer, name="Gone", **change)
    overdue(make, child)
    make.review(child, due_computed=make.today + timedelta(days=5), planned_on=None)
    assert "Gone" not in text_of(browser)
    days = {"due_computed": date(2026, 6, 1), "held_on": date(2026, 6, 8)}
    make.review(child, state=ReviewState.HELD, **days)
    assert "Held on Mon 8 Jun, 7 days late" in text_of(browser)  # the return still asks why


def test_a_reason_is_chosen_once_and_kept_with_whose_word_it_is(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    review = overdue(make, make.child(officer=officer))
    path = f"{LATE}/{review.public_id}"
    answer = press(browser, LATE, path, reason="connected_person")
    assert (answer.status_code, "Kept." in browser.get(answer.location).text) == (303, True)
    row = stored(review)
    assert (row.late_reason, row.late_reason_by_id) == ("connected_person", officer.id)
    assert row.late_reason_on == make.today
    page = text_of(browser)
    assert "Sam Green, Tue 24 Nov" in page
    assert "no reason yet" not in page
    deeds = db.session.scalars(db.select(AuditEvent)).all()
    assert [(one.action, one.reason) for one in deeds if one.action.startswith("review")] == [
        ("review.late_reason", "connected_person")
    ]


@pytest.mark.parametrize("reason", ["", "because", "late_notification ", "x" * 3_000])
def test_what_is_no_reason_is_not_kept(
    browser: FlaskClient, make: Make, officer: StaffMember, reason: str
) -> None:
    review = overdue(make, make.child(officer=officer))
    answer = press(browser, LATE, f"{LATE}/{review.public_id}", reason=reason)
    assert answer.status_code == 422
    assert "Choose a reason." in answer.get_data(as_text=True)
    assert stored(review).late_reason is None


def test_nobody_explains_another_officers_review_or_one_that_is_not(
    browser: FlaskClient, make: Make
) -> None:
    other = overdue(make, make.child(officer=make.staff(Role.IRO)))
    for path in (f"{LATE}/{other.public_id}", f"{LATE}/{'0' * 32}", f"{LATE}/nothing"):
        assert press(browser, LATE, path, reason="court").status_code == 404
    assert stored(other).late_reason is None
    tried = f"review:{other.public_id.hex}"
    noted = select(AuditEvent.action).where(AuditEvent.subject == tried)
    assert db.session.scalars(noted.filter_by(outcome="refused")).all() == ["review.late_reason"]


@pytest.mark.parametrize("role", [Role.IRO_MANAGER, Role.BUSINESS_SUPPORT])
def test_whoever_chases_reviews_sees_everybodys_and_may_say_why(
    open_as: Callable[[Role], FlaskClient], make: Make, role: Role
) -> None:
    review = overdue(make, make.child(officer=make.staff(Role.IRO), name="Anybody"))
    browser = open_as(role)
    assert "Anybody" in text_of(browser)
    path = f"{LATE}/{review.public_id}"
    assert press(browser, LATE, path, reason="illness_staff").status_code == 303
    assert stored(review).late_reason == "illness_staff"


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PARTICIPATION, Role.ADMIN])
def test_nobody_else_opens_the_list(open_as: Callable[[Role], FlaskClient], role: Role) -> None:
    assert open_as(role).get(LATE).status_code == 403


def test_a_child_who_must_never_be_seen_is_on_no_list(
    browser: FlaskClient, make: Make, officer: StaffMember
) -> None:
    child = make.child(officer=officer, name="Hidden")
    review = overdue(make, child)
    make.never(child, officer)
    assert "Hidden" not in text_of(browser)
    answer = press(browser, LATE, f"{LATE}/{review.public_id}", reason="court")
    assert answer.status_code == 404


def test_the_list_asks_the_database_as_little_for_forty_as_for_two(
    browser: FlaskClient, make: Make, officer: StaffMember, app: Flask
) -> None:
    def asked() -> int:
        with statements(app) as seen:
            text_of(browser)
        return len(seen)

    for _ in range(2):
        overdue(make, make.child(officer=officer))
    few = asked()
    for _ in range(38):
        overdue(make, make.child(officer=officer))
    assert asked() == few
