"""Somebody whom a decision leaves out does not learn the place of the meeting by a tick."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Relationship, Role, StaffMember
from participation.care.reviews.meeting import Meeting, guests_of
from participation.care.reviews.models import Review
from participation.journeys import arranging_meetings as arranging
from participation.kernel.db import reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking import left_out
from tests.web.staff.at_the_meeting import PLACE, arrange, path_of, review

__all__ = ["review"]
pytestmark = on_sqlite
WHY = "He drives her there himself."
WARNING = "A decision says that they are not asked."


@pytest.fixture
def father(make: Make, review: Review) -> Relationship:
    """Left out before this review by people here; the case system knows of no decision."""
    return left_out(make.relationship(review.child), review)


def give_the_place(browser: FlaskClient, review: Review, related: Relationship, **more: str) -> Any:
    who = related.public_id.hex
    fields = {"place": PLACE, f"comes-{who}": "yes", f"place-{who}": "yes", **more}
    return arrange(browser, review, **fields)


def test_r7_the_page_warns_of_a_decision_that_people_made_here(
    desk: FlaskClient, review: Review, father: Relationship, make: Make
) -> None:
    assert WARNING in desk.get(path_of(review)).get_data(as_text=True)
    other = make.review(make.child(officer=make.staff(Role.IRO)))
    make.relationship(other.child)
    assert WARNING not in desk.get(path_of(other)).get_data(as_text=True)


def test_r7_business_support_gives_the_place_to_nobody_whom_a_decision_leaves_out(
    desk: FlaskClient, browser: FlaskClient, review: Review, father: Relationship
) -> None:
    why = {f"why-{father.public_id.hex}": WHY}
    for client, more in ((desk, {}), (desk, why), (browser, {})):
        answer = give_the_place(client, review, father, **more)
        assert answer.status_code == 422
        assert "A decision leaves them out." in answer.get_data(as_text=True)
    with reading() as session:
        assert session.scalars(select(Meeting)).all() == []


def test_r7_the_officer_says_why_they_may_know_it_and_that_stays_when_others_save(
    desk: FlaskClient, browser: FlaskClient, review: Review, father: Relationship
) -> None:
    who = father.public_id.hex
    assert give_the_place(browser, review, father, **{f"why-{who}": WHY}).status_code == 303
    assert give_the_place(desk, review, father).status_code == 303
    with reading() as session:
        guest = guests_of(session.scalars(select(Meeting)).one())[who]
    assert (guest.may_know_place, guest.place_why) == (True, WHY)
    assert WHY in browser.get(path_of(review)).get_data(as_text=True)
    assert WHY not in desk.get(path_of(review)).get_data(as_text=True)


def test_r7_a_place_that_was_ticked_before_the_decision_is_on_no_invitation_after_it(
    desk: FlaskClient, make: Make, review: Review, officer: StaffMember
) -> None:
    related = make.relationship(review.child)
    assert give_the_place(desk, review, related).status_code == 303

    def knows() -> bool:
        with transaction() as session:
            staff, now = session.merge(officer), make.clock.now()
            found = arranging.opened(session, staff, review.external_id, "meeting.open", now)
            assert found is not None
            person = found.person(related.public_id.hex)
            assert person is not None
            return person.knows_place

    assert knows()
    left_out(related, review)
    assert not knows()
