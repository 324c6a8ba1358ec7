"""Whoever was asked and is not around the child any more: it is said, and nobody asks them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from participation.care.consultations.models import (
    Invitation,
    InvitationState,
    Remark,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people.models import Child, Relationship, Role
from participation.care.reviews.models import Review
from participation.journeys import closing_rounds, following_people
from participation.kernel.db import transaction
from tests.conftest import MovableClock
from tests.databases import on_sqlite
from tests.journeys.ways_to_be_left_out import Way, leave_out
from tests.texting import Texting
from tests.web.staff.reviewed import words_on
from tests.web.staff.signing_in import press, signed_in

pytestmark = on_sqlite
SAID = "not around this child any more"
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture
def browser(client: FlaskClient, texting: Texting, clock: MovableClock) -> FlaskClient:
    clock.moment = MORNING
    return signed_in(client, texting.make, texting.make.staff(Role.BUSINESS_SUPPORT))


@pytest.fixture
def carer(texting: Texting, browser: FlaskClient) -> Invitation:
    """A foster carer who has had their text, and is then gone."""
    make = texting.make
    child, lee = make.child(officer=make.staff(Role.IRO), age=5), make.adult("Lee")
    make.contact(adult=lee, own_and_private=True)
    make.relationship(child, lee, kind="foster_carer")
    texting.open_round_of(child)
    texting.work()
    (asked,) = texting.all(Invitation, role="foster_carer")
    assert asked.state is InvitationState.SENT
    assert "Foster carer" in words_on(browser, "/staff/due").split("Asked, not in yet (1)")[-1]
    assert "Foster carer" in words_on(browser, "/staff/in-person")
    leave_out(make, asked.id, Way.GONE)
    return asked


def test_the_round_and_the_child_say_so_and_nobody_is_sent_to_ask_them(
    texting: Texting, browser: FlaskClient, carer: Invitation
) -> None:
    assert "Asked, not in yet (0)" in words_on(browser, "/staff/due")
    assert "Foster carer" not in words_on(browser, "/staff/in-person")
    (review,), (child,) = texting.all(Review), texting.all(Child)
    assert SAID in words_on(browser, f"/staff/reviews/{review.external_id}/round")
    assert SAID in words_on(browser, f"/staff/find/{child.public_id}")
    number = press(browser, "/staff/in-person", "/staff/in-person", child=child.external_id)
    assert "Sent, or over (1)" in number.get_data(as_text=True), "a paper may still come"


def test_in_person_nobody_hands_them_a_device_and_what_they_say_is_kept(
    texting: Texting, browser: FlaskClient, carer: Invitation
) -> None:
    page = f"/staff/in-person/{carer.public_id}"
    assert press(browser, page, f"{page}/hand-over").status_code == 404
    later = {"how": "call", "result": "later"}
    assert press(browser, page, f"{page}/note", **later).status_code == 303
    assert not [one for one in texting.all(Task) if one.kind is TaskKind.ASK_AGAIN]
    told = {"how": "call", "result": "told", "words": "Tell him hello."}
    assert press(browser, page, f"{page}/note", **told).status_code == 303
    assert [one.words for one in texting.all(Remark)] == ["Tell him hello."]


def test_whoever_is_back_is_asked_as_before(
    texting: Texting, browser: FlaskClient, carer: Invitation
) -> None:
    with transaction() as session:
        related = session.get_one(Relationship, carer.relationship_id)
        related.ended_on = None
        session.flush()
        following_people.follow(session, [related.id], texting.house.now())
    assert "Asked, not in yet (1)" in words_on(browser, "/staff/due")
    (asked,) = texting.all(Invitation, id=carer.id)
    assert (asked.state, asked.not_heard_reason) == (InvitationState.SENT, None)


def test_when_the_round_ends_it_is_why_nothing_came(
    texting: Texting, browser: FlaskClient, carer: Invitation
) -> None:
    texting.make.clock.moment += timedelta(days=40)
    with transaction() as session:
        for key in closing_rounds.over(session, texting.house.now()):
            closing_rounds.close(session, key, now=texting.house.now())
    (asked,) = texting.all(Invitation, id=carer.id)
    assert asked.not_heard_reason == "not_around"
    assert not [one for one in texting.all(Task) if one.state is TaskState.OPEN]
