"""B4, B16: whatever was typed, the pages that show it stay as wide as the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import checks
from tests.browser.real_house import RealHouse, real_house, walk_to_the_check_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHouse]:
    with real_house(tmp_path_factory.mktemp("awkward")) as living:
        yield living


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("z" + "\u0301" * 5_000, id="B4 combining marks"),
        pytest.param("w" * 10_000, id="B16 one long word"),
        pytest.param("a" + "\n" * 9_000 + "b", id="B16 line ends"),
        pytest.param("\u202eعربي\u2066 12 " * 100, id="B2 both directions"),
    ],
)
def test_what_was_typed_never_makes_a_page_wider_than_the_screen(
    house: RealHouse, browser: Browser, words: str
) -> None:
    with checks.phone(browser) as page:
        walk_to_the_check_page(house, page, words)
        checks.assert_fits(page)
        with page.expect_navigation():
            page.locator("[value=send]").click()
        page.locator("[value=copy]").click()
        page.wait_for_selector("[data-page=copy]")
        checks.assert_fits(page)
        assert page.locator(".leave button").is_visible()
