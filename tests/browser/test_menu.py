"""The menu of staff pages: folded under the name on a narrow screen, all of it on a wide one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A_LINE = 60  # px; whatever is higher was broken into lines


@pytest.mark.parametrize("width", [320, 390, 768])
def test_whoever_has_the_longest_menu_sees_what_the_page_is_called_at_once(
    browser: Browser, site: str, width: int
) -> None:
    with checks.phone(browser, width=width, scripts=False) as page:
        page.goto(f"{site}/staff-look/menu")
        heading = _box(page.get_by_role("heading", level=1))
        assert heading["y"] + heading["height"] < checks.PHONE["height"]
        assert not page.get_by_role("link", name="Cards and keys").is_visible()


def test_the_menu_is_opened_gone_through_and_folded_by_keyboard_without_script(
    browser: Browser, site: str
) -> None:
    with checks.phone(browser, scripts=False) as page:
        page.goto(f"{site}/staff-look/menu")
        page.keyboard.press("Tab")  # the skip link
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        links = page.get_by_role("navigation", name="Sections").get_by_role("link")
        assert links.count() > 10
        for link in links.all():
            page.keyboard.press("Tab")
            assert link.evaluate("one => one === document.activeElement")
            assert _box(link)["height"] < A_LINE, "a name is broken into pieces"
        checks.assert_fits(page)
        for _ in range(links.count()):
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        assert not links.first.is_visible()


def test_the_open_menu_is_as_accessible_as_the_folded_one(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/staff-look/menu")
        page.get_by_text("Menu", exact=True).click()
        checks.assert_accessible(page)


def test_at_a_desk_every_part_stands_in_the_bar(browser: Browser, site: str) -> None:
    with checks.phone(browser, width=1280) as page:
        page.goto(f"{site}/staff-look/menu")
        assert all(link.is_visible() for link in _links(page))
        assert not page.get_by_text("Menu", exact=True).is_visible()
        assert _box(page.get_by_role("heading", level=1))["y"] < checks.PHONE["height"] / 2


def _links(page: Page) -> list[Locator]:
    found = page.get_by_role("navigation", name="Sections").get_by_role("link").all()
    assert len(found) > 10
    return found


def _box(one: Locator) -> dict[str, float]:
    box = one.bounding_box()
    assert box is not None
    return dict(box)
