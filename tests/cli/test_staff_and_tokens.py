"""Letting people and systems in from the command line; what is secret is said once."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select

from participation.care.people.models import Role, StaffMember
from participation.cli import staff, tokens
from participation.guard.audit import AuditEvent
from participation.guard.passwords import LocalAccount, current_code, is_right
from participation.guard.sessions import SignIn
from participation.guard.tokens import token_of
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from tests.factories import Make

EMAIL = "new.person@council.example"


@pytest.fixture
def run(app: Flask, make: Make) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_staff_add_gives_a_password_as_the_last_word_that_works(run: FlaskCliRunner) -> None:
    result = run.invoke(staff.group, ["add", EMAIL, "--role", "iro", "--team", "North"])
    assert result.exit_code == 0
    password = result.stdout.split()[-1]
    with transaction() as session:
        account = session.scalars(select(LocalAccount)).one()
        assert account.totp_secret is not None
        assert account.totp_secret in result.stdout
        assert is_right(account, password, current_code(account, system_now()), system_now())
        row = session.scalars(select(StaffMember)).one()
        assert (row.email, row.roles, row.team) == (EMAIL, ["iro"], "North")


def test_somebody_imported_keeps_their_name_and_roles_and_gets_more(
    run: FlaskCliRunner, make: Make
) -> None:
    make.staff(Role.IRO, email=EMAIL, name="Sam Green")
    result = run.invoke(staff.group, ["add", EMAIL.upper(), "--role", "iro_manager"])
    assert result.exit_code == 0
    with transaction() as session:
        row = session.scalars(select(StaffMember)).one()
        assert (row.full_name, row.roles) == ("Sam Green", ["iro", "iro_manager"])


def test_adding_again_makes_a_new_password_and_ends_the_sessions(
    run: FlaskCliRunner, make: Make
) -> None:
    first = run.invoke(staff.group, ["add", EMAIL, "--role", "iro"]).stdout.split()[-1]
    with transaction() as session:
        row = session.scalars(select(StaffMember)).one()
        session.add(
            SignIn(
                cookie_hash="x",
                staff=row.public_id,
                began_at=system_now(),
                last_seen=system_now(),
                csrf="y",
                way="password",
            )
        )
    second = run.invoke(staff.group, ["add", EMAIL, "--role", "iro"]).stdout.split()[-1]
    assert first != second
    with transaction() as session:
        account = session.scalars(select(LocalAccount)).one()
        code = current_code(account, system_now())
        assert not is_right(account, first, code, system_now())
        assert session.scalars(select(SignIn)).all() == []


def test_ending_sessions_says_how_many(run: FlaskCliRunner, make: Make) -> None:
    run.invoke(staff.group, ["add", EMAIL, "--role", "iro"])
    result = run.invoke(staff.group, ["end-sessions", EMAIL])
    assert (result.exit_code, result.stdout) == (0, "0 sessions ended.\n")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["add", "not-an-address", "--role", "iro"], 1),
        (["add", EMAIL, "--role", "king"], 2),
        (["add", EMAIL], 2),
        (["end-sessions", "nobody@council.example"], 1),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_done_is_one_line_on_stderr(
    run: FlaskCliRunner, arguments: list[str], status: int
) -> None:
    result = run.invoke(staff.group, arguments)
    assert result.exit_code == status
    assert result.stdout == ""
    assert result.stderr
    with transaction() as session:
        assert session.scalars(select(StaffMember)).all() == []


def test_tokens_add_gives_the_token_as_the_last_word(
    run: FlaskCliRunner, client: FlaskClient
) -> None:
    result = run.invoke(
        tokens.group,
        ["add", "case system", "--scope", "reviews:read", "--scope", "summaries:read"],
    )
    assert result.exit_code == 0
    text = result.stdout.split()[-1]
    with transaction() as session:
        found = token_of(session, text)
        assert found is not None
        assert found.scopes == ["reviews:read", "summaries:read"]
    answer = client.get("/api/v1/reviews", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200


def test_a_name_is_given_once(run: FlaskCliRunner) -> None:
    arguments = ["add", "case system", "--scope", "reviews:read"]
    assert run.invoke(tokens.group, arguments).exit_code == 0
    again = run.invoke(tokens.group, arguments)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "another token has this name" in again.stderr


@pytest.mark.parametrize("name", ["", "a" * 61, "two\nlines", "\x1b[31m"])
def test_a_name_that_would_spoil_a_log_is_refused(run: FlaskCliRunner, name: str) -> None:
    assert run.invoke(tokens.group, ["add", name, "--scope", "reviews:read"]).exit_code == 1


def test_what_was_done_is_in_the_audit_without_the_address(run: FlaskCliRunner) -> None:
    run.invoke(staff.group, ["add", EMAIL, "--role", "iro"])
    run.invoke(tokens.group, ["add", "case system", "--scope", "reviews:read"])
    with transaction() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [(row.actor, row.action) for row in rows] == [
            ("command", "staff.add"),
            ("command", "token.add"),
        ]
        assert EMAIL not in repr([vars(row) for row in rows])
