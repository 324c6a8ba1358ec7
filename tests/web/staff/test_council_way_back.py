"""Forged, worn and stolen ways back from the council's provider bring nobody in."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation.care.people.models import StaffMember
from participation.guard.sessions import SignIn
from participation.guard.standing import Newcomer
from participation.guard.trips import SpentTrip
from participation.kernel.db import transaction
from participation.web.staff import council_sign_in
from participation.web.staff.council_sign_in import COME_BACK
from tests.standins.oidc_server import OidcServer, Wrong
from tests.web.staff.going_to_the_provider import (
    SET_OUT,
    as_settled,
    comes_in,
    council,
    officer,
    server,
    sessions_open,
    there,
)

__all__ = ["council", "officer", "server"]


# --- forged and worn ways back -------------------------------------------------------------------


def test_a_state_is_good_once(app: Flask, client: FlaskClient, officer: StaffMember) -> None:
    way_back = there(client)
    trip = client.get_cookie("staff-trip")
    assert trip is not None
    assert client.get(way_back).status_code == 200
    client.set_cookie("staff-trip", trip.value)
    answer = client.get(way_back)
    assert answer.status_code == 403
    assert "Begin again" in answer.get_data(as_text=True)


def test_a_way_back_is_good_at_the_browser_that_set_out_and_at_no_other(
    app: Flask, client: FlaskClient, officer: StaffMember
) -> None:
    """Nobody is signed in as somebody else by a link that they are sent."""
    way_back = there(client)
    victim = app.test_client()
    assert victim.get(way_back).status_code == 403
    victim.get(SET_OUT)
    assert victim.get(way_back).status_code == 403
    assert sessions_open() == 0
    assert client.get(way_back).status_code == 200


def test_an_answer_of_another_provider_is_not_taken(
    client: FlaskClient, officer: StaffMember, server: OidcServer
) -> None:
    server.wrong = Wrong.ISSUER_OF_THE_ANSWER
    assert comes_in(client).status_code == 403
    assert "/token" not in server.asked[-1]  # the code was not shown to anybody
    assert sessions_open() == 0


@pytest.mark.parametrize("path", [COME_BACK, f"{COME_BACK}?code=x&state=y", f"{COME_BACK}?state="])
def test_b41_a_made_up_way_back_changes_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 403
    with transaction() as session:
        for table in (SpentTrip, SignIn, Newcomer):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a19_setting_out_changes_nothing(client: FlaskClient) -> None:
    for _ in range(3):
        client.get(SET_OUT)
        client.head(SET_OUT)
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(SpentTrip)) == 0


def test_a_cancelled_sign_in_is_told_plainly_and_echoes_nothing(
    client: FlaskClient, server: OidcServer
) -> None:
    server.wrong = Wrong.ERROR
    answer = comes_in(client)
    assert answer.status_code == 403
    page = answer.get_data(as_text=True)
    assert "You are not signed in" in page
    assert "cancelled" not in page
    assert "access_denied" not in page


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_b52_nobody_is_sent_to_another_place_afterwards(
    client: FlaskClient, officer: StaffMember, path: str
) -> None:
    client.get("/staff/sign-in", query_string={"next": path})
    client.get(SET_OUT, query_string={"next": path, "redirect_uri": path})
    way_back = there(client)
    page = client.get(f"{way_back}&next={path}&redirect={path}").get_data(as_text=True)
    assert "evil" not in page


def test_a_flood_of_ways_back_is_slowed_and_told_to_wait(
    client: FlaskClient, officer: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(council_sign_in, "TRIES_FROM_ONE", 3)
    answers = [comes_in(client) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]  # one was before
    page = answers[-1].get_data(as_text=True)
    assert "Wait five minutes" in page
    assert "Nothing is wrong" not in page


def test_of_two_windows_the_one_that_set_out_last_comes_back(
    client: FlaskClient, officer: StaffMember
) -> None:
    first, last = there(client), there(client)
    assert "Begin again" in client.get(first).get_data(as_text=True)
    assert client.get(last).status_code == 200


def test_a_provider_that_went_away_meanwhile_is_told_as_away(
    app: Flask, client: FlaskClient, officer: StaffMember, server: OidcServer
) -> None:
    way_back = there(client)
    with as_settled(app, server):  # another process, which has not read what it publishes yet
        server.wrong = Wrong.DOWN
        answer = client.get(way_back)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.get_data(as_text=True)
