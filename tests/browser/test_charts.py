"""Charts are there on paper too: what is drawn is not hidden with what only a screen has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("media", ["screen", "print"])
def test_every_bar_is_drawn_on_a_screen_and_on_paper(
    browser: Browser, site: str, media: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.emulate_media(media=media)
    page.goto(f"{site}/staff-look/afterwards")
    drawn = page.locator(".chart rect")
    assert drawn.count() == 6
    for place in range(6):
        assert drawn.nth(place).is_visible()
    page.close()
