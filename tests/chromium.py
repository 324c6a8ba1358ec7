"""The one Chromium of a test process; a plain word where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.checks import HOW_TO_GET_CHROMIUM, find_chromium, launch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. REQUIRE_BROWSER=1 turns the skip into a failure."""
    chromium = find_chromium()
    if chromium is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(HOW_TO_GET_CHROMIUM.replace("skipped", "failed"))
        pytest.skip(HOW_TO_GET_CHROMIUM)
    with sync_playwright() as playwright:
        running = launch(playwright, chromium)
        yield running
        running.close()
