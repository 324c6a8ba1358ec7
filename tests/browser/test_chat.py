"""The chat in a real browser: by keyboard alone, and without a script, from the link to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page

from participation.app import create_app
from participation.kernel.db import db
from participation.kernel.model import Base
from tests.browser import checks
from tests.browser.sample_site import served
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.factories import Make

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STOPS = 60  # presses of Tab on one page
NEXT = 4_000  # bytes on the wire for a press and the page it leads to
WORDS = "my brother, every week"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str, Make]]:
    """The service on SQLite behind a real address."""
    folder = tmp_path_factory.mktemp("chat")
    clock = MovableClock(NOW)
    settings = settings_for_tests(f"sqlite:///{folder}/chat.db", folder)
    settings = replace(settings, public_url="http://127.0.0.1", staff_url="http://127.0.0.1")
    app = create_app(settings, clock=clock)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with served(app) as address, app.app_context():
        yield app, address, Make(app.extensions["participation"], clock)


@pytest.fixture
def link(house: tuple[Flask, str, Make]) -> str:
    _, address, make = house
    child = make.child(officer=make.staff(), age=9)
    return f"{address}/l/{make.link(make.invitation(make.review(child), form='child_8_11'))}"


Press = Callable[[Page, Locator], None]


def by_key(page: Page, wanted: Locator) -> None:
    """Tab to it and press Enter: the page goes on."""
    _tab_to(page, wanted)
    _and_wait(page, lambda: page.keyboard.press("Enter"))


def by_tap(page: Page, wanted: Locator) -> None:
    _and_wait(page, wanted.click)


def _tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(MOST_STOPS):
        if wanted.evaluate("e => document.activeElement === e"):
            ring = wanted.evaluate(
                "e => e.matches(':focus-visible') && parseFloat(getComputedStyle(e).outlineWidth)"
            )
            assert ring, "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")


def _and_wait(page: Page, act: Callable[[], None]) -> None:
    """Do it, and wait for the page that follows, however the script brings it."""
    page.evaluate("document.body.dataset.left = 1")
    act()
    page.wait_for_selector("body:not([data-left])", state="attached")
    page.wait_for_load_state("load")


def into_the_chat(page: Page, link: str, press: Press) -> None:
    page.goto(link)
    press(page, page.get_by_role("button", name="Start"))
    press(page, page.get_by_role("button", name="Yes, on my own"))
    press(page, page.get_by_role("button", name="Chat"))


def kind(page: Page) -> str:
    return page.locator("body").get_attribute("data-page") or ""


def answer(page: Page, press: Press, write: Callable[[Locator], None]) -> None:
    """Answer the open question: a quick reply, a tick, or words of their own."""
    form = page.locator("#say")
    ticks, quick = form.locator("input[name=answer]"), form.locator("button[name=answer]")
    if ticks.count():
        if press is by_key:
            _tab_to(page, ticks.first)
            page.keyboard.press("Space")
        else:
            ticks.first.check()
    elif quick.count() > 2:  # more than the two ways not to answer
        press(page, quick.first)
        return
    else:
        write(form.locator("textarea"))
    press(page, form.get_by_role("button", name="Send", exact=True))


@pytest.mark.parametrize("mode", checks.MODES)
def test_by_keyboard_alone_from_the_link_to_the_end(
    browser: Browser, link: str, mode: checks.Mode
) -> None:
    with checks.phone(browser, mode=mode) as page:

        def typed(box: Locator) -> None:
            _tab_to(page, box)
            page.keyboard.type(WORDS)

        into_the_chat(page, link, by_key)
        asked = 0
        while kind(page) == "question":
            asked += 1
            assert page.evaluate("document.activeElement.id") == "now"
            assert page.evaluate("document.querySelector('#now').getBoundingClientRect().top") < 200
            if mode == "rtl":
                checks.turn(page)
            checks.assert_fits(page)
            checks.assert_targets(page)
            checks.assert_accessible(page)
            answer(page, by_key, typed)
        assert asked > 7
        assert "Thank you for telling me" not in page.inner_text("main")  # a press was the last
        by_key(page, page.get_by_role("button", name="Look it over"))
        assert kind(page) == "check"
        by_key(page, page.get_by_role("button", name="Send to Sam"))
        assert kind(page) == "sent"


def test_without_a_script_from_the_link_to_the_end(browser: Browser, link: str) -> None:
    with checks.phone(browser, scripts=False) as page:
        into_the_chat(page, link, by_tap)
        while kind(page) == "question":
            answer(page, by_tap, lambda box: box.fill(WORDS))
            assert page.url.endswith("/q#now")
            assert page.locator("#now:focus").count() == 1
        by_tap(page, page.get_by_role("button", name="Look it over"))
        by_tap(page, page.get_by_role("button", name="Send to Sam"))
        assert kind(page) == "sent"


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_typed_goes_along_whichever_button_is_pressed(
    browser: Browser, link: str, scripts: bool
) -> None:
    with checks.phone(browser, scripts=scripts) as page:
        into_the_chat(page, link, by_tap)
        page.fill("#a1", "the first words")
        by_tap(page, page.get_by_role("button", name="Send", exact=True))
        page.fill("#a1", "half a thought")
        by_tap(page, page.get_by_role("button", name="Yes, call me"))
        assert "We have asked Sam to call you." in page.inner_text("main")
        by_tap(page, page.get_by_role("button", name="Change"))
        assert page.input_value("#a1") == "the first words"


def test_enter_in_a_tick_box_is_send_and_never_a_call(
    browser: Browser, link: str, house: tuple[Flask, str, Make]
) -> None:
    """The first button of the page that can be seen is "Change", or a call."""
    with checks.phone(browser) as page:
        into_the_chat(page, link, by_tap)
        page.fill("#a1", WORDS)
        by_tap(page, page.get_by_role("button", name="Send", exact=True))
        by_tap(page, page.locator("#say button[name=answer]").first)
        page.fill("#a1", WORDS)
        by_tap(page, page.get_by_role("button", name="Send", exact=True))  # not understood: a card
        assert page.get_by_role("button", name="Yes, call me").is_visible()
        ticks = page.locator("#say input[name=answer]")
        ticks.first.check()
        ticks.first.focus()
        _and_wait(page, lambda: page.keyboard.press("Enter"))
        assert "We have asked" not in page.inner_text("main")
        assert page.locator("#say input[name=question]").get_attribute("value") == "family_time"


def test_a_page_of_the_chat_is_light_with_six_turns_on_it(browser: Browser, link: str) -> None:
    with checks.phone(browser) as page:
        into_the_chat(page, link, by_tap)
        weights = []
        while kind(page) == "question":
            with checks.counted(page) as traffic:
                answer(page, by_tap, lambda box: box.fill(WORDS))
            checks.assert_weight(traffic, at_most=NEXT, requests=4)
            checks.assert_quiet(traffic)
            weights.append(traffic.bytes)
        assert len(weights) > 7
