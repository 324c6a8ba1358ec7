"""What a whole consultation costs on the wire, with the real service and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import checks
from tests.browser.hands import Pointer, walk_to_the_end
from tests.browser.living_house import LivingHouse

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COLD = 12_000  # bytes on the wire, headers included
SCRIPT = 3_000
WHOLE = 60_000
# What is in the pages of a whole consultation. Headers are half as much again over HTTP/1.1, which
# the test speaks; HTTP/2, which a council's proxy speaks, sends those that come again as a number.
CONTENT = {"child_8_11": 40_000, "child_12_15": 40_000, "parent_web": 25_000}
NEXT = {"child_8_11": 4_000, "child_12_15": 4_000, "parent_web": 5_000}


@pytest.mark.parametrize("form", CONTENT)
def test_a_whole_consultation_costs_little(
    browser: Browser, living: LivingHouse, form: str
) -> None:
    """From the link to "sent", every press and every page of it."""
    with checks.phone(browser) as page:
        with checks.counted(page) as whole:
            page.goto(living.link(form))
            walked = walk_to_the_end(Pointer(page), way="Questions")
        assert len(walked.questions) >= 6
        checks.assert_quiet(whole)
        checks.assert_from_one_place(whole, living.url)
        checks.assert_weight(whole, at_most=WHOLE, requests=3 * len(walked.kinds))
        assert 0 < whole.bytes - whole.heads <= CONTENT[form]


@pytest.mark.parametrize("form", NEXT)
def test_each_page_is_light_cold_and_next(browser: Browser, living: LivingHouse, form: str) -> None:
    """Cold: nothing kept from before. Next: the press, the way back, and the page it leads to."""
    with checks.phone(browser) as page:
        page.goto(living.link(form))
        hands = Weighing(page, living.url, at_most=NEXT[form])
        walked = walk_to_the_end(hands, way="Questions", on_each_page=hands.weigh_cold)
    assert hands.weighed >= len(walked.kinds)


class Weighing(Pointer):
    """A pointer that weighs every page, as it comes after another and as it comes cold."""

    def __init__(self, page: Page, place: str, *, at_most: int) -> None:
        super().__init__(page)
        self.place, self.at_most, self.weighed = place, at_most, 0

    def press(self, button: object) -> None:
        with self._right(self.at_most, requests=2):
            super().press(button)

    def weigh_cold(self, page: Page) -> None:
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        with self._right(COLD, requests=3):
            page.reload()

    @contextmanager
    def _right(self, at_most: int, *, requests: int) -> Iterator[None]:
        with checks.counted(self.page) as traffic:
            yield
        checks.assert_quiet(traffic)
        checks.assert_from_one_place(traffic, self.place)
        checks.assert_light_scripts(traffic, at_most=SCRIPT)
        checks.assert_weight(traffic, at_most=at_most, requests=requests)
        checks.assert_still(self.page)
        self.weighed += 1
