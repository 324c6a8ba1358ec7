"""Each check fails on a bad page: otherwise a broken tool would read as a clean site."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import checks

pytestmark = pytest.mark.browser


def test_every_check_fails_on_a_bad_page(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as traffic:
            page.goto(f"{site}/bad")
        with pytest.raises(AssertionError, match="bytes on the wire"):
            checks.assert_weight(traffic, at_most=12_000, requests=9)
        with pytest.raises(AssertionError, match=r"nothing\.png"):
            checks.assert_weight(traffic, at_most=10**6, requests=1)
        with pytest.raises(AssertionError, match="Content Security Policy"):
            checks.assert_quiet(traffic)
        with pytest.raises(AssertionError, match="wider than the screen"):
            checks.assert_fits(page)
        with pytest.raises(AssertionError, match="too small to press"):
            checks.assert_targets(page)
        with pytest.raises(AssertionError, match="image-alt"):
            checks.assert_accessible(page)


def test_a_page_with_nothing_on_it_is_not_called_accessible(browser: Browser) -> None:
    with checks.phone(browser) as page:
        page.goto("about:blank")
        with pytest.raises(AssertionError):
            checks.assert_accessible(page)


def test_a_page_that_never_loaded_has_no_weight_to_be_proud_of(browser: Browser) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as traffic:
            page.goto("about:blank")
        with pytest.raises(AssertionError, match="nothing was counted"):
            checks.assert_weight(traffic, at_most=12_000, requests=3)
