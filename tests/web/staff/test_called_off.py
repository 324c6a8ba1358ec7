"""A review that was cancelled, or whose child's care has ended: each page about it says so, shows
no day that is to come and takes nothing more; what was said before stays readable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from participation.care.consultations.models import InvitationState
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.journeys import closing_rounds
from participation.kernel.dates import long_day
from participation.kernel.db import transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.reviewed import words_on
from tests.web.staff.signing_in import press, signed_in

CANCELLED = "Cancelled: nobody is asked or reminded any more."
ENDED = "The child’s care has ended, so there is no review: nobody is asked or reminded any more."


@pytest.fixture(params=["cancelled", "ended"])
def off(request: Any, make: Make, officer: StaffMember) -> tuple[Review, str]:
    """A review with an open round, in which the child said something before it was called off."""
    ended = request.param == "ended"
    gone = {"ceased_on": make.today, "ceased_reason": "other"} if ended else {}
    state = ReviewState.PLANNED if ended else ReviewState.CANCELLED
    child = make.child(officer=officer, name="Quill", **gone)
    due = make.today + timedelta(days=27)
    review = make.review(child, state=state, due_computed=due, due_imported=due)
    asked = make.invitation(review)
    say = Saying(make)
    say.fill_in(asked, "one_thing", words="a dog")
    say.send(asked)
    related = make.relationship(child)
    make.invitation(round=asked.round, related=related, form="parent_text",
                    state=InvitationState.CLOSED)  # fmt: skip
    return review, ENDED if ended else CANCELLED


@on_sqlite
def test_the_round_page_says_so_and_has_no_days_and_no_forms(
    desk: FlaskClient, off: tuple[Review, str]
) -> None:
    review, why = off
    path = f"/staff/reviews/{review.external_id}/round"
    said = words_on(desk, path)
    assert f"{why} It was planned for {long_day(review.planned_on)}." in said
    for gone in ("What is due next", "the round ends", "Days of this round", "A test to your own"):
        assert gone not in said
    for what in ("hold", "days", "test"):
        assert press(desk, "/staff/find", f"{path}/{what}").status_code == 404, what


@on_sqlite
def test_the_officers_summary_says_so_and_leads_nowhere_that_is_gone(
    browser: FlaskClient, off: tuple[Review, str]
) -> None:
    review, why = off
    base = f"/staff/reviews/{review.external_id}"
    said = words_on(browser, f"{base}/summary")
    assert f"{why} It was planned for {long_day(review.planned_on)}." in said
    assert "a dog" in said
    for gone in ("in 20 days", "Due by", "not recorded yet"):
        assert gone not in said
    page = browser.get(f"{base}/summary").get_data(as_text=True)
    assert f"{base}/talk" not in page
    taken = press(browser, f"{base}/summary", f"{base}/summary/take", what="whole", shape="text")
    assert why in taken.get_data(as_text=True)


@on_sqlite
def test_no_meeting_of_it_is_arranged(desk: FlaskClient, off: tuple[Review, str]) -> None:
    path = f"/staff/reviews/{off[0].external_id}/meeting"
    assert desk.get(path).status_code == 404
    assert press(desk, "/staff/find", path, place="Room 2").status_code == 404


@on_sqlite
def test_the_childs_page_says_when_care_ended_and_that_its_review_is_not_held(
    browser: FlaskClient, make: Make, off: tuple[Review, str]
) -> None:
    review, why = off
    path, base = f"/staff/find/{review.child.public_id}", f"/staff/reviews/{review.external_id}"
    said, page = words_on(browser, path), browser.get(path).get_data(as_text=True)
    ended = why == ENDED
    care = f"Care ended: {long_day(make.today)} (the child has left care)"
    assert (care in said) is ended
    assert ("may be asked" in said) is not ended
    assert "later review, " + ("not held: care has ended" if ended else "cancelled") in said
    assert "to come" not in said
    assert f"{base}/meeting" not in page
    assert (f"{base}/summary" in page) is ended, "what was said is read and told still"


@on_sqlite
def test_the_page_of_its_interpreters_says_so(desk: FlaskClient, off: tuple[Review, str]) -> None:
    review, why = off
    said = words_on(desk, f"/staff/reviews/{review.external_id}/interpreters")
    assert f"{why} It was planned for" in said
    assert "4.15pm" not in said


def test_before_a_cancelled_review_nobody_was_silent(
    app: Flask, desk: FlaskClient, make: Make
) -> None:
    """Nobody is to say why they were not heard, and none of the reasons of before is counted."""
    review = make.review(state=ReviewState.CANCELLED, in_days=3)
    asked = make.invitation(review)
    for kind, reason in (("mother", NotHeard.NO_NUMBER), ("father", None)):
        make.invitation(round=asked.round, related=make.relationship(review.child, kind=kind),
                        form="parent_text", state=InvitationState.NOT_POSSIBLE,
                        not_heard_reason=reason)  # fmt: skip
    assert "Father" not in words_on(desk, "/staff/not-heard")
    assert "Mother" not in words_on(desk, "/staff/not-heard")
    make.clock.moment += timedelta(days=4)
    with transaction() as session:
        assert closing_rounds.close(session, asked.round_id, now=make.clock.now())
    assert "Mother" not in words_on(desk, "/staff/not-heard")
    manager = signed_in(app.test_client(), make, make.staff(Role.IRO_MANAGER))
    said = words_on(manager, "/staff/rounds")
    assert "The review was cancelled 1 1 1 0" in said
    assert "No mobile number" not in said
