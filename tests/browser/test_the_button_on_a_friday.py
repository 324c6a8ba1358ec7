"""The whole path, with a child and three members of staff in browsers: the button at two minutes to
five on a Friday, somebody who does not come, somebody who does, and the officer on Monday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from participation.care.people.models import Child
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Concern
from participation.guard.passwords import current_code
from participation.kernel.clock import system_now
from tests.browser import checks
from tests.browser.real_house import RealHouse, real_house
from tests.factories import PASSWORD
from tests.paging import Paging, number_of, paging

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TWO_TO_FIVE, A_QUARTER_PAST = "2026-11-27T16:58", 15


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RealHouse]:
    with real_house(tmp_path) as made:
        yield made


@pytest.fixture
def route(house: RealHouse) -> Iterator[Paging]:
    with paging(house.app, house.make, house.clock) as made:
        made.at(TWO_TO_FIVE)
        yield made


@contextmanager
def signed_in(browser: Browser, house: RealHouse, route: Paging, who: str) -> Iterator[Page]:
    """A member of staff who has followed the address in the message, on a phone."""
    staff = route.staff[who]
    account = house.make.account(staff)
    with checks.phone(browser) as page:
        page.goto(f"{house.url}/staff/sign-in")
        page.fill("#email", staff.email or "")
        page.fill("#password", PASSWORD)
        page.fill("#code", current_code(account, system_now()))
        page.click("main button")
        yield page


def look_well(page: Page) -> None:
    checks.assert_fits(page)
    checks.assert_accessible(page)


def follow_the_notice(page: Page) -> None:
    """From whatever page somebody lands on, by the red line on top."""
    notice = page.locator("aside .notice.red", has_text="nobody has acknowledged it")
    expect(notice).to_be_visible()
    notice.get_by_role("link").click()
    page.locator("main table a").first.click()
    expect(page.locator("h1")).to_contain_text("A concern")


def test_a_child_presses_at_two_to_five_on_a_friday(
    browser: Browser, house: RealHouse, route: Paging
) -> None:
    child = house.read(lambda session: session.get_one(Child, route.child_id))
    invitation = house.make.invitation(house.make.review(child), form="child_12_15")
    token = house.make.link(invitation)

    # Aisha opens her link and presses before she has answered anything.
    with checks.phone(browser) as page:
        page.goto(f"{house.url}/l/{token}")
        page.locator("main form button").first.click()
        page.locator("form.unsafe button, button.unsafe").first.click()
        expect(page.locator("h1")).to_have_text("Thank you for telling us.")
        expect(page.locator("main")).to_contain_text("A person is being told now.")
        page.get_by_label("Who should we not talk to?").fill("Dean")
        page.get_by_role("button", name="Send this too").click()

    # Those who know her are told within hours; nobody comes, and the office closes.
    route.work()
    assert route.rung() == {"SW", "TM"}
    route.pass_minutes(2)
    assert "NIGHT1" in route.rung()
    with signed_in(browser, house, route, "NIGHT1") as first:
        expect(first.locator("aside .notice.red").first).to_contain_text("1 concern is waiting")
        look_well(first)  # signed in, and called away before opening it: that is not acknowledging
    route.pass_minutes(A_QUARTER_PAST - 2)
    assert "NIGHT2" in route.rung()

    with signed_in(browser, house, route, "NIGHT2") as second:
        follow_the_notice(second)
        look_well(second)
        main = second.locator("main")
        for shown in ("The safety button", "Fri 27 Nov, 4.58pm", "Dean", "by a telephone call",
                      "Night1", "Nobody has acknowledged this yet."):  # fmt: skip
            expect(main).to_contain_text(shown)
        # With the keyboard alone: the first choice, then on to the button.
        second.locator("#outcome-1").focus()
        second.keyboard.press("Space")
        second.keyboard.press("Tab")
        second.keyboard.type("rang her on her own phone, she is at her aunt's")
        second.keyboard.press("Tab")
        second.keyboard.press("Enter")
        expect(main).to_contain_text(re.compile(r"Night2 has it, since Fri 27 Nov, 5\.1\dpm"))
        look_well(second)
        second.locator("#where").fill("with her aunt in Hull")
        second.locator("#authority").fill("Hull City Council")
        second.get_by_role("button", name="Make the referral text").click()
        expect(second.locator("#text")).to_have_value(re.compile("with her aunt in Hull"))
        look_well(second)

    before = len(route.twilio.calls)
    for _ in range(4):
        route.pass_minutes(15)
    assert len(route.twilio.calls) == before, "a person has it: nobody else is rung"
    assert number_of("NIGHT3") not in {number for number, _ in route.twilio.calls}

    # On Monday her officer sees who has it and what came of it.
    route.at("2026-11-30T09:00")
    review = house.read(lambda session: session.scalars(select(Review)).one().external_id)
    with signed_in(browser, house, route, "IRO") as officer:
        officer.goto(f"{house.url}/staff/reviews/{review}/summary")
        safety = officer.locator("section.box")
        expect(safety).to_contain_text("Night2 has it: the child was contacted.")
        expect(officer.locator("aside .notice.red", has_text="concern is waiting")).to_have_count(0)
        safety.get_by_role("link").click()
        expect(officer.locator("main")).to_contain_text("rang her on her own phone")
        look_well(officer)
    outcome = house.read(lambda session: session.scalars(select(Concern)).one().outcome)
    assert outcome == "contacted_child"
