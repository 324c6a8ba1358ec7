"""The button "I do not feel safe" in a real browser, with its script and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import func, select

from participation.care.safeguarding.models import Concern
from tests.browser.real_house import RealHouse, real_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BUTTON = "I do not feel safe"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("not-safe")) as living:
        yield living


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        java_script_enabled=request.param, viewport={"width": 320, "height": 640}
    )
    yield context.new_page()
    context.close()


def concerns(house: RealHouse) -> int:
    found = house.read(lambda session: session.scalar(select(func.count()).select_from(Concern)))
    return int(found)


def go_by(page: Page, button: str) -> None:
    """Press, and wait for the page that it leads to: the script sends without leaving first."""
    with page.expect_navigation(wait_until="load"):
        page.click(button)


def to_a_box(page: Page, house: RealHouse) -> int:
    invitation, token = house.invitation()
    page.goto(f"{house.url}/l/{token}")
    for button in ("main button.go", "[name=company][value=alone]", "[name=mode][value=questions]"):
        go_by(page, button)
    for _ in range(30):
        if page.locator("textarea[name=words]").count():
            return invitation
        go_by(page, "[name=go][value=skip]")
    raise AssertionError("no question takes words")


def test_one_press_tells_somebody_and_what_was_typed_is_still_there(
    page: Page, house: RealHouse
) -> None:
    before = concerns(house)
    invitation = to_a_box(page, house)
    page.fill("textarea[name=words]", "the thing I was writing")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("Thank you for telling us.").wait_for()
    assert page.url.removesuffix("/") == f"{house.url}/q"  # no address tells of it (T4)
    assert concerns(house) == before + 1
    assert "the thing I was writing" in [words for *_rest, words in house.answers(invitation)]
    page.fill("[name=when]", "after school")
    page.click("[name=then][value=reach]")
    page.get_by_text("Thank you. We have that too.").wait_for()
    page.click("[name=then][value=on]")
    page.get_by_role("button", name=BUTTON).wait_for()
    assert concerns(house) == before + 1


def test_a_double_tap_is_one_concern(page: Page, house: RealHouse) -> None:
    before = concerns(house)
    to_a_box(page, house)
    page.get_by_role("button", name=BUTTON).dblclick()
    page.get_by_text("Thank you for telling us.").wait_for()
    assert concerns(house) == before + 1
