"""The whole loop at 320 px: the child says something, the officer reads it, the review is held,
the child reads what happened with their own key and answers no, and the officer sees it (R2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from participation.care.people.models import StaffMember
from participation.guard.passwords import current_code
from participation.kernel.clock import system_now
from tests.browser import checks
from tests.browser.real_house import RealHouse, real_house
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WISH = "I want my brother to come"
PIN = "271828"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("told")) as living:
        yield living


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def sign_in(page: Page, house: RealHouse, officer: StaffMember) -> None:
    account = house.make.account(officer)
    page.goto(f"{house.url}/staff/sign-in")
    page.fill("[name=email]", officer.email or "")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=code]", current_code(account, system_now()))
    with page.expect_navigation():
        page.locator("main button").first.click()


def say_it_all(page: Page, link: str) -> None:
    """The child says one thing, leaves out the rest, and sends."""
    page.goto(link)
    said = False
    while page.locator("body").get_attribute("data-page") != "check":
        box, skip = page.locator("main textarea:visible"), page.locator("main [value=skip]")
        if box.count() and not said:
            box.fill(WISH)
            said = True
            onward = page.locator("main .go")
        else:
            onward = skip if skip.count() else page.locator("main .go")
        with page.expect_navigation():
            onward.first.click()
    with page.expect_navigation():
        page.locator("main .go").first.click()


def make_a_key(page: Page) -> None:
    page.get_by_role("link", name="Do you want to read answers here later? Use a key").click()
    press(page, "Six numbers")
    page.get_by_label("Choose six numbers").fill(PIN)
    press(page, "Make this my key")


@pytest.mark.parametrize("script", [True, False], ids=["with the script", "without it"])
def test_the_loop_from_what_a_child_says_to_no_that_is_not_right(
    browser: Browser, house: RealHouse, script: bool
) -> None:
    officer = house.make.staff(name="Sam Green")
    child = house.make.child(officer=officer, age=9, name="Aisha")
    review = house.make.review(child, in_days=0)
    invitation = house.make.invitation(review, form="child_8_11")
    link = f"{house.url}/l/{house.make.link(invitation)}"
    after = f"{house.url}/staff/reviews/{review.external_id}/after"

    with checks.phone(browser, scripts=script) as childs:
        say_it_all(childs, link)
        make_a_key(childs)

    with checks.phone(browser, scripts=script) as staff:
        sign_in(staff, house, officer)
        staff.goto(after.replace("/after", "/summary"))
        assert WISH in staff.inner_text("main")
        staff.get_by_role("link", name="After the review: what became of this").click()
        staff.get_by_label("It took place, or its second part did").check()
        staff.get_by_label("On which day").fill("2026-11-24")
        press(staff, "Write it down")
        assert "Took place on 24 November 2026" in staff.inner_text("main")
        staff.get_by_label(re.compile(WISH)).check()
        press(staff, "Make these points")
        staff.get_by_role("link", name="Write what became of it").click()
        staff.get_by_label("yes", exact=True).check()
        staff.get_by_label("Who does it").fill("your social worker")
        staff.get_by_label("By when").fill("2026-12-14")
        press(staff, "Keep this")
        assert "Yes. This is going to happen." in staff.inner_text("main")
        checks.assert_fits(staff)
        press(staff, "Release it for reading with their own key")
        assert "Not read yet." in staff.inner_text("main")

        with checks.phone(browser, scripts=script) as later:
            later.goto(link)
            press(later, "Start")
            assert WISH not in later.content()
            later.goto(f"{house.url}/mine/happened")
            assert WISH not in later.content()
            later.get_by_label("Type your six numbers").fill(PIN)
            press(later, "Open")
            shown = later.inner_text("main")
            for words in (
                "You said",
                WISH,
                "What happened",
                "Yes. This is going to happen.",
                "your social worker",
                "Monday 14 December",
                "Is that right?",
            ):
                assert words in shown, words
            checks.assert_fits(later)
            later.get_by_label("Say more, if you like.").fill("He did not come")
            press(later, "No, that is not right")
            assert "That is all for now" in later.inner_text("main")
            press(later, "Close")
            later.goto(f"{house.url}/mine/happened")
            assert WISH not in later.content()

        staff.goto(after)
        seen = staff.inner_text("main")
        assert "No, that is not right." in seen
        assert "Nobody has it yet." in seen
        staff.get_by_role("link", name="Read it and take it on").click()
        assert "He did not come" in staff.inner_text("main")
        press(staff, "I have read this and take it on")
        staff.goto(after)
        assert "Sam Green has it." in staff.inner_text("main")
