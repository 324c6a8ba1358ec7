"""A council's colour and logo on a small phone: readable by day and by night, and still light."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from participation.app import create_app
from participation.settings.look import LOGO_BYTES
from tests.browser import checks
from tests.browser.sample_site import served
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.test_settings_look import png

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MUSTARD = "#8a6100"  # hardly dark enough by day, and too dark by night as it is
LOGO = png(400, 100)
COLD = 12_000


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("look")
    settings = settings_for_tests(f"sqlite:///{folder}/look.db", folder)
    settings = replace(settings, public_url="http://127.0.0.1", staff_url="http://127.0.0.1")
    settings = replace(settings, colour=MUSTARD, logo=LOGO)
    with served(create_app(settings, clock=MovableClock(NOW))) as address:
        yield address


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_page_in_a_councils_colour_can_be_read(
    council: str, browser: Browser, mode: checks.Mode
) -> None:
    with checks.phone(browser, mode=mode) as page:
        page.goto(f"{council}/code")
        checks.assert_fits(page)
        checks.assert_targets(page)
        checks.assert_accessible(page)
        header = page.locator("body > header")
        drawn = header.evaluate("e => getComputedStyle(e).borderBlockEndColor")
        assert (drawn == "rgb(138, 97, 0)") is (mode == "light")
        logo = header.locator("p").evaluate("e => getComputedStyle(e, '::before').backgroundImage")
        assert logo.startswith('url("data:image/png;base64,')
        leave = page.locator(".leave button").bounding_box()
        assert leave is not None
        assert leave["y"] < 20, "the logo does not push the leave button down"


def test_a_look_costs_no_request_more_and_the_first_page_stays_light(
    council: str, browser: Browser
) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as cold:
            page.goto(f"{council}/code")
        largest = COLD - (LOGO_BYTES - len(LOGO))  # what is left if a logo is as large as it may be
        checks.assert_weight(cold, at_most=largest, requests=3)
        checks.assert_quiet(cold)
