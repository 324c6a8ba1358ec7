"""Looking changes nothing, at any address; what a reader leaves behind is on a short list (A19)."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from tests.copies import everything
from tests.databases import on_sqlite
from tests.factories import Make
from tests.saying import Saying
from tests.web.addresses import address
from tests.web.staff.signing_in import at_work

# An address of a calendar that opens nothing counts against the network, and does nothing else.
COUNTED = {"attempts"}
# Of a member of staff: that they looked, and the newest summary; when their session was used last.
LEFT_BY_READING = {"audit_events", "summaries", "summary_readings", "outbox_items", "sign_ins"}


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff()


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    """Somebody answered; a link and a card are live."""
    child = make.child(officer=officer)
    made = make.review(child)
    invitation = make.invitation(made, company="alone")
    make.link(invitation)
    make.card(child)
    Saying(make).send(invitation)
    return made


def changed(app: Flask, browser: FlaskClient, review: Review, *methods: str) -> set[str]:
    """Tables in which a row came, went or is another after every address was looked at."""
    before = everything()
    looked = 0
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & set(methods):
            browser.open(address(rule, review_id=review.external_id), method=method)
            looked += 1
    assert looked > 60
    after = everything()
    return {name for name, rows in after.items() if rows != before[name]}


def test_a19_nobody_changes_anything_by_looking(app: Flask, make: Make, review: Review) -> None:
    assert changed(app, app.test_client(), review, "GET", "HEAD") <= COUNTED


@on_sqlite  # the same pages; once is enough
def test_a19_staff_leave_that_they_looked_and_nothing_else(
    app: Flask, make: Make, review: Review, officer: StaffMember
) -> None:
    browser = at_work(app.test_client(), make, officer)
    assert browser.get(f"/staff/reviews/{review.external_id}/summary").status_code == 200
    assert changed(app, browser, review, "GET") <= LEFT_BY_READING | COUNTED
