"""Every page at 320 px in light, dark and right-to-left, and what it costs on a bad line."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser import checks
from tests.browser.sample_site import RESPONDENT, STAFF

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("mode", checks.MODES)
def test_respondents_can_use_every_page(browser: Browser, site: str, mode: checks.Mode) -> None:
    with checks.phone(browser, mode=mode) as page:
        for name in RESPONDENT:
            with checks.counted(page) as traffic:
                page.goto(f"{site}/respond/{name}")
            if mode == "rtl":
                checks.turn(page)
            checks.assert_fits(page)
            checks.assert_targets(page)
            checks.assert_accessible(page)
            checks.assert_quiet(traffic)


@pytest.mark.parametrize("mode", ["light", "rtl"])
def test_staff_can_use_every_page_on_a_phone(
    browser: Browser, site: str, mode: checks.Mode
) -> None:
    with checks.phone(browser, mode=mode) as page:
        for name in STAFF:
            with checks.counted(page) as traffic:
                page.goto(f"{site}/staff-look/{name}")
            if mode == "rtl":
                checks.turn(page)
            checks.assert_fits(page)
            checks.assert_accessible(page)
            checks.assert_quiet(traffic)
            checks.assert_weight(traffic, at_most=60_000, requests=6)


def test_text_at_twice_the_size_still_fits(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        for name in ("faces", "check", "sent", "start"):
            page.goto(f"{site}/respond/{name}")
            checks.assert_reads_large(page)


def test_a_question_costs_at_most_12_kb_cold_and_4_kb_next(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as cold:
            page.goto(f"{site}/respond/faces")
        checks.assert_weight(cold, at_most=12_000, requests=3)
        with checks.counted(page) as following:
            page.goto(f"{site}/respond/more")
        checks.assert_weight(following, at_most=4_000, requests=3)


def test_a_question_costs_at_most_12_kb_where_nothing_is_compressed(look: Flask) -> None:
    client = look.test_client()
    bodies = [client.get(path) for path in ("/respond/faces", "/static/respond.css",
              "/static/respond.js")]  # fmt: skip
    assert all("Content-Encoding" not in answer.headers for answer in bodies)
    heads = sum(len(f"{k}: {v}\r\n") for answer in bodies for k, v in answer.headers.items())
    assert sum(len(answer.data) for answer in bodies) + heads < 12_000
    assert len(bodies[0].data) < 4_000


def test_leaving_blanks_the_page_ends_the_sitting_and_back_does_not_return(
    browser: Browser, site: str, look: Flask
) -> None:
    for leave in (_press_the_button, _press_shift_three_times):
        look.config["LEFT"].clear()
        with checks.phone(browser) as page:
            page.goto("about:blank")
            page.goto(f"{site}/respond/text")
            page.fill("textarea", "marker words")
            leave(page)
            page.wait_for_url("**/away")
            page.wait_for_timeout(200)
            assert look.config["LEFT"] == ["t" * 43]
            page.go_back()
            assert "marker words" not in page.content()
            assert not page.url.endswith("/respond/text")


def test_leaving_works_without_a_script(browser: Browser, site: str) -> None:
    with checks.phone(browser, scripts=False) as page:
        page.goto(f"{site}/respond/text")
        _press_the_button(page)
        page.wait_for_url("**/away")


def test_enter_goes_on(browser: Browser, site: str) -> None:
    """Contract: the first form in <main> goes on, and so does its first submit button."""
    for scripts in (True, False):
        with checks.phone(browser, scripts=scripts) as page:
            page.goto(f"{site}/respond/number")
            page.fill("#a1", "4")
            page.press("#a1", "Enter")
            page.wait_for_url("**/respond/sent")
            first = page.locator("main form").first.locator("button").first
            assert "go" in (first.get_attribute("class") or "")


def test_pressing_twice_sends_once(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/faces")
        page.evaluate("""() => { window.sent = 0;
          addEventListener("submit", e => {
            if (!e.defaultPrevented) { window.sent++; e.preventDefault(); } }); }""")
        page.click("main .go")
        page.click("main .go")
        assert page.evaluate("window.sent") == 1


def test_without_signal_the_words_stay_and_the_page_says_so(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/text")
        page.fill("textarea", "my words")
        page.context.set_offline(True)
        page.click("main .go")
        assert page.locator(".off").is_visible()
        assert page.input_value("textarea") == "my words"
        page.context.set_offline(False)


def _press_the_button(page: Page) -> None:
    page.click(".leave button")


def _press_shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")
