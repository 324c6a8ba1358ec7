"""A browser is sent to the council's provider on another site and comes back signed in.

Only a browser knows whether a cookie that is for this site alone is shown after such a way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from participation.care.people.models import Role, StaffMember
from participation.guard.council_provider import Arrangement, OidcProvider
from participation.guard.proving import SecondFactor
from participation.guard.standing import Newcomer
from participation.journeys.letting_in import tie
from participation.kernel.db import transaction
from participation.web.staff.council_sign_in import COME_BACK
from tests.browser import checks
from tests.browser.real_house import RealHouse, real_house
from tests.standins.oidc_server import CLIENT_ID, CLIENT_SECRET, OidcServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("sign-in")) as living:
        yield living


@pytest.fixture(scope="module")
def here(house: RealHouse) -> Iterator[str]:
    """Our address: localhost, so that the provider at 127.0.0.1 is another site."""
    ours = house.url.replace("127.0.0.1", "localhost")
    services = house.app.extensions["participation"]
    with OidcServer() as provider:
        provider.asks = True  # somebody presses there: from then on the other site sends us along
        assert provider.url.startswith("http://127.0.0.1")
        arrangement = Arrangement(
            provider.issuer,
            CLIENT_ID,
            CLIENT_SECRET,
            f"{ours}{COME_BACK}",
            SecondFactor("amr", ("mfa",)),
        )
        house.app.extensions["participation"] = replace(
            services, provider=OidcProvider(arrangement, timeout_seconds=10)
        )
        yield ours


def test_a_newcomer_is_told_a_reference_and_once_tied_comes_in_without_a_script(
    browser: Browser, house: RealHouse, here: str
) -> None:
    with checks.phone(browser, scripts=False) as page:
        page.goto(f"{here}/staff/sign-in")
        page.get_by_role("button", name="Sign in with your council account").click()
        page.get_by_role("link", name="It is me").click()
        page.get_by_role("heading", name="You are not known here yet").wait_for()
        staff = house.make.staff(Role.IRO)
        with transaction() as session:
            newcomer = session.scalars(select(Newcomer)).one()
            row = session.get_one(StaffMember, staff.id)
            tie(session, newcomer, row, actor="a test", now=house.clock.now())
        page.get_by_role("link", name="Back to signing in").click()
        page.get_by_role("button", name="Sign in with your council account").click()
        page.get_by_role("link", name="It is me").click()
        page.wait_for_url(f"{here}/staff/reviews")
        assert page.get_by_role("button", name="Sign out").is_visible()
        assert "code=" not in page.url
