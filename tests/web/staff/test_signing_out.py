"""Whoever is at a browser next does not come in as the one who signed out there."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask.testing import FlaskClient

from participation.care.people.models import StaffMember
from participation.guard.council_provider import CLOCKS_DIFFER
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.oidc_server import OidcServer, Wrong
from tests.web.staff.going_to_the_provider import (
    SET_OUT,
    comes_in,
    council,
    officer,
    server,
    sessions_open,
    there,
)
from tests.web.staff.signing_in import press

__all__ = ["council", "officer", "server"]
pytestmark = on_sqlite


def signs_in_and_out(client: FlaskClient) -> Any:
    assert comes_in(client).status_code == 200
    return press(client, "/staff/reviews", "/staff/sign-out")


def an_hour_ago(server: OidcServer) -> None:
    """The provider goes on with the session that was begun then."""
    server.since = time.time() - 3600


def test_who_signed_out_is_asked_to_sign_in_at_the_provider_again(
    client: FlaskClient, officer: StaffMember, server: OidcServer
) -> None:
    assert "prompt" not in server.sent_to_sign_in[-1]
    signs_in_and_out(client)
    an_hour_ago(server)
    assert comes_in(client).status_code == 200
    asked = server.sent_to_sign_in[-1]
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert comes_in(client).status_code == 200
    assert "prompt" not in server.sent_to_sign_in[-1], "once is enough"


@pytest.mark.parametrize("wrong", [Wrong.KEEPS_ITS_SESSION, Wrong.NEVER_SAYS_WHEN])
def test_the_session_of_before_at_the_provider_lets_nobody_in(
    client: FlaskClient, officer: StaffMember, server: OidcServer, wrong: Wrong
) -> None:
    """Also where the wish to sign in again was taken out of the address on the way."""
    signs_in_and_out(client)
    an_hour_ago(server)
    server.wrong = wrong
    for _ in range(2):
        answer = comes_in(client)
        assert answer.status_code == 403
        assert "Sign in with your password once more" in answer.get_data(as_text=True)
    assert sessions_open() == 0


def test_a_trip_that_was_begun_before_somebody_signed_out_does_not_end_inside(
    client: FlaskClient, officer: StaffMember
) -> None:
    assert comes_in(client).status_code == 200
    on_its_way = there(client)
    press(client, "/staff/reviews", "/staff/sign-out")
    assert client.get(on_its_way).status_code == 403
    assert sessions_open() == 0


@pytest.mark.parametrize("seconds", [-1, 1])
def test_clocks_that_differ_neither_keep_anybody_out_nor_let_anybody_in(
    client: FlaskClient, officer: StaffMember, server: OidcServer, seconds: int
) -> None:
    server.clock_differs = seconds * (int(CLOCKS_DIFFER.total_seconds()) - 5)
    signs_in_and_out(client)
    server.wrong, server.since = Wrong.KEEPS_ITS_SESSION, time.time() - 30
    assert comes_in(client).status_code == 403
    server.wrong = None
    assert comes_in(client).status_code == 200


def test_a_device_that_was_handed_over_is_one_where_somebody_signed_out(
    client: FlaskClient, officer: StaffMember, make: Make, server: OidcServer
) -> None:
    invitation = make.invitation(make.review(make.child(officer=officer)))
    assert comes_in(client).status_code == 200
    here = f"/staff/in-person/{invitation.public_id}"
    assert press(client, here, f"{here}/hand-over").status_code == 200
    server.wrong = Wrong.KEEPS_ITS_SESSION
    an_hour_ago(server)
    assert comes_in(client).status_code == 403
    assert client.get(SET_OUT).headers["Location"].count("prompt=login") == 1
