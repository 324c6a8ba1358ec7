"""What a summary's page costs does not grow with the reviews a child has had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from participation.care.people.models import Role
from participation.care.reviews.models import Review, ReviewState
from participation.kernel.db import db
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import signed_in

MOST_STATEMENTS = 22  # with sign-in, audit and what the frame of every page asks


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def past(make: Make, now: Review, many: int) -> None:
    """Reviews that were held, each with what the child said."""
    say = Saying(make)
    for number in range(many):
        day = make.today - timedelta(days=180 * (number + 1))
        review = make.review(now.child, planned_on=day, held_on=day, state=ReviewState.HELD)
        asked = make.invitation(review)
        say.fill_in(asked, "one_thing", words=f"then {number}")
        say.send(asked)


def cost(browser: FlaskClient, review: Review) -> int:
    path = f"/staff/reviews/{review.external_id}/summary"
    browser.get(path)  # the first look makes a version and notes the reading
    with statements() as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_a_child_with_twenty_past_reviews_costs_what_one_with_one_costs(
    app: Flask, make: Make
) -> None:
    officer = make.staff(Role.IRO)
    browser = signed_in(app.test_client(), make, officer)
    found = []
    for many in (1, 20):
        review = make.review(make.child(officer=officer))
        past(make, review, many)
        asked = make.invitation(review)
        say = Saying(make)
        say.fill_in(asked, "one_thing", words="now")
        say.send(asked)
        found.append(cost(browser, review))
    assert found[0] == found[1]
    assert found[0] <= MOST_STATEMENTS
