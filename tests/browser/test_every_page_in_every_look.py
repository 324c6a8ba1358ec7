"""axe finds nothing on any page of respondents and staff, however it is looked at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from participation.web.headers import STATIC
from tests.browser import checks, looks
from tests.browser.sample_site import LEFT_BEHIND, RESPONDENT, STAFF

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEMPLATES = STATIC.parent / "templates"
DESK = 1280  # px


@pytest.mark.parametrize("name", RESPONDENT)
def test_a_page_for_respondents(browser: Browser, site: str, name: str) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as traffic:
            page.goto(f"{site}/respond/{name}")
        checks.assert_quiet(traffic)
        looks.assert_good_in_every_look(page, targets=True)


@pytest.mark.parametrize("name", STAFF)
def test_a_page_for_staff_on_a_phone_and_at_a_desk(browser: Browser, site: str, name: str) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as traffic:
            page.goto(f"{site}/staff-look/{name}")
        checks.assert_quiet(traffic)
        checks.assert_weight(traffic, at_most=60_000, requests=6)
        looks.assert_good_in_every_look(page, targets=False)
        page.set_viewport_size({"width": DESK, "height": 800})
        checks.assert_accessible(page)
        checks.assert_fits(page)
        looks.assert_nothing_cut(page)


def test_no_page_is_forgotten() -> None:
    """Whoever writes a page puts it on the sample site, or nothing here looks at it."""
    served = {f"respond/{template}" for template, _ in (RESPONDENT | LEFT_BEHIND).values()}
    served |= {template for template, _ in STAFF.values()}
    written = {
        str(file.relative_to(TEMPLATES).with_suffix(""))
        for file in TEMPLATES.rglob("*.html")
        if file.stem != "layout" and re.search(r"{%-?\s*extends|<!DOCTYPE", file.read_text())
    }
    assert len(written) > 25, "the templates were not found"
    assert written <= served, f"on no sample page: {sorted(written - served)}"
