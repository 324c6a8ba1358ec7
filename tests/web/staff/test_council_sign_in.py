"""Signing in with the council's own provider: a real one on this machine, asked over HTTP."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation.care.people.facts import StaffFacts
from participation.care.people.models import Role, StaffMember
from participation.care.people.staff import record_staff
from participation.guard.audit import AuditEvent
from participation.guard.standing import Newcomer, Shut, shut_out, standing_of
from participation.journeys.admitting import admit
from participation.kernel import logs
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.web.staff.council_sign_in import COME_BACK
from tests.factories import Make
from tests.standins.oidc_server import CLIENT_SECRET, OidcServer, Wrong
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


# --- coming in -----------------------------------------------------------------------------------


def test_somebody_who_is_known_comes_in_and_the_page_goes_on_by_itself(
    client: FlaskClient, officer: StaffMember
) -> None:
    answer = comes_in(client)
    assert answer.status_code == 200
    assert 'http-equiv="refresh" content="0; url=/staff/"' in answer.get_data(as_text=True)
    assert client.get("/staff/", follow_redirects=True).status_code == 200
    assert client.get("/staff/reviews").status_code == 200
    with transaction() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert last is not None
        assert (last.action, last.actor) == ("sign_in.council", f"staff:{officer.public_id.hex}")
        assert standing_of(session, officer.public_id, system_now()).used_at is not None


def test_a14_the_cookies_are_for_this_site_alone_and_that_of_the_trip_is_gone_after_it(
    client: FlaskClient, officer: StaffMember
) -> None:
    out = client.get(SET_OUT).headers.getlist("Set-Cookie")
    assert len(out) == 1
    assert "SameSite=Lax" in out[0]
    assert "HttpOnly" in out[0]
    assert "Max-Age=600" in out[0]
    back = comes_in(client).headers.getlist("Set-Cookie")
    session = next(line for line in back if line.startswith("staff="))
    assert "SameSite=Strict" in session
    assert "HttpOnly" in session
    assert client.get_cookie("staff-trip") is None


def test_t16_a_session_of_before_is_not_adopted(
    app: Flask, client: FlaskClient, officer: StaffMember
) -> None:
    client.set_cookie("staff", "chosen-by-a-stranger")
    comes_in(client)
    held = client.get_cookie("staff")
    assert held is not None
    assert held.value != "chosen-by-a-stranger"
    comes_in(client)
    assert sessions_open() == 1
    thief = app.test_client()
    thief.set_cookie("staff", held.value)
    assert thief.get("/staff/reviews").status_code == 303


def test_the_sign_in_page_offers_what_there_is(
    app: Flask, client: FlaskClient, server: OidcServer
) -> None:
    page = client.get("/staff/sign-in").get_data(as_text=True)
    assert f'href="{SET_OUT}"' in page
    assert 'name="password"' not in page


def test_where_there_is_no_provider_nobody_is_sent_anywhere(app: Flask) -> None:
    house = app.extensions["participation"]
    app.extensions["participation"] = replace(house, provider=None)
    client = app.test_client()
    try:
        assert client.get(SET_OUT).status_code == 404
        assert client.get(COME_BACK).status_code == 404
        assert SET_OUT not in client.get("/staff/sign-in").get_data(as_text=True)
    finally:
        app.extensions["participation"] = house


# --- who is not let in ---------------------------------------------------------------------------


def test_somebody_unknown_gets_no_account_but_a_reference_and_whom_to_ask(
    client: FlaskClient, make: Make, server: OidcServer
) -> None:
    staff = make.staff(Role.IRO, email="sam.green@council.example")
    server.person["email"] = staff.email  # an address proves nothing
    pages = [comes_in(client).get_data(as_text=True) for _ in range(2)]
    with transaction() as session:
        (waiting,) = session.scalars(select(Newcomer)).all()  # the same person waits once
        assert (waiting.name, waiting.email) == ("Sam Green", "sam.green@council.example")
        code = "-".join((waiting.code[:3], waiting.code[3:6], waiting.code[6:]))
        assert session.scalar(select(func.count()).select_from(StaffMember)) == 1
    for page in pages:
        assert code in page
        assert "your administrator" in page
    assert sessions_open() == 0
    assert client.get("/staff/reviews").status_code == 303


def test_whoever_is_tied_is_known_by_that_alone_whatever_becomes_of_their_address(
    client: FlaskClient, officer: StaffMember, server: OidcServer, make: Make
) -> None:
    server.person |= {"email": "married@council.example", "name": "Sam Brown"}
    assert comes_in(client).status_code == 200
    server.person |= {"sub": "somebody else", "email": officer.email}
    assert comes_in(client).status_code == 403


def test_t21_a_leaver_and_somebody_shut_out_do_not_come_in(
    client: FlaskClient, officer: StaffMember, make: Make
) -> None:
    with transaction() as session:
        row = session.get_one(StaffMember, officer.id)
        row.active_until = make.today - timedelta(days=1)
    assert comes_in(client).status_code == 403
    with transaction() as session:
        session.get_one(StaffMember, officer.id).active_until = None
        shut_out(standing_of(session, officer.public_id, system_now()), Shut.UNUSED, system_now())
    answer = comes_in(client)
    assert answer.status_code == 403
    assert "Your way in is closed" in answer.get_data(as_text=True)
    assert sessions_open() == 0


def test_t21_somebody_shut_out_while_at_work_is_out_at_the_next_click(
    client: FlaskClient, officer: StaffMember
) -> None:
    comes_in(client)
    assert client.get("/staff/reviews").status_code == 200
    with transaction() as session:
        row = standing_of(session, officer.public_id, system_now())
        shut_out(row, Shut.BY_PERSON, system_now())
    assert client.get("/staff/reviews").status_code == 303


def test_a28_without_a_second_factor_nobody_comes_in(
    client: FlaskClient, officer: StaffMember, server: OidcServer
) -> None:
    server.person["amr"] = ["pwd"]
    answer = comes_in(client)
    assert answer.status_code == 403
    assert "A second step is needed" in answer.get_data(as_text=True)
    assert sessions_open() == 0


# --- the provider away ---------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [Wrong.DOWN, Wrong.NOT_JSON, Wrong.ISSUER_OF_THE_DOCUMENT])
def test_a_provider_that_is_away_gets_a_plain_page(
    client: FlaskClient, server: OidcServer, wrong: Wrong
) -> None:
    server.wrong = wrong
    answer = client.get(SET_OUT)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.get_data(as_text=True)
    assert server.url not in answer.get_data(as_text=True)


def test_with_accounts_of_our_own_there_is_another_way_in_meanwhile(
    app: Flask, client: FlaskClient, server: OidcServer
) -> None:
    server.close()
    house = app.extensions["participation"]
    both = replace(house.settings, local_accounts=True, check_phone="01632 960123")
    app.extensions["participation"] = replace(house, settings=both)
    page = client.get(SET_OUT).get_data(as_text=True)
    assert "If you have a password for this service" in page
    assert "ring 999" in page
    assert "01632 960123" not in page  # where people ask about a text, by day
    assert 'name="password"' in client.get("/staff/sign-in").get_data(as_text=True)


# --- roles ---------------------------------------------------------------------------------------


def test_groups_give_roles_and_those_alone(
    app: Flask, client: FlaskClient, server: OidcServer, officer: StaffMember, make: Make
) -> None:
    with as_settled(app, server, g1="business_support", g2="admin"):
        server.person["groups"] = ["g1", "everybody"]
        assert comes_in(client).status_code == 200
        assert roles_of(officer) == ["business_support"]
        with transaction() as session:
            record_staff(session, [facts_of(officer, "iro")], make.house.now())
        assert roles_of(officer) == ["business_support"]  # an import does not give them back
        with transaction() as session:
            now = make.house.now()
            admit(session, officer.email or "", ["admin"], team=None, house=make.house, now=now)
        assert roles_of(officer) == ["business_support"]  # nor does `staff add` add to them
        server.person["groups"] = ["everybody"]
        answer = comes_in(client)
        assert answer.status_code == 403
        assert "None of the groups you are in" in answer.get_data(as_text=True)
        assert roles_of(officer) == []
        server.wrong = Wrong.GROUPS_OVERAGE
        answer = comes_in(client)
        assert "in so many groups" in answer.get_data(as_text=True)
    assert comes_in(client).status_code == 200
    with transaction() as session:
        record_staff(session, [facts_of(officer, "iro")], make.house.now())
    assert roles_of(officer) == ["iro", "admin"]  # nothing comes from groups any more


def roles_of(staff: StaffMember) -> list[str]:
    with transaction() as session:
        return session.get_one(StaffMember, staff.id).roles


def facts_of(staff: StaffMember, role: str) -> StaffFacts:
    return StaffFacts(
        external_id=staff.external_id,
        full_name=staff.full_name or "",
        email=staff.email or "",
        roles=(role,),
        team=None,
        row=2,
    )


# --- nothing is told -----------------------------------------------------------------------------


def test_t23_no_log_holds_a_code_a_token_a_secret_or_a_name(
    client: FlaskClient, server: OidcServer, officer: StaffMember
) -> None:
    said = io.StringIO()
    logs.configure(said)
    try:
        ways: list[str] = []
        for wrong in (Wrong.NONCE, Wrong.ALG_NONE, Wrong.ISSUER_OF_THE_ANSWER, Wrong.ERROR, None):
            server.wrong = wrong
            ways.append(there(client))
            client.get(ways[-1])
        server.person["sub"] = "a stranger"
        comes_in(client)
    finally:
        logs.configure()
    written = said.getvalue()
    assert "sign-in refused" in written
    assert "nonce" in written
    for secret in (CLIENT_SECRET, "Sam Green", "a stranger", *server.verifiers):
        assert secret not in written
    for way in ways:
        for value in urlsplit(way).query.split("&"):
            assert value.partition("=")[2][:12] not in written
