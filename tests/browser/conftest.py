"""The browser for these tests, and a plain word where there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.browser.checks import HOW_TO_GET_CHROMIUM, find_chromium, launch
from tests.browser.sample_site import make_site, served


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


@pytest.fixture(scope="session")
def look() -> Flask:
    """The templates with made-up people (see sample_site)."""
    return make_site()


@pytest.fixture(scope="session")
def site(look: Flask) -> Iterator[str]:
    """Where `look` is served."""
    with served(look) as address:
        yield address
