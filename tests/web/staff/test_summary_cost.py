"""What a summary's page costs does not grow with the reviews a child has had."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from participation.care.outcomes import service as outcomes
from participation.care.outcomes.rules import OutcomeKind
from participation.care.outcomes.service import Chosen, Written
from participation.care.people.models import Child, Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.care.summaries import sharing
from participation.kernel.db import transaction
from tests.at_the_database import statements
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.reviewed import source_of
from tests.web.staff.signing_in import press, signed_in

MOST_STATEMENTS = 15  # the limit for one request: sign-in, audit and the frame included


def past(make: Make, now: Review, officer: StaffMember, many: int) -> None:
    """Reviews that were held, each with what the child said and what was promised."""
    say = Saying(make)
    for number in range(many):
        day = make.today - timedelta(days=180 * (number + 1))
        review = make.review(now.child, planned_on=day, held_on=day, state=ReviewState.HELD)
        held = make.round(review, closes_on=make.today + timedelta(days=9))  # still open to say it
        asked = make.invitation(round=held, form="child_8_11")
        say.fill_in(asked, "one_thing", words=f"then {number}")
        say.fill_in(asked, "home", "ok")
        say.send(asked)
        with transaction() as session:
            row = session.get_one(Review, review.id)
            chosen = Chosen(source=source_of(f"then {number}"), one_thing=True, only_officer=False)
            point = outcomes.choose_point(session, row, chosen, by_id=officer.id,
                                          now=make.clock.now())  # fmt: skip
            assert point is not None
            written = Written(kind=OutcomeKind.YES, who="Jo Hall", by_on=day, because="",
                              told="Yes", language="en")  # fmt: skip
            key = session.get_one(Child, now.child_id).key
            outcomes.write_outcome(session, point, written, key=key, by_id=officer.id,
                                   now=make.clock.now())  # fmt: skip


def cost(app: Flask, browser: FlaskClient, review: Review) -> list[str]:
    path = f"/staff/reviews/{review.external_id}/summary"
    with statements(app) as seen:
        assert browser.get(path).status_code == 200
    return seen


def test_the_page_asks_for_no_more_than_fifteen_statements_however_many_past_reviews(
    app: Flask, make: Make
) -> None:
    """With all that can stand on it: an older version read, one filed, a concern, a promise."""
    officer = make.staff(Role.IRO)
    browser = signed_in(app.test_client(), make, officer)
    counted = []
    for many in (1, 20):
        review = make.review(make.child(officer=officer))
        past(make, review, officer, many)
        asked = make.invitation(review)
        say = Saying(make)
        say.fill_in(asked, "one_thing", words="he hits me")
        say.send(asked)
        path = f"/staff/reviews/{review.external_id}/summary"
        assert browser.get(path).status_code == 200
        with transaction() as session:
            row = session.get_one(Review, review.id)
            sharing.file_version(session, row, 1, "LCS-1", by_id=officer.id, now=make.clock.now())
        say.add(asked, "and one more thing")
        assert "not in version 1" in browser.get(path).get_data(as_text=True)
        seen = cost(app, browser, review)
        assert len(seen) <= MOST_STATEMENTS, "\n".join(seen)
        counted.append(len(seen))
    assert counted[0] == counted[1]


def test_a_note_that_it_was_filed_costs_the_page_nothing(app: Flask, make: Make) -> None:
    officer = make.staff(Role.IRO)
    browser = signed_in(app.test_client(), make, officer)
    review = make.review(make.child(officer=officer))
    asked = make.invitation(review)
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="now")
    say.send(asked)
    path = f"/staff/reviews/{review.external_id}/summary"
    for _ in range(2):
        browser.get(path)
    before = len(cost(app, browser, review))
    for number in range(3):
        filed = press(browser, path, f"{path}/filed", version="1", reference=f"LCS-{number}")
        assert filed.status_code == 303
    assert len(cost(app, browser, review)) == before
    assert browser.get(path).get_data(as_text=True).count("reference LCS-") == 3
