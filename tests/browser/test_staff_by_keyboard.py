"""Every staff page with the Tab key alone: nobody who works here needs a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import checks
from tests.browser.by_keyboard import walk_by_tab
from tests.browser.sample_site import STAFF

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_staff_page_is_walked_with_tab_and_each_form_is_sent_with_enter_or_space(
    browser: Browser, site: str
) -> None:
    faults = {}
    with checks.phone(browser) as page:
        for name in STAFF:
            page.goto(f"{site}/staff-look/{name}")
            found = walk_by_tab(page)
            if found:
                faults[name] = found
    told = [f"{name}: {one}" for name, found in faults.items() for one in found[:6]]
    assert not faults, "\n".join(told)
