"""The password of `staff add` is good for one thing: choosing another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.people.models import Role, StaffMember
from participation.guard.audit import AuditEvent
from participation.guard.passwords import LocalAccount, current_code, has_password
from participation.guard.sessions import SignIn
from participation.journeys.admitting import admit
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.factories import PASSWORD, Make
from tests.web.staff.signing_in import press, signed_in, token_in, try_sign_in

PAGE = "/staff/password"
EMAIL = "new.person@council.example"
OWN = "three grey herons"


@pytest.fixture
def one_time(app: Flask, make: Make, client: FlaskClient) -> str:
    """The password that was handed over; `client` has signed in with it."""
    with transaction() as session:
        house = make.house
        admitted = admit(session, EMAIL, ["iro"], team=None, house=house, now=house.now())
    with transaction() as session:
        code = current_code(session.scalars(select(LocalAccount)).one(), system_now())
    assert try_sign_in(client, EMAIL, admitted.password, code).status_code == 303
    return admitted.password


def change(client: FlaskClient, old: str, new: str, again: str | None = None) -> Any:
    again = new if again is None else again
    return press(client, PAGE, PAGE, password=old, new_password=new, again=again)


def test_nothing_else_opens_before_the_one_time_password_is_changed(
    app: Flask, client: FlaskClient, one_time: str
) -> None:
    for rule in app.url_map.iter_rules():
        if (
            not rule.rule.startswith("/staff")
            or rule.arguments
            or "GET" not in (rule.methods or ())
        ):
            continue
        if rule.rule == PAGE or rule.rule.startswith("/staff/sign-in"):
            continue
        answer = client.get(rule.rule)
        assert (rule.rule, answer.headers["Location"]) == (rule.rule, PAGE)
    page = client.get(PAGE).get_data(as_text=True)
    taken = client.post(
        "/staff/concerns/00000000-0000-4000-8000-000000000000/acknowledge",
        data={"csrf_token": token_in(page), "note": "x"},
    )
    assert taken.headers["Location"] == PAGE


def test_a_password_of_ones_own_opens_the_rest_and_the_old_one_nothing(
    app: Flask, client: FlaskClient, one_time: str
) -> None:
    answer = change(client, one_time, OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/reviews")
    assert client.get("/staff/reviews").status_code == 200
    with transaction() as session:
        account = session.scalars(select(LocalAccount)).one()
        assert not account.must_change
        assert has_password(account, OWN)
        assert not has_password(account, one_time)
        deeds = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert deeds[-1] == "staff.password"


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        (None, "short", None, "at least 12 characters"),
        (None, "eleven char", None, "at least 12 characters"),
        (None, "x" * 201, None, "a shorter new password"),
        (None, "passwordpassword", None, "harder to guess"),
        (None, "N0rth Shire rev1ews", None, "harder to guess"),
        (None, OWN, "three grey heron", "are not the same"),
        ("not it", OWN, None, "you have now is not right"),
    ],
)
def test_what_is_no_password_changes_nothing_and_is_not_given_back(
    app: Flask,
    client: FlaskClient,
    one_time: str,
    old: str | None,
    new: str,
    again: str | None,
    says: str,
) -> None:
    house: Services = app.extensions["participation"]
    named = replace(house.settings, council_name="North Shire Council")
    app.extensions["participation"] = replace(house, settings=named)
    answer = change(client, old or one_time, new, again)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert says in page
    assert new not in page
    assert client.get("/staff/reviews").headers["Location"] == PAGE


def test_the_one_time_password_is_not_taken_as_the_new_one(
    client: FlaskClient, one_time: str
) -> None:
    answer = change(client, one_time, one_time)
    assert answer.status_code == 422
    assert "not the one you have now" in answer.get_data(as_text=True)


def test_b48_a_press_without_the_token_changes_nothing(client: FlaskClient, one_time: str) -> None:
    forged = {"password": one_time, "new_password": OWN, "again": OWN}
    assert client.post(PAGE, data=forged).status_code == 403
    with transaction() as session:
        assert has_password(session.scalars(select(LocalAccount)).one(), one_time)


def test_a_stranger_at_an_open_session_cannot_guess_on(client: FlaskClient, one_time: str) -> None:
    for _ in range(10):
        assert change(client, "guess", OWN).status_code == 422
    assert change(client, one_time, OWN).status_code == 429


def test_a_change_ends_every_other_session(app: Flask, client: FlaskClient, make: Make) -> None:
    staff: StaffMember = make.staff(Role.IRO)
    signed_in(client, make, staff)
    held = client.get_cookie("staff")
    assert held is not None
    assert change(client, PASSWORD, OWN).status_code == 303
    thief = app.test_client()
    thief.set_cookie("staff", held.value)
    assert thief.get("/staff/reviews").headers["Location"].endswith("/staff/sign-in")
    assert client.get("/staff/reviews").status_code == 200
    with transaction() as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


def test_somebody_with_a_password_of_their_own_is_not_sent_to_change_it(
    client: FlaskClient, make: Make
) -> None:
    signed_in(client, make, make.staff(Role.IRO))
    assert client.get("/staff/reviews").status_code == 200
