"""Two people arrange one meeting: nobody overwrites what they have not seen (B87)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import AssignedAs, Assignment, Relationship, Role
from participation.care.reviews.meeting import Meeting, guests_of, points_of
from participation.care.reviews.models import Review
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.at_the_meeting import LINK, PLACE, arrange, path_of, review, seen_on
from tests.web.staff.reviewed import words_of
from tests.web.staff.signing_in import press, signed_in

__all__ = ["review"]
MOVED = "14 Elm Road"


@pytest.fixture
def mother(make: Make, review: Review) -> Relationship:
    return make.relationship(review.child)


@pytest.fixture
def jo(app: Flask, make: Make) -> FlaskClient:
    """Business support as well, at another desk."""
    return signed_in(app.test_client(), make, make.staff(Role.BUSINESS_SUPPORT, name="Jo Field"))


@pytest.fixture
def place_known(desk: FlaskClient, review: Review, mother: Relationship) -> dict[str, str]:
    """The mother comes and may know the place; what a browser sends for that."""
    who = mother.public_id.hex
    fields = {"place": PLACE, f"comes-{who}": "yes", f"place-{who}": "yes"}
    arrange(desk, review, **fields)
    return fields


def kept() -> Meeting:
    with reading() as session:
        row = session.scalars(select(Meeting)).one()
        _ = (row.place, row.link, row.guests, row.agenda)
        return row


def test_b87_whoever_saves_second_sees_who_changed_it_and_both_texts_and_gives_no_place_back(
    desk: FlaskClient,
    jo: FlaskClient,
    review: Review,
    mother: Relationship,
    place_known: dict[str, str],
) -> None:
    who, path = mother.public_id.hex, path_of(review)
    shown = seen_on(desk, path)
    arrange(jo, review, place=MOVED, access="a ramp", **{f"comes-{who}": "yes"})
    refused = press(desk, path, path, **place_known, link=LINK, seen=shown)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "Last changed by Jo Field, Tue 24 Nov, " in words_of(page)
    for text in (MOVED, "a ramp", f'value="{PLACE}"', f'value="{LINK}"'):
        assert text in page
    assert re.search(rf'name="place-{who}" value="yes" checked', page), "their own tick is kept"
    row = kept()
    assert (row.place, row.link) == (MOVED, None)
    assert not guests_of(row)[who].may_know_place
    mark = re.search(r'name="seen" value="([^"]+)"', page)
    assert mark is not None
    assert press(desk, path, path, **place_known, link=LINK, seen=mark[1]).status_code == 303
    assert guests_of(kept())[who].may_know_place, "seen, and meant"


def test_b87_a_fault_on_the_way_is_no_look_at_what_somebody_else_changed(
    desk: FlaskClient, jo: FlaskClient, review: Review, place_known: dict[str, str]
) -> None:
    path = path_of(review)
    shown = seen_on(desk, path)
    arrange(jo, review, place=MOVED)
    fault = press(desk, path, path, **place_known, link="meet.example", seen=shown)
    mark = re.search(r'name="seen" value="([^"]+)"', fault.get_data(as_text=True))
    assert mark is not None
    assert press(desk, path, path, **place_known, seen=mark[1]).status_code == 422
    assert kept().place == MOVED


def test_b87_pressed_twice_or_saved_alike_by_two_it_is_saved(
    desk: FlaskClient, jo: FlaskClient, review: Review
) -> None:
    path, fields = path_of(review), {"place": PLACE, "comes-child": "yes"}
    for browser in (desk, desk, jo):
        assert press(browser, path, path, **fields, seen="").status_code == 303
    assert press(jo, path, path, place=MOVED).status_code == 422, "without a mark nothing was seen"
    assert kept().place == PLACE


def test_b87_two_officers_say_what_it_is_about_and_neither_loses_a_word(
    browser: FlaskClient, review: Review, cover: FlaskClient
) -> None:
    path = path_of(review)
    lead = f"{path}/lead"
    shown = seen_on(browser, lead, page=path)
    assert press(cover, path, lead, led_by="child", agenda="My brother", seen="").status_code == 303
    refused = press(browser, path, lead, led_by="officer", agenda="Swimming", seen=shown)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "Last changed by Kit Hall, " in words_of(page)
    assert "My brother" in page
    assert "Swimming" in page
    assert points_of(kept()) == ("My brother",)
    # Where it is stays anybody's to arrange meanwhile: each form is looked at for itself.
    assert arrange(browser, review, place=PLACE).status_code == 303
    again = {"led_by": "together", "agenda": "My brother\nSwimming"}
    mark = seen_on(browser, lead, page=path)
    assert press(browser, path, lead, **again, seen=mark).status_code == 303


@pytest.fixture
def cover(app: Flask, make: Make, review: Review) -> FlaskClient:
    """Another officer, who does the child's while theirs is away."""
    kit = make.staff(Role.IRO, name="Kit Hall")
    with transaction() as session:
        session.add(
            Assignment(
                child_id=review.child_id,
                staff_id=kit.id,
                assigned_as=AssignedAs.COVER,
                from_on=make.today,
            )
        )
    return signed_in(app.test_client(), make, kit)
