"""What a page costs on a bad line, and what its script and its buttons do."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser import checks

pytestmark = pytest.mark.browser


def test_a_question_costs_at_most_12_kb_cold_and_4_kb_next(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        with checks.counted(page) as cold:
            page.goto(f"{site}/respond/faces")
        checks.assert_weight(cold, at_most=12_000, requests=3)
        with checks.counted(page) as following:
            page.goto(f"{site}/respond/more")
        checks.assert_weight(following, at_most=4_000, requests=3)


def test_a_question_costs_at_most_18_kb_where_a_proxy_forbids_compression(look: Flask) -> None:
    client = look.test_client()
    bodies = [client.get(path) for path in ("/respond/faces", "/static/respond.css",
              "/static/respond.js")]  # fmt: skip
    assert all("Content-Encoding" not in answer.headers for answer in bodies)
    heads = sum(len(f"{k}: {v}\r\n") for answer in bodies for k, v in answer.headers.items())
    assert sum(len(answer.data) for answer in bodies) + heads < 18_000
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


def test_pressing_twice_sends_once(browser: Browser, site: str, look: Flask) -> None:
    look.config["PRESSES"] = 0
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/faces")
        page.evaluate("""() => { const go = document.querySelector("main .go");
          go.click(); go.click(); }""")
        page.wait_for_url("**/respond/sent")
    assert look.config["PRESSES"] == 1


def test_without_signal_the_words_stay_and_the_page_says_so(browser: Browser, site: str) -> None:
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/text")
        page.fill("textarea", "my words")
        page.context.set_offline(True)
        page.click("main .go")
        page.wait_for_selector(".off", state="visible")
        assert page.input_value("textarea") == "my words"
        page.context.set_offline(False)


def test_who_sees_what_is_readable_in_the_lists_of_a_small_phone(
    browser: Browser, site: str
) -> None:
    """What does not fit into a list is cut off, and half a sentence says something else."""
    with checks.phone(browser) as page:
        page.goto(f"{site}/respond/sharing")
        tight = page.evaluate(
            """() => ["big", "big pic"].flatMap(size => { document.documentElement.className = size;
              return [...document.querySelectorAll("select")].flatMap(list => {
              const style = getComputedStyle(list), pen = document.createElement("canvas")
                .getContext("2d"), arrow = 24;
              pen.font = style.font;
              const room = list.clientWidth - parseFloat(style.paddingInlineStart)
                - parseFloat(style.paddingInlineEnd) - arrow;
              return [...list.options].filter(one => pen.measureText(one.text).width > room)
                .map(one => one.text); }); })"""
        )
        assert page.locator("select option").count() == 6
    assert tight == []


def _press_the_button(page: Page) -> None:
    page.click(".leave button")


def _press_shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")
