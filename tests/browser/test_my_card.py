"""A child's own card and own key in a real browser, with the script, without it, and by keyboard:
what was written is nowhere on the phone without the key (T1, T4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from participation.care.requests.models import Ask
from tests.browser import checks
from tests.browser.real_house import RealHouse, real_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANARY = "zebrafinch"
PIN = "271828"
WEATHER = "https://www.bbc.co.uk/weather"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("card")) as living:
        yield living


@pytest.fixture
def card(house: RealHouse) -> str:
    """The address on a card of a child of thirteen."""
    token, _code = house.make.card(house.make.child(officer=house.make.staff(), age=13))
    return f"{house.url}/m/{token}"


def words(house: RealHouse) -> list[str | None]:
    return list(
        house.read(lambda s: [row.words for row in s.scalars(select(Ask).order_by(Ask.id))])
    )


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def sightings(page: Page) -> list[str]:
    """Where the canary can be seen: the page, its source, and what the browser keeps."""
    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage},"
        " await caches.keys(), (await indexedDB.databases()).length])"
    )
    return [what for what in (page.content(), kept) if CANARY in what]


@pytest.mark.parametrize("script", [True, False], ids=["with the script", "without it"])
def test_t1_what_was_written_by_card_is_nowhere_without_the_key(
    browser: Browser, house: RealHouse, card: str, script: bool
) -> None:
    before = len(words(house))
    with checks.phone(browser, scripts=script) as page:
        page.goto(card)
        press(page, "Start")
        page.get_by_label("Write to Sam").fill(f"{CANARY} is my word")
        press(page, "Send")
        assert "We have passed it to Sam." in page.inner_text("main")
        assert words(house)[before:] == [f"{CANARY} is my word"]
        for _ in range(5):
            page.go_back()
            if script and page.url.startswith(house.url):
                assert sightings(page) == []
            assert CANARY not in page.content()
        for place in ("/card", "/mine", "/help"):
            page.goto(f"{house.url}{place}")
            assert CANARY not in page.content()


def test_a_key_is_made_opens_and_leaving_shuts_everything(
    browser: Browser, house: RealHouse, card: str
) -> None:
    with checks.phone(browser) as page:
        page.goto(card)
        press(page, "Start")
        page.get_by_label("Write to Sam").fill(CANARY)
        press(page, "Send")
        page.get_by_role("link", name="Do you want to read the answer later? Use a key").click()
        press(page, "Six numbers")
        page.get_by_label("Choose six numbers").fill(PIN)
        press(page, "Make this my key")
        assert CANARY in page.inner_text("main")
        page.context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<h1>Rain</h1>"))
        page.locator(".leave button").click()
        page.wait_for_url(f"{WEATHER}**")
        for _ in range(5):
            page.go_back()
            assert CANARY not in page.content()
        page.goto(f"{house.url}/mine")
        assert CANARY not in page.content()
        assert sightings(page) == []


def test_three_pictures_are_a_key_by_keyboard_alone(
    browser: Browser, house: RealHouse, card: str
) -> None:
    """WCAG 2.1.1: no pointer anywhere from the card to one's own words."""
    with checks.phone(browser) as page:
        page.goto(card)
        by_keyboard(page, "Start")
        by_keyboard(page, "I want an advocate")
        by_keyboard(page, "Ask for this")
        page.goto(f"{house.url}/mine")
        by_keyboard(page, "Three pictures")
        for picture in ("sun", "fish", "cup"):
            by_keyboard(page, picture)
        assert "My own words" in page.inner_text("main")
        assert "It is with Sam." in page.inner_text("main")


def by_keyboard(page: Page, name: str) -> None:
    """Tab to a button and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} is not reached by Tab")
