"""Whoever looks at an import before it is written sees everything it does, and by whose row."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.care.people.models import Child
from participation.care.reviews.models import Review
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.problems import Asked
from participation.kernel.db import reading, transaction
from tests.journeys.importing.conftest import BringIn, Council, by_id
from tests.journeys.importing.handing_over import (
    HandOver,
    answer,
    answer_and_confirm,
    confirm,
    shown,
)


def test_a_new_number_is_shown_with_what_may_be_done_with_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.children[1] |= {"mobile_private": "no", "safe_to_text": "no", "confirmed_on": ""}
    bring_in()
    council.children[1] |= {
        "mobile": "07700 900012",
        "mobile_private": "yes",
        "safe_to_text": "yes",
        "confirmed_on": "2026-11-01",
        "email": "ben@example.org",
    }
    (ben,) = shown(hand_over()).changed
    assert ben.fields == (
        ("confirmed_on", "", "2026-11-01"),
        ("email", "", "ben@example.org"),
        ("mobile", "", "+447700900012"),
        ("mobile_private", "", "yes"),
        ("safe_to_text", "", "yes"),
    )


def test_another_number_is_shown_with_what_is_different_about_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.contacts[2] |= {"mobile": "07700 900077", "confirmed_on": "", "mobile_private": "yes"}
    (carer,) = shown(hand_over()).changed
    assert carer.fields == (
        ("confirmed_on", "2026-10-01", ""),
        ("mobile", "+447700900003", "+447700900077"),
        ("mobile_private", "no", "yes"),
    )


def test_what_is_new_and_what_is_left_out_is_named(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.children.append({**council.children[2], "pers_person_id": "P4", "first_name": "Kim"})
    council.contacts.append(
        {**council.contacts[2], "contact_id": "C4", "person_ref": "A4", "pers_person_id": "P4",
         "mobile": ""}
    )  # fmt: skip
    council.reviews[2]["clar_cla_review_date"] = "2027-03-09"
    key = hand_over()
    assert shown(key).new_rows == {"children.csv": ["P4"], "contacts.csv": ["C4"]}
    assert shown(key).left_out == {}
    answer(app, key, yes=False, kind=Asked.FAR_MOVE)
    assert shown(key).left_out == {"reviews.csv": ["R3"]}


@pytest.mark.parametrize(
    ("row", "day", "asks"),
    [(2, "2027-03-09", Asked.FAR_MOVE), (0, "2026-12-12", Asked.ROW)],
    ids=["moves far", "on a Saturday"],
)
def test_a_no_can_be_taken_back_until_it_is_written(
    app: Flask,
    council: Council,
    bring_in: BringIn,
    hand_over: HandOver,
    row: int,
    day: str,
    asks: Asked,
) -> None:
    bring_in()
    council.reviews[row]["clar_cla_review_date"] = day
    key = hand_over()
    asked = shown(key).questions
    assert answer(app, key, yes=False, kind=asks).changed == ()
    assert shown(key).questions == asked
    answer(app, key, yes=False, kind=asks)
    assert shown(key).questions == asked
    answer_and_confirm(app, key, yes=True, kind=asks)
    with reading() as session:
        review = by_id(session, Review, council.reviews[row]["clar_cla_review_id"])
        assert str(review.planned_on) == day


def test_what_was_answered_no_is_still_asked_where_something_has_changed_meanwhile(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    council.reviews[2]["clar_cla_review_date"] = "2027-03-09"
    key = hand_over()
    answer(app, key, yes=False, kind=Asked.FAR_MOVE)
    with transaction() as session:
        by_id(session, Child, "P1").known_as = "Ay"
    assert confirm(app, key) is Confirmed.LOOK_AGAIN
    assert [one.asks for one in shown(key).questions] == [Asked.FAR_MOVE]
    assert confirm(app, key) is Confirmed.DONE
