"""How staff sign in is settled before anything starts: with the council's provider, or accounts."""

from __future__ import annotations

import pytest

from participation.care.people.models import Role
from participation.settings import ROLES, Settings, problems
from tests.test_settings import SECRET, drill, faulty, production

ISSUER = "https://login.council.example/v2.0"


def with_provider(**changes: str) -> dict[str, str]:
    environ = production(
        PARTICIPATION_OIDC_ISSUER=ISSUER,
        PARTICIPATION_OIDC_CLIENT_ID="reviews",
        PARTICIPATION_OIDC_CLIENT_SECRET=SECRET[::-1],
        PARTICIPATION_LOCAL_ACCOUNTS="",
    )
    return environ | changes


def test_a27_with_the_councils_provider_there_are_no_passwords_in_production() -> None:
    settings = Settings.from_env(with_provider())
    assert not settings.local_accounts
    assert settings.oidc.issuer == ISSUER
    assert (settings.oidc.mfa_claim, settings.oidc.mfa_values) == ("amr", ("mfa",))
    assert settings.oidc.roles == {}
    assert SECRET[::-1] not in repr(settings)


def test_with_neither_provider_nor_accounts_nobody_could_sign_in() -> None:
    environ = production(PARTICIPATION_LOCAL_ACCOUNTS="off")
    assert faulty(environ) == ["PARTICIPATION_LOCAL_ACCOUNTS"]
    assert "nobody could sign in" in str(problems(environ)[0])
    assert faulty(environ | {"PARTICIPATION_SURFACES": "respond,hooks"}) == []


def test_half_of_a_provider_is_told_by_its_missing_parts() -> None:
    assert faulty(production(PARTICIPATION_OIDC_ISSUER=ISSUER)) == [
        "PARTICIPATION_OIDC_CLIENT_ID",
        "PARTICIPATION_OIDC_CLIENT_SECRET",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER", "http://login.council.example/v2.0"),
        ("ISSUER", "login.council.example"),
        ("ISSUER", "https://login.microsoftonline.com/common/v2.0"),
        ("ISSUER", "https://login.microsoftonline.com/organizations/v2.0"),
        ("MFA", "off"),
        ("MFA", "mfa"),
        ("MFA", "amr:"),
        ("MFA", "email:yes"),
        ("ROLES", "everybody"),
        ("ROLES", "g1=king"),
        ("ROLES", "=iro"),
    ],
)
def test_b90_a_provider_that_would_let_in_too_many_is_refused(name: str, value: str) -> None:
    assert faulty(with_provider(**{f"PARTICIPATION_OIDC_{name}": value})) == [
        f"PARTICIPATION_OIDC_{name}"
    ]


def test_groups_and_second_factors_are_read_as_they_are_written() -> None:
    settings = Settings.from_env(
        with_provider(
            PARTICIPATION_OIDC_MFA="acrs:c1,c2",
            PARTICIPATION_OIDC_ROLES="0a-1=iro, Team A=b=iro_manager ,x=admin",
        )
    )
    assert (settings.oidc.mfa_claim, settings.oidc.mfa_values) == ("acrs", ("c1", "c2"))
    assert settings.oidc.roles == {"0a-1": "iro", "Team A=b": "iro_manager", "x": "admin"}


def test_a_drill_may_ask_a_provider_on_this_machine_over_http_and_no_other() -> None:
    here = drill(
        PARTICIPATION_OIDC_ISSUER="http://127.0.0.1:9100/t",
        PARTICIPATION_OIDC_CLIENT_ID="reviews",
        PARTICIPATION_OIDC_CLIENT_SECRET="for a drill",
    )
    assert faulty(here) == []
    assert faulty(here | {"PARTICIPATION_OIDC_ISSUER": "http://login.council.example"}) == [
        "PARTICIPATION_OIDC_ISSUER"
    ]


def test_the_roles_that_groups_may_give_are_those_that_there_are() -> None:
    assert set(ROLES) == set(Role)
