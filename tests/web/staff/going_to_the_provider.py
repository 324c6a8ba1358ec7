"""A browser that goes to the council's provider and comes back, with a real provider there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation.care.people.models import Role, StaffMember
from participation.guard.council_provider import Arrangement, OidcProvider
from participation.guard.proving import SecondFactor
from participation.guard.sessions import SignIn
from participation.guard.standing import Newcomer
from participation.journeys.letting_in import tie
from participation.kernel.db import transaction
from participation.settings.sign_in import OidcSettings
from participation.web.staff.council_sign_in import COME_BACK
from tests.factories import Make
from tests.standins.oidc_server import CLIENT_ID, CLIENT_SECRET, OidcServer

SET_OUT = "/staff/sign-in/council"


@pytest.fixture
def server() -> Iterator[OidcServer]:
    with OidcServer() as provider:
        yield provider


@pytest.fixture(autouse=True)
def council(app: Flask, make: Make, server: OidcServer) -> Iterator[Flask]:
    """The application of a council that has a provider."""
    with as_settled(app, server):
        yield app


class as_settled:  # noqa: N801 - read as a sentence
    """The app with this provider and, if given, roles by groups; local accounts are off."""

    def __init__(self, app: Flask, server: OidcServer, **roles: str) -> None:
        self.app, self.before = app, app.extensions["participation"]
        self.oidc = OidcSettings(server.issuer, CLIENT_ID, CLIENT_SECRET, roles=roles)
        arrangement = Arrangement(
            server.issuer,
            CLIENT_ID,
            CLIENT_SECRET,
            f"http://localhost{COME_BACK}",
            SecondFactor("amr", ("mfa",)),
            wants_groups=bool(roles),
        )
        self.provider = OidcProvider(arrangement, timeout_seconds=5)

    def __enter__(self) -> None:
        settled = replace(self.before.settings, local_accounts=False, oidc=self.oidc)
        self.app.extensions["participation"] = replace(
            self.before, settings=settled, provider=self.provider
        )

    def __exit__(self, *_: object) -> None:
        self.app.extensions["participation"] = self.before


def there(client: FlaskClient) -> str:
    """The browser goes to the provider, signs in, and is told where to come back to."""
    answer = client.get(SET_OUT)
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["Location"])
    with closing(HTTPConnection(parts.netloc, timeout=5)) as line:
        line.request("GET", f"{parts.path}?{parts.query}")
        back = urlsplit(line.getresponse().headers["Location"])
    assert back.path == COME_BACK
    return f"{back.path}?{back.query}"


def comes_in(client: FlaskClient) -> Any:
    return client.get(there(client))


@pytest.fixture
def officer(make: Make, client: FlaskClient, server: OidcServer) -> StaffMember:
    """Somebody who came once, and whom a person then tied to who they are here."""
    staff = make.staff(Role.IRO)
    assert comes_in(client).status_code == 403
    tied(make, staff)
    return staff


def tied(make: Make, staff: StaffMember) -> None:
    with transaction() as session:
        waiting = session.scalars(select(Newcomer)).one()
        tie(
            session,
            waiting,
            session.get_one(StaffMember, staff.id),
            actor="x",
            now=make.house.now(),
        )


def sessions_open() -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(SignIn)) or 0
